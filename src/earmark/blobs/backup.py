"""A backup: a checked copy of the database and of every blob that it names.

    PATH/earmark.db        the database, copied while in use, integrity-checked
    PATH/blobs/sha256/...  the blobs, each read back and its hash compared
    PATH/manifest.json     what there should be: counts, hash of the database, versions

The folder appears under its name only when it is whole and checked. Blobs are put before
rows point to them and never changed, so a copy made after the database's has them all.
"""

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from earmark import __version__, clock
from earmark.blobs.folder import FolderStore
from earmark.blobs.store import plain_bytes
from earmark.db.schema import known_versions
from earmark.db.snapshot import check_sqlite, copy_sqlite
from earmark.errors import Conflict, EarmarkError, NotFound

Progress = Callable[[int, int], None]
"""Called with blobs done and blobs in all."""


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


def make_backup(database: Path, blobs: FolderStore, target: Path, tell: Progress) -> Manifest:
    """Copy database and blobs into the new folder ``target`` and check the copy.

    Raises Conflict when the target exists or a copy turns out damaged; nothing is left
    under the target's name then.
    """
    if target.exists() and any(target.iterdir()):
        raise Conflict(f"{target} exists and is not empty. Name a new folder for the backup.")
    work = target.with_name(f"{target.name}.part")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    copy_sqlite(database, work / "earmark.db")
    copied = FolderStore(work / "blobs")
    digests = _named_blobs(work / "earmark.db")
    for done, digest in enumerate(digests):
        tell(done, len(digests))
        _copy_blob(blobs, copied, digest)
    tell(len(digests), len(digests))
    manifest = _describe(work / "earmark.db", copied, digests)
    _write_flushed(work / "manifest.json", json.dumps(asdict(manifest), indent=2).encode())
    if target.exists():
        target.rmdir()
    work.rename(target)
    return manifest


def restore_backup(source: Path, data_dir: Path, blob_dir: Path, tell: Progress) -> Manifest:
    """Check a backup and put it into a data folder that holds no database yet.

    Raises NotFound when there is no backup, Conflict when it is damaged, was made by a
    newer Earmark, or the data folder is in use; the data folder is untouched then.
    """
    manifest = read_manifest(source)
    target = data_dir / "earmark.db"
    if any(data_dir.glob("earmark.db*")):  # a stale write-ahead log would damage the new one
        raise Conflict(f"{data_dir} holds a database already. Restore into an empty folder.")
    if manifest.schema_version not in known_versions():
        raise Conflict("This backup was made by a newer Earmark. Install that one to restore it.")
    check_sqlite(source / "earmark.db")
    kept, restored = FolderStore(source / "blobs"), FolderStore(blob_dir)
    digests = _named_blobs(source / "earmark.db")
    for done, digest in enumerate(digests):
        tell(done, 2 * len(digests))
        _checked(kept, digest)
    for done, digest in enumerate(digests, len(digests)):
        tell(done, 2 * len(digests))
        _copy_blob(kept, restored, digest)
    tell(2 * len(digests), 2 * len(digests))
    data_dir.mkdir(parents=True, exist_ok=True)
    temporary = target.with_suffix(".part")
    shutil.copyfile(source / "earmark.db", temporary)
    _flush(temporary)
    temporary.rename(target)
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


def damaged_blobs(database: Path, blobs: FolderStore, tell: Progress) -> Iterator[tuple[str, str]]:
    """Digest and reason of each blob that the database names and that is missing or damaged."""
    digests = _named_blobs(database)
    for done, digest in enumerate(digests):
        tell(done, len(digests))
        try:
            _checked(blobs, digest)
        except EarmarkError as exc:
            yield digest, exc.message
    tell(len(digests), len(digests))


def _copy_blob(source: FolderStore, target: FolderStore, digest: str) -> None:
    _checked(source, digest)
    target.put(digest, source.get(digest))
    _checked(target, digest)


def _checked(store: FolderStore, digest: str) -> None:
    if hashlib.sha256(plain_bytes(store.get(digest))).hexdigest() != digest:
        raise Conflict(f"The kept file {digest[:12]} is damaged.")


def _named_blobs(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as opened:
        return [row[0] for row in opened.execute("SELECT sha256 FROM blobs ORDER BY sha256")]


def _describe(database: Path, blobs: FolderStore, digests: list[str]) -> Manifest:
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
    )


def _sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_flushed(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    _flush(path)


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
