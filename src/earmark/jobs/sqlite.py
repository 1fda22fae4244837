"""The embedded queue: a table of our own, for the one process and its few neighbours."""

import os
import socket
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from threading import Event
from typing import Any

from sqlalchemy import and_, case, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from earmark import clock
from earmark.db.engine import Database
from earmark.jobs.job import (
    LATER_PRIORITY,
    LEASE_S,
    MESSAGE_LENGTH_MAX,
    Job,
    KeptJob,
    NewJob,
    loss_pause_s,
    periodic_key,
)
from earmark.jobs.models import HostRow, JobRow
from earmark.jobs.sqlite_statements import AFRESH, DUE, ENQUEUE, LEASE, PLAN, values


def enqueue_all(tx: Session, jobs: Sequence[NewJob]) -> None:
    """Queue work in the caller's transaction; see ``jobs.queue``."""
    at = clock.now()
    rows = [values(job, at) for job in jobs]
    tx.connection().execute(ENQUEUE, rows if len(rows) > 1 else rows[0])  # one alone is quicker


def forget(tx: Session, keys: Collection[str]) -> None:
    """Drop waiting and failed jobs by key, in the caller's transaction."""
    tx.execute(delete(JobRow).where(JobRow.key.in_(keys), JobRow.state != "running"))


def keep(tx: Session, jobs: Sequence[KeptJob]) -> None:
    """Take over jobs that another database kept, in the caller's transaction."""
    tx.execute(insert(JobRow), [_row(job) for job in jobs])


def _row(job: KeptJob) -> dict[str, Any]:  # Any: column values
    row = asdict(job)
    row["state"] = "failed" if row.pop("is_given_up") else "waiting"
    return row


def drop_all(tx: Session) -> None:
    """Drop every job, in the caller's transaction."""
    tx.execute(delete(JobRow))


def open_queue(db: Database) -> "SqliteQueue":
    """One worker's access to the jobs of a database."""
    return SqliteQueue(db)


