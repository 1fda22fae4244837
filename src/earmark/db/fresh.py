"""A new, empty SQLite database at the newest schema, without running through its history.

``migrations/newest.sql`` is what the migrations add up to, written by
``python -m earmark.db.fresh``; a test compares the two. A first start takes 0.02 s by it
and 1 s by the migrations, which load Alembic.
"""

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

BETWEEN = ";\n\n"
"""What parts the statements of the script."""

WAIT_S = 60.0
"""For another process that makes the same database at the same moment."""

SCRIPT = Path(__file__).parent / "migrations" / "newest.sql"


def make_fresh(path: Path) -> None:
    """Make the database in one transaction; after a crash it is there whole or not at all.

    Where another process has just made it, that is as good.
    """
    with closing(sqlite3.connect(path, WAIT_S, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("BEGIN IMMEDIATE")
        if not database.execute("SELECT 1 FROM sqlite_master").fetchone():
            for statement in SCRIPT.read_text("utf-8").split(BETWEEN):
                database.execute(statement)
        database.execute("COMMIT")


def schema_script(path: Path) -> str:
    """The statements that make an empty copy of a database, its version noted."""
    with closing(sqlite3.connect(path)) as database:
        statements = [row[0] for row in database.execute(_STATEMENTS)]
        version = database.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    made = BETWEEN.join(statements)
    return f"{made}{BETWEEN}INSERT INTO alembic_version VALUES ('{version}');\n"  # noqa: S608 - ours


_STATEMENTS = """
    SELECT sql FROM sqlite_master
    WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_index_%'
    ORDER BY type != 'table', name
"""
"""Tables before their indexes; SQLite makes the tables behind the full-text index itself."""


def main() -> None:
    """Write the script anew, from a database that the migrations made."""
    from earmark.db.migrate import upgrade

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "earmark.db"
        upgrade(f"sqlite:///{path}")
        SCRIPT.write_text(schema_script(path), "utf-8")


if __name__ == "__main__":
    main()
