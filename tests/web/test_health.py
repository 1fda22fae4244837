"""What ``/readyz`` says: ready only if database, kept files and worker can do their work."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from earmark.blobs.store import Blobs
from earmark.db.engine import Database
from earmark.jobs.worker import Worker
from earmark.settings import Settings
from earmark.web.health import routes


@pytest.fixture
def app(database: Database, blobs: Blobs) -> Starlette:
    """The health routes over a fresh data folder, without a worker in this process."""
    made = Starlette(routes=routes)
    made.state.database, made.state.blobs = database, blobs
    made.state.settings = Settings()  # for the guard, which stands before routes once and for all
    return made


def readiness(app: Starlette) -> tuple[int, str | None]:
    """Status and the part that is at fault."""
    with TestClient(app) as client:
        reply = client.get("/readyz")
    return reply.status_code, reply.json().get("because")


@pytest.fixture
def worker(database: Database) -> Iterator[Worker]:
    """A worker with nothing to do, started."""
    made = Worker(database, {}, threads=0)
    made.start()
    yield made
    made.stop(2.0)


def test_a_new_instance_is_ready(app: Starlette):
    assert readiness(app) == (200, None)


@pytest.mark.sqlite
def test_it_is_not_ready_when_the_database_cannot_be_read(app: Starlette, data_dir: Path):
    for path in data_dir.glob("earmark.db*"):
        path.unlink()
    assert readiness(app) == (503, "database")


def test_it_is_not_ready_when_the_kept_files_are_away(app: Starlette, blobs: Blobs, data_dir: Path):
    blobs.put(b"a page")
    assert readiness(app) == (200, None)
    (data_dir / "blobs").rename(data_dir / "unmounted")
    (data_dir / "blobs").mkdir()
    assert readiness(app) == (503, "blobs")


@pytest.mark.skipif(os.getuid() == 0, reason="root may write everywhere")
def test_it_is_not_ready_when_kept_files_cannot_be_written(
    app: Starlette, blobs: Blobs, data_dir: Path
):
    blobs.put(b"a page")
    (data_dir / "blobs" / "sha256").chmod(0o500)
    answer = readiness(app)
    (data_dir / "blobs" / "sha256").chmod(0o700)
    assert answer == (503, "blobs")


def test_it_is_ready_while_its_worker_lives_and_not_when_that_has_stopped(
    app: Starlette, worker: Worker
):
    app.state.worker = worker
    assert readiness(app) == (200, None)
    worker.stop(2.0)
    assert readiness(app) == (503, "jobs")


def test_all_that_is_away_is_named(app: Starlette, blobs: Blobs, worker: Worker, data_dir: Path):
    blobs.put(b"a page")
    shutil.rmtree(data_dir / "blobs")
    app.state.worker = worker
    worker.stop(2.0)
    assert readiness(app) == (503, "blobs, jobs")


def test_a_look_writes_nothing(app: Starlette, blobs: Blobs, data_dir: Path):
    blobs.put(b"a page")
    readiness(app)
    before = {path: path.stat().st_mtime_ns for path in data_dir.rglob("*")}
    readiness(app)
    assert {path: path.stat().st_mtime_ns for path in data_dir.rglob("*")} == before
    shutil.rmtree(data_dir / "blobs")
    assert readiness(app) == (503, "blobs")
    assert not (data_dir / "blobs").exists()
