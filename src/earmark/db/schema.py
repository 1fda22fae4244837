"""Bringing a database to the schema of this Earmark: made, kept, migrated or refused.

Looks without Alembic, which is large: only when there is something to do, a short-lived
process loads it, so that the server stays small.
"""

import fcntl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import DatabaseError

from earmark import clock
from earmark.db import postgres
from earmark.db.fresh import make_fresh
from earmark.db.plain_errors import plain_errors
from earmark.db.snapshot import copy_sqlite
from earmark.errors import Away, Conflict, EarmarkError

VERSIONS = Path(__file__).parent / "migrations" / "versions"


MOVING = "moving "
"""Begins the version of a database that a move is filling (``earmark move``)."""


def known_versions() -> list[str]:
    """The versions this Earmark knows, oldest first: the numbers of its migrations."""
    return sorted(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*_*.py"))


def bring_up_to_date(url: str, data_dir: Path) -> None:
    """Make or migrate the database; a copy of an SQLite one is made before it is changed.

    Raises Conflict with a sentence when the database was made by a newer Earmark, Away
    when its server cannot be reached.
    """
    if find_version(url) != known_versions()[-1]:
        with alone(url, data_dir):
            _make_or_migrate(url, data_dir)


@contextmanager
def alone(url: str, data_dir: Path) -> Iterator[None]:
    """Wait for other processes that make, migrate or fill the same database at once."""
    if sqlite_path(url) is None:
        with postgres.alone(url):
            yield
        return
    with (data_dir / "migration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make_or_migrate(url: str, data_dir: Path) -> None:
    version, known = find_version(url), known_versions()
    if version == known[-1]:
        return
    if version is not None and version.startswith(MOVING):
        raise Conflict(
            "A move into this database has not come to its end. Run the same earmark move once"
            " more; it goes on where it stopped."
        )
    if version is not None and version not in known:
        raise Conflict(
            f"This database was made by a newer Earmark (schema {version}; this one knows up"
            f" to {known[-1]}). Install the newer Earmark, or restore an older backup."
        )
    path = sqlite_path(url)
    if version is None and path is not None:
        with plain_errors():
            make_fresh(path)
        return
    if path is not None and version is not None:
        _back_up(path, data_dir, version)
    _migrate(url)


def find_version(url: str) -> str | None:
    """The schema version of the database; None if it is empty or not there yet.

    Raises Conflict with a sentence when the file is damaged, or is no database at all,
    and Away when there is no server, or none that lets us in.
    """
    path = sqlite_path(url)
    if path is not None and not path.exists():
        return None
    engine = create_engine(url)
    try:
        with plain_errors(), engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            found = connection.execute(text("SELECT version_num FROM alembic_version"))
            return found.scalar()
    except Away as exc:
        raise Away(f"The database cannot be reached: {_reason(exc)}", exc.retry_after_s) from exc
    except DatabaseError as exc:
        if "not a database" in str(exc.orig) or "malformed" in str(exc.orig):
            raise Conflict(f"{path} is not a sound database. Restore a backup of it.") from exc
        raise
    finally:
        engine.dispose()


def _reason(error: Away) -> str:
    """What the driver said, in one line; it names host and user, never a password."""
    cause = getattr(error.__cause__, "orig", None) or error.__cause__
    return " ".join(str(cause).split())


def sqlite_path(url: str) -> Path | None:
    """The file of an SQLite address; None for another database."""
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None


def _back_up(source: Path, data_dir: Path, version: str) -> None:
    folder = data_dir / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    name = f"before-migration-from-{version}-{clock.now():%Y%m%dT%H%M%S}.db"
    copy_sqlite(source, folder / name)


def _migrate(url: str) -> None:
    command = [sys.executable, "-m", "earmark.db.migrate"]
    done = subprocess.run(  # noqa: S603 - our own interpreter and module
        command, input=url, text=True, capture_output=True, check=False
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason was given"])[-1]
        raise EarmarkError(f"The database could not be migrated; it was left as it was. {last}")
