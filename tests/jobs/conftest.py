"""What the tests of the jobs share: ways to put work in, to look at it and to let time pass."""

from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import select, update
from tests import makers

from earmark import clock
from earmark.db.engine import Database
from earmark.jobs import queue
from earmark.jobs.models import HostRow, JobRow
from earmark.jobs.queue import Queue, open_queue


@pytest.fixture
def jobs(database: Database) -> Queue:
    """One worker's access to the jobs."""
    return open_queue(database)


@pytest.fixture
def others_jobs(database: Database) -> Queue:
    """Another worker's access to the jobs."""
    return open_queue(database)


@pytest.fixture
def put(database: Database) -> Callable[..., None]:
    """Queue one job in a transaction of its own."""

    def enqueue(kind: str = "test.work", args: dict[str, object] | None = None, **more: object):
        with database.write() as tx:
            queue.enqueue(tx, kind, args or {}, **more)  # type: ignore[arg-type]  # by name

    return enqueue


@pytest.fixture
def rows(database: Database) -> Callable[[], list[JobRow]]:
    """All jobs that there are, oldest first."""

    def read() -> list[JobRow]:
        with database.read() as tx:
            return list(tx.scalars(select(JobRow).order_by(JobRow.id)))

    return read


@pytest.fixture
def make_due(database: Database) -> Callable[[], None]:
    """Let the time come for all jobs and hosts."""

    def come() -> None:
        with database.write() as tx:
            tx.execute(update(JobRow).values(run_at=clock.now()))
            tx.execute(update(HostRow).values(next_at=clock.now()))

    return come


@pytest.fixture
def let_leases_run_out(database: Database) -> Callable[[], None]:
    """Make it long ago that any worker was heard of."""
    return partial(makers.let_leases_run_out, database)


@pytest.fixture
def lose(database: Database) -> Callable[[int], None]:
    """Let a worker die over all jobs that there are, some times."""

    def die(times: int) -> None:
        for _ in range(times):
            makers.lose_jobs(database, ["test.work"])

    return die