class SqliteQueue:
    """What one worker does with the jobs; see ``jobs.queue.Queue``.

    Looks are made without the write lock, so that idling is free.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self.name = f"{socket.gethostname()}/{os.getpid()}/{os.urandom(3).hex()}"

    def begin(self, first_times: Mapping[str, datetime]) -> None:
        """Take back what dead workers of this machine left, and plan periodic work."""
        dead = _dead(self._running_workers())
        if dead:
            self._take_back(JobRow.worker.in_(dead))
        at = clock.now()
        with self._db.write() as tx:
            for kind, first_at in first_times.items():
                planned = NewJob(
                    kind, {}, key=periodic_key(kind), priority=LATER_PRIORITY, run_at=first_at
                )
                tx.connection().execute(PLAN, values(planned, at))

    def claim(self, kinds: Collection[str]) -> Job | None:
        """The most urgent job that may run now, leased to this worker; None if there is none."""
        if not self.is_anything_due(kinds):
            return None
        at = clock.now()
        with self._db.write() as tx:
            row = tx.connection().execute(DUE, {"at": at, "kinds": list(kinds)}).first()
            if row is None:
                return None
            lease = {"worker": self.name, "lease_until": at + timedelta(seconds=LEASE_S)}
            tx.connection().execute(LEASE, {"job_id": row.id, **lease})
        return Job(
            row.id, row.kind, row.args, row.host, row.attempts + 1, row.request_id, row.losses
        )

    def is_anything_due(self, kinds: Collection[str]) -> bool:
        """Whether a job may run now."""
        with self._db.read() as tx:
            asked = {"at": clock.now(), "kinds": list(kinds)}
            return tx.connection().execute(DUE, asked).first() is not None

    def finish(self, job: Job) -> None:
        """Drop the job, or run it once more if that was asked meanwhile."""
        with self._db.write() as tx:
            tx.execute(delete(JobRow).where(self._is_mine(job), ~JobRow.is_wanted_again))
            tx.execute(
                update(JobRow).where(self._is_mine(job)).values({**AFRESH, "run_at": clock.now()})
            )
            tx.info["has_news"] = True

    def put_back(self, job: Job, run_at: datetime, reason: str, message: str) -> None:
        """Run the job again at ``run_at``, and say why meanwhile."""
        self._change(
            job,
            state="waiting",
            run_at=run_at,
            attempts=job.attempts,
            losses=0,
            is_wanted_again=False,
            reason=reason,
            message=message[:MESSAGE_LENGTH_MAX],
        )

    def give_up(self, job: Job, reason: str, message: str) -> None:
        """Keep the job with its reason, or start it afresh if that was asked meanwhile."""
        is_wanted = JobRow.is_wanted_again
        self._change(
            job,
            state=case((is_wanted, "waiting"), else_="failed"),
            attempts=case((is_wanted, 0), else_=JobRow.attempts),
            losses=case((is_wanted, 0), else_=JobRow.losses),
            is_wanted_again=False,
            reason=reason,
            message=message[:MESSAGE_LENGTH_MAX],
        )

    def pause_host(self, host: str, until: datetime) -> None:
        """Ask nothing of the host before ``until``; never shortens a longer pause."""
        with self._db.write() as tx:
            statement = insert(HostRow).values(host=host, next_at=until)
            longest = func.max(HostRow.next_at, statement.excluded.next_at)
            tx.execute(
                statement.on_conflict_do_update(
                    index_elements=[HostRow.host], set_={"next_at": longest}
                )
            )

    def renew(self, job_ids: Collection[int]) -> None:
        """Renew the leases of these jobs; those of others run out."""
        if not job_ids:
            return
        with self._db.write() as tx:
            lease_until = clock.now() + timedelta(seconds=LEASE_S)
            held = JobRow.id.in_(job_ids), JobRow.worker == self.name, JobRow.state == "running"
            tx.execute(update(JobRow).where(*held).values(lease_until=lease_until))

    def take_back(self) -> int:
        """Free the jobs whose lease ran out, as lost once more; how many."""
        return self._take_back(JobRow.lease_until < clock.now())

    def hand_back(self) -> None:
        """Free what this worker holds; that counts as no loss."""
        held = JobRow.state == "running", JobRow.worker == self.name
        freed = {
            "state": "waiting",
            "is_wanted_again": False,
            "run_at": clock.now(),
            "attempts": JobRow.attempts - 1,
        }
        with self._db.read() as tx:
            if tx.scalar(select(JobRow.id).where(*held).limit(1)) is None:
                return
        with self._db.write() as tx:
            tx.execute(update(JobRow).where(*held).values(freed))

    def listen(self, wake: Callable[[], None], is_over: Event) -> None:
        """Return at once: nothing tells of what other processes queue."""

    def _is_mine(self, job: Job) -> Any:  # Any: an SQL condition
        return and_(JobRow.id == job.id, JobRow.worker == self.name, JobRow.state == "running")

    def _change(self, job: Job, **values: Any) -> None:  # Any: values or SQL expressions
        with self._db.write() as tx:
            tx.execute(update(JobRow).where(self._is_mine(job)).values(values))
            tx.info["has_news"] = True

    def _take_back(self, is_lost: Any) -> int:  # Any: an SQL condition
        held, at = (JobRow.state == "running", is_lost), clock.now()
        with self._db.read() as tx:
            if tx.scalar(select(JobRow.id).where(*held).limit(1)) is None:
                return 0
        with self._db.write() as tx:
            lost = list(tx.scalars(select(JobRow).where(*held).order_by(JobRow.id)))
            for place, row in enumerate(lost):
                row.losses += 1
                row.run_at = at + timedelta(seconds=loss_pause_s(place, row.losses))
                row.state, row.worker, row.is_wanted_again = "waiting", None, False
            tx.info["has_news"] = True
        return len(lost)

    def _running_workers(self) -> list[str]:
        with self._db.read() as tx:
            held = select(JobRow.worker).where(JobRow.state == "running").distinct()
            return [name for name in tx.scalars(held) if name and name != self.name]


def _dead(workers: list[str]) -> list[str]:
    """Those of the workers that ran on this machine and whose process is gone."""
    here = socket.gethostname()
    return [name for name in workers if name.split("/")[0] == here and not _is_alive(name)]


def _is_alive(worker: str) -> bool:
    pid = int(worker.split("/")[1])
    if pid == os.getpid():
        return False  # a former process had our number
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
