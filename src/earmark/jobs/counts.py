"""How much work there is, for those who watch over it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from earmark.jobs.models import JobRow


def job_counts(tx: Session) -> Sequence[tuple[str, str, int]]:
    """Kind, state (waiting, running, failed) and number of the jobs that there are."""
    counted = select(JobRow.kind, JobRow.state, func.count()).group_by(JobRow.kind, JobRow.state)
    return [(kind, state, count) for kind, state, count in tx.execute(counted)]


def oldest_due_age_s(tx: Session, at: datetime) -> float:
    """Seconds for which the job that waits longest could have run; 0 if none is due."""
    due = select(func.min(JobRow.run_at)).where(JobRow.state == "waiting", JobRow.run_at <= at)
    run_at = tx.scalar(due)
    return (at - run_at).total_seconds() if run_at else 0.0
