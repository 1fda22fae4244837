"""A PostgreSQL of our own for tests and drills: made in a folder, thrown away with it."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

SERVER_USER = "postgres"
"""PostgreSQL refuses to run as root; Debian's package makes this user for it."""

RELAXED = {
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "64MB",
    "max_connections": "200",
    "autovacuum": "off",
}
"""A test's data need not outlast a power cut."""


@contextmanager
def postgres_cluster(folder: Path) -> Iterator[str]:
    """Start an empty server whose files and socket are in ``folder``; its address.

    The address is SQLAlchemy's, of the database ``postgres``, by a socket: no port is
    taken. ``folder`` is handed over as ``make_cluster`` says.
    """
    make_cluster(folder)
    start_postgres(folder)
    try:
        yield f"postgresql+psycopg://{SERVER_USER}@/postgres?host={folder}"
    finally:
        stop_postgres(folder)


def make_cluster(folder: Path) -> None:
    """Make the files of an empty server in ``folder``/data.

    When we are root, ``folder`` is handed to the user ``postgres``, who must be able to
    reach it (pytest's own folders are closed to others; see ``reachable_folder``).
    """
    if os.geteuid() == 0:
        shutil.chown(folder, SERVER_USER)
    _run("initdb", "--no-sync", "--auth=trust", f"--username={SERVER_USER}", "-E", "UTF8",
         "--locale=C.UTF-8", "-D", str(folder / "data"))  # fmt: skip


def start_postgres(folder: Path, settings: Mapping[str, str] = RELAXED) -> None:
    """Start the server of a cluster and wait until it answers; without TCP unless set."""
    asked = {"listen_addresses": "''", "unix_socket_directories": f"'{folder}'", **settings}
    options = " ".join(f"-c {name}={value}" for name, value in asked.items())
    _run("pg_ctl", "start", "-w", "-D", str(folder / "data"), "-l", str(folder / "server.log"),
         "-o", options)  # fmt: skip


def stop_postgres(folder: Path, mode: str = "immediate") -> None:
    """End the server of a cluster at once, as a loss of power would; ``fast`` is in order."""
    _run("pg_ctl", "stop", "-m", mode, "-D", str(folder / "data"))


def find_program(name: str) -> str | None:
    """The newest that Debian installed, or the one on the path; None if there is none."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=_version)
    return str(installed[-1]) if installed else shutil.which(name)


@contextmanager
def reachable_folder() -> Iterator[Path]:
    """A short-lived folder that another user can reach, and whose socket's name is short."""
    with tempfile.TemporaryDirectory(prefix="earmark-pg-") as folder:
        yield Path(folder)


def _run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs as the user that it wants."""
    user = SERVER_USER if os.geteuid() == 0 else None
    group = pwd.getpwnam(user).pw_gid if user else None
    done = subprocess.run(
        [_program(program), *arguments], user=user, group=group, extra_groups=[] if user else None,
        cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    assert done.returncode == 0, f"{program}: {done.stderr}"


def _program(name: str) -> str:
    found = find_program(name)
    assert found, f"no {name} here: install postgresql"
    return found


def _version(program: Path) -> int:
    return int(program.parts[-3])
