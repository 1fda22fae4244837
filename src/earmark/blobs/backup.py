"""A backup: a checked copy of the database and of every blob that it names.

    PATH/earmark.db        the database, copied while in use, integrity-checked
    PATH/blobs/sha256/...  the blobs, each read back and its hash compared
    PATH/manifest.json     what there should be: counts, hash of the database, versions

The folder appears under its name only when all that could be copied is copied and checked.
Blobs are put before rows point to them and never changed, so a copy made after the
database's has them all. A blob that is damaged or missing in the store itself does not
keep the rest from being backed up: the manifest names it, ``INCOMPLETE.txt`` says so, and a
restore brings back all the others.
"""

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path

from earmark import __version__, clock
from earmark.blobs.copying import Progress, check_blob, copy_blob, copy_blobs, fault_of
from earmark.blobs.folder import FolderStore
from earmark.blobs.store import Store
from earmark.db.durable import flush
from earmark.db.schema import known_versions
from earmark.db.snapshot import check_sqlite, copy_sqlite
from earmark.errors import Conflict, NotFound

INCOMPLETE = "INCOMPLETE.txt"
"""Stands in a backup that lacks something, for those who look into the folder."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds; written last, compared first."""

    made_at: str
    earmark_version: str
    schema_version: str
    database_sha256: str
    bookmarks: int
    blobs: int
    blob_bytes: int
    lost: dict[str, str] = field(default_factory=dict)
    """Digest and reason of each blob that the database names and that could not be copied."""


def make_backup(database: Path, blobs: Store, target: Path, tell: Progress) -> Manifest:
    """Copy database and blobs into the new folder ``target`` and check the copy.

    Blobs that are damaged or missing in the store are left out; the manifest names them.
    Raises Conflict when the target exists or the database is damaged, NoRoom when the disk
    is full, StoreAway when the blobs are; nothing is left under the target's name then.
    """
    if target.exists() and any(target.iterdir()):
        raise Conflict(f"{target} exists and is not empty. Name a new folder for the backup.")
    work = target.with_name(f"{target.name}.part")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    copy_sqlite(database, work / "earmark.db")
    copied = FolderStore(work / "blobs")
    lost = copy_blobs(blobs, copied, _named_blobs(work / "earmark.db"), tell)
    lost = _without_swept(lost, database, work / "earmark.db")
    manifest = _describe(work / "earmark.db", copied, lost)
    if lost:
        _write_flushed(work / INCOMPLETE, _lines_about(lost).encode())
    _write_flushed(work / "manifest.json", json.dumps(asdict(manifest), indent=2).encode())
    flush(work)
    if target.exists():
        target.rmdir()
    work.rename(target)
    flush(target.parent)
    return manifest


def restore_backup(source: Path, data_dir: Path, restored: Store, tell: Progress) -> Manifest:
    """Check a backup; put its blobs into ``restored``, its database where none is yet.

    What was lost when the backup was made stays lost; the manifest that comes back names
    it. Raises NotFound when there is no backup, Conflict when it is damaged, was made by a
    newer Earmark, or the data folder is in use, StoreAway when blobs cannot be put; the data
    folder is untouched then.
    """
    manifest = read_manifest(source)
    target = data_dir / "earmark.db"
    if any(data_dir.glob("earmark.db*")):  # a stale write-ahead log would damage the new one
        raise Conflict(f"{data_dir} holds a database already. Restore into an empty folder.")
    if manifest.schema_version not in known_versions():
        raise Conflict("This backup was made by a newer Earmark. Install that one to restore it.")
    check_sqlite(source / "earmark.db")
    kept = FolderStore(source / "blobs")
    digests = [d for d in _named_blobs(source / "earmark.db") if d not in manifest.lost]
    for done, digest in enumerate(digests):
        tell(done, 2 * len(digests))
        check_blob(kept, digest)
    for done, digest in enumerate(digests, len(digests)):
        tell(done, 2 * len(digests))
        copy_blob(kept, restored, digest)
    tell(2 * len(digests), 2 * len(digests))
    data_dir.mkdir(parents=True, exist_ok=True)
    temporary = target.with_suffix(".part")
    shutil.copyfile(source / "earmark.db", temporary)
    flush(temporary)
    temporary.rename(target)
    flush(data_dir)
    return manifest


def read_manifest(source: Path) -> Manifest:
    """What a backup says of itself, compared with its database.

    Raises NotFound if it is no backup, Conflict if the database is not the one described.
    """
    try:
        manifest = Manifest(**json.loads((source / "manifest.json").read_text("utf-8")))
    except (OSError, ValueError, TypeError) as exc:
        raise NotFound(f"{source} holds no backup (no readable manifest.json).") from exc
    if not (source / "earmark.db").is_file():
        raise Conflict(f"The database is missing from {source}; this backup is not whole.")
    if _sha256_of(source / "earmark.db") != manifest.database_sha256:
        raise Conflict(f"The database in {source} is not the one that was backed up.")
    return manifest


def damaged_blobs(
    digests: Sequence[str], blobs: Store, tell: Progress
) -> Iterator[tuple[str, str]]:
    """Digest and reason of each of the blobs that is missing or damaged."""
    for done, digest in enumerate(digests):
        tell(done, len(digests))
        if reason := fault_of(blobs, digest):
            yield digest, reason
    tell(len(digests), len(digests))


def _without_swept(lost: dict[str, str], database: Path, copy: Path) -> dict[str, str]:
    """Leave out what a sweep took since the database was copied: nothing pointed to it."""
    swept = set(lost) - set(_named_blobs(database))
    with closing(sqlite3.connect(copy)) as opened, opened:
        opened.executemany("DELETE FROM blobs WHERE sha256 = ?", [(each,) for each in swept])
    return {digest: reason for digest, reason in lost.items() if digest not in swept}


def _lines_about(lost: dict[str, str]) -> str:
    head = f"This backup is not complete: {len(lost)} kept files could not be copied.\n\n"
    return head + "".join(f"{digest}  {reason}\n" for digest, reason in lost.items())


def _named_blobs(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as opened:
        return [row[0] for row in opened.execute("SELECT sha256 FROM blobs ORDER BY sha256")]


def _describe(database: Path, blobs: FolderStore, lost: dict[str, str]) -> Manifest:
    digests = blobs.digests()
    with closing(sqlite3.connect(database)) as opened:
        version = opened.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        bookmarks = opened.execute("SELECT count(*) FROM bookmarks").fetchone()[0]
    return Manifest(
        made_at=clock.now().isoformat(timespec="seconds"),
        earmark_version=__version__,
        schema_version=version,
        database_sha256=_sha256_of(database),
        bookmarks=bookmarks,
        blobs=len(digests),
        blob_bytes=sum(blobs.path(digest).stat().st_size for digest in digests),
        lost=lost,
    )


def _sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_flushed(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    flush(path)
