"""Fixtures for all tests: a fresh migrated database each, real blobs, the shared corpora."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.makers import LocalSite, make_account

from earmark.articles.jobs import CaptureTasks
from earmark.articles.reading_room import PRELOAD, ReadingRoom
from earmark.blobs.folder import FolderStore
from earmark.blobs.store import Blobs
from earmark.db.engine import Database
from earmark.db.migrate import upgrade
from earmark.jobs.child import ChildPool
from earmark.jobs.worker import Worker
from earmark.library.jobs import LibraryTasks


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file brought to the newest schema once, to be copied by each test."""
    path = tmp_path_factory.mktemp("template") / "earmark.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def data_dir(migrated: Path, tmp_path: Path) -> Path:
    """A data folder with an empty, migrated database."""
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copy(migrated, folder / "earmark.db")
    return folder


@pytest.fixture
def database(data_dir: Path) -> Iterator[Database]:
    """A fresh database, migrated and empty."""
    opened = Database(f"sqlite:///{data_dir / 'earmark.db'}")
    yield opened
    opened.close()


@pytest.fixture
def blobs(database: Database, data_dir: Path) -> Blobs:
    """A fresh blob store beside the database."""
    return Blobs(database, FolderStore(data_dir / "blobs"))


@pytest.fixture
def account(database: Database) -> int:
    """The id of an account."""
    return make_account(database)


@pytest.fixture
def site() -> Iterator[LocalSite]:
    """A small web site on loopback that says what the test wants."""
    made = LocalSite()
    yield made
    made.close()


@pytest.fixture(scope="session")
def children() -> Iterator[ChildPool]:
    """The warm parser child, one for all tests."""
    pool = ChildPool(PRELOAD)
    yield pool
    pool.close()


@pytest.fixture
def worker(database: Database, blobs: Blobs, children: ChildPool, site: LocalSite) -> Worker:
    """A worker for all kinds of jobs that may fetch from ``site``; not started."""
    captures = CaptureTasks(database, blobs, site.fetcher(), ReadingRoom(children))
    tasks = {**captures.by_kind(), **LibraryTasks(database, blobs).by_kind()}
    return Worker(database, tasks, threads=4)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared corpora, samples and drills; skips the test where it is absent."""
    folder = Path(os.environ.get("EARMARK_SHARED", "../shared")).resolve()
    if not folder.is_dir():
        pytest.skip(f"no shared corpora at {folder} (set EARMARK_SHARED)")
    return folder
