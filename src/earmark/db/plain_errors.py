"""What a database says when it cannot: as NoRoom, TooMany or Away, each with a sentence."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from earmark.errors import Away, EarmarkError, NoRoom, TooMany

RETRY_AFTER_S = 5.0

_FULL = "The disk is full. Nothing was changed; free some space first."
_HELD = "Another program holds the database. Try again shortly."
_BUSY = "The database has too much to do just now. Nothing was changed; try again shortly."
_AWAY = "The database cannot be reached just now. Nothing was changed; try again shortly."

_FULL_STATES = ("53100",)
_BUSY_STATES = ("40001", "40P01", "53000", "53200", "53300", "53400", "55P03", "57014")
"""Deadlocks, resources at their end, locks and statements that took too long; as in
appendix A of PostgreSQL's manual, like those below."""
_AWAY_STATES = ("08", "57P")
"""Connection lost, server going down or coming up."""


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn what the database says of a full disk, a lock or its own end into our errors."""
    try:
        yield
    except PoolTimeoutError as exc:
        raise TooMany(_BUSY, RETRY_AFTER_S) from exc
    except (DBAPIError, sqlite3.OperationalError) as exc:
        if (plain := _plain(exc)) is not None:
            raise plain from exc
        raise


def _plain(error: Exception) -> EarmarkError | None:
    cause = getattr(error, "orig", error)
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(str(cause))
    return _of_postgres(cause, is_cut_off=getattr(error, "connection_invalidated", False))


def _of_sqlite(text: str) -> EarmarkError | None:
    if "disk is full" in text or "disk I/O error" in text:
        return NoRoom(_FULL)
    return TooMany(_HELD, RETRY_AFTER_S) if "database is locked" in text else None


def _of_postgres(cause: object, *, is_cut_off: bool) -> EarmarkError | None:
    state = getattr(cause, "sqlstate", None) or ""
    if state in _FULL_STATES:
        return NoRoom(_FULL)
    if state in _BUSY_STATES:
        return TooMany(_BUSY, RETRY_AFTER_S)
    never_came = not state and type(cause).__name__ in ("OperationalError", "ConnectionTimeout")
    if is_cut_off or never_came or state.startswith(_AWAY_STATES):
        return Away(_AWAY, RETRY_AFTER_S)
    return None
