"""What the tests of the queue share: a way to put work into it and to look at it."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from earmark.db.engine import Database
from earmark.jobs import queue
from earmark.jobs.models import JobRow


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
