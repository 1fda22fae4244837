"""Blobs: kept once, kept for good, and never believed without a look at the hash."""

import hashlib
import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import zstandard
from sqlalchemy import select
from tests.blobs.conftest import flip, spoil

from earmark.blobs.models import Blob
from earmark.blobs.store import Blobs
from earmark.db.engine import Database
from earmark.errors import NotFound, Unreadable

PAGE = b"<p>The harbour was quiet.</p>" * 400


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


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
    blobs.put(PAGE)
    assert blobs.store.digests() == [digest_of(PAGE)]
    with database.read() as tx:
        assert len(tx.scalars(select(Blob)).all()) == 1


@pytest.mark.parametrize("damage", [b"", b"other", "flipped"])
def test_putting_the_same_bytes_mends_a_damaged_file(blobs: Blobs, database: Database, damage):
    [digest] = blobs.put(PAGE)
    if damage == "flipped":
        flip(blobs.store, digest)
    else:
        spoil(blobs.store, digest, damage)
    blobs.put(PAGE)
    assert blobs.get(digest) == PAGE
    with database.read() as tx:
        assert tx.scalars(select(Blob.stored_bytes)).one() == len(blobs.store.get(digest))


def test_the_row_tells_both_sizes(blobs: Blobs, database: Database):
    blobs.put(PAGE)
    with database.read() as tx:
        row = tx.scalars(select(Blob)).one()
    assert row.size_bytes == len(PAGE)
    assert row.stored_bytes == len(blobs.store.get(digest_of(PAGE))) < len(PAGE) / 10


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
    assert blobs.store.digests() == [digest_of(PAGE)]
    assert blobs.get(digest_of(PAGE)) == PAGE


def test_a_missing_blob_is_not_found(blobs: Blobs):
    [digest] = blobs.put(PAGE)
    blobs.store.delete(digest)
    with pytest.raises(NotFound):
        blobs.get(digest)


def test_a_flipped_bit_is_found(blobs: Blobs):
    [digest] = blobs.put(PAGE)
    sound = blobs.store.get(digest)
    for place in (5, len(sound) // 2, len(sound) - 1):
        flip(blobs.store, digest, place)
        with pytest.raises(Unreadable):
            blobs.get(digest)
        spoil(blobs.store, digest, sound)


@pytest.mark.parametrize("damage", [b"", b"no zstd at all", PAGE])
def test_other_bytes_in_its_place_are_found(blobs: Blobs, damage: bytes):
    [digest] = blobs.put(PAGE)
    spoil(blobs.store, digest, damage)
    with pytest.raises(Unreadable):
        blobs.get(digest)


def test_sound_bytes_of_another_blob_are_found(blobs: Blobs):
    [digest] = blobs.put(PAGE)
    other = zstandard.ZstdCompressor(write_checksum=True).compress(b"other")
    spoil(blobs.store, digest, other)
    with pytest.raises(Unreadable):
        blobs.get(digest)


def test_a_bomb_in_its_place_does_not_fill_the_memory(blobs: Blobs):
    [digest] = blobs.put(PAGE)
    packer = zstandard.ZstdCompressor(level=3).compressobj()
    bomb = b"".join(packer.compress(bytes(2**24)) for _ in range(64)) + packer.flush()
    spoil(blobs.store, digest, bomb)
    with pytest.raises(Unreadable):
        blobs.get(digest)


def test_forgetting_twice_is_no_error(blobs: Blobs):
    [digest] = blobs.put(PAGE)
    blobs.store.delete(digest)
    blobs.store.delete(digest)
    assert not blobs.store.has(digest)


def test_a_trial_leaves_nothing_behind(blobs: Blobs):
    assert blobs.store.trial()
    assert blobs.store.digests() == []


def test_several_are_forgotten_at_once(blobs: Blobs):
    digests = blobs.put(*(str(n).encode() for n in range(20)))
    blobs.store.delete(*digests[1:])
    blobs.store.delete()
    assert blobs.store.digests() == digests[:1]
