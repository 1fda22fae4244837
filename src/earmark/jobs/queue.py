"""The seam between those who want work done, those who do it, and what keeps it meanwhile.

A job is done at least once: what a worker that died had in hand comes back when its lease
runs out. So what a job does must be repeatable. Two engines keep the jobs: tables of our own
on SQLite, procrastinate on PostgreSQL; the same tests hold for both (tests/jobs).
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from threading import Event
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from earmark.db.engine import Database
from earmark.jobs import sqlite
from earmark.jobs.job import LATER_PRIORITY, NOW_PRIORITY, SOON_PRIORITY, Job, KeptJob, NewJob
from earmark.jobs.models import JobRow

__all__ = [
    "LATER_PRIORITY",
    "NOW_PRIORITY",
    "SOON_PRIORITY",
    "Job",
    "KeptJob",
    "NewJob",
    "Queue",
    "drop_all",
    "enqueue",
    "enqueue_all",
    "forget",
    "keep",
    "kept_jobs",
    "open_queue",
]


def enqueue(
    tx: Session,
    kind: str,
    args: Mapping[str, Any],
    *,
    key: str | None = None,
    host: str | None = None,
    priority: int = SOON_PRIORITY,
    run_at: datetime | None = None,
) -> None:
    """Queue work in the caller's transaction; it is there if and only if that commits.

    See ``NewJob`` for what the arguments mean.
    """
    enqueue_all(tx, [NewJob(kind, args, key, host, priority, run_at)])


def enqueue_all(tx: Session, jobs: Sequence[NewJob]) -> None:
    """As ``enqueue()``, for many at once: one round trip to the database."""
    if jobs:
        _engine(tx.get_bind().dialect.name).enqueue_all(tx, jobs)
        tx.info["has_news"] = True


def forget(tx: Session, keys: Collection[str]) -> None:
    """Drop waiting and failed jobs by key, in the caller's transaction."""
    _engine(tx.get_bind().dialect.name).forget(tx, keys)


def kept_jobs(tx: Session) -> Iterator[KeptJob]:
    """All jobs, in the order in which they were queued, to be carried to another database.

    What is at work counts as handed back: it waits, and this try does not count.
    """
    for row in tx.scalars(select(JobRow).order_by(JobRow.id).execution_options(yield_per=1_000)):
        yield KeptJob(
            row.kind, row.args, row.key, row.host, row.priority, row.state == "failed",
            row.run_at, row.queued_at, row.attempts - (row.state == "running"), row.losses,
            row.reason, row.message, row.request_id,
        )  # fmt: skip


def keep(tx: Session, jobs: Sequence[KeptJob]) -> None:
    """Take over jobs that another database kept, in the caller's transaction."""
    if jobs:
        _engine(tx.get_bind().dialect.name).keep(tx, jobs)


def drop_all(tx: Session) -> None:
    """Drop every job, in the caller's transaction."""
    _engine(tx.get_bind().dialect.name).drop_all(tx)


def open_queue(db: Database) -> "Queue":
    """One worker's access to the jobs of a database."""
    return _engine("sqlite" if db.is_sqlite else "postgresql").open_queue(db)


class Queue(Protocol):
    """What one worker does with the jobs; what it claims is leased to it.

    What is said of a job that is no longer this worker's, because its lease ran out and
    another took it, is without effect.
    """

    def begin(self, first_times: Mapping[str, datetime]) -> None:
        """Take back what is known to be lost, and plan periodic work: when each is first due.

        What is planned already stays as it is.
        """

    def claim(self, kinds: Collection[str]) -> Job | None:
        """The most urgent job that may run now, leased to this worker; None if there is none.

        Jobs of a host that rests, or has ``HOST_CONNECTIONS_MAX`` running, are left out.
        """

    def is_anything_due(self, kinds: Collection[str]) -> bool:
        """Whether ``claim()`` would find something; cheap."""

    def finish(self, job: Job) -> None:
        """The work is done: drop the job, or run it once more if that was asked meanwhile."""

    def put_back(self, job: Job, run_at: datetime, reason: str, message: str) -> None:
        """Not now: run the job again at ``run_at``, and say why meanwhile.

        ``job.attempts`` is how many tries count from now on.
        """

    def give_up(self, job: Job, reason: str, message: str) -> None:
        """The work cannot be done: keep it with its reason, until a person asks again.

        If that was asked while it ran, it starts afresh at once.
        """

    def pause_host(self, host: str, until: datetime) -> None:
        """Ask nothing of the host before ``until``; never shortens a longer pause."""

    def renew(self, job_ids: Collection[int]) -> None:
        """Make heard that this worker is at work on these jobs: they stay its own.

        Its other jobs, whose end could not be written, come back in a while.
        """

    def take_back(self) -> int:
        """Free the jobs whose lease ran out, as lost once more; how many."""

    def hand_back(self) -> None:
        """Free what this worker holds because it must stop now; that counts as no loss."""

    def listen(self, wake: Callable[[], None], is_over: Event) -> None:
        """Call ``wake`` whenever another process queues work, until ``is_over``.

        Returns at once where nothing tells of other processes; then ``is_anything_due()``
        must be asked now and then, as it must for jobs whose time comes.
        """


class Engine(Protocol):
    """How jobs are kept: a module for each kind of database."""

    def enqueue_all(self, tx: Session, jobs: Sequence[NewJob]) -> None:
        """Queue work in the caller's transaction."""

    def forget(self, tx: Session, keys: Collection[str]) -> None:
        """Drop waiting and failed jobs by key, in the caller's transaction."""

    def keep(self, tx: Session, jobs: Sequence[KeptJob]) -> None:
        """Take over jobs that another database kept, in the caller's transaction."""

    def drop_all(self, tx: Session) -> None:
        """Drop every job, in the caller's transaction."""

    def open_queue(self, db: Database) -> Queue:
        """One worker's access to the jobs of a database."""


def _engine(dialect: str) -> Engine:
    if dialect == "sqlite":
        return sqlite
    import earmark.jobs.postgres  # here, for it loads procrastinate

    return earmark.jobs.postgres
