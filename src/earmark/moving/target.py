"""Where a move goes: an empty database, or one that the same move began to fill.

While it is filled its version says so, with the sum of what shall be in it, so that no
server opens it and a move that was cut off knows its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.orm import Session

from earmark.db.hold import filling
from earmark.db.plain_errors import plain_errors
from earmark.db.schema import (
    MOVING,
    alone,
    bring_up_to_date,
    find_version,
    known_versions,
    sqlite_path,
)
from earmark.errors import Conflict
from earmark.jobs import queue
from earmark.moving.everything import TABLES, row_count
from earmark.search import index

_NOT_EMPTY = "The database to move to is not empty. Give the address of a new, empty one."
_SUM_CHARS = 24
"""Of the sum that are noted; a version has 32 characters."""


@contextmanager
def opened_target(url: str, total: str) -> Iterator["Target"]:
    """The database at an address, made ready to be filled with what has the sum ``total``.

    What a move of something else, or of an earlier state, left unfinished is dropped.
    Raises Conflict when it holds anything else, Away when its server does not answer.
    """
    path = sqlite_path(url)
    folder = path.parent if path else Path()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if find_version(url) is None:
        _check_bare(url)
        bring_up_to_date(url, folder)
    with alone(url, folder), filling(url) as engine:
        target = Target(engine, f"{MOVING}{total[:_SUM_CHARS]}")
        target.begin()
        yield target


def _check_bare(url: str) -> None:
    engine = create_engine(url)
    with plain_errors(), engine.connect() as connection:
        names = inspect(connection).get_table_names()
    engine.dispose()
    if names:
        raise Conflict(_NOT_EMPTY)


class Target:
    """A database that is being filled."""

    def __init__(self, engine: Engine, mark: str) -> None:
        self._engine = engine
        self._mark = mark

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction of its own."""
        with Session(self._engine) as tx, tx.begin():
            yield tx

    def begin(self) -> None:
        """Mark the database as being filled, if it is empty or a move's."""
        with self.write() as tx:
            version = str(tx.scalar(text("SELECT version_num FROM alembic_version")))
            if version == self._mark:
                return
            if not version.startswith(MOVING) and (
                version != known_versions()[-1] or row_count(tx)
            ):
                raise Conflict(_NOT_EMPTY)
            empty(tx)
            _set_version(tx, self._mark)

    def end(self) -> None:
        """Give the database its version: from now on it may be opened."""
        with self.write() as tx:
            _set_version(tx, known_versions()[-1])


def empty(tx: Session) -> None:
    """Drop every row and every job, in the caller's transaction."""
    index.empty(tx)
    queue.drop_all(tx)
    for table in reversed(TABLES):
        tx.execute(table.delete())


def _set_version(tx: Session, version: str) -> None:
    tx.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
