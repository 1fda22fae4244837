"""A full source on the database that is tested, and places to move it to."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.databases import Databases, bared
from tests.whole_world import live

from earmark.blobs.folder import FolderStore
from earmark.blobs.store import Blobs
from earmark.db.canonical import Sum
from earmark.db.engine import Database
from earmark.db.hold import held
from earmark.moving.database import move_rows
from earmark.moving.everything import HELD, Step, sums


def no_matter(_more: int) -> None:
    """For those who do not watch the progress."""


def move(source_url: str, target_url: str, step: Step = no_matter) -> dict[str, Sum]:
    """Move a whole database; the sums of what was moved."""
    with held(source_url, HELD) as source:
        return move_rows(source, target_url, step)


def sums_of(url: str) -> dict[str, Sum]:
    """The sums of a database that nobody has open."""
    with held(url, HELD) as source:
        return sums(source, no_matter)


@pytest.fixture(scope="session")
def source(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a database with something in every table; nobody changes it."""
    folder = tmp_path_factory.mktemp("world")
    with databases.lent(folder) as address:
        database = Database(address)
        live(database, Blobs(database, FolderStore(folder / "blobs")))
        database.close()
        yield address


@pytest.fixture
def file(tmp_path: Path) -> str:
    """The address of an SQLite database that is not there yet."""
    return f"sqlite:///{tmp_path / 'other' / 'earmark.db'}"


@pytest.fixture
def bare(databases: Databases, tmp_path: Path) -> Iterator[str]:
    """The address of another database of the kind that is tested, without any table."""
    with bared(databases, tmp_path / "bare") as address:
        yield address


@pytest.fixture
def empty(databases: Databases, tmp_path: Path) -> Iterator[str]:
    """Another database of the kind that is tested, migrated and without any row."""
    (tmp_path / "empty").mkdir()
    with databases.lent(tmp_path / "empty") as address:
        yield address
