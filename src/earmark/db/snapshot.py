"""A whole copy of an SQLite database while it is in use, checked before it counts."""

import sqlite3
from contextlib import closing
from pathlib import Path

from earmark.db.durable import flush
from earmark.errors import Conflict


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy the database by SQLite's own backup call, check it, and flush it to the disk.

    The copy appears under its name only when it is whole. Raises Conflict if the check
    finds a fault in it.
    """
    temporary = target.with_suffix(".part")
    temporary.unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(temporary)) as copy:
        original.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    check_sqlite(temporary)
    flush(temporary)
    temporary.rename(target)
    flush(target.parent)


def check_sqlite(path: Path) -> None:
    """Raises Conflict unless SQLite finds the database whole and its references sound."""
    with closing(sqlite3.connect(path)) as database:
        try:
            verdict = database.execute("PRAGMA integrity_check").fetchone()[0]
            dangling = database.execute("PRAGMA foreign_key_check").fetchone()
        except sqlite3.DatabaseError as exc:
            raise Conflict(f"{path.name} is not a sound database: {exc}.") from exc
    if verdict != "ok":
        raise Conflict(f"{path.name} is damaged: {verdict}.")
    if dangling:
        raise Conflict(f"{path.name} has a reference that leads nowhere, in {dangling[0]}.")
