"""Bringing a database to the schema of this Earmark: made, kept, migrated or refused.

Looks without Alembic, which is large: only when there is something to do, a short-lived
process loads it, so that the server stays small.
"""

import fcntl
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import DatabaseError

from earmark.db import postgres
from earmark.db.copy_before import make_copy, sqlite_path
from earmark.db.fresh import make_fresh
from earmark.db.plain_errors import plain_errors
from earmark.errors import Away, Conflict, EarmarkError
from earmark.logs import log

__all__ = ["alone", "bring_up_to_date", "find_version", "known_versions", "sqlite_path"]

VERSIONS = Path(__file__).parent / "migrations" / "versions"


WAY_BACK = "the copy and the Earmark before, as docs/install/upgrading.md says"

MOVING = "moving "
"""Begins the version of a database that a move is filling (``earmark move``)."""


def known_versions() -> list[str]:
    """The versions this Earmark knows, oldest first: the numbers of its migrations."""
    return sorted(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*_*.py"))


BackUp = Callable[[str, Path, str], object]
"""Makes a copy of the database at an address, in the data folder, of a version; where it is."""


def bring_up_to_date(url: str, data_dir: Path, back_up: BackUp = make_copy) -> None:
    """Make or migrate the database; before it is changed, ``back_up`` makes a copy.

    Raises Conflict with a sentence when the database was made by a newer Earmark or cannot
    be copied, Away when its server cannot be reached.
    """
    if find_version(url) != known_versions()[-1]:
        with alone(url, data_dir):
            _make_or_migrate(url, data_dir, back_up)


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


def _make_or_migrate(url: str, data_dir: Path, back_up: BackUp) -> None:
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
    if version is None:
        _migrate(url)
        return
    copy = back_up(url, data_dir, version)
    log.warning("database.migrating", version=version, to_version=known[-1], copy=str(copy))
    _migrate(url)
    log.warning("database.migrated", version=known[-1], way_back=WAY_BACK)


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


def _migrate(url: str) -> None:
    command = [sys.executable, "-m", "earmark.db.migrate"]
    done = subprocess.run(  # noqa: S603 - our own interpreter and module
        command, input=url, text=True, capture_output=True, check=False
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason was given"])[-1]
        raise EarmarkError(f"The database could not be migrated; it was left as it was. {last}")
