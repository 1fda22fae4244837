"""Fixtures for all tests: a fresh migrated database each, real blobs, the shared corpora."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.databases import IS_POSTGRES, Databases, SqliteFiles, postgres_databases
from tests.makers import LocalSite, make_account

from earmark.articles.jobs import CaptureTasks
from earmark.articles.reading_room import PRELOAD, ReadingRoom
from earmark.blobs.folder import FolderStore
from earmark.blobs.store import Blobs
from earmark.db.engine import Database
from earmark.jobs.child import ChildPool
from earmark.jobs.worker import Worker
from earmark.library.jobs import LibraryTasks
from earmark.settings import Settings


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what is about the other database."""
    other = "sqlite" if IS_POSTGRES else "postgresql"
    for item in items:
        if item.get_closest_marker(other):
            item.add_marker(pytest.mark.skip(reason=f"about {other} itself"))


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file brought to the newest schema once."""
    path = tmp_path_factory.mktemp("template") / "earmark.db"
    SqliteFiles(path)
    return path


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Gives out fresh databases of the kind that is tested."""
    if IS_POSTGRES:
        with postgres_databases() as given_out:
            yield given_out
    else:
        yield SqliteFiles(tmp_path_factory.mktemp("template") / "earmark.db")


@pytest.fixture
def settings(databases: Databases, tmp_path: Path) -> Iterator[Settings]:
    """The settings of a data folder with an empty, migrated database."""
    folder = tmp_path / "data"
    folder.mkdir()
    with databases.lent(folder) as address:
        yield Settings(data_dir=folder, database_url=address)


@pytest.fixture
def data_dir(settings: Settings) -> Path:
    """A data folder with an empty, migrated database."""
    return settings.data_dir


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """A fresh database, migrated and empty."""
    opened = Database(settings.database_address)
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
