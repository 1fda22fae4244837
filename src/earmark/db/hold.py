"""A whole database in one hand: held still while it is read, or filled with another's rows.

Whoever moves a database must not miss a save that somebody was promised meanwhile. So it is
held only if no Earmark has it open, and while it is held none can write.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from earmark.db import postgres, sqlite
from earmark.db.plain_errors import plain_errors
from earmark.errors import Away, Conflict, TooMany

_IN_USE = (
    "An Earmark still has this database open. Stop every earmark serve and earmark worker on"
    " it (Ctrl-C, or systemctl stop earmark), then run this again."
)


@contextmanager
def held(url: str, tables: Sequence[str]) -> Iterator[Session]:
    """One moment of the database, which nobody can change until the end; nor can we.

    ``tables`` are all that matter, which PostgreSQL locks one by one.
    Raises Conflict while an Earmark has it open, Away when its server does not answer.
    """
    is_sqlite = url.startswith("sqlite")
    engine = sqlite.holding_engine(url) if is_sqlite else postgres.holding_engine(url)
    try:
        with Session(engine) as tx, plain_errors():
            with _in_use_if_locked():
                _hold_sqlite(tx) if is_sqlite else _hold_postgres(tx, tables)
            yield tx
    finally:
        engine.dispose()


@contextmanager
def filling(url: str) -> Iterator[Engine]:
    """An engine for long writes into a database that nobody else uses."""
    engine = (
        sqlite.writing_engine(url) if url.startswith("sqlite") else postgres.filling_engine(url)
    )
    try:
        with plain_errors():
            yield engine
    finally:
        engine.dispose()


@contextmanager
def _in_use_if_locked() -> Iterator[None]:
    try:
        with plain_errors():
            yield
    except Away:
        raise
    except TooMany as exc:
        raise Conflict(_IN_USE) from exc


def _hold_sqlite(tx: Session) -> None:
    tx.execute(text("SELECT 1 FROM sqlite_master LIMIT 1"))  # the first look takes the whole file


def _hold_postgres(tx: Session, tables: Sequence[str]) -> None:
    tx.execute(text(f"LOCK TABLE {', '.join(tables)} IN SHARE MODE"))  # and only then look
    give_up_at = time.monotonic() + sqlite.HOLD_TIMEOUT_MS / 1000
    while tx.scalar(_OTHERS):
        if time.monotonic() > give_up_at:
            raise Conflict(_IN_USE)
        time.sleep(0.05)
        tx.execute(text("SELECT pg_stat_clear_snapshot()"))


_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND application_name = 'earmark' AND pid <> pg_backend_pid()"
)
