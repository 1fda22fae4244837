"""The copy of a database that is made before it is migrated: no copy, no migration.

SQLite copies itself. PostgreSQL's own ``pg_dump`` copies there; where that cannot be run, the
migration waits until somebody says that there is a backup (decisions/0016).
"""

import os
import subprocess
from pathlib import Path

from sqlalchemy import make_url

from earmark import clock
from earmark.db.durable import flush
from earmark.db.snapshot import copy_sqlite
from earmark.errors import Conflict


def make_copy(url: str, data_dir: Path, version: str) -> Path:
    """Copy the database into the data folder before it leaves ``version``; where the copy is.

    Raises Conflict with a sentence if that cannot be done; nothing is changed then.
    """
    folder = data_dir / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    name = f"before-migration-from-{version}-{clock.now():%Y%m%dT%H%M%S}"
    path = sqlite_path(url)
    if path is None:
        return _dump_postgres(url, folder / f"{name}.dump", version)
    copy_sqlite(path, folder / f"{name}.db")
    return folder / f"{name}.db"


def sqlite_path(url: str) -> Path | None:
    """The file of an SQLite address; None for another database."""
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None


def _dump_postgres(url: str, target: Path, version: str) -> Path:
    """The dump appears under its name only when it is whole."""
    part = target.with_suffix(".part")
    address = make_url(url).set(drivername="postgresql")
    named = address.set(password=None).render_as_string()  # others may read our command line
    secret = {"PGPASSWORD": str(address.password)} if address.password else {}
    command = ["pg_dump", "--format=custom", f"--file={part}", f"--dbname={named}"]
    try:
        subprocess.run(  # noqa: S603 - PostgreSQL's own program, on the path of the operator
            command, env={**os.environ, **secret}, check=True, capture_output=True, text=True
        )
    except (OSError, subprocess.CalledProcessError) as exc:
        part.unlink(missing_ok=True)
        raise Conflict(
            f"This database has schema {version} and must be brought up to date, but it could not"
            f" be copied first: {_reason(exc)}. Install PostgreSQL's client programs here (apt"
            " install postgresql-client), or make a backup yourself and then run: earmark upgrade"
            " --i-have-a-backup"
        ) from exc
    flush(part)
    part.rename(target)
    flush(target.parent)
    return target


def _reason(error: OSError | subprocess.CalledProcessError) -> str:
    if isinstance(error, OSError):
        return f"pg_dump cannot be run ({error.strerror})"
    said = error.stderr.strip().splitlines() or ["pg_dump gave no reason"]
    return str(said[-1])
