"""Upgrades: from every released schema, whole or not at all, once, with a copy before."""

import json
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.db.conftest import BRING_UP, NewerEarmark
from tests.db.release import RELEASED, facts, load, schema_of
from tests.makers import make_bookmark

from earmark.blobs.store import Blobs
from earmark.db import copy_before
from earmark.db.engine import Database
from earmark.db.migrate import upgrade
from earmark.db.schema import bring_up_to_date, find_version, known_versions
from earmark.errors import Conflict

VERSIONS = sorted(folder.name for folder in RELEASED.iterdir() if folder.is_dir())

EXAMPLE = """
    op.add_column("bookmarks", sa.Column("shelf", sa.Text(), nullable=False, server_default=""))
    op.execute("UPDATE bookmarks SET shelf = host")
    op.create_table("shelves", sa.Column("name", sa.Text(), primary_key=True))
    op.execute("INSERT INTO shelves SELECT DISTINCT shelf FROM bookmarks")
    with op.batch_alter_table("tags", recreate="auto") as batch:
        batch.alter_column("name", new_column_name="words")
        batch.add_column(sa.Column("colour", sa.Text()))
    op.create_index("ix_bookmarks_shelf", "bookmarks", ["account_id", "shelf"])
    op.drop_index("ix_bookmarks_account_id_state", "bookmarks")
    op.execute("DELETE FROM bookmark_tags")
"""


@pytest.mark.parametrize("version", VERSIONS)
def test_a_database_of_each_release_comes_up_with_everything_in_it(
    version: str, bare: str, tmp_path: Path
):
    seen = load(version, bare)
    bring_up_to_date(bare, tmp_path)
    assert find_version(bare) == known_versions()[-1]
    database = Database(bare)
    found = facts(database)
    database.close()
    assert still_holds(found, seen)


def still_holds(found: object, told: object) -> bool:
    """Whether all that was told is found, whatever a newer Earmark tells beside it."""
    if isinstance(told, dict) and isinstance(found, dict):
        return all(still_holds(found[name], part) for name, part in told.items())
    if isinstance(told, list) and isinstance(found, list):
        return len(told) == len(found) and all(map(still_holds, found, told))
    return found == told


@pytest.mark.parametrize("version", VERSIONS)
def test_a_migration_that_was_released_is_never_changed(version: str, bare: str, tmp_path: Path):
    load(version, bare)
    released, schema_version = schema_of(bare), find_version(bare)
    assert schema_version
    fresh = bare.replace("earmark.db", "again.db")
    if fresh == bare:
        _drop_everything(bare)
    upgrade(fresh, schema_version)
    assert schema_of(fresh) == released


def _drop_everything(url: str) -> None:
    database = Database(url)
    with database.write() as tx:
        tx.execute(text("DROP SCHEMA public CASCADE"))
        tx.execute(text("CREATE SCHEMA public"))
    database.close()


@pytest.fixture
def older(database: Database, blobs: Blobs, account: int, newer: NewerEarmark) -> str:
    """The address of a database with a list in it; the newer Earmark has the example."""
    for number in range(3):
        make_bookmark(database, blobs, account, tags=["sea"], headline=f"Boat {number}")
    database.close()
    newer.add_migrations({"9001": EXAMPLE.strip()})
    return database.url


@pytest.mark.both
@pytest.mark.check
def test_a_migration_killed_at_any_step_leaves_the_old_version_or_the_new(
    older: str, newer: NewerEarmark
):
    done = newer.run("-m", "tests.db.cut_migration", older)
    assert done.returncode == 0, done.stderr
    before, *cut, after = (tuple(look) for look in json.loads(done.stdout))
    assert (before[0], after[0]) == (known_versions()[-1], "9001")
    assert before[1] != after[1]
    assert len(cut) > 10
    assert set(cut) <= {before, after}


@pytest.mark.both
@pytest.mark.check
def test_servers_that_start_at_once_on_an_older_database_migrate_it_once(
    older: str, newer: NewerEarmark, tmp_path: Path
):
    started = [newer.start("-c", BRING_UP, older, str(tmp_path)) for _ in range(3)]
    ends = [(process.communicate()[1], process.returncode) for process in started]
    assert [status for _, status in ends] == [0, 0, 0], ends
    assert find_version(older) == "9001"
    assert len(list((tmp_path / "backups").iterdir())) == 1


@pytest.mark.both
@pytest.mark.check
def test_an_upgrade_says_what_it_does_and_how_to_go_back(
    older: str, newer: NewerEarmark, tmp_path: Path
):
    done = run_upgrade(newer, older, tmp_path)
    [copy] = (tmp_path / "backups").iterdir()
    assert done.returncode == 0, done.stderr
    assert "9001" in done.stdout
    assert str(copy) in done.stderr
    assert "upgrading.md" in done.stderr
    assert "already" in run_upgrade(newer, older, tmp_path).stdout


def run_upgrade(
    newer: NewerEarmark, url: str, data_dir: Path, *more: str, **environ: str
) -> "subprocess.CompletedProcess[str]":
    places = {"EARMARK_DATABASE_URL": url, "EARMARK_DATA_DIR": str(data_dir)}
    return newer.run("-m", "earmark", "upgrade", *more, **places, **environ)


@pytest.mark.postgresql
@pytest.mark.check
def test_without_a_copy_postgresql_is_migrated_only_when_a_backup_is_stated(
    older: str, newer: NewerEarmark, tmp_path: Path
):
    refused = run_upgrade(newer, older, tmp_path, PATH="/nowhere")
    assert refused.returncode == 1
    assert "--i-have-a-backup" in refused.stderr
    assert find_version(older) == known_versions()[-1]
    allowed = run_upgrade(newer, older, tmp_path, "--i-have-a-backup", PATH="/nowhere")
    assert allowed.returncode == 0, allowed.stderr
    assert find_version(older) == "9001"


@pytest.mark.postgresql
def test_the_copy_of_a_postgresql_database_brings_it_back(
    database: Database, blobs: Blobs, account: int, bare: str, tmp_path: Path
):
    make_bookmark(database, blobs, account, headline="Herring")
    before = facts(database)
    copy = copy_before.make_copy(database.url, tmp_path, "0001")
    plain = bare.replace("+psycopg", "")
    restore = ["pg_restore", "--no-owner", "--clean", "--if-exists", f"--dbname={plain}", str(copy)]
    subprocess.run(restore, check=True, capture_output=True)
    restored = Database(bare)
    assert facts(restored) == before
    restored.close()


@pytest.mark.postgresql
def test_a_dump_that_fails_leaves_nothing_that_looks_like_a_copy(tmp_path: Path):
    with pytest.raises(Conflict, match="--i-have-a-backup"):
        copy_before.make_copy(f"postgresql+psycopg:///none?host={tmp_path}", tmp_path, "0001")
    assert list((tmp_path / "backups").iterdir()) == []
