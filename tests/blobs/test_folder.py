"""What only a folder has: what is flushed when, a full disk, files that a kill left."""

import re
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from earmark import clock
from earmark.blobs.folder import FolderStore
from earmark.blobs.store import Blobs
from earmark.db.engine import Database
from earmark.errors import StoreAway

DIGEST = "ab" * 32


def test_what_is_there_is_not_written_again(tmp_path: Path):
    store = FolderStore(tmp_path)
    store.put(DIGEST, b"kept")
    written_at = store.path(DIGEST).stat().st_mtime_ns
    store.put(DIGEST, b"kept")
    assert store.path(DIGEST).stat().st_mtime_ns == written_at


def test_no_temporary_file_stays_beside_a_blob(tmp_path: Path):
    store = FolderStore(tmp_path)
    store.put(DIGEST, b"kept")
    assert list(store.path(DIGEST).parent.iterdir()) == [store.path(DIGEST)]


def test_what_a_killed_process_left_is_cleared_once_it_is_old(tmp_path: Path):
    store = FolderStore(tmp_path)
    store.put(DIGEST, b"kept")
    left = store.path(DIGEST).with_name(".abababababababab.0123456789ab.part")
    left.write_bytes(b"ke")
    assert store.clear_unfinished(clock.now() - timedelta(days=1)) == 0
    assert store.clear_unfinished(clock.now() + timedelta(minutes=1)) == 1
    assert (left.exists(), store.digests()) == (False, [DIGEST])


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


def test_a_store_that_is_not_there_does_not_say_that_the_blob_is_missing(tmp_path: Path):
    store = FolderStore(tmp_path / "blobs")
    store.put(DIGEST, b"kept")
    shutil.rmtree(tmp_path / "blobs")
    with pytest.raises(StoreAway, match="blobs"):
        store.has(DIGEST)


def test_a_check_finds_a_store_that_was_begun_and_is_not_there(database: Database, tmp_path: Path):
    blobs = Blobs(database, FolderStore(tmp_path / "blobs"))
    blobs.check()
    blobs.put(b"kept")
    blobs.check()
    shutil.rmtree(tmp_path / "blobs" / "sha256")
    with pytest.raises(StoreAway, match="sha256"):
        blobs.check()
