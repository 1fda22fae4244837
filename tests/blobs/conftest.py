"""The tests of blobs run on both stores: the folder at once, S3 with ``make check``."""

from collections.abc import Iterator
from pathlib import Path

import obstore
import pytest
from tests.s3_server import S3Server, Wire

from earmark.blobs.bucket import Bucket
from earmark.blobs.folder import FolderStore
from earmark.blobs.s3 import S3Store
from earmark.blobs.store import Blobs, Store
from earmark.db.engine import Database

PATIENCE_S = 2.0
"""Enough for what the tests disturb; nobody wants to wait for the rest."""


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """A real S3 server, started for the first test that asks."""
    server = S3Server(tmp_path_factory.mktemp("s3"))
    yield server
    server.close()


@pytest.fixture
def bucket(s3_server: S3Server) -> Bucket:
    """An empty place in a real bucket."""
    return s3_server.bucket()


@pytest.fixture
def wire(s3_server: S3Server) -> Iterator[Wire]:
    """What lies between Earmark and the S3 server, to be disturbed."""
    made = Wire(s3_server.port)
    yield made
    made.vanish()


@pytest.fixture
def far_bucket(s3_server: S3Server, wire: Wire) -> Bucket:
    """An empty place in a real bucket, at the other end of the wire."""
    return s3_server.bucket(wire.port)


@pytest.fixture
def far_blobs(database: Database, far_bucket: Bucket) -> Blobs:
    """Blobs in S3, at the other end of the wire."""
    return Blobs(database, S3Store(far_bucket, PATIENCE_S))


@pytest.fixture(params=["folder", pytest.param("s3", marks=pytest.mark.check)])
def store(request: pytest.FixtureRequest, data_dir: Path) -> Store:
    """An empty store, of one kind after the other."""
    if request.param == "folder":
        return FolderStore(data_dir / "blobs")
    return S3Store(request.getfixturevalue("bucket"), PATIENCE_S)


@pytest.fixture
def blobs(database: Database, store: Store) -> Blobs:
    """Blobs in an empty store, of one kind after the other."""
    return Blobs(database, store)


def spoil(store: Store, digest: str, content: bytes) -> None:
    """Write other bytes where the blob is, behind the store's back."""
    if isinstance(store, FolderStore):
        store.path(digest).write_bytes(content)
    else:
        assert isinstance(store, S3Store)
        name = f"sha256/{digest[:2]}/{digest[2:4]}/{digest}.zst"
        obstore.put(store._quick, name, content)


def flip(store: Store, digest: str, place: int | None = None) -> None:
    """Flip a bit of the stored bytes, in their middle if no place is given."""
    damaged = bytearray(store.get(digest))
    damaged[len(damaged) // 2 if place is None else place] ^= 0x10
    spoil(store, digest, bytes(damaged))
