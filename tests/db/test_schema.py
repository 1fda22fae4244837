"""The schema: made, kept, migrated with a copy first, or refused, and never half done."""

import re
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from tests.makers import make_bookmark

import earmark
from earmark.articles import models as _articles  # noqa: F401 - the tables make themselves known
from earmark.blobs.store import Blobs
from earmark.db import schema
from earmark.db.base import Base
from earmark.db.engine import Database
from earmark.db.schema import bring_up_to_date, find_version, known_versions
from earmark.db.snapshot import check_sqlite, copy_sqlite
from earmark.errors import Conflict

pytestmark = pytest.mark.sqlite  # tests/db/test_postgres_schema.py says the same of PostgreSQL

NEXT = """
from alembic import op

revision, down_revision, branch_labels, depends_on = "{number}", "{before}", None, None


def upgrade() -> None:
    op.execute("CREATE TABLE brought_by_{number} (id INTEGER)")
    op.execute("INSERT INTO brought_by_{number} SELECT count(*) FROM bookmarks")
    {then}
"""


@pytest.fixture
def newer_code(tmp_path: Path):
    """A copy of Earmark that has further migrations; runs ``bring_up_to_date`` in it."""

    def bring_up(data_dir: Path, then: str = "pass") -> "subprocess.CompletedProcess[str]":
        package = tmp_path / "newer" / "earmark"
        shutil.rmtree(package, ignore_errors=True)
        shutil.copytree(Path(earmark.__file__).parent, package)
        versions = package / "db" / "migrations" / "versions"
        before = known_versions()[-1]
        for number, text in (("9001", "pass"), ("9002", then)):
            written = NEXT.format(number=number, before=before, then=text)
            (versions / f"{number}_next.py").write_text(written)
            before = number
        code = (
            "import sys; from pathlib import Path\n"
            "from earmark.db.schema import bring_up_to_date\n"
            "bring_up_to_date(sys.argv[1], Path(sys.argv[2]))\n"
        )
        command = [sys.executable, "-c", code, url_of(data_dir), str(data_dir)]
        return subprocess.run(
            command, env={"PYTHONPATH": str(package.parent)}, text=True, capture_output=True
        )

    return bring_up


def url_of(data_dir: Path) -> str:
    return f"sqlite:///{data_dir / 'earmark.db'}"


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as opened:
        return {row[0] for row in opened.execute("SELECT name FROM sqlite_master")}


def test_an_empty_folder_gets_the_newest_schema(tmp_path: Path):
    bring_up_to_date(url_of(tmp_path), tmp_path)
    assert find_version(url_of(tmp_path)) == known_versions()[-1]
    assert not (tmp_path / "backups").exists()


def test_a_database_of_this_version_is_left_alone(data_dir: Path):
    before = (data_dir / "earmark.db").read_bytes()
    bring_up_to_date(url_of(data_dir), data_dir)
    assert (data_dir / "earmark.db").read_bytes() == before


def test_the_migrations_make_what_the_models_say(data_dir: Path, tmp_path: Path):
    modelled = create_engine(f"sqlite:///{tmp_path / 'modelled.db'}")
    Base.metadata.create_all(modelled)
    modelled.dispose()
    migrated = definitions(data_dir / "earmark.db")
    assert definitions(tmp_path / "modelled.db") == {
        name: columns
        for name, columns in migrated.items()
        if not name.startswith("search_index") and name != "alembic_version"
    }


def definitions(path: Path) -> dict[str, set[str]]:
    """Name of each table and index -> its columns, keys and conditions, in any order."""
    with closing(sqlite3.connect(path)) as opened:
        rows = opened.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {name: set(re.split(r",\s*|[()\n\t]+\s*", sql)) - {""} for name, sql in rows}


def test_a_database_of_a_newer_earmark_is_refused_with_a_sentence(data_dir: Path):
    with closing(sqlite3.connect(data_dir / "earmark.db")) as opened, opened:
        opened.execute("UPDATE alembic_version SET version_num = '9999'")
    before = (data_dir / "earmark.db").read_bytes()
    with pytest.raises(Conflict, match="newer Earmark"):
        bring_up_to_date(url_of(data_dir), data_dir)
    assert (data_dir / "earmark.db").read_bytes() == before


def test_an_older_database_is_copied_and_then_migrated(
    database: Database, blobs: Blobs, account: int, data_dir: Path, newer_code
):
    make_bookmark(database, blobs, account)
    database.close()
    assert newer_code(data_dir).returncode == 0
    [copy] = (data_dir / "backups").iterdir()
    assert find_version(f"sqlite:///{copy}") == known_versions()[-1]
    assert find_version(url_of(data_dir)) == "9002"
    with closing(sqlite3.connect(data_dir / "earmark.db")) as opened:
        assert opened.execute("SELECT id FROM brought_by_9002").fetchall() == [(1,)]
    assert "brought_by_9002" not in tables(copy)
    check_sqlite(copy)


@pytest.mark.check
@pytest.mark.parametrize(
    "fault",
    ["op.execute('NONSENSE')", "import os; os.kill(os.getpid(), 9)"],
    ids=["fails", "is killed"],
)
def test_an_interrupted_migration_leaves_a_whole_version(
    database: Database, blobs: Blobs, account: int, data_dir: Path, newer_code, fault: str
):
    make_bookmark(database, blobs, account)
    database.close()
    done = newer_code(data_dir, fault)
    assert done.returncode != 0
    assert find_version(url_of(data_dir)) == "9001"
    assert "brought_by_9001" in tables(data_dir / "earmark.db")
    assert "brought_by_9002" not in tables(data_dir / "earmark.db")
    check_sqlite(data_dir / "earmark.db")
    assert newer_code(data_dir).returncode == 0
    assert find_version(url_of(data_dir)) == "9002"


@pytest.mark.check
def test_two_processes_may_make_the_same_database_at_once(tmp_path: Path):
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: bring_up_to_date(url_of(tmp_path), tmp_path), range(3)))
    assert find_version(url_of(tmp_path)) == known_versions()[-1]


def test_what_is_no_database_is_refused_with_a_sentence(tmp_path: Path):
    (tmp_path / "earmark.db").write_bytes(b"this is a letter, not a database " * 99)
    with pytest.raises(Conflict, match="not a sound database"):
        bring_up_to_date(url_of(tmp_path), tmp_path)


def test_a_copy_is_whole_while_others_write(database: Database, data_dir: Path, tmp_path: Path):
    copy_sqlite(data_dir / "earmark.db", tmp_path / "copy.db")
    assert tables(tmp_path / "copy.db") == tables(data_dir / "earmark.db")
    assert [path.name for path in tmp_path.glob("copy*")] == ["copy.db"]


def test_a_damaged_database_is_found(data_dir: Path):
    path = data_dir / "earmark.db"
    damaged = bytearray(path.read_bytes())
    damaged[4096 * 3 : 4096 * 5] = b"\xff" * 8192
    path.write_bytes(damaged)
    with pytest.raises(Conflict):
        check_sqlite(path)


def test_versions_are_numbered_without_a_gap():
    numbers = [int(version) for version in known_versions()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert schema.VERSIONS.is_dir()
