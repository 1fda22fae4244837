"""The worker: claims jobs one after the other on a few threads and runs their handlers.

It wakes when this process queues work, when the engine tells of another's, and once a second
it looks whether some job's time has come; where the engine does not tell, that look also finds
what other processes queued.
"""

import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from earmark import clock
from earmark.db.engine import Database
from earmark.errors import Away, EarmarkError, NoRoom, Reason, StoreAway, TooMany
from earmark.jobs.job import LEASE_S, RENEW_EVERY_S, Job
from earmark.jobs.queue import open_queue
from earmark.jobs.task import Failure, Task, crash_of, failure_of
from earmark.logs import bind_contextvars, clear_contextvars, log

NO_ROOM_PAUSE_S = 60
"""With a full disk nothing is lost by waiting; it is not counted as a try."""

AWAY_PAUSE_S = 15
"""A store or database that comes back is used again soon; a look at one that is away is cheap."""

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


class Worker:
    """``threads`` threads that run jobs until ``stop()``; ``tasks`` maps kind to code."""

    def __init__(self, db: Database, tasks: Mapping[str, Task], threads: int) -> None:
        self._db = db
        self._queue = open_queue(db)
        self._tasks = dict(tasks)
        self._news = threading.Condition()
        self._stopping = threading.Event()
        self._news_count = 0
        self._in_hand: set[int] = set()
        self._looked_at_s = 0.0  # by the monotonic clock, as the next
        self._silent_until_s = 0.0
        self._renewed_at: datetime | None = None
        self._threads = [
            threading.Thread(target=self._work, name=f"job-{n}", daemon=True)
            for n in range(threads)
        ]
        self._keeper = threading.Thread(target=self._keep, name="job-keeper", daemon=True)
        self._listener = threading.Thread(target=self._listen, name="job-listener", daemon=True)

    def start(self) -> None:
        """Begin; what dead workers of this machine left is taken up first."""
        self._db.on_news(self.wake)
        self._looked_at_s = time.monotonic()
        for thread in self._all_threads():
            thread.start()

    @property
    def is_alive(self) -> bool:
        """Whether it was started and still looks for work."""
        is_late = time.monotonic() - self._looked_at_s > LOOK_LATE_S
        return self._keeper.is_alive() and not is_late

    def stop(self, wait_s: float = 10.0) -> None:
        """Begin nothing new; wait at most ``wait_s`` for what is under way.

        What is not done by then is handed back, for the next worker to do.
        """
        self._stopping.set()
        with self._news:
            self._news.notify_all()
        deadline = clock.now() + timedelta(seconds=wait_s)
        for thread in self._all_threads():
            thread.join(max(0.0, (deadline - clock.now()).total_seconds()))
        self._hand_back()

    def _all_threads(self) -> tuple[threading.Thread, ...]:
        return *self._threads, self._keeper, self._listener

    def _hand_back(self) -> None:
        try:
            self._queue.hand_back()
        except (NoRoom, TooMany) as exc:  # its lease runs out by itself
            self._say_held_up(exc)

    def wake(self) -> None:
        """There may be work: look now."""
        with self._news:
            self._news_count += 1
            self._news.notify()

    def run_until_idle(self) -> None:
        """Run what is due, in this thread, until nothing is; for the command line and tests."""
        while job := self._queue.claim(self._tasks):
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
        except tuple(_NOT_NOW) as exc:
            self._not_now(job, exc)
        except EarmarkError as exc:
            log.info("job.failed", kind=job.kind, attempt=job.attempts, error=type(exc).__name__)
            self._failed(job, failure_of(job, exc))
        except Exception as exc:  # noqa: BLE001 - the edge of a job: logged, kept with its reason
            log.exception("job.crashed", kind=job.kind, attempt=job.attempts)
            self._failed(job, crash_of(job, exc))
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
            self._queue.finish(job)
        else:
            afresh = replace(job, attempts=0)
            self._queue.put_back(afresh, clock.now() + every, "", "")

    def _not_now(self, job: Job, error: EarmarkError) -> None:
        """No room, or the database or store held or away: no fault of the job's."""
        reason, pause_s = _NOT_NOW[type(error)]
        log.warning("job.put_off", kind=job.kind, reason=reason)
        run_at = clock.now() + timedelta(seconds=pause_s)
        uncounted = replace(job, attempts=job.attempts - 1)
        self._queue.put_back(uncounted, run_at, reason, error.message)

    def _failed(self, job: Job, failure: Failure) -> None:
        self._tell(job, failure)
        every = self._tasks[job.kind].every
        if failure.next_try_at is None and every:
            failure = replace(failure, next_try_at=clock.now() + every)
        if failure.next_try_at is None:
            self._queue.give_up(job, failure.reason, failure.message)
            return
        if failure.reason == Reason.BUSY and job.host:
            self._queue.pause_host(job.host, failure.next_try_at)
        self._queue.put_back(job, failure.next_try_at, failure.reason, failure.message)

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
                job = self._queue.claim(self._tasks)
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
        has_begun = False
        while True:
            try:
                has_begun = has_begun or self._begin()
                if self._is_renewal_due():
                    self._renew()
                self._look()
            except (NoRoom, TooMany) as exc:
                self._say_held_up(exc)
            except Exception:  # noqa: BLE001 - the edge: looks again in a second
                log.exception("worker.keeper_stumbled")
            self._looked_at_s = time.monotonic()
            if self._stopping.wait(LOOK_EVERY_S):
                return

    def _begin(self) -> bool:
        """Take back what is known to be lost, and plan what comes round."""
        first_at = clock.now() + FIRST_PERIODIC
        self._queue.begin({kind: first_at for kind, task in self._tasks.items() if task.every})
        return True

    def _is_renewal_due(self) -> bool:
        since = self._renewed_at
        return since is None or clock.now() - since >= timedelta(seconds=RENEW_EVERY_S)

    def _renew(self) -> None:
        """Keep our own leases, and take back what others lost.

        Others are judged only by a worker that could itself renew in time: after an outage
        of the database, or a laptop's sleep, every lease has run out.
        """
        since, now = self._renewed_at, clock.now()
        self._queue.renew(tuple(self._in_hand))
        self._renewed_at = now
        if since and now - since < timedelta(seconds=LEASE_S / 2):
            self._queue.take_back()

    def _look(self) -> None:
        if self._queue.is_anything_due(self._tasks):
            self.wake()

    def _listen(self) -> None:
        self._queue.listen(self.wake, self._stopping)


_NOT_NOW: Mapping[type[EarmarkError], tuple[str, int]] = {
    NoRoom: ("no_room", NO_ROOM_PAUSE_S),
    TooMany: ("held_up", NO_ROOM_PAUSE_S),
    StoreAway: ("store_away", AWAY_PAUSE_S),
    Away: ("database_away", AWAY_PAUSE_S),
}
