-- What Earmark adds to procrastinate's tables: see earmark/jobs/postgres_statements.py.

-- One row to a key, whatever its state.
CREATE UNIQUE INDEX ix_jobs_key ON procrastinate_jobs (queueing_lock);

CREATE INDEX ix_jobs_due ON procrastinate_jobs (priority DESC, scheduled_at, id)
    WHERE status = 'todo';

CREATE INDEX ix_jobs_running ON procrastinate_jobs ((args->>'host')) WHERE status = 'doing';

-- The same facts under the same names as the table on SQLite, for whoever reads them.
CREATE VIEW jobs AS
SELECT
    id,
    task_name AS kind,
    queueing_lock AS key,
    args->'ids' AS args,
    args->>'host' AS host,
    priority,
    CASE status WHEN 'todo' THEN 'waiting' WHEN 'doing' THEN 'running' ELSE 'failed' END AS state,
    scheduled_at AS run_at,
    (args->>'queued_at')::timestamptz AS queued_at,
    attempts + (status = 'doing')::integer AS attempts,
    (args->>'losses')::integer AS losses,
    (args->>'is_wanted_again')::boolean AS is_wanted_again,
    args->>'reason' AS reason,
    args->>'message' AS message,
    args->>'request_id' AS request_id
FROM procrastinate_jobs;
