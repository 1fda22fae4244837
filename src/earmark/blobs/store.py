"""Putting and getting blobs: hash, compress, keep durably, note the row."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

import zstandard
from sqlalchemy import select
from sqlalchemy.orm import Session

from earmark import clock
from earmark.blobs.models import Blob
from earmark.db.engine import Database
from earmark.db.upsert import insert
from earmark.errors import Reason, Unreadable

ZSTD_LEVEL = 3
"""3 compresses pages about 18 times at over 1 GB/s; 19 gains 4 % at a 270th of the speed."""

MAX_BLOB_BYTES = 256 * 2**20
"""No blob is larger; the limit keeps a damaged frame header from filling the memory."""


class Store(Protocol):
    """Where the stored bytes are: ``blobs.folder`` and ``blobs.s3``, which say it in full.

    Every call raises StoreAway when the whole store cannot be used just now.
    """

    def put(self, digest: str, stored: bytes) -> None:
        """Keep the bytes durably, whole or not at all; what is there and damaged is mended."""

    def get(self, digest: str) -> bytes:
        """The stored bytes; raises NotFound when they are not there."""

    def has(self, digest: str) -> bool:
        """Whether the blob is there."""

    def check(self, *, is_begun: bool) -> None:
        """Raises StoreAway unless blobs can be read and written; writes nothing."""

    def delete(self, *digests: str) -> None:
        """Forget blobs; quick, for others wait meanwhile."""

    def digests(self) -> list[str]:
        """All digests in the store, in order."""

    def clear_unfinished(self, begun_before: datetime) -> int:
        """Remove what puts before then began and never ended; how many."""

    def trial(self) -> str:
        """How the store does when it is tried, in a few words."""


class Blobs:
    """The blobs of one instance: bytes by hash in a store, and a row for each."""

    def __init__(self, database: Database, store: Store) -> None:
        self._database = database
        self.store = store

    def put(self, *contents: bytes) -> list[str]:
        """Keep each of the contents; their SHA-256 digests, in the same order.

        When this returns, bytes and rows are on the disk. The rows' ``seen_at`` is renewed,
        so that a sweep under way does not take what is about to be used. Where a file with
        these bytes is there and damaged, it is put right. Raises NoRoom or StoreAway; no row
        points to anything new then.
        """
        packed = [(hashlib.sha256(c).hexdigest(), len(c), _compress(c)) for c in contents]
        for digest, _, stored in packed:
            self.store.put(digest, stored)
        with self._database.write() as tx:
            _note(tx, [(digest, size, len(stored)) for digest, size, stored in packed])
        for digest, _, stored in packed:
            if not self.store.has(digest):  # a sweep may have taken it just before the note
                self.store.put(digest, stored)
        return [digest for digest, _, _ in packed]

    def get(self, digest: str) -> bytes:
        """The plain bytes; raises NotFound if missing, Unreadable if damaged."""
        plain = plain_bytes(self.store.get(digest))
        if hashlib.sha256(plain).hexdigest() != digest:
            raise Unreadable(Reason.BAD_ANSWER, f"The kept file {digest[:12]} is damaged.")
        return plain

    def digests(self) -> list[str]:
        """The digests of all blobs that the database names, in order."""
        with self._database.read() as tx:
            return list(tx.scalars(select(Blob.sha256).order_by(Blob.sha256)))

    def check(self) -> None:
        """Raises StoreAway unless blobs can be read and written; cheap, and writes nothing."""
        with self._database.read() as tx:
            is_begun = tx.scalar(select(Blob.sha256).limit(1)) is not None
        self.store.check(is_begun=is_begun)

    def text(self, digest: str) -> str:
        """A blob that holds UTF-8 text, as text."""
        return self.get(digest).decode("utf-8")


def _note(tx: Session, rows: Iterable[tuple[str, int, int]], at: datetime | None = None) -> None:
    seen_at = at or clock.now()
    values = [
        {"sha256": digest, "size_bytes": size, "stored_bytes": stored, "seen_at": seen_at}
        for digest, size, stored in sorted({row[0]: row for row in rows}.values())
    ]
    statement = insert(Blob).values(values)
    new = statement.excluded
    renewed = {"seen_at": new.seen_at, "stored_bytes": new.stored_bytes, "condemned_at": None}
    tx.execute(statement.on_conflict_do_update(index_elements=[Blob.sha256], set_=renewed))


def _compress(content: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=ZSTD_LEVEL, write_checksum=True).compress(content)


def plain_bytes(stored: bytes) -> bytes:
    """The bytes as they were put; raises Unreadable if the stored form is damaged."""
    try:
        return zstandard.ZstdDecompressor().decompress(stored, max_output_size=MAX_BLOB_BYTES)
    except zstandard.ZstdError as exc:
        raise Unreadable(Reason.BAD_ANSWER, "A kept file is damaged.") from exc
