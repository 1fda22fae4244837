"""The embedded queue: enqueue in the caller's transaction, claim, finish, put back.

A job is done at least once: a worker that dies leaves its row, whose lease runs out. So
what a job does must be repeatable. ``losses`` counts the workers that died over a job, for
it may be the job that kills them. ``key`` names work that is wanted once however often
it is asked for ("capture article X"); asking while it runs makes it run once more.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, bindparam, case, delete, func, or_, select, update
from sqlalchemy.orm import Session

from earmark import clock
from earmark.db.base import UtcDateTime
from earmark.db.engine import Database
from earmark.db.turns import take_turns
from earmark.db.upsert import Insert, greatest, insert, least
from earmark.jobs.models import HostRow, JobRow
from earmark.logs import bound_request_id

LEASE_S = 60
"""A worker renews its leases every third of this; a dead one's jobs come back after it."""

HOST_CONNECTIONS_MAX = 2
"""Captures from one host at once: what browsers of the first web agreed on, and kind."""

LOSS_PAUSE_S = 3.0
"""Jobs that were lost twice come back one by one, so that the one that kills dies alone."""

NOW_PRIORITY, SOON_PRIORITY, LATER_PRIORITY = 10, 0, -10
"""A person waits / a result of that / bulk work such as imports."""


@dataclass(frozen=True)
class Job:
    """A claimed job: what to do, with which ids, for the how-manieth time.

    ``losses`` is how many workers died over it since one last came to an end with it.
    """

    id: int
    kind: str
    args: Mapping[str, Any]  # Any: each kind has its own ids
    host: str | None
    attempts: int
    request_id: str | None
    losses: int = 0


@dataclass(frozen=True)
class NewJob:
    """Work that is asked for; what it means says ``enqueue``."""

    kind: str
    args: Mapping[str, Any]  # Any: each kind has its own ids
    key: str | None = None
    host: str | None = None
    priority: int = SOON_PRIORITY
    run_at: datetime | None = None
    request_id: str | None = None


def enqueue(
    tx: Session,
    kind: str,
    args: Mapping[str, Any],
    *,
    key: str | None = None,
    host: str | None = None,
    priority: int = SOON_PRIORITY,
    run_at: datetime | None = None,
    request_id: str | None = None,
) -> None:
    """Queue work in the caller's transaction; it is there if and only if that commits.

    ``request_id`` is that of the request or job that is being done, unless one is given.
    """
    enqueue_all(tx, [NewJob(kind, args, key, host, priority, run_at, request_id)])


def enqueue_all(tx: Session, jobs: Sequence[NewJob]) -> None:
    """Queue much work at once, as ``enqueue`` does."""
    if not jobs:
        return
    at = clock.now()
    tx.connection().execute(_ENQUEUE, [_values(job, at) for job in jobs])
    tx.info["has_news"] = True


def _values(job: NewJob, at: datetime) -> dict[str, Any]:  # Any: one of the columns' types each
    return {
        "kind": job.kind,
        "key": job.key,
        "args": dict(job.args),
        "host": job.host,
        "priority": job.priority,
        "run_at": job.run_at or at,
        "queued_at": at,
        "request_id": job.request_id or bound_request_id(),
    }


def _enqueue_statement() -> Insert:
    """Insert, or renew what waits under the same key; made once, as every save runs it."""
    statement = insert(JobRow.__table__).values(
        state="waiting",
        attempts=0,
        losses=0,
        is_wanted_again=False,
        **{name: bindparam(name) for name in _QUEUED},
    )
    new, is_failed = statement.excluded, JobRow.state == "failed"
    soonest = least(JobRow.run_at, new.run_at)
    renewed = {
        "args": new.args,
        "host": new.host,
        "is_wanted_again": JobRow.state == "running",
        "attempts": case((is_failed, 0), else_=JobRow.attempts),
        "losses": case((is_failed, 0), else_=JobRow.losses),
        "run_at": case((is_failed, new.run_at), else_=soonest),
        "priority": greatest(JobRow.priority, new.priority),
        "state": case((is_failed, "waiting"), else_=JobRow.state),
        "request_id": func.coalesce(new.request_id, JobRow.request_id),
    }
    return statement.on_conflict_do_update(index_elements=[JobRow.key], set_=renewed)


