"""procrastinate's queue on PostgreSQL, for any number of workers on any number of machines.

Its table, triggers, notifications, heartbeats and the statements that end or retry a job are
used as they are; asking by key and claiming are ours (decisions/0012 says why). Imported only
where the database is PostgreSQL.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from threading import Event, Lock
from typing import Any

from procrastinate.sql import queries
from sqlalchemy import Row
from sqlalchemy.orm import Session

from earmark import clock
from earmark.db.engine import Database
from earmark.db.turns import take_turns
from earmark.jobs import postgres_statements as statements
from earmark.jobs.job import (
    LATER_PRIORITY,
    MESSAGE_LENGTH_MAX,
    Job,
    KeptJob,
    NewJob,
    loss_pause_s,
    periodic_key,
)
from earmark.jobs.postgres_news import listen

WORKER_KEPT_S = 86_400
"""A worker that was not heard of for a day is forgotten; its jobs were taken over long ago."""


def enqueue_all(tx: Session, jobs: Sequence[NewJob]) -> None:
    """Queue work in the caller's transaction; see ``jobs.queue``."""
    tx.connection().execute(statements.ENQUEUE, {"jobs": _packed(_once_each(jobs))})


def forget(tx: Session, keys: Collection[str]) -> None:
    """Drop waiting and failed jobs by key, in the caller's transaction."""
    tx.connection().execute(statements.FORGET, {"keys": list(keys)})


def keep(tx: Session, jobs: Sequence[KeptJob]) -> None:
    """Take over jobs that another database kept, in the caller's transaction."""
    rows = [{**asdict(job), "place": place} for place, job in enumerate(jobs)]
    for row in rows:
        row["message"] = row["message"] and row["message"].replace(
            "\0", "\N{REPLACEMENT CHARACTER}"
        )
    packed = json.dumps(rows, default=datetime.isoformat)
    tx.connection().execute(statements.KEEP, {"jobs": packed})


def drop_all(tx: Session) -> None:
    """Drop every job, in the caller's transaction."""
    tx.connection().execute(statements.DROP_ALL)


def open_queue(db: Database) -> "PostgresQueue":
    """One worker's access to the jobs of a database."""
    return PostgresQueue(db)


class PostgresQueue:
    """What one worker does with the jobs; see ``jobs.queue.Queue``.

    The worker is known to the others by its row in ``procrastinate_workers``, whose
    heartbeat is the lease of all that it holds.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._worker_id: int | None = None
        self._registering = Lock()
        self._strays: set[int] = set()

    def begin(self, first_times: Mapping[str, datetime]) -> None:
        """Forget the workers of other days, and plan periodic work."""
        planned = [
            NewJob(kind, {}, key=periodic_key(kind), priority=LATER_PRIORITY, run_at=first_at)
            for kind, first_at in first_times.items()
        ]
        with self._db.write() as tx:
            _ask(tx, "prune_stalled_workers", seconds_since_heartbeat=WORKER_KEPT_S)
            tx.connection().execute(statements.PLAN, {"jobs": _packed(planned)})

    def claim(self, kinds: Collection[str]) -> Job | None:
        """The most urgent job that may run now, leased to this worker; None if there is none."""
        worker = self._registered()
        while True:
            with self._db.write() as tx:
                tx.connection().execute(statements.IN_ORDER)
                row = tx.connection().execute(statements.CANDIDATE, {"kinds": list(kinds)}).first()
                if row is None:
                    return None
                host = row.args["host"]
                if host:
                    take_turns(tx, f"host:{host}")
                lease = {"id": row.id, "host": host, "worker": worker}
                if tx.connection().execute(statements.LEASE, lease).first():
                    return _job(row)
            # Another took the host's last turn between the look and the lease: look again.

    def is_anything_due(self, kinds: Collection[str]) -> bool:
        """Whether a job may run now."""
        with self._db.read() as tx:
            asked = {"kinds": list(kinds)}
            return bool(tx.connection().execute(statements.IS_DUE, asked).scalar())

    def finish(self, job: Job) -> None:
        """Drop the job, or run it once more if that was asked meanwhile."""
        with self._db.write() as tx:
            mine = self._mine(tx, job)
            if mine and mine.is_wanted_again:
                _run_afresh(tx, job.id)
            elif mine:
                _ask(tx, "finish_job", job_id=job.id, status="succeeded", delete_job=True)
            tx.info["has_news"] = True

    def put_back(self, job: Job, run_at: datetime, reason: str, message: str) -> None:
        """Run the job again at ``run_at``, and say why meanwhile."""
        with self._db.write() as tx:
            if self._mine(tx, job):
                _retry(tx, job.id, run_at)
                why = _why(reason, message)
                _note(tx, job.id, job.attempts, losses=0, is_wanted_again=False, **why)
            tx.info["has_news"] = True

    def give_up(self, job: Job, reason: str, message: str) -> None:
        """Keep the job with its reason, or start it afresh if that was asked meanwhile."""
        with self._db.write() as tx:
            mine = self._mine(tx, job)
            if mine and mine.is_wanted_again:
                _run_afresh(tx, job.id, **_why(reason, message))
            elif mine:
                _ask(tx, "finish_job", job_id=job.id, status="failed", delete_job=False)
                _note(tx, job.id, job.attempts, **_why(reason, message))
            tx.info["has_news"] = True

    def pause_host(self, host: str, until: datetime) -> None:
        """Ask nothing of the host before ``until``; never shortens a longer pause."""
        with self._db.write() as tx:
            tx.connection().execute(statements.PAUSE_HOST, {"host": host, "until": until})

    def renew(self, job_ids: Collection[int]) -> None:
        """Be heard of; what this worker holds but is not at is looked for as lost.

        A job is at nobody's hands for a moment between its claim and its start, so that
        only what is found twice is taken to be lost.
        """
        worker = self._registered()
        with self._db.write() as tx:
            _ask(tx, "update_heartbeat", worker_id=worker)
            held = {row.id for row in tx.connection().execute(statements.HELD, {"worker": worker})}
            is_known = tx.connection().execute(statements.IS_KNOWN, {"worker": worker}).scalar()
        if not is_known:  # asleep for a day
            self._worker_id = None
        strays = held - set(job_ids)
        lost, self._strays = strays & self._strays, strays
        if lost:
            self._take_back(lost)

    def take_back(self) -> int:
        """Free the jobs of workers that were not heard of for a while; how many."""
        return self._take_back(())

    def hand_back(self) -> None:
        """Free what this worker holds and sign it off; that counts as no loss and no try."""
        if self._worker_id is None:
            return
        with self._db.write() as tx:
            for row in tx.connection().execute(statements.HELD, {"worker": self._worker_id}):
                _retry(tx, row.id, clock.now())
                _note(tx, row.id, row.attempts, is_wanted_again=False)
            _ask(tx, "unregister_worker", worker_id=self._worker_id)
            self._worker_id = None
            tx.info["has_news"] = True

    def listen(self, wake: Callable[[], None], is_over: Event) -> None:
        """Call ``wake`` whenever a process queues work, until ``is_over``."""
        listen(self._db.url, wake, is_over)

    def _registered(self) -> int:
        """The number by which the other workers know this one."""
        with self._registering:
            if self._worker_id is None:
                with self._db.write() as tx:
                    self._worker_id = int(_ask(tx, "register_worker").scalar_one())
            return self._worker_id

    def _mine(self, tx: Session, job: Job) -> Row[Any] | None:
        """The job, locked, if it is still this worker's; else another has taken it over."""
        asked = {"id": job.id, "worker": self._worker_id}
        return tx.connection().execute(statements.MINE, asked).first()

    def _take_back(self, strays: Collection[int]) -> int:
        at = clock.now()
        with self._db.write() as tx:
            lost = tx.connection().execute(statements.LOST, {"strays": list(strays)}).all()
            for place, row in enumerate(lost):
                losses = row.losses + 1
                _retry(tx, row.id, at + timedelta(seconds=loss_pause_s(place, losses)))
                _note(tx, row.id, None, losses=losses, is_wanted_again=False)
            tx.info["has_news"] = bool(lost)
        return len(lost)


