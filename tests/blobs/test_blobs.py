"""Blobs: kept once, kept for good, and never believed without a look at the hash."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import zstandard
from sqlalchemy import select

from earmark.blobs.models import Blob
from earmark.blobs.store import Blobs
from earmark.db.engine import Database
from earmark.errors import NotFound, Unreadable

PAGE = b"<p>The harbour was quiet.</p>" * 400


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def file_of(blobs: Blobs, digest: str) -> Path:
    return blobs.store.path(digest)


@pytest.mark.parametrize("content", [b"", b"a", PAGE, os.urandom(100_000)])
def test_what_was_put_comes_back(blobs: Blobs, content: bytes):
    [digest] = blobs.put(content)
    assert digest == digest_of(content)
    assert blobs.get(digest) == content


def test_several_are_put_at_once_in_their_order(blobs: Blobs):
    assert blobs.put(b"b", b"a", b"b") == [digest_of(b"b"), digest_of(b"a"), digest_of(b"b")]
    assert len(blobs.store.digests()) == 2


def test_the_same_bytes_are_kept_once(blobs: Blobs, database: Database):
    blobs.put(PAGE)
    written_at = file_of(blobs, digest_of(PAGE)).stat().st_mtime_ns
    blobs.put(PAGE)
    assert file_of(blobs, digest_of(PAGE)).stat().st_mtime_ns == written_at
    with database.read() as tx:
        assert len(tx.scalars(select(Blob)).all()) == 1


@pytest.mark.parametrize("damage", [b"", b"other", "flipped"])
def test_putting_the_same_bytes_mends_a_damaged_file(blobs: Blobs, database: Database, damage):
    [digest] = blobs.put(PAGE)
    path = file_of(blobs, digest)
    flipped = bytearray(path.read_bytes())
    flipped[len(flipped) // 2] ^= 1
    path.write_bytes(flipped if damage == "flipped" else damage)
    blobs.put(PAGE)
    assert blobs.get(digest) == PAGE
    with database.read() as tx:
        assert tx.scalars(select(Blob.stored_bytes)).one() == path.stat().st_size


def test_the_row_tells_both_sizes(blobs: Blobs, database: Database):
    blobs.put(PAGE)
    with database.read() as tx:
        row = tx.scalars(select(Blob)).one()
    assert row.size_bytes == len(PAGE)
    assert row.stored_bytes == file_of(blobs, digest_of(PAGE)).stat().st_size < len(PAGE) / 10


def test_putting_again_renews_when_it_was_seen(blobs: Blobs, database: Database):
    def seen_at():
        with database.read() as tx:
            return tx.scalars(select(Blob.seen_at)).one()

    blobs.put(PAGE)
    first = seen_at()
    time.sleep(0.002)
    blobs.put(PAGE)
    assert seen_at() > first


def test_many_threads_may_put_the_same_bytes(blobs: Blobs):
    with ThreadPoolExecutor(10) as pool:
        digests = set(pool.map(lambda _: blobs.put(PAGE)[0], range(40)))
    assert digests == {digest_of(PAGE)}
    folder = file_of(blobs, digest_of(PAGE)).parent
    assert [path.suffix for path in folder.iterdir()] == [".zst"]


def test_a_missing_blob_is_not_found(blobs: Blobs):
    [digest] = blobs.put(PAGE)
    file_of(blobs, digest).unlink()
    with pytest.raises(NotFound):
        blobs.get(digest)


def test_a_flipped_bit_is_found(blobs: Blobs):
    [digest] = blobs.put(PAGE)
    path = file_of(blobs, digest)
    for place in (5, path.stat().st_size // 2, path.stat().st_size - 1):
        sound = path.read_bytes()
        damaged = bytearray(sound)
        damaged[place] ^= 0x10
        path.write_bytes(damaged)
        with pytest.raises(Unreadable):
            blobs.get(digest)
        path.write_bytes(sound)


@pytest.mark.parametrize("damage", [b"", b"no zstd at all", PAGE])
def test_other_bytes_in_its_place_are_found(blobs: Blobs, damage: bytes):
    [digest] = blobs.put(PAGE)
    file_of(blobs, digest).write_bytes(damage)
    with pytest.raises(Unreadable):
        blobs.get(digest)


def test_sound_bytes_of_another_blob_are_found(blobs: Blobs):
    [digest] = blobs.put(PAGE)
    other = zstandard.ZstdCompressor(write_checksum=True).compress(b"other")
    file_of(blobs, digest).write_bytes(other)
    with pytest.raises(Unreadable):
        blobs.get(digest)


def test_a_bomb_in_its_place_does_not_fill_the_memory(blobs: Blobs):
    [digest] = blobs.put(PAGE)
    packer = zstandard.ZstdCompressor(level=19).compressobj()
    bomb = b"".join(packer.compress(bytes(2**24)) for _ in range(64)) + packer.flush()
    file_of(blobs, digest).write_bytes(bomb)
    with pytest.raises(Unreadable):
        blobs.get(digest)


def test_forgetting_twice_is_no_error(blobs: Blobs):
    [digest] = blobs.put(PAGE)
    blobs.store.delete(digest)
    blobs.store.delete(digest)
    assert not blobs.store.has(digest)


PUT = (
    "import sys; from pathlib import Path; from earmark.blobs.folder import FolderStore\n"
    "FolderStore(Path(sys.argv[1])).put('ab' * 32, b'x' * 1000)\n"
)


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_a_blob_is_flushed_then_named_and_then_its_folder_is_flushed(tmp_path: Path):
    log, root = tmp_path / "log", tmp_path / "blobs"
    command = ["strace", "-f", "-y", "-e", "trace=fsync,rename,mkdir", "-o", str(log)]
    done = subprocess.run([*command, sys.executable, "-c", PUT, str(root)], check=False)
    if done.returncode:
        pytest.skip("strace may not look at processes here")
    folder = root / "sha256" / "ab" / "ab"
    steps = [line for line in log.read_text().splitlines() if str(tmp_path) in line]
    calls = [re.sub(r"^\d+ +", "", line).partition("(")[0] for line in steps]
    assert calls[-3:] == ["fsync", "rename", "fsync"]
    assert ".part>" in steps[-3]
    assert f"<{folder}>" in steps[-1]
    for made in (root, root / "sha256", root / "sha256" / "ab"):
        assert any(f"<{made}>" in line for line in steps if "fsync" in line), made
    assert any(f"<{tmp_path}>" in line for line in steps if "fsync" in line)


FILL = """
import sys; from pathlib import Path; from earmark.blobs.folder import FolderStore
from earmark.errors import NoRoom
import os
store, kept = FolderStore(Path(sys.argv[1])), 0
try:
    for n in range(100):
        store.put(f"{n:064}", os.urandom(60_000))
        kept += 1