_QUEUED = ("kind", "key", "args", "host", "priority", "run_at", "queued_at", "request_id")
_ENQUEUE = _enqueue_statement()


def plan(tx: Session, kind: str, first_at: datetime) -> None:
    """Queue periodic work for ``first_at``; what is planned already stays as it is."""
    values = {
        "kind": kind, "key": f"every:{kind}", "args": {}, "run_at": first_at, "state": "waiting",
        "priority": LATER_PRIORITY, "attempts": 0, "losses": 0,
        "is_wanted_again": False, "queued_at": clock.now(),
    }  # fmt: skip
    tx.execute(insert(JobRow).values(values).on_conflict_do_nothing(index_elements=[JobRow.key]))


def claim(db: Database, worker: str, kinds: Collection[str]) -> Job | None:
    """The most urgent job that may run now, leased to ``worker``; None if there is none."""
    at = clock.now()
    if not is_anything_due(db, kinds, at):
        return None
    with db.write() as tx:
        take_turns(tx, "claim")
        row = tx.connection().execute(_DUE, {"at": at, "kinds": list(kinds)}).first()
        if row is None:
            return None
        lease = {"worker": worker, "lease_until": at + timedelta(seconds=LEASE_S)}
        tx.connection().execute(_LEASE, {"job_id": row.id, **lease})
        return Job(
            row.id, row.kind, row.args, row.host, row.attempts + 1, row.request_id, row.losses
        )


def finish(db: Database, job: Job) -> None:
    """The work is done: forget the row, or run it once more if that was asked meanwhile."""
    with db.write() as tx:
        tx.execute(delete(JobRow).where(JobRow.id == job.id, ~JobRow.is_wanted_again))
        tx.execute(
            update(JobRow)
            .where(JobRow.id == job.id)
            .values(
                state="waiting", is_wanted_again=False, attempts=0, losses=0, run_at=clock.now()
            )
        )
        tx.info["has_news"] = True


def put_back(db: Database, job: Job, run_at: datetime, reason: str, message: str) -> None:
    """Not now: run the job again at ``run_at``, and say why meanwhile.

    ``job.attempts`` is how many tries count from now on.
    """
    with db.write() as tx:
        tx.execute(
            update(JobRow)
            .where(JobRow.id == job.id)
            .values(
                state="waiting",
                run_at=run_at,
                attempts=job.attempts,
                losses=0,
                reason=reason,
                message=message[:500],
            )
        )
        tx.info["has_news"] = True


def give_up(db: Database, job: Job, reason: str, message: str) -> None:
    """The work cannot be done: keep the row with its reason, until a person asks again.

    If that was asked while it ran, it starts afresh at once.
    """
    is_wanted = JobRow.is_wanted_again
    with db.write() as tx:
        tx.execute(
            update(JobRow)
            .where(JobRow.id == job.id)
            .values(
                state=case((is_wanted, "waiting"), else_="failed"),
                attempts=case((is_wanted, 0), else_=JobRow.attempts),
                losses=case((is_wanted, 0), else_=JobRow.losses),
                is_wanted_again=False,
                reason=reason,
                message=message[:500],
            )
        )
        tx.info["has_news"] = True


def forget(tx: Session, keys: Collection[str]) -> None:
    """Drop waiting and failed jobs by key, in the caller's transaction."""
    gone = delete(JobRow).where(JobRow.key.in_(keys), JobRow.state != "running")
    tx.execute(gone)


def pause_host(db: Database, host: str, until: datetime) -> None:
    """Ask nothing of the host before ``until``; never shortens a longer pause."""
    with db.write() as tx:
        statement = insert(HostRow).values(host=host, next_at=until)
        longest = greatest(HostRow.next_at, statement.excluded.next_at)
        tx.execute(
            statement.on_conflict_do_update(
                index_elements=[HostRow.host], set_={"next_at": longest}
            )
        )


