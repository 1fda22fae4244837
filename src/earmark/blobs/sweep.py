"""Removing blobs that nothing points to any more: condemned first, deleted a day later.

What points to blobs is known to the slices above; they say which digests are in use. A put
renews ``seen_at`` in a write of its own, and the deletion looks at it in a write, so a blob
that is about to be used again is never taken.
"""

from collections.abc import Callable, Collection
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from earmark import clock
from earmark.blobs.models import Blob
from earmark.blobs.store import Blobs
from earmark.db.engine import Database

REPRIEVE = timedelta(days=1)
"""From putting a blob to pointing to it takes milliseconds; a day forgives a stuck job."""

BATCH = 100

UsedAmong = Callable[[Session, Collection[str]], set[str]]
"""Which of some digests are pointed to."""


def sweep(db: Database, blobs: Blobs, used_among: UsedAmong) -> tuple[int, int]:
    """Condemn and delete what nothing points to; how many of each.

    What puts began and never ended goes too. Raises StoreAway, or NotAllowed when S3 refuses
    to have uploads cleared; what is left waits its turn.
    """
    counts = _condemn(db, used_among), _delete(db, blobs, used_among)
    blobs.store.clear_unfinished(clock.now() - REPRIEVE)
    return counts


def _condemn(db: Database, used_among: UsedAmong) -> int:
    at, count, after = clock.now(), 0, ""
    while True:
        with db.read() as tx:
            old = select(Blob.sha256).where(Blob.seen_at < at - REPRIEVE, Blob.sha256 > after)
            free = old.where(Blob.condemned_at.is_(None))
            batch = list(tx.scalars(free.order_by(Blob.sha256).limit(BATCH)))
            unused = set(batch) - used_among(tx, batch)
        if not batch:
            return count
        after = batch[-1]
        with db.write() as tx:
            tx.execute(update(Blob).where(Blob.sha256.in_(unused)).values(condemned_at=at))
        count += len(unused)


def _delete(db: Database, blobs: Blobs, used_among: UsedAmong) -> int:
    count = 0
    while (deleted := _delete_some(db, blobs, used_among)) is not None:
        count += deleted
    return count


def _delete_some(db: Database, blobs: Blobs, used_among: UsedAmong) -> int | None:
    """Delete a batch; row and file go while nobody can renew them. None: nothing was due.

    A put that comes meanwhile waits for the rows, then finds the files gone and puts them
    again (``Blobs.put``). SQLite has no locks of rows and needs none: its writers queue.
    """
    due = Blob.condemned_at < clock.now() - REPRIEVE, Blob.seen_at < Blob.condemned_at
    with db.write() as tx:
        some = select(Blob.sha256).where(*due).order_by(Blob.sha256).limit(BATCH)
        batch = list(tx.scalars(some.with_for_update()))
        used = used_among(tx, batch)
        tx.execute(update(Blob).where(Blob.sha256.in_(used)).values(condemned_at=None))
        unused = set(batch) - used
        tx.execute(delete(Blob).where(Blob.sha256.in_(unused)))
        blobs.store.delete(*unused)
    return len(unused) if batch else None
