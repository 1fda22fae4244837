"""An Earmark that has further migrations than this one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.databases import Databases, bared

import earmark
from earmark.db.schema import known_versions

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class NewerEarmark:
    """A copy of the package with further migrations, run as programs of their own."""

    folder: Path

    def add_migrations(self, upgrades: Mapping[str, str]) -> None:
        """Add one migration after the other: number and what ``upgrade()`` does, indented."""
        package, before = self.folder / "earmark", known_versions()[-1]
        shutil.rmtree(package, ignore_errors=True)
        shutil.copytree(Path(earmark.__file__).parent, package)
        for number, body in upgrades.items():
            written = MIGRATION.format(number=number, before=before, body=body)
            (package / "db/migrations/versions" / f"{number}_next.py").write_text(written)
            before = number

    def start(self, *arguments: str, **environ: str) -> "subprocess.Popen[str]":
        """Start a Python program that imports this Earmark."""
        paths = f"{self.folder}{os.pathsep}{ROOT}"
        kept = {name: value for name, value in os.environ.items() if "EARMARK" not in name}
        return subprocess.Popen(
            [sys.executable, *arguments], env={**kept, "PYTHONPATH": paths, **environ},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def run(self, *arguments: str, **environ: str) -> "subprocess.CompletedProcess[str]":
        """Run such a program to its end."""
        started = self.start(*arguments, **environ)
        output, errors = started.communicate()
        return subprocess.CompletedProcess(started.args, started.returncode, output, errors)


MIGRATION = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "{number}", "{before}", None, None


def upgrade() -> None:
    {body}
"""

BRING_UP = """
import sys; from pathlib import Path
from earmark.db.schema import bring_up_to_date
bring_up_to_date(sys.argv[1], Path(sys.argv[2]))
"""


@pytest.fixture
def newer(tmp_path: Path) -> NewerEarmark:
    """A newer Earmark, without further migrations yet."""
    return NewerEarmark(tmp_path / "newer")


@pytest.fixture
def bare(databases: Databases, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table; an SQLite file is not there yet."""
    with bared(databases, tmp_path / "bare") as address:
        yield address