except NoRoom as exc:
    print(exc.message)
left = [p.name for p in Path(sys.argv[1]).rglob("*.part")]
whole = all(p.stat().st_size == 60_000 for p in Path(sys.argv[1]).rglob("*.zst"))
print(kept, left, whole, len(store.digests()) == kept)
Path(sys.argv[1], "sha256", "00", "00", f"{0:064}.zst").unlink()
store.put("f" * 64, b"there is room again")
print(store.get("f" * 64).decode())
"""


def test_a_full_disk_is_said_and_leaves_nothing_half_written(tmp_path: Path):
    script = f'mount -t tmpfs -o size=1m tmpfs "{tmp_path}" && exec "$@"'
    command = ["unshare", "-rm", "sh", "-c", script, "sh", sys.executable, "-c", FILL]
    if not shutil.which("unshare"):
        pytest.skip("unshare is not installed")
    done = subprocess.run(
        [*command, str(tmp_path / "blobs")], capture_output=True, text=True, check=False
    )
    if "mount" in done.stderr or "unshare" in done.stderr:
        pytest.skip("no disk of its own can be made here")
    said, found, again = done.stdout.splitlines()
    assert "full" in said
    assert re.fullmatch(r"1\d \[\] True True", found)
    assert again == "there is room again"


def test_a_store_that_is_not_there_does_not_say_that_the_blob_is_missing(blobs: Blobs):
    [digest] = blobs.put(PAGE)
    shutil.rmtree(blobs.store.path(digest).parents[3])
    with pytest.raises(OSError, match="blobs"):
        blobs.store.has(digest)


def test_a_check_finds_a_store_that_was_begun_and_is_not_there(blobs: Blobs):
    blobs.check()
    [digest] = blobs.put(PAGE)
    blobs.check()
    shutil.rmtree(blobs.store.path(digest).parents[2])
    with pytest.raises(OSError, match="sha256"):
        blobs.check()
