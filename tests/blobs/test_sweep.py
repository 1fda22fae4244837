"""The sweep takes what nothing points to, a day after condemning it, and nothing else."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from earmark import clock
from earmark.blobs.models import Blob
from earmark.blobs.store import Blobs
from earmark.blobs.sweep import sweep
from earmark.db.engine import Database
from earmark.errors import NotFound


def nothing_is_used(_tx: object, _digests: object) -> set[str]:
    return set()


def age(database: Database, days: float, *columns: str) -> None:
    with database.write() as tx:
        for column in columns:
            old = clock.now() - timedelta(days=days)
            tx.execute(update(Blob).where(getattr(Blob, column).is_not(None)).values({column: old}))


def test_a_fresh_blob_is_left_alone(database: Database, blobs: Blobs):
    blobs.put(b"about to be pointed to")
    assert sweep(database, blobs, nothing_is_used) == (0, 0)


def test_an_unused_blob_is_condemned_first_and_deleted_a_day_later(
    database: Database, blobs: Blobs
):
    [digest] = blobs.put(b"left behind")
    age(database, 3, "seen_at")
    assert sweep(database, blobs, nothing_is_used) == (1, 0)
    assert blobs.get(digest) == b"left behind"
    age(database, 2, "condemned_at")
    assert sweep(database, blobs, nothing_is_used) == (0, 1)
    with pytest.raises(NotFound):
        blobs.get(digest)
    with database.read() as tx:
        assert tx.scalars(select(Blob)).all() == []


def test_what_is_put_again_after_its_condemnation_stays(database: Database, blobs: Blobs):
    [digest] = blobs.put(b"wanted again")
    age(database, 3, "seen_at")
    sweep(database, blobs, nothing_is_used)
    age(database, 2, "condemned_at")
    blobs.put(b"wanted again")
    sweep(database, blobs, nothing_is_used)
    assert blobs.get(digest) == b"wanted again"


def test_what_is_pointed_to_again_before_its_deletion_stays(database: Database, blobs: Blobs):
    [digest] = blobs.put(b"in use")
    age(database, 3, "seen_at")
    sweep(database, blobs, nothing_is_used)
    age(database, 2, "condemned_at")
    assert sweep(database, blobs, lambda _tx, digests: set(digests)) == (0, 0)
    assert blobs.get(digest) == b"in use"


def test_many_blobs_are_swept_in_batches(database: Database, blobs: Blobs):
    blobs.put(*(str(n).encode() for n in range(250)))
    age(database, 3, "seen_at")
    assert sweep(database, blobs, nothing_is_used) == (250, 0)
    age(database, 2, "condemned_at")
    assert sweep(database, blobs, nothing_is_used) == (0, 250)
    assert blobs.store.digests() == []