def renew_leases(db: Database, worker: str, job_ids: Collection[int]) -> None:
    """Tell that ``worker`` is at work on these jobs: they stay its own.

    Its other jobs, whose end could not be written, come back when their lease runs out.
    """
    if not job_ids:
        return
    with db.write() as tx:
        lease = clock.now() + timedelta(seconds=LEASE_S)
        tx.execute(
            update(JobRow)
            .where(JobRow.id.in_(job_ids), JobRow.worker == worker, JobRow.state == "running")
            .values(lease_until=lease)
        )


def take_back(db: Database, dead_workers: Collection[str]) -> int:
    """Free the jobs of workers that are dead or whose lease ran out; how many."""
    at = clock.now()
    is_dead = or_(JobRow.lease_until < at, JobRow.worker.in_(dead_workers))
    held = JobRow.state == "running", is_dead
    with db.read() as tx:  # looks without the write lock, so that idling is free
        if tx.scalar(select(JobRow.id).where(*held).limit(1)) is None:
            return 0
    with db.write() as tx:
        lost = list(tx.scalars(select(JobRow).where(*held).order_by(JobRow.id)))
        for place, row in enumerate(lost):
            row.losses += 1
            pause_s = place * LOSS_PAUSE_S if row.losses > 1 else 0.0
            row.run_at = at + timedelta(seconds=pause_s)
            row.state, row.worker = "waiting", None
        tx.info["has_news"] = True
    return len(lost)


def hand_back(db: Database, worker: str) -> None:
    """Free what ``worker`` still holds because it must stop now; that counts as no loss."""
    held = JobRow.state == "running", JobRow.worker == worker
    with db.write() as tx:
        tx.execute(
            update(JobRow)
            .where(*held)
            .values(state="waiting", run_at=clock.now(), attempts=JobRow.attempts - 1)
        )


def running_workers(db: Database) -> list[str]:
    """The names of the workers that hold a job."""
    with db.read() as tx:
        held = select(JobRow.worker).where(JobRow.state == "running").distinct()
        return [name for name in tx.scalars(held) if name]


def is_anything_due(db: Database, kinds: Collection[str], at: datetime | None = None) -> bool:
    """Whether a job may run now; looks without the write lock, so that idling is free."""
    with db.read() as tx:
        asked = {"at": at or clock.now(), "kinds": list(kinds)}
        return tx.connection().execute(_DUE, asked).first() is not None


def _due_statement() -> Any:  # Any: a Select of seven columns
    """The next job that may run: hosts that rest or are busy are left out as a whole."""
    at = bindparam("at", type_=UtcDateTime())
    kinds = bindparam("kinds", type_=String(), expanding=True)
    resting = select(HostRow.host).where(HostRow.next_at > at)
    busy = (
        select(JobRow.host)
        .where(JobRow.state == "running", JobRow.host.is_not(None))
        .group_by(JobRow.host)
        .having(func.count() >= HOST_CONNECTIONS_MAX)
    )
    return (
        select(
            JobRow.id, JobRow.kind, JobRow.args, JobRow.host, JobRow.attempts, JobRow.request_id,
            JobRow.losses,
        )
        .where(JobRow.state == "waiting", JobRow.run_at <= at, JobRow.kind.in_(kinds))
        .where(or_(JobRow.host.is_(None), JobRow.host.not_in(resting.union(busy))))
        .order_by(JobRow.priority.desc(), JobRow.run_at, JobRow.id)
        .limit(1)
    )  # fmt: skip


_DUE = _due_statement()
_LEASE = (
    update(JobRow.__table__)  # type: ignore[arg-type]
    .where(JobRow.id == bindparam("job_id"))
    .values(
        state="running",
        attempts=JobRow.attempts + 1,
        worker=bindparam("worker"),
        lease_until=bindparam("lease_until", type_=UtcDateTime()),
    )
)
