"""The statements of the embedded queue, made once, as every save runs some of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, bindparam, case, func, or_, select, update
from sqlalchemy.dialects.sqlite import Insert, insert

from earmark.db.base import UtcDateTime
from earmark.jobs.job import HOST_CONNECTIONS_MAX, NewJob
from earmark.jobs.models import HostRow, JobRow


def values(job: NewJob, at: datetime) -> dict[str, Any]:  # Any: column values
    """The row of a job that is asked for."""
    return {
        "kind": job.kind,
        "key": job.key,
        "args": dict(job.args),
        "host": job.host,
        "priority": job.priority,
        "run_at": job.run_at or at,
        "queued_at": at,
        "request_id": job.request_id,
    }


def _insert_statement() -> Insert:
    return insert(JobRow.__table__).values(  # type: ignore[arg-type]  # a declared class has a Table
        state="waiting",
        attempts=0,
        losses=0,
        is_wanted_again=False,
        **{name: bindparam(name) for name in _QUEUED},
    )


def _enqueue_statement() -> Insert:
    """Insert, or renew what waits under the same key."""
    statement = _insert_statement()
    new, is_failed = statement.excluded, JobRow.state == "failed"
    soonest = func.min(JobRow.run_at, new.run_at)
    renewed = {
        "args": new.args,
        "host": new.host,
        "is_wanted_again": JobRow.state == "running",
        "attempts": case((is_failed, 0), else_=JobRow.attempts),
        "losses": case((is_failed, 0), else_=JobRow.losses),
        "run_at": case((is_failed, new.run_at), else_=soonest),
        "priority": func.max(JobRow.priority, new.priority),
        "state": case((is_failed, "waiting"), else_=JobRow.state),
        "request_id": func.coalesce(new.request_id, JobRow.request_id),
    }
    return statement.on_conflict_do_update(index_elements=[JobRow.key], set_=renewed)


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


_QUEUED = ("kind", "key", "args", "host", "priority", "run_at", "queued_at", "request_id")
AFRESH = {"state": "waiting", "is_wanted_again": False, "attempts": 0, "losses": 0}
ENQUEUE = _enqueue_statement()
PLAN = _insert_statement().on_conflict_do_nothing(index_elements=[JobRow.key])
DUE = _due_statement()
LEASE = (
    update(JobRow.__table__)  # type: ignore[arg-type]
    .where(JobRow.id == bindparam("job_id"))
    .values(
        state="running",
        attempts=JobRow.attempts + 1,
        worker=bindparam("worker"),
        lease_until=bindparam("lease_until", type_=UtcDateTime()),
    )
)
