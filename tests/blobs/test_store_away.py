"""A store that is away for a while: links are saved, captures wait, nothing is half done."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from starlette.testclient import TestClient
from tests.articles.test_pictures import page_with, photograph
from tests.blobs.test_backup import quiet
from tests.makers import LocalSite, make_bookmark, make_token, page_of
from tests.s3_server import Wire

from earmark import clock
from earmark.app import build_app
from earmark.articles.jobs import CaptureTasks
from earmark.articles.queries import blobs_used_among
from earmark.articles.reading_room import ReadingRoom
from earmark.blobs.backup import damaged_blobs, make_backup
from earmark.blobs.models import Blob
from earmark.blobs.store import Blobs
from earmark.blobs.sweep import sweep
from earmark.db.engine import Database
from earmark.errors import StoreAway
from earmark.instance import Instance, open_instance
from earmark.jobs.child import ChildPool
from earmark.jobs.models import JobRow
from earmark.jobs.worker import Worker
from earmark.library.jobs import LibraryTasks
from earmark.library.models import Bookmark
from earmark.settings import Settings

pytestmark = pytest.mark.check


@pytest.fixture
def worker(database: Database, far_blobs: Blobs, children: ChildPool, site: LocalSite) -> Worker:
    """A worker that keeps what it captures at the other end of the wire; not started."""
    captures = CaptureTasks(database, far_blobs, site.fetcher(), ReadingRoom(children))
    tasks = {**captures.by_kind(), **LibraryTasks(database, far_blobs).by_kind()}
    return Worker(database, tasks, threads=2)


@pytest.fixture
def instance(data_dir: Path, far_blobs: Blobs) -> Iterator[Instance]:
    """An instance whose blobs are at the other end of the wire; its worker does not run."""
    opened = open_instance(Settings(data_dir=data_dir))
    yield replace(opened, blobs=far_blobs)
    opened.close()


@pytest.fixture
def client(instance: Instance, account: int) -> Iterator[TestClient]:
    """A client with a token that may write; a fault in the server is an answer of 500."""
    made = TestClient(build_app(instance), raise_server_exceptions=False)
    made.headers["authorization"] = f"Bearer {make_token(instance.database, account)}"
    yield made
    made.close()


def count_of(database: Database, table: type) -> int:
    with database.read() as tx:
        return tx.scalar(select(func.count()).select_from(table)) or 0


def make_due(database: Database) -> None:
    with database.write() as tx:
        tx.execute(update(JobRow).values(run_at=clock.now()))


def job_and_state(database: Database) -> tuple[str, str | None, int, str]:
    """State, reason and tries of the one capture job, and the state of the one Bookmark."""
    with database.read() as tx:
        job = tx.scalars(select(JobRow).where(JobRow.kind == "articles.capture")).one()
        return job.state, job.reason, job.attempts, tx.scalars(select(Bookmark.state)).one()


def test_an_address_is_saved_and_its_capture_waits_until_the_store_is_back(
    database: Database, client: TestClient, worker: Worker, wire: Wire, site: LocalSite
):
    url = site.serve("/a", page_of("Herring"))
    wire.vanish()
    saved = client.post("/api/v1/bookmarks", json={"url": url})
    assert saved.status_code == 201
    for _ in range(8):
        worker.run_until_idle()
        make_due(database)
    assert job_and_state(database) == ("waiting", "store_away", 0, "capturing")
    assert site.asked == []
    wire.come_back()
    worker.run_until_idle()
    kept = client.get(f"/api/v1/bookmarks/{saved.json()['id']}").json()
    assert (kept["state"], kept["headline"]) == ("kept", "Herring")


def test_a_store_that_goes_in_the_middle_of_a_capture_costs_only_time(
    database: Database, client: TestClient, worker: Worker, wire: Wire, site: LocalSite
):
    url = site.serve("/a", page_of("Herring"), meanwhile=wire.vanish)
    saved = client.post("/api/v1/bookmarks", json={"url": url}).json()
    worker.run_until_idle()
    assert job_and_state(database) == ("waiting", "store_away", 0, "capturing")
    assert site.asked == ["/a"]
    wire.come_back()
    site.serve("/a", page_of("Herring"))
    make_due(database)
    worker.run_until_idle()
    assert client.get(f"/api/v1/bookmarks/{saved['id']}").json()["state"] == "kept"


@pytest.mark.parametrize("sent", [{"html": page_of("Herring")}, {"text": "Herring and cod."}])
def test_bytes_that_cannot_be_kept_now_are_refused_as_a_whole(
    database: Database, client: TestClient, wire: Wire, sent: dict[str, str]
):
    wire.vanish()
    body = {"url": "https://news.example.org/a", "tags": ["fish"], **sent}
    answer = client.post("/api/v1/bookmarks", json=body)
    assert (answer.status_code, answer.json()["status"]) == (503, 503)
    assert "try again in a minute" in answer.json()["detail"]
    assert int(answer.headers["retry-after"]) > 0
    assert [count_of(database, table) for table in (Bookmark, Blob, JobRow)] == [0, 0, 0]
    wire.come_back()
    assert client.post("/api/v1/bookmarks", json=body).status_code == 201


def test_readiness_says_that_the_blobs_are_away_and_that_they_are_back(
    client: TestClient, wire: Wire
):
    assert client.get("/readyz").status_code == 200
    wire.vanish()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["because"]) == (503, "blobs")
    wire.come_back()
    assert client.get("/readyz").status_code == 200


def test_lists_and_searches_answer_while_the_store_is_away_and_articles_say_why_not(
    database: Database, far_blobs: Blobs, account: int, client: TestClient, wire: Wire
):
    saved = make_bookmark(database, far_blobs, account, headline="Herring")
    wire.vanish()
    found = client.get("/api/v1/bookmarks", params={"q": "herring"}).json()
    assert [item["headline"] for item in found["items"]] == ["Herring"]
    article = client.get(f"/api/v1/bookmarks/{saved.id}/article")
    assert article.status_code == 503
    assert "does not answer" in article.json()["detail"]


def test_a_backup_or_a_look_at_all_does_not_take_a_store_that_is_away_for_lost_files(
    database: Database, far_blobs: Blobs, account: int, wire: Wire, data_dir: Path, tmp_path: Path
):
    make_bookmark(database, far_blobs, account)
    wire.vanish()
    with pytest.raises(StoreAway):
        make_backup(data_dir / "earmark.db", far_blobs.store, tmp_path / "backup", quiet)
    assert not (tmp_path / "backup").exists()
    with pytest.raises(StoreAway):
        list(damaged_blobs(far_blobs.digests(), far_blobs.store, quiet))


def test_a_sweep_of_a_store_that_is_away_changes_nothing(
    database: Database, far_blobs: Blobs, wire: Wire
):
    far_blobs.put(b"nobody's")
    wire.vanish()
    with pytest.raises(StoreAway):
        sweep(database, far_blobs, blobs_used_among)
    assert count_of(database, Blob) == 1


def test_pictures_in_s3_are_served_by_us_and_a_known_one_is_not_asked_of_the_store(
    database: Database, client: TestClient, worker: Worker, wire: Wire, site: LocalSite
):
    site.serve("/1.jpg", photograph(), content_type="image/jpeg")
    url = site.serve("/a", page_with(f"{site.url}/1.jpg"))
    saved = client.post("/api/v1/bookmarks", json={"url": url}).json()
    worker.run_until_idle()
    address = f"/bookmarks/{saved['id']}/pictures/0"
    answer = client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")
    assert "max-age" in answer.headers["cache-control"]
    wire.vanish()
    known = client.get(address, headers={"if-none-match": answer.headers["etag"]})
    assert known.status_code == 304
    assert client.get(address).status_code == 503
