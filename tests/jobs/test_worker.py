"""What a worker promises: nothing queued is lost, nothing fails without a reason."""

import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import event, select, update

from earmark import clock
from earmark.db.engine import Database
from earmark.errors import (
    Away,
    EarmarkError,
    NoRoom,
    NotFound,
    Reason,
    StoreAway,
    TooMany,
    Unreachable,
    Unreadable,
)
from earmark.jobs import queue
from earmark.jobs.job import RENEW_EVERY_S
from earmark.jobs.models import JobRow
from earmark.jobs.queue import Job, Queue
from earmark.jobs.task import BACK_OFF_S, Failure, Task
from earmark.jobs.worker import LOOK_LATE_S, LOSSES_MAX, Worker
from earmark.logs import bound_contextvars

Put = Callable[..., None]
Rows = Callable[[], list[JobRow]]
Happen = Callable[[], None]


class Recorder:
    """A task that notes what it was given and does as it is told."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.ran: list[Job] = []
        self.failures: list[Failure] = []

    def run(self, job: Job) -> None:
        self.ran.append(job)
        if self.errors:
            raise self.errors.pop(0) if len(self.errors) > 1 else self.errors[0]

    def failed(self, _job: Job, failure: Failure) -> None:
        self.failures.append(failure)

    def worker(self, database: Database) -> Worker:
        return Worker(database, {"test.work": Task(self.run, self.failed)}, threads=2)


@pytest.fixture
def started(database: Database) -> Iterator[Callable[..., Worker]]:
    """Start a worker with one kind of work; all are stopped at the end."""
    workers: list[Worker] = []

    def start(run: Callable[[Job], None], threads: int = 2) -> Worker:
        worker = Worker(database, {"test.work": Task(run)}, threads)
        workers.append(worker)
        worker.start()
        return worker

    yield start
    for worker in workers:
        worker.stop(2.0)


def timed_out(retry_after_s: float | None = None) -> Unreachable:
    return Unreachable("http://a.example/", Reason.TIMED_OUT, "No answer.", retry_after_s)


def busy(retry_after_s: float | None) -> Unreachable:
    return Unreachable("http://a.example/", Reason.BUSY, "Too busy.", retry_after_s)


def wait_until(is_so: Callable[[], bool], timeout_s: float = 5.0) -> float:
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < timeout_s, "it did not come about"
        time.sleep(0.005)
    return time.monotonic() - began


def test_work_that_is_done_leaves_no_row(database: Database, put: Put, rows: Rows):
    recorder = Recorder()
    with bound_contextvars(request_id="r1"):
        put(args={"n": 7})
    recorder.worker(database).run_until_idle()
    assert [(job.args, job.request_id) for job in recorder.ran] == [({"n": 7}, "r1")]
    assert rows() == []


def test_passing_trouble_is_tried_again_after_growing_pauses_and_then_given_up(
    database: Database, put: Put, rows: Rows, make_due: Happen
):
    recorder = Recorder(timed_out())
    put()
    pauses = []
    for _ in range(len(BACK_OFF_S)):
        before = clock.now()
        recorder.worker(database).run_until_idle()
        pauses.append(round((rows()[0].run_at - before).total_seconds(), 0))
        make_due()
    recorder.worker(database).run_until_idle()
    assert pauses == list(BACK_OFF_S)
    assert len(recorder.ran) == len(BACK_OFF_S) + 1
    assert (rows()[0].state, rows()[0].reason) == ("failed", "timed_out")
    assert recorder.failures[-1].next_try_at is None


def test_trouble_that_does_not_pass_is_given_up_at_once(database: Database, put: Put, rows: Rows):
    recorder = Recorder(Unreadable(Reason.EMPTY, "The page is empty."))
    put()
    recorder.worker(database).run_until_idle()
    assert (rows()[0].state, rows()[0].reason, rows()[0].message) == (
        "failed",
        "empty",
        "The page is empty.",
    )
    assert recorder.failures == [Failure("empty", "The page is empty.", None)]


@pytest.mark.parametrize("error", [busy(900.0), timed_out(900.0)])
def test_nothing_is_tried_before_the_host_allows_it(
    database: Database, put: Put, rows: Rows, error: Unreachable
):
    before = clock.now()
    put(host="a.example")
    Recorder(error).worker(database).run_until_idle()
    assert rows()[0].run_at >= before + timedelta(seconds=900)


def test_a_busy_host_is_left_alone_by_all_its_jobs(database: Database, put: Put):
    recorder = Recorder(busy(900.0))
    put(host="a.example")
    put(host="a.example")
    put(host="b.example")
    recorder.worker(database).run_until_idle()
    assert [job.host for job in recorder.ran] == ["a.example", "b.example"]


def test_a_crash_is_kept_with_a_reason_and_tried_again(database: Database, put: Put, rows: Rows):
    recorder = Recorder(ZeroDivisionError("one over nought"))
    put()
    recorder.worker(database).run_until_idle()
    [row] = rows()
    assert (row.state, row.reason) == ("waiting", "crashed")
    assert "ZeroDivisionError" in row.message
    assert recorder.failures[0].next_try_at is not None


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (NoRoom("The disk is full."), "no_room"),
        (TooMany("It is held.", 5.0), "held_up"),
        (StoreAway("The store does not answer."), "store_away"),
        (Away("The database does not answer.", 5.0), "database_away"),
    ],
    ids=["full", "held", "no store", "no database"],
)
def test_what_is_not_the_jobs_fault_is_waited_for_and_not_counted(
    database: Database, put: Put, rows: Rows, error: Exception, reason: str, make_due: Happen
):
    recorder = Recorder(error)
    put()
    for _ in range(8):
        recorder.worker(database).run_until_idle()
        make_due()
    [row] = rows()
    assert (row.state, row.attempts, row.reason) == ("waiting", 0, reason)
    assert recorder.failures == []


def test_a_full_disk_is_one_warning_in_the_log_and_no_traceback(
    database: Database, put: Put, rows: Rows, started, capsys: pytest.CaptureFixture[str]
):
    """Nothing can be written: neither the work, nor its end, nor that it failed."""
    ran = threading.Event()

    def fill(_connection: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    def work(_job: Job) -> None:
        event.listen(database._writer, "commit", fill)
        ran.set()
        with database.write():
            pass

    for _ in range(3):
        put()
    worker = started(work, threads=3)
    assert ran.wait(5)
    time.sleep(1.5)
    worker.stop(2.0)
    event.remove(database._writer, "commit", fill)
    said = [line for line in capsys.readouterr().out.splitlines() if "job.put_off" not in line]
    assert len(said) == 1
    assert "worker.held_up" in said[0]
    assert {row.state for row in rows()} <= {"running", "waiting"}


def test_a_job_whose_failure_cannot_be_told_is_not_lost(database: Database, put: Put, rows: Rows):
    def nobody_there(_job: Job, _failure: Failure) -> None:
        raise NotFound("The bookmark is gone.")

    def fail(_job: Job) -> None:
        raise EarmarkError("It cannot be done.")

    put()
    Worker(database, {"test.work": Task(fail, nobody_there)}, threads=1).run_until_idle()
    [row] = rows()
    assert row.state == "failed"


def test_it_wakes_at_once_for_work_of_its_own_process(database: Database, put: Put, started):
    ran = threading.Event()
    started(lambda _job: ran.set())
    time.sleep(0.05)
    began = time.monotonic()
    put()
    assert ran.wait(5)
    assert time.monotonic() - began < 0.5  # a look once a second would take longer on average


def test_work_queued_together_starts_on_all_threads_together(database: Database, started):
    gate, met = threading.Barrier(4), []

    def work(_job: Job) -> None:
        gate.wait(0.9)  # less than the second after which it would look by itself
        met.append(True)

    started(work, threads=4)
    time.sleep(0.1)
    with database.write() as tx:
        for _ in range(4):
            queue.enqueue(tx, "test.work", {})
    wait_until(lambda: gate.broken or len(met) == 4)
    assert len(met) == 4


def test_it_finds_work_that_another_process_queued(database: Database, started):
    ran = threading.Event()
    started(lambda _job: ran.set())
    code = (
        "import sys; from earmark.db.engine import Database; from earmark.jobs import queue\n"
        "db = Database(sys.argv[1])\n"
        "with db.write() as tx: queue.enqueue(tx, 'test.work', {})\n"
    )
    subprocess.run([sys.executable, "-c", code, database.url], check=True)
    assert ran.wait(2.0)


def test_work_for_later_runs_when_its_time_has_come(database: Database, put: Put, started):
    ran = threading.Event()
    started(lambda _job: ran.set())
    put(run_at=clock.now() + timedelta(seconds=0.5))
    assert not ran.wait(0.4)
    assert ran.wait(3.0)


def test_stopping_waits_for_running_work_but_not_for_ever(database: Database, put: Put, started):
    running, release = threading.Event(), threading.Event()

    def work(_job: Job) -> None:
        running.set()
        release.wait(5)

    worker = started(work)
    put()
    assert running.wait(5)
    began = time.monotonic()
    worker.stop(0.3)
    took_s = time.monotonic() - began
    release.set()
    assert 0.25 < took_s < 5.0


def test_stopping_lets_running_work_end(database: Database, put: Put, rows: Rows, started):
    running = threading.Event()

    def work(_job: Job) -> None:
        running.set()
        time.sleep(0.2)

    worker = started(work)
    put()
    assert running.wait(5)
    worker.stop(5.0)
    assert rows() == []


def test_a_stopped_worker_begins_nothing_new(database: Database, put: Put, rows: Rows, started):
    worker = started(lambda _job: None)
    worker.stop(2.0)
    put()
    time.sleep(0.2)
    assert [row.state for row in rows()] == ["waiting"]


KILLED = """
import os, sys
from earmark.db.engine import Database
from earmark.jobs.task import Task
from earmark.jobs.worker import Worker
tasks = {"test.work": Task(lambda job: os.kill(os.getpid(), 9))}
Worker(Database(sys.argv[1]), tasks, 1).run_until_idle()
"""


def kill_a_worker(database: Database) -> None:
    """Let a process die over the next job, as the kernel ends one that takes all memory."""
    killed = subprocess.run([sys.executable, "-c", KILLED, database.url], check=False)
    assert killed.returncode == -9


def test_the_job_of_a_killed_process_is_taken_over(
    database: Database, put: Put, started, let_leases_run_out: Happen
):
    attempts: list[int] = []
    put()
    kill_a_worker(database)
    worker = started(lambda job: attempts.append(job.attempts))
    let_leases_run_out()
    worker._renew()
    worker._renew()
    # Its own renewal may come between the two; then the next one after that takes back.
    wait_until(lambda: attempts == [2], timeout_s=4 * RENEW_EVERY_S)


@pytest.mark.sqlite
def test_the_job_of_a_process_killed_on_this_machine_runs_again_at_the_next_start(
    database: Database, put: Put, started
):
    attempts: list[int] = []
    put()
    kill_a_worker(database)
    started(lambda job: attempts.append(job.attempts))
    wait_until(lambda: attempts == [2])


def test_a_job_that_kills_its_workers_is_given_up_after_the_third_and_told(
    database: Database,
    jobs: Queue,
    put: Put,
    rows: Rows,
    make_due: Happen,
    let_leases_run_out: Happen,
):
    put()
    for _ in range(LOSSES_MAX):
        kill_a_worker(database)
        let_leases_run_out()
        assert jobs.take_back() == 1
        make_due()
    recorder = Recorder()
    recorder.worker(database).run_until_idle()
    [row], [failure] = rows(), recorder.failures
    assert (row.state, row.reason, recorder.ran) == ("failed", "lost", [])
    assert (failure.reason, failure.next_try_at) == ("lost", None)


def test_a_job_given_up_for_its_losses_runs_again_when_a_person_asks(
    database: Database, put: Put, rows: Rows, lose: Callable[[int], None]
):
    put(key="k")
    lose(LOSSES_MAX)
    recorder = Recorder()
    recorder.worker(database).run_until_idle()
    assert [failure.reason for failure in recorder.failures] == ["lost"]
    put(key="k")
    recorder.worker(database).run_until_idle()
    assert [job.losses for job in recorder.ran] == [0]
    assert rows() == []


def test_what_is_under_way_at_a_stop_is_handed_back_at_once(
    database: Database, put: Put, rows: Rows, started
):
    running, release = threading.Event(), threading.Event()

    def work(_job: Job) -> None:
        running.set()
        release.wait(5)

    worker = started(work)
    put()
    assert running.wait(5)
    worker.stop(0.1)
    states = [(row.state, row.losses) for row in rows()]
    release.set()
    assert states == [("waiting", 0)]


def test_a_worker_is_alive_from_its_start_until_it_stops_looking(
    database: Database, started, monkeypatch: pytest.MonkeyPatch
):
    assert not Worker(database, {}, threads=0).is_alive
    worker = started(lambda _job: None)
    assert worker.is_alive
    later = time.monotonic() + LOOK_LATE_S + 5
    with monkeypatch.context() as patch:
        patch.setattr(time, "monotonic", lambda: later)
        assert not worker.is_alive
    worker.stop(2.0)
    assert not worker.is_alive


def test_work_that_is_in_hand_keeps_its_lease(
    put: Put, rows: Rows, started, jobs: Queue, let_leases_run_out: Happen
):
    running, release = threading.Event(), threading.Event()

    def work(_job: Job) -> None:
        running.set()
        release.wait(5)

    worker = started(work)
    put()
    assert running.wait(5)
    let_leases_run_out()
    worker._renew()
    assert jobs.take_back() == 0
    states = [row.state for row in rows()]
    release.set()
    assert states == ["running"]


def test_a_job_whose_end_could_not_be_written_comes_back_by_its_lease(
    database: Database, put: Put, rows: Rows, let_leases_run_out: Happen
):
    put()
    worker = Recorder().worker(database)
    assert worker._queue.claim(["test.work"])  # and then its end could not be written
    let_leases_run_out()
    worker._renew()
    worker._renew()
    assert [row.state for row in rows()] == ["waiting"]


def test_a_worker_that_was_away_itself_does_not_judge_others(
    database: Database, put: Put, rows: Rows, jobs: Queue, let_leases_run_out: Happen
):
    put()
    assert jobs.claim(["test.work"])
    worker = Recorder().worker(database)
    worker._renew()
    worker._renewed_at = clock.now() - timedelta(minutes=5)  # the database was away
    let_leases_run_out()
    worker._renew()
    assert [row.state for row in rows()] == ["running"]
    worker._renew()
    assert [row.state for row in rows()] == ["waiting"]


def periodic(database: Database, recorder: Recorder) -> Worker:
    task = Task(recorder.run, recorder.failed, every=timedelta(days=1))
    return Worker(database, {"test.work": task}, threads=1)


@pytest.mark.parametrize("errors", [(), (Unreadable(Reason.EMPTY, "Nothing."),)], ids=str)
def test_periodic_work_comes_round_whatever_became_of_it(
    database: Database, rows: Rows, errors: tuple[Exception, ...], make_due: Happen
):
    recorder = Recorder(*errors)
    worker = periodic(database, recorder)
    worker.start()
    worker.stop(2.0)
    make_due()
    before = clock.now()
    worker.run_until_idle()
    [row] = rows()
    assert (row.state, len(recorder.ran)) == ("waiting", 1)
    assert row.run_at >= before + timedelta(days=1)


def test_a_restart_does_not_bring_periodic_work_forward(database: Database, rows: Rows):
    planned_at = clock.now() + timedelta(hours=20)
    worker = periodic(database, Recorder())
    worker.start()
    worker.stop(2.0)
    with database.write() as tx:
        tx.execute(update(JobRow).values(run_at=planned_at))
    worker = periodic(database, Recorder())
    worker.start()
    worker.stop(2.0)
    assert [row.run_at for row in rows()] == [planned_at]


@pytest.mark.sqlite
def test_a_worker_that_lives_on_this_machine_is_left_its_jobs(
    database: Database, jobs: Queue, put: Put, rows: Rows, started
):
    put()
    jobs.name = f"{os.uname().nodename}/1/abcdef"  # process 1 is always there
    assert jobs.claim(["test.work"])
    started(lambda _job: None)
    time.sleep(0.1)
    assert [row.state for row in rows()] == ["running"]


def test_a_host_is_never_asked_by_more_than_two_at_once(database: Database, started):
    guard, now, most, done = threading.Lock(), [0], [0], [0]

    def work(_job: Job) -> None:
        with guard:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.03)
        with guard:
            now[0] -= 1
            done[0] += 1

    with database.write() as tx:
        for _ in range(12):
            queue.enqueue(tx, "test.work", {}, host="a.example")
    started(work, threads=6)
    wait_until(lambda: done[0] == 12, 10)
    assert most[0] == 2


def test_each_job_runs_once_whatever_the_number_of_threads(database: Database, started):
    guard, seen = threading.Lock(), []

    def work(job: Job) -> None:
        with guard:
            seen.append(job.args["n"])

    with database.write() as tx:
        for n in range(100):
            queue.enqueue(tx, "test.work", {"n": n})
    started(work, threads=6)
    wait_until(lambda: len(seen) >= 100, 20)
    with database.read() as tx:
        assert sorted(seen) == list(range(100))
        assert tx.scalars(select(JobRow.id).where(JobRow.attempts > 1)).all() == []
