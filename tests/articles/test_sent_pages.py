"""Pages that a person sends: private, with their pictures, beside what the server has."""

import io
from base64 import b64encode

import pytest
from PIL import Image
from starlette.testclient import TestClient
from tests.makers import LATIN, LocalSite, make_account, make_token, page_of

from earmark.app import build_app
from earmark.articles import queries as article_queries
from earmark.articles.models import Picture
from earmark.blobs.store import Blobs
from earmark.db.engine import Database
from earmark.instance import open_instance
from earmark.jobs.worker import Worker
from earmark.library import actions, queries
from earmark.library.models import Bookmark
from earmark.library.new_bookmark import NewBookmark, Sent
from earmark.settings import Settings

URL = "https://news.example.org/boats"


def photograph() -> bytes:
    out = io.BytesIO()
    Image.radial_gradient("L").resize((640, 480)).save(out, "JPEG")
    return out.getvalue()


def page_with(src: str) -> bytes:
    figure = f'<figure><img src="{src}" alt="A boat"><figcaption>It comes in.</figcaption></figure>'
    return page_of("Boats come in", LATIN * 12, figure + f"<p>{LATIN * 6}</p>").encode()


def inlined(content: bytes) -> str:
    return f"data:image/jpeg;base64,{b64encode(content).decode()}"


@pytest.fixture
def sent(database: Database, blobs: Blobs, account: int, worker: Worker):
    """Send a page for an address, do all the work that is due; the Bookmark as it is then."""

    def send(body: bytes, url: str = URL, of: int = account, origin: str = "browser") -> Bookmark:
        new = NewBookmark(url, Sent(body, "text/html; charset=utf-8", origin))
        saved = actions.save(database, blobs, of, new)
        worker.run_until_idle()
        return look(database, of, saved.id)

    return send


def look(database: Database, account: int, bookmark_id: str) -> Bookmark:
    with database.read() as tx:
        return queries.get(tx, account, bookmark_id).bookmark


def pictures_of(database: Database, bookmark: Bookmark) -> list[Picture]:
    with database.read() as tx:
        return article_queries.pictures(tx, bookmark.best_extraction_id or "")


def test_pictures_of_a_sent_page_are_fetched_by_the_server(
    sent, database: Database, blobs: Blobs, site: LocalSite
):
    address = site.serve("/1.jpg", photograph(), content_type="image/jpeg")
    [picture] = pictures_of(database, sent(page_with(address)))
    assert blobs.get(picture.original_sha256) == photograph()
    assert site.asked == ["/1.jpg"]


def test_a_picture_behind_a_login_fails_with_its_reason_and_the_text_is_kept(
    sent, database: Database, site: LocalSite
):
    address = site.serve("/1.jpg", "Sign in first", status=401)
    kept = sent(page_with(address))
    [picture] = pictures_of(database, kept)
    assert kept.state == "kept"
    assert "(401)" in picture.failure


def test_a_picture_in_a_private_network_is_not_fetched_for_a_sent_page(sent, database: Database):
    [picture] = pictures_of(database, sent(page_with("http://127.0.0.1:8081/1.jpg")))
    assert "private" in picture.failure


@pytest.mark.parametrize("origin", ["browser", "file"])
def test_pictures_within_a_sent_page_are_kept_as_blobs(
    sent, database: Database, blobs: Blobs, site: LocalSite, origin: str
):
    kept = sent(page_with(inlined(photograph())), origin=origin)
    [picture] = pictures_of(database, kept)
    assert blobs.get(picture.original_sha256) == photograph()
    assert (picture.width, picture.height, picture.failure) == (640, 480, None)
    assert kept.lead_picture == 0
    assert site.asked == []


def test_a_sent_page_is_its_senders_alone(sent, database: Database, blobs: Blobs):
    mine = sent(page_with(inlined(photograph())))
    other = make_account(database)
    theirs = actions.save(database, blobs, other, NewBookmark(URL))
    with database.read() as tx:
        assert article_queries.best_extraction(tx, mine.article_id, other) is None
        assert article_queries.snapshots(tx, mine.article_id, other) == []
    assert look(database, other, theirs.id).headline is None


@pytest.mark.parametrize(
    ("body", "status", "state"),
    [
        ("<!DOCTYPE html><title>App</title><div id=root></div><script>go()</script>", 200, "stub"),
        ("Forbidden", 403, "failed"),
    ],
)
def test_a_page_sent_again_makes_the_stub_kept_and_both_copies_stay(
    sent, database: Database, blobs: Blobs, account: int, worker: Worker, site: LocalSite,
    body: str, status: int, state: str,
):  # fmt: skip
    url = site.serve("/a", body, status=status)
    first = actions.save(database, blobs, account, NewBookmark(url))
    worker.run_until_idle()
    before = look(database, account, first.id)
    after = sent(page_of("Boats come in").encode(), url + "?utm_source=mail")
    assert (before.state, after.state, after.id) == (state, "kept", first.id)
    assert after.headline == "Boats come in"
    with database.read() as tx:
        origins = [s.origin for s in article_queries.snapshots(tx, after.article_id, account)]
    assert origins == (["browser", "server"] if state == "stub" else ["browser"])


def test_while_a_page_sent_again_is_read_the_copy_is_said_to_be_on_its_way(
    database: Database, blobs: Blobs, account: int, worker: Worker, site: LocalSite
):
    url = site.serve("/a", "Forbidden", status=403)
    first = actions.save(database, blobs, account, NewBookmark(url))
    worker.run_until_idle()
    page = Sent(page_of("Boats").encode(), "text/html", "browser")
    actions.save(database, blobs, account, NewBookmark(url, page))
    assert look(database, account, first.id).state == "capturing"


def test_singlefile_uploads_a_page_with_its_pictures(settings: Settings):
    """Its form as its settings in ``docs/use/saving.md`` make it."""
    instance = open_instance(settings)
    token = make_token(instance.database, make_account(instance.database))
    client = TestClient(build_app(instance))
    client.headers["authorization"] = f"Bearer {token}"
    page = page_with(inlined(photograph()))
    files = {"file": ("Boats come in (11-24-2026).html", page, "text/html")}
    made = client.post("/api/v1/bookmarks", data={"url": URL}, files=files)
    instance.worker().run_until_idle()
    [picture] = client.get(f"/api/v1/bookmarks/{made.json()['id']}/article").json()["pictures"]
    [copy] = client.get(f"/api/v1/bookmarks/{made.json()['id']}/snapshots").json()["items"]
    instance.close()
    assert made.status_code == 201
    assert (picture["is_kept"], picture["failure"]) == (True, None)
    assert (copy["origin"], copy["is_private"]) == ("file", True)


def test_the_article_page_says_which_pictures_are_lost_and_why(
    sent, settings: Settings, database: Database, account: int, site: LocalSite
):
    kept = sent(page_with(site.serve("/1.jpg", "Sign in first", status=401)))
    instance = open_instance(settings)
    client = TestClient(build_app(instance))
    client.headers["authorization"] = f"Bearer {make_token(database, account)}"
    page = client.get(f"/read/{kept.id}").text
    instance.close()
    assert "1 of 1 could not be kept." in page
    assert "(401)" in page
