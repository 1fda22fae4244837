"""The worker: claims jobs one after the other on a few threads and runs their handlers.

It wakes when this process queues work, and once a second it looks whether some job's time
has come; that look also finds what other processes queued.
"""

import os
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from earmark import clock
from earmark.db.engine import Database
from earmark.errors import EarmarkError, NoRoom, Reason, StoreAway, TooMany, Unreachable
from earmark.jobs import queue
from earmark.jobs.queue import Job
from earmark.logs import bind_contextvars, clear_contextvars, log

BACK_OFF_S = (5, 60, 600, 3600, 21600)
"""Pauses before the 2nd to 6th try: a hiccup, a restart, an outage, a bad day."""

NO_ROOM_PAUSE_S = 60
"""With a full disk nothing is lost by waiting; it is not counted as a try."""

STORE_AWAY_PAUSE_S = 15
"""A store that comes back is used again soon; a look at one that is away costs little."""

LOSSES_MAX = 3
"""Workers that may die over a job before it is given up: one may be bad luck, or a restart."""

LOOK_EVERY_S = 1.0
"""How often due times, and so other processes' jobs, are looked for."""

LOOK_LATE_S = 30.0
"""A look that is so late is no look any more; waiting for another writer takes 10 s at most."""

HELD_UP_EVERY_S = 60.0
"""A full disk is said in the log so often; each thread meets it every second."""

FIRST_PERIODIC = timedelta(minutes=10)
"""Periodic work that was never done waits this long after a start: starting has other worries."""


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


