"""``earmark move`` as people run it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.makers import make_bookmark

from earmark.blobs.folder import FolderStore
from earmark.blobs.store import Blobs
from earmark.cli.move import move
from earmark.db.engine import Database
from earmark.errors import EarmarkError, Invalid
from earmark.settings import Settings


@pytest.fixture
def run(settings: Settings, database: Database, blobs: Blobs, account: int):
    """Move from a list of one bookmark that nobody has open."""
    make_bookmark(database, blobs, account, headline="Herring")
    database.close()
    environ = {"EARMARK_DATABASE_URL": settings.database_url}

    def runs(*options: str) -> str:
        arguments = [*options, "--data", str(settings.data_dir)]
        done = CliRunner().invoke(move, arguments, env=environ, standalone_mode=False)
        if done.exception:
            raise done.exception
        return done.output

    return runs


def test_database_and_files_are_moved_and_the_new_settings_named(run, tmp_path: Path, blobs: Blobs):
    said = run("--to", f"sqlite:///{tmp_path}/new/earmark.db", "--blobs-to", f"{tmp_path}/files")
    assert "1 bookmarks" in said
    assert "EARMARK_DATABASE_URL and EARMARK_BLOB_URL" in said
    assert FolderStore(tmp_path / "files").digests() == blobs.store.digests() != []
    with closing(sqlite3.connect(tmp_path / "new" / "earmark.db")) as opened:
        assert opened.execute("SELECT headline FROM bookmarks").fetchall() == [("Herring",)]


def test_files_may_move_alone(run, tmp_path: Path, blobs: Blobs):
    run("--blobs-to", f"{tmp_path}/files")
    said = run("--blobs-to", f"{tmp_path}/files")
    assert "(EARMARK_BLOB_URL)" in said
    assert FolderStore(tmp_path / "files").digests() == blobs.store.digests()


def test_a_file_that_is_gone_is_named_and_all_else_is_moved(run, tmp_path: Path, blobs: Blobs):
    gone, *others = blobs.store.digests()
    blobs.store.delete(gone)
    with pytest.raises(EarmarkError, match="1 kept files were missing"):
        run("--to", f"sqlite:///{tmp_path}/new/earmark.db", "--blobs-to", f"{tmp_path}/files")
    assert FolderStore(tmp_path / "files").digests() == others
    assert (tmp_path / "new" / "earmark.db").is_file()


@pytest.mark.parametrize("options", [(), ("--to", "mysql://x")])
def test_a_place_that_is_none_is_refused_with_a_sentence(run, options: tuple[str, ...]):
    with pytest.raises(Invalid):
        run(*options)


def test_the_database_it_is_in_already_is_no_place_to_move_to(run, settings: Settings):
    with pytest.raises(Invalid):
        run("--to", settings.database_address)
