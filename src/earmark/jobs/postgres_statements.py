"""What procrastinate's own statements do not do: renew by key, and leave hosts in peace.

``args`` of a procrastinate job holds what it has no columns for: ``ids`` (the job's own
arguments), ``host``, ``request_id``, ``queued_at``, ``losses``, ``is_wanted_again``, ``reason``
and ``message``. All jobs are in one queue of procrastinate's: its workers choose by queue, ours
by host. A key is its ``queueing_lock``, which an index of ours makes unique over all
states, so that there is one row to a key, as on SQLite.
"""

from sqlalchemy import text

from earmark.jobs.job import HOST_CONNECTIONS_MAX, LEASE_S

CHANNEL = "procrastinate_any_queue_v1"
"""Where procrastinate's triggers tell of new jobs."""

_NEW = """
WITH asked AS (
    SELECT * FROM jsonb_to_recordset(CAST(:jobs AS jsonb)) AS asked(
        kind text, key text, ids jsonb, host text, priority integer, run_at timestamptz,
        request_id text, place integer)
), put AS (
    INSERT INTO procrastinate_jobs AS job
        (queue_name, task_name, queueing_lock, priority, scheduled_at, args)
    SELECT 'earmark', kind, key, priority, coalesce(run_at, now()), jsonb_build_object(
        'ids', ids, 'host', host, 'request_id', request_id, 'queued_at', now(),
        'losses', 0, 'is_wanted_again', false)
    FROM asked ORDER BY key, place
    ON CONFLICT (queueing_lock) WHERE status = 'todo'
"""
"""The condition names both unique indexes on the key, procrastinate's and ours. The order is
everybody's, so that no two who ask for much wait for each other."""

ENQUEUE = text(
    _NEW
    + """
    DO UPDATE SET
        status = CASE job.status WHEN 'failed' THEN 'todo' ELSE job.status END,
        attempts = CASE job.status WHEN 'failed' THEN 0 ELSE job.attempts END,
        priority = greatest(job.priority, excluded.priority),
        scheduled_at = CASE job.status WHEN 'failed' THEN excluded.scheduled_at
            ELSE least(job.scheduled_at, excluded.scheduled_at) END,
        args = job.args || jsonb_build_object(
            'ids', excluded.args->'ids', 'host', excluded.args->'host',
            'request_id', coalesce(excluded.args->>'request_id', job.args->>'request_id'),
            'is_wanted_again', job.status = 'doing',
            'losses', CASE job.status WHEN 'failed' THEN 0 ELSE (job.args->>'losses')::int END)
    RETURNING xmax = 0 AS is_new
)
SELECT pg_notify('procrastinate_any_queue_v1', '{"type": "job_inserted"}')
FROM put WHERE NOT is_new LIMIT 1
"""
)
"""Insert, or renew what waits under the same key; a trigger tells only of what is inserted."""

PLAN = text(_NEW + "DO NOTHING) SELECT 1")

FORGET = text(
    "DELETE FROM procrastinate_jobs WHERE queueing_lock = ANY(:keys) AND status <> 'doing'"
)

KEEP = text(
    """
INSERT INTO procrastinate_jobs
    (queue_name, task_name, queueing_lock, priority, status, scheduled_at, attempts, args)
SELECT 'earmark', kind, key, priority,
    CAST(CASE WHEN is_given_up THEN 'failed' ELSE 'todo' END AS procrastinate_job_status),
    run_at, attempts, jsonb_build_object(
        'ids', args, 'host', host, 'request_id', request_id, 'queued_at', queued_at,
        'losses', losses, 'is_wanted_again', false, 'reason', reason, 'message', message)
FROM jsonb_to_recordset(CAST(:jobs AS jsonb)) AS kept(
    kind text, key text, args jsonb, host text, priority integer, is_given_up boolean,
    run_at timestamptz, queued_at timestamptz, attempts integer, losses integer,
    reason text, message text, request_id text, place integer)
ORDER BY place
"""
)

DROP_ALL = text("DELETE FROM procrastinate_jobs")

_DUE = f"""
SELECT job.id, job.task_name AS kind, job.args, job.attempts FROM procrastinate_jobs AS job
WHERE job.status = 'todo' AND job.scheduled_at <= now() AND job.task_name = ANY(:kinds)
    AND (job.args->>'host' IS NULL OR job.args->>'host' NOT IN (
        SELECT host FROM hosts WHERE next_at > now()
        UNION ALL
        SELECT args->>'host' FROM procrastinate_jobs
        WHERE status = 'doing' AND args->>'host' IS NOT NULL
        GROUP BY 1 HAVING count(*) >= {HOST_CONNECTIONS_MAX}))
"""  # noqa: S608 - our own words
"""The jobs that may run: hosts that rest or are busy are left out as a whole."""

IS_DUE = text(f"SELECT EXISTS ({_DUE})")

IN_ORDER = text("SET LOCAL enable_sort = off")
"""The index is in order already. A queue fills and empties faster than PostgreSQL counts it:
taken to be short, ten thousand jobs are sorted for each claim (9 ms instead of 0.1)."""

CANDIDATE = text(
    _DUE
    + "ORDER BY job.priority DESC, job.scheduled_at, job.id LIMIT 1 FOR UPDATE OF job SKIP LOCKED"
)

LEASE = text(
    f"""
UPDATE procrastinate_jobs SET status = 'doing', worker_id = :worker WHERE id = :id
    AND NOT EXISTS (SELECT 1 FROM hosts WHERE host = :host AND next_at > now())
    AND (SELECT count(*) FROM procrastinate_jobs
         WHERE status = 'doing' AND args->>'host' = :host) < {HOST_CONNECTIONS_MAX}
RETURNING id
"""  # noqa: S608 - our own words
)

MINE = text(
    """
SELECT CAST(args->>'is_wanted_again' AS boolean) AS is_wanted_again FROM procrastinate_jobs
WHERE id = :id AND worker_id = :worker AND status = 'doing' FOR UPDATE
"""
)

HELD = text(
    """
SELECT id, attempts FROM procrastinate_jobs WHERE worker_id = :worker AND status = 'doing'
ORDER BY id FOR UPDATE
"""
)

LOST = text(
    f"""
SELECT job.id, CAST(job.args->>'losses' AS integer) AS losses FROM procrastinate_jobs AS job
LEFT JOIN procrastinate_workers AS worker ON worker.id = job.worker_id
WHERE job.status = 'doing' AND (job.id = ANY(CAST(:strays AS bigint[])) OR worker.id IS NULL
    OR worker.last_heartbeat < now() - interval '{LEASE_S} seconds')
ORDER BY job.id FOR UPDATE OF job SKIP LOCKED
"""  # noqa: S608 - our own words
)

IS_KNOWN = text("SELECT EXISTS (SELECT 1 FROM procrastinate_workers WHERE id = :worker)")

NOTE = text(
    """
UPDATE procrastinate_jobs SET attempts = coalesce(:attempts, attempts), args = args ||
    CAST(:facts AS jsonb) WHERE id = :id
"""
)

PAUSE_HOST = text(
    """
INSERT INTO hosts (host, next_at) VALUES (:host, :until)
ON CONFLICT (host) DO UPDATE SET next_at = greatest(hosts.next_at, excluded.next_at)
"""
)
