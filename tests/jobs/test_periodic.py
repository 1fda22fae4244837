"""Work that comes round by itself: planned at the start, done, and planned again."""

from collections.abc import Callable
from datetime import timedelta

from earmark import clock
from earmark.db.engine import Database
from earmark.errors import Invalid
from earmark.jobs.models import JobRow
from earmark.jobs.queue import Job
from earmark.jobs.task import Task
from earmark.jobs.worker import Worker


def test_periodic_work_is_planned_once_however_often_a_worker_starts(
    database: Database, rows: Callable[[], list[JobRow]]
):
    for _ in range(3):
        worker = Worker(database, {"sweep": Task(print, every=timedelta(days=1))}, 0)
        worker.start()
        worker.stop()
    assert [row.kind for row in rows()] == ["sweep"]


def test_periodic_work_waits_for_its_next_time_once_done(
    database: Database, rows: Callable[[], list[JobRow]], make_due: Callable[[], None]
):
    done: list[Job] = []
    worker = Worker(database, {"sweep": Task(done.append, every=timedelta(days=1))}, 0)
    worker.start()
    worker.stop()
    make_due()
    worker.run_until_idle()
    assert len(done) == 1
    assert rows()[0].run_at > clock.now() + timedelta(hours=23)


def test_periodic_work_that_fails_comes_round_again(
    database: Database, rows: Callable[[], list[JobRow]], make_due: Callable[[], None]
):
    def fail(_job: Job) -> None:
        raise Invalid("x", "Nothing to be done.")

    worker = Worker(database, {"sweep": Task(fail, every=timedelta(days=1))}, 0)
    worker.start()
    worker.stop()
    make_due()
    worker.run_until_idle()
    assert rows()[0].state == "waiting"
    assert rows()[0].run_at > clock.now() + timedelta(hours=23)