def _ask(tx: Session, query: str, **values: object) -> Any:  # Any: a result with its own columns
    """Run one of procrastinate's own statements in the caller's transaction."""
    return tx.connection().exec_driver_sql(queries[query], values)


def _retry(tx: Session, job_id: int, run_at: datetime) -> None:
    same = {"new_priority": None, "new_queue_name": None, "new_lock": None}
    _ask(tx, "retry_job", job_id=job_id, retry_at=run_at, **same)


def _run_afresh(tx: Session, job_id: int, **facts: object) -> None:
    _retry(tx, job_id, clock.now())
    _note(tx, job_id, 0, losses=0, is_wanted_again=False, **facts)


def _note(tx: Session, job_id: int, attempts: int | None, **facts: object) -> None:
    """Set how many tries count (None: as it is), and what procrastinate has no columns for."""
    noted = {"id": job_id, "attempts": attempts, "facts": json.dumps(facts)}
    tx.connection().execute(statements.NOTE, noted)


def _why(reason: str, message: str) -> dict[str, object]:
    told = message[:MESSAGE_LENGTH_MAX].replace("\0", "")  # which PostgreSQL does not take
    return {"reason": reason, "message": told}


def _job(row: Row[Any]) -> Job:
    known = row.args
    return Job(
        row.id, row.kind, known["ids"], known["host"], row.attempts + 1, known["request_id"],
        known["losses"],
    )  # fmt: skip


def _once_each(jobs: Sequence[NewJob]) -> Iterable[NewJob]:
    """The jobs without repeated keys: a statement may not renew a row that it just made."""
    keyed: dict[str, NewJob] = {}
    for job in jobs:
        if job.key is not None:
            keyed[job.key] = _both(keyed.get(job.key, job), job)
    return [*(job for job in jobs if job.key is None), *keyed.values()]


def _both(before: NewJob, job: NewJob) -> NewJob:
    run_at = min(before.run_at, job.run_at) if before.run_at and job.run_at else None
    return replace(job, priority=max(before.priority, job.priority), run_at=run_at)


def _packed(jobs: Iterable[NewJob]) -> str:
    return json.dumps([_facts(job, place) for place, job in enumerate(jobs)])


def _facts(job: NewJob, place: int) -> dict[str, Any]:  # Any: JSON
    return {
        "kind": job.kind,
        "key": job.key,
        "ids": dict(job.args),
        "host": job.host,
        "priority": job.priority,
        "run_at": job.run_at.isoformat() if job.run_at else None,
        "request_id": job.request_id,
        "place": place,
    }
