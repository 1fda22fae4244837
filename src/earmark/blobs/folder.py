"""A folder as blob store: ``sha256/ab/cd/<digest>.zst``, each file whole or not there.

A blob is written under a temporary name, flushed to the disk, renamed, and then the folder
is flushed too; only after that may a row point to it (decisions/0003 says why this is not
left to a library: none of those tried flushes).
"""

import os
import secrets
from contextlib import suppress
from datetime import datetime
from errno import EDQUOT, ENOSPC
from pathlib import Path

from earmark.db.durable import flush
from earmark.errors import NoRoom, NotFound, StoreAway


class FolderStore:
    """Compressed bytes by digest in a local folder; safe for many threads and processes."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, digest: str, stored: bytes) -> None:
        """Keep the bytes durably; keeping what is there already changes nothing.

        What is there is compared, not believed: a damaged file is put right. Raises NoRoom
        when the disk is full; nothing half-written stays behind then.
        """
        path = self._path(digest)
        if _holds(path, stored):
            return
        try:
            self._make_folder(path.parent)
            self._write(path, stored)
        except OSError as exc:
            if exc.errno in (ENOSPC, EDQUOT):
                raise NoRoom("The disk is full; the copy could not be kept.") from exc
            raise

    def get(self, digest: str) -> bytes:
        """The stored bytes; raises NotFound when they are not there."""
        try:
            return self._path(digest).read_bytes()
        except FileNotFoundError as exc:
            raise NotFound(f"The kept file {digest[:12]} is missing from the store.") from exc

    def has(self, digest: str) -> bool:
        """Whether the blob is there; raises StoreAway when the whole store is not."""
        is_there = self._path(digest).exists()
        if not is_there and not self._root.exists():
            raise _away(self._root)
        return is_there

    def check(self, *, is_begun: bool) -> None:
        """Raises StoreAway unless blobs can be read and written; looks, but writes nothing.

        A store that has begun must have its folder: a disk that is not mounted is no empty
        store. One that has not may still be made.
        """
        folder = self._root / "sha256"
        if not is_begun:
            folder = next(each for each in (folder, *folder.parents) if each.exists())
        if not folder.is_dir() or not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            raise _away(folder)

    def delete(self, *digests: str) -> None:
        """Forget blobs; forgetting what is not there is no error."""
        for digest in digests:
            self._path(digest).unlink(missing_ok=True)

    def digests(self) -> list[str]:
        """All digests in the store, in order."""
        return sorted(path.stem for path in self._root.glob("sha256/??/??/*.zst"))

    def clear_unfinished(self, begun_before: datetime) -> int:
        """Remove the temporary files that a killed process left; how many."""
        parts = self._root.glob("sha256/??/??/.*.part")
        stale = [each for each in parts if each.stat().st_mtime < begun_before.timestamp()]
        for each in stale:
            each.unlink(missing_ok=True)
        return len(stale)

    def trial(self) -> str:
        """Where it is; that it can be used is what ``check`` looks at."""
        return f"a folder, {self._root.resolve()}"

    def path(self, digest: str) -> Path:
        """Where the blob's file is; for backups."""
        return self._path(digest)

    def _path(self, digest: str) -> Path:
        return self._root / "sha256" / digest[:2] / digest[2:4] / f"{digest}.zst"

    def _make_folder(self, folder: Path) -> None:
        missing = [f for f in (folder, *folder.parents) if not f.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        for made in reversed(missing):
            flush(made.parent)

    def _write(self, path: Path, stored: bytes) -> None:
        temporary = path.with_name(f".{path.stem[:16]}.{secrets.token_hex(6)}.part")
        try:
            with temporary.open("xb") as file:
                file.write(stored)
                file.flush()
                os.fsync(file.fileno())
            temporary.rename(path)
        except OSError:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
        flush(path.parent)


def _away(folder: Path) -> StoreAway:
    return StoreAway(
        f"The kept files cannot be used: {folder} is not there, or may not be written. Nothing"
        " was changed; see that the disk is mounted."
    )


def _holds(path: Path, stored: bytes) -> bool:
    """Whether the file is there with just these bytes; a block that cannot be read is not."""
    try:
        return path.stat().st_size == len(stored) and path.read_bytes() == stored
    except OSError:
        return False