class Worker:
    """``threads`` threads that run jobs until ``stop()``; ``tasks`` maps kind to code."""

    def __init__(self, db: Database, tasks: Mapping[str, Task], threads: int) -> None:
        self._db = db
        self._tasks = dict(tasks)
        self._news = threading.Condition()
        self._stopping = threading.Event()
        self._news_count = 0
        self._in_hand: set[int] = set()
        self._looked_at_s = 0.0  # by the monotonic clock, as the next
        self._silent_until_s = 0.0
        self.name = f"{socket.gethostname()}/{os.getpid()}/{os.urandom(3).hex()}"
        self._threads = [
            threading.Thread(target=self._work, name=f"job-{n}", daemon=True)
            for n in range(threads)
        ]
        self._keeper = threading.Thread(target=self._keep, name="job-keeper", daemon=True)

    def start(self) -> None:
        """Begin; what dead workers of this machine left is taken up first."""
        self._db.on_news(self.wake)
        self._looked_at_s = time.monotonic()
        for thread in (*self._threads, self._keeper):
            thread.start()

    @property
    def is_alive(self) -> bool:
        """Whether it was started and still looks for work."""
        is_late = time.monotonic() - self._looked_at_s > LOOK_LATE_S
        return self._keeper.is_alive() and not is_late

    def _plan(self) -> None:
        """See that all periodic work has its row; what is planned already stays as it is."""
        with self._db.write() as tx:
            for kind, task in self._tasks.items():
                if task.every:
                    queue.plan(tx, kind, clock.now() + FIRST_PERIODIC)

    def stop(self, wait_s: float = 10.0) -> None:
        """Begin nothing new; wait at most ``wait_s`` for what is under way.

        What is not done by then is handed back, for the next worker to do.
        """
        self._stopping.set()
        with self._news:
            self._news.notify_all()
        deadline = clock.now() + timedelta(seconds=wait_s)
        for thread in (*self._threads, self._keeper):
            thread.join(max(0.0, (deadline - clock.now()).total_seconds()))
        if self._in_hand:
            self._hand_back()

    def _hand_back(self) -> None:
        try:
            queue.hand_back(self._db, self.name)
        except (NoRoom, TooMany) as exc:  # its lease runs out by itself
            self._say_held_up(exc)

    def wake(self) -> None:
        """There may be work: look now."""
        with self._news:
            self._news_count += 1
            self._news.notify()

    def run_until_idle(self) -> None:
        """Run what is due, in this thread, until nothing is; for the command line and tests."""
        while job := queue.claim(self._db, self.name, self._tasks):
            self.run(job)

    def run(self, job: Job) -> None:
        """Run one claimed job to its end: done, put back, or given up with its reason."""
        bind_contextvars(job_id=job.id, request_id=job.request_id)
        self._in_hand.add(job.id)
        try:
            if job.losses >= LOSSES_MAX:
                self._leave_alone(job)
            else:
                self._try(job)
        finally:
            self._in_hand.discard(job.id)
            clear_contextvars()

    def _try(self, job: Job) -> None:
        try:
            self._tasks[job.kind].run(job)
        except (NoRoom, TooMany, StoreAway) as exc:
            self._not_now(job, exc)
        except EarmarkError as exc:
            log.info("job.failed", kind=job.kind, attempt=job.attempts, error=type(exc).__name__)
            self._failed(job, _failure(job, exc))
        except Exception as exc:  # noqa: BLE001 - the edge of a job: logged, kept with its reason
            log.exception("job.crashed", kind=job.kind, attempt=job.attempts)
            self._failed(job, _crash(job, exc))
        else:
            self._done(job)

    def _leave_alone(self, job: Job) -> None:
        """Give up a job over which workers died; it would kill this one too."""
        log.error("job.lost", kind=job.kind, losses=job.losses)
        message = (
            f"Earmark was stopped {job.losses} times while at this, so it is not tried again by"
            " itself. Try it again by hand."
        )
        self._failed(job, Failure("lost", message, None))

    def _done(self, job: Job) -> None:
        every = self._tasks[job.kind].every
        if every is None:
            queue.finish(self._db, job)
        else:
            afresh = replace(job, attempts=0)
            queue.put_back(self._db, afresh, clock.now() + every, "", "")

    def _not_now(self, job: Job, error: NoRoom | TooMany | StoreAway) -> None:
        """The disk is full, the database held or the store away: no fault of the job's."""
        reason, pause_s = _NOT_NOW[type(error)]
        log.warning("job.put_off", kind=job.kind, reason=reason)
        run_at = clock.now() + timedelta(seconds=pause_s)
        uncounted = replace(job, attempts=job.attempts - 1)
        queue.put_back(self._db, uncounted, run_at, reason, error.message)

    def _failed(self, job: Job, failure: Failure) -> None:
        self._tell(job, failure)
        every = self._tasks[job.kind].every
        if failure.next_try_at is None and every:
            failure = replace(failure, next_try_at=clock.now() + every)
        if failure.next_try_at is None:
            queue.give_up(self._db, job, failure.reason, failure.message)
            return
        if failure.reason == Reason.BUSY and job.host:
            queue.pause_host(self._db, job.host, failure.next_try_at)
        queue.put_back(self._db, job, failure.next_try_at, failure.reason, failure.message)

    def _tell(self, job: Job, failure: Failure) -> None:
        try:
            self._tasks[job.kind].failed(job, failure)
        except (NoRoom, TooMany) as exc:
            log.warning("job.failure_not_told", kind=job.kind, reason=type(exc).__name__)
        except Exception:  # noqa: BLE001 - the edge: the job must end, whoever cannot be told
            log.exception("job.failure_not_told", kind=job.kind)

    def _work(self) -> None:
        while not self._stopping.is_set():
            seen = self._news_count
            try:
                job = queue.claim(self._db, self.name, self._tasks)
                if job:
                    self.wake()  # there may be more: what is queued together wakes one thread
                    self.run(job)
                    continue
            except (NoRoom, TooMany) as exc:
                self._say_held_up(exc)
                self._stopping.wait(LOOK_EVERY_S)
            except Exception:  # noqa: BLE001 - the edge: the database may be away for a while
                log.exception("worker.stumbled")
                self._stopping.wait(LOOK_EVERY_S)
            self._rest(seen)

    def _say_held_up(self, error: EarmarkError) -> None:
        """Log that nothing can be written now: once a minute, however often it is tried."""
        if time.monotonic() >= self._silent_until_s:
            self._silent_until_s = time.monotonic() + HELD_UP_EVERY_S
            log.warning("worker.held_up", reason=type(error).__name__)

    def _rest(self, seen: int) -> None:
        with self._news:
            if self._news_count == seen and not self._stopping.is_set():
                self._news.wait()

    def _keep(self) -> None:
        """Wake a thread when a job is due, and renew the leases of what is running."""
        looks, has_begun = 0, False
        while True:
            try:
                has_begun = has_begun or self._begin()
                self._look(is_renewal_due=looks % (queue.LEASE_S // 3) == 1)
            except (NoRoom, TooMany) as exc:
                self._say_held_up(exc)
            except Exception:  # noqa: BLE001 - the edge: looks again in a second
                log.exception("worker.keeper_stumbled")
            looks += 1
            self._looked_at_s = time.monotonic()
            if self._stopping.wait(LOOK_EVERY_S):
                return

    def _begin(self) -> bool:
        """Take back what dead workers of this machine left, and plan what comes round."""
        others = [name for name in queue.running_workers(self._db) if name != self.name]
        queue.take_back(self._db, _dead(others))
        self._plan()
        return True

    def _look(self, *, is_renewal_due: bool) -> None:
        if is_renewal_due:
            queue.renew_leases(self._db, self.name, tuple(self._in_hand))
            queue.take_back(self._db, [])
        if queue.is_anything_due(self._db, self._tasks):
            self.wake()


_NOT_NOW: Mapping[type[EarmarkError], tuple[str, int]] = {
    NoRoom: ("no_room", NO_ROOM_PAUSE_S),
    TooMany: ("held_up", NO_ROOM_PAUSE_S),
    StoreAway: ("store_away", STORE_AWAY_PAUSE_S),
}


def _failure(job: Job, error: EarmarkError) -> Failure:
    reason = str(getattr(error, "reason", type(error).__name__))
    if not isinstance(error, Unreachable) or not error.is_passing:
        return Failure(reason, error.message, None)
    return Failure(reason, error.message, _next_try_at(job, error.retry_after_s or 0.0))


def _crash(job: Job, error: Exception) -> Failure:
    message = f"Earmark itself failed ({type(error).__name__}); the log tells more."
    return Failure("crashed", message, _next_try_at(job))


def _next_try_at(job: Job, asked_s: float = 0.0) -> datetime | None:
    """When the next try is, no sooner than the host asked for; None after the last one."""
    if job.attempts > len(BACK_OFF_S):
        return None
    return clock.now() + timedelta(seconds=max(float(BACK_OFF_S[job.attempts - 1]), asked_s))


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
