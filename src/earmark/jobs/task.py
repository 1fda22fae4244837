"""What a kind of job is to the worker: how it is done, how often, and what failing means."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from earmark import clock
from earmark.errors import EarmarkError, Unreachable
from earmark.jobs.job import Job

BACK_OFF_S = (5, 60, 600, 3600, 21600)
"""Pauses before the 2nd to 6th try: a hiccup, a restart, an outage, a bad day."""


@dataclass(frozen=True)
class Failure:
    """One failed try: why, and when the next one is (None: no further try by itself)."""

    reason: str
    message: str
    next_try_at: datetime | None


@dataclass(frozen=True)
class Task:
    """How one kind of job is done. ``run`` is repeatable; ``failed`` tells those concerned.

    With ``every`` the work needs nobody to ask for it: it is there from the first start, and
    once done, or given up, it waits for its next time.
    """

    run: Callable[[Job], None]
    failed: Callable[[Job, Failure], None] = lambda _job, _failure: None
    every: timedelta | None = None


def failure_of(job: Job, error: EarmarkError) -> Failure:
    """What an error of ours means for the job: passing trouble is tried again, the rest not."""
    reason = str(getattr(error, "reason", type(error).__name__))
    if not isinstance(error, Unreachable) or not error.is_passing:
        return Failure(reason, error.message, None)
    return Failure(reason, error.message, _next_try_at(job, error.retry_after_s or 0.0))


def crash_of(job: Job, error: Exception) -> Failure:
    """What an error that nobody foresaw means for the job."""
    message = f"Earmark itself failed ({type(error).__name__}); the log tells more."
    return Failure("crashed", message, _next_try_at(job))


def _next_try_at(job: Job, asked_s: float = 0.0) -> datetime | None:
    """When the next try is, no sooner than the host asked for; None after the last one."""
    if job.attempts > len(BACK_OFF_S):
        return None
    return clock.now() + timedelta(seconds=max(float(BACK_OFF_S[job.attempts - 1]), asked_s))
