"""Backup and restore: everything, checked on the way, and nothing believed unread."""

import json
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import delete
from tests.blobs.conftest import flip
from tests.makers import make_bookmark

from earmark.blobs.backup import damaged_blobs, make_backup, read_manifest, restore_backup
from earmark.blobs.folder import FolderStore
from earmark.blobs.models import Blob
from earmark.blobs.store import Blobs, Store
from earmark.db.engine import Database
from earmark.errors import Conflict, EarmarkError, NotFound
from earmark.library import actions, lists
from earmark.library.lists import Wanted
from earmark.library.new_bookmark import NewBookmark

pytestmark = pytest.mark.sqlite


def quiet(_done: int, _total: int) -> None:
    pass


@pytest.fixture
def backup(database: Database, blobs: Blobs, account: int, data_dir: Path, tmp_path: Path) -> Path:
    """A backup of three kept articles."""
    for word in ("herring", "cod", "skate"):
        make_bookmark(database, blobs, account, headline=word, body=f"A page about {word}.")
    make_backup(data_dir / "earmark.db", blobs.store, tmp_path / "backup", quiet)
    return tmp_path / "backup"


def rows(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as opened:
        return list(opened.iterdump())


def stored(store: Store) -> dict[str, bytes]:
    return {digest: store.get(digest) for digest in store.digests()}


def named_in(data_dir: Path) -> list[str]:
    """The blobs that a data folder's database names."""
    with closing(sqlite3.connect(data_dir / "earmark.db")) as opened:
        return [row[0] for row in opened.execute("SELECT sha256 FROM blobs")]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_what_is_restored_equals_what_was_backed_up(
    backup: Path, database: Database, blobs: Blobs, data_dir: Path, tmp_path: Path
):
    empty = tmp_path / "restored"
    restore_backup(backup, empty, FolderStore(empty / "blobs"), quiet)
    database.close()
    assert rows(empty / "earmark.db") == rows(data_dir / "earmark.db")
    assert stored(FolderStore(empty / "blobs")) == stored(blobs.store)


def test_a_restored_list_is_searched_and_read(backup: Path, account: int, tmp_path: Path):
    empty = tmp_path / "restored"
    restore_backup(backup, empty, FolderStore(empty / "blobs"), quiet)
    restored = Database(f"sqlite:///{empty / 'earmark.db'}")
    with restored.read() as tx:
        [item] = lists.page(tx, account, Wanted(q="skate")).items
    saved = actions.save(
        restored,
        Blobs(restored, FolderStore(empty / "blobs")),
        account,
        NewBookmark(url=item.bookmark.url),
    )
    restored.close()
    assert (item.bookmark.headline, saved.is_new) == ("skate", False)


def test_the_manifest_says_what_there_is(backup: Path):
    manifest = read_manifest(backup)
    assert (manifest.bookmarks, manifest.blobs) == (3, len(FolderStore(backup / "blobs").digests()))


@contextmanager
def saving(database: Database, blobs: Blobs, account: int) -> Iterator[list[str]]:
    """Saves without a pause; the list grows with each that was acknowledged."""
    stop, acknowledged = threading.Event(), []

    def work() -> None:
        while not stop.is_set():
            url = f"https://news.example.org/{len(acknowledged)}"
            make_bookmark(database, blobs, account, url=url, body=f"Number {len(acknowledged)}.")
            acknowledged.append(url)

    thread = threading.Thread(target=work)
    thread.start()
    yield acknowledged
    stop.set()
    thread.join()


def test_a_backup_while_saves_go_on_holds_all_that_were_acknowledged_before(
    database: Database, blobs: Blobs, account: int, data_dir: Path, tmp_path: Path
):
    with saving(database, blobs, account) as acknowledged:
        for number in range(5):
            before = list(acknowledged)
            target = tmp_path / f"backup{number}"
            make_backup(data_dir / "earmark.db", blobs.store, target, quiet)
            empty = tmp_path / f"restored{number}"
            restore_backup(target, empty, FolderStore(empty / "blobs"), quiet)
            with closing(sqlite3.connect(empty / "earmark.db")) as opened:
                kept = {row[0] for row in opened.execute("SELECT url FROM bookmarks")}
            assert set(before) <= kept
            assert list(damaged_blobs(named_in(empty), FolderStore(empty / "blobs"), quiet)) == []


def test_a_backup_over_another_is_refused(backup: Path, data_dir: Path, blobs: Blobs):
    before = contents(backup)
    with pytest.raises(Conflict, match="not empty"):
        make_backup(data_dir / "earmark.db", blobs.store, backup, quiet)
    assert contents(backup) == before


@pytest.fixture
def incomplete(database: Database, blobs: Blobs, account: int, data_dir: Path, tmp_path: Path):
    """A backup made when one blob was damaged and one missing; the backup and the two."""
    for word in ("herring", "cod", "skate"):
        make_bookmark(database, blobs, account, headline=word, body=f"A page about {word}.")
    flipped, gone, *_ = blobs.store.digests()
    flip(blobs.store, flipped)
    blobs.store.delete(gone)
    make_backup(data_dir / "earmark.db", blobs.store, tmp_path / "backup", quiet)
    return tmp_path / "backup", flipped, gone


def test_a_damaged_blob_does_not_keep_the_rest_from_being_backed_up(
    incomplete: tuple[Path, str, str], blobs: Blobs
):
    backup, flipped, gone = incomplete
    manifest = read_manifest(backup)
    kept = FolderStore(backup / "blobs").digests()
    assert set(manifest.lost) == {flipped, gone}
    assert "damaged" in manifest.lost[flipped]
    assert "missing" in manifest.lost[gone]
    assert manifest.blobs == len(kept)
    assert set(kept) == set(blobs.store.digests()) - {flipped, gone}
    assert flipped in (backup / "INCOMPLETE.txt").read_text()


def test_an_incomplete_backup_is_restored_and_says_what_is_missing(
    incomplete: tuple[Path, str, str], tmp_path: Path
):
    backup, flipped, gone = incomplete
    empty = tmp_path / "restored"
    manifest = restore_backup(backup, empty, FolderStore(empty / "blobs"), quiet)
    damaged = damaged_blobs(named_in(empty), FolderStore(empty / "blobs"), quiet)
    assert set(manifest.lost) == {flipped, gone}
    assert {digest for digest, _ in damaged} == {flipped, gone}


def test_a_whole_backup_is_not_marked(backup: Path):
    assert sorted(path.name for path in backup.iterdir()) == [
        "blobs",
        "earmark.db",
        "manifest.json",
    ]


def test_what_a_sweep_took_while_the_backup_was_made_is_not_lost(
    database: Database, blobs: Blobs, account: int, data_dir: Path, tmp_path: Path
):
    make_bookmark(database, blobs, account)
    [free] = blobs.put(b"nothing points to this")

    def sweep(done: int, _total: int) -> None:
        if done == 0:
            blobs.store.delete(free)
            with database.write() as tx:
                tx.execute(delete(Blob).where(Blob.sha256 == free))

    made = make_backup(data_dir / "earmark.db", blobs.store, tmp_path / "backup", sweep)
    empty = tmp_path / "restored"
    restore_backup(tmp_path / "backup", empty, FolderStore(empty / "blobs"), quiet)
    assert made.lost == {}
    assert list(damaged_blobs(named_in(empty), FolderStore(empty / "blobs"), quiet)) == []


BACK_UP = """
import sys; from pathlib import Path
from earmark.blobs.backup import make_backup, restore_backup
from earmark.blobs.folder import FolderStore
data, target, empty = map(Path, sys.argv[1:])
make_backup(data / "earmark.db", FolderStore(data / "blobs"), target, lambda *_: None)
restore_backup(target, empty, FolderStore(empty / "blobs"), lambda *_: None)
"""


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_what_was_renamed_into_place_is_flushed_into_its_folder(data_dir: Path, tmp_path: Path):
    log, out, empty = tmp_path / "log", tmp_path / "out", tmp_path / "restored"
    out.mkdir()
    command = ["strace", "-f", "-y", "-e", "trace=fsync,rename", "-o", str(log)]
    script = [sys.executable, "-c", BACK_UP, str(data_dir), str(out / "backup"), str(empty)]
    if subprocess.run([*command, *script], check=False).returncode:
        pytest.skip("strace may not look at processes here")
    steps = [line for line in log.read_text().splitlines() if str(tmp_path) in line]
    renamed = [i for i, line in enumerate(steps) if "rename(" in line]
    flushed = [steps[i + 1].partition("<")[2].partition(">")[0] for i in renamed]
    assert flushed == [str(out / "backup.part"), str(out), str(empty)]


def flip_in(path: Path) -> None:
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    path.write_bytes(damaged)


def damage_database(backup: Path) -> None:
    flip_in(backup / "earmark.db")


def damage_blob(backup: Path) -> None:
    flip_in(next((backup / "blobs").rglob("*.zst")))


def lose_blob(backup: Path) -> None:
    next((backup / "blobs").rglob("*.zst")).unlink()


def lose_database(backup: Path) -> None:
    (backup / "earmark.db").unlink()


def lose_manifest(backup: Path) -> None:
    (backup / "manifest.json").unlink()


def break_manifest(backup: Path) -> None:
    (backup / "manifest.json").write_text("[]")


def come_from_the_future(backup: Path) -> None:
    manifest = json.loads((backup / "manifest.json").read_text())
    manifest["schema_version"] = "9999"
    (backup / "manifest.json").write_text(json.dumps(manifest))


@pytest.mark.parametrize(
    "damage",
    [
        damage_database,
        damage_blob,
        lose_blob,
        lose_database,
        lose_manifest,
        break_manifest,
        come_from_the_future,
    ],
)
def test_a_backup_that_is_not_whole_is_refused_and_nothing_is_restored(
    backup: Path, tmp_path: Path, damage
):
    damage(backup)
    empty = tmp_path / "restored"
    with pytest.raises(EarmarkError) as error:
        restore_backup(backup, empty, FolderStore(empty / "blobs"), quiet)
    assert error.value.message.endswith((".", ")"))
    assert contents(empty) == {}


@pytest.mark.parametrize("left", ["earmark.db", "earmark.db-wal"])
def test_restoring_over_a_database_or_its_log_is_refused(backup: Path, tmp_path: Path, left: str):
    used = tmp_path / "used"
    used.mkdir()
    (used / left).write_bytes(b"something that somebody may want")
    before = contents(used)
    with pytest.raises(Conflict, match="already"):
        restore_backup(backup, used, FolderStore(used / "blobs"), quiet)
    assert contents(used) == before


def test_what_is_no_backup_is_not_found(tmp_path: Path):
    with pytest.raises(NotFound):
        restore_backup(tmp_path, tmp_path / "x", FolderStore(tmp_path / "x" / "blobs"), quiet)


def test_a_flipped_bit_and_a_lost_file_are_found_by_a_look_at_all(
    database: Database, blobs: Blobs, account: int, data_dir: Path
):
    make_bookmark(database, blobs, account)
    flipped, lost, *_ = blobs.store.digests()
    flip(blobs.store, flipped)
    blobs.store.delete(lost)
    found = dict(damaged_blobs(blobs.digests(), blobs.store, quiet))
    assert set(found) == {flipped, lost}
    assert "damaged" in found[flipped]
    assert "missing" in found[lost]


def test_a_backup_is_restored_into_either_store(
    database: Database, account: int, data_dir: Path, store: Store, tmp_path: Path
):
    folder = Blobs(database, FolderStore(tmp_path / "first"))
    make_bookmark(database, folder, account)
    make_backup(data_dir / "earmark.db", folder.store, tmp_path / "backup", quiet)
    restore_backup(tmp_path / "backup", tmp_path / "restored", store, quiet)
    assert stored(store) == stored(folder.store) != {}
    assert list(damaged_blobs(named_in(tmp_path / "restored"), store, quiet)) == []
