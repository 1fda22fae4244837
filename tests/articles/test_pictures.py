"""Pictures of an article: kept, served by us, and never worth losing the article for."""

import io
import re

import pytest
from PIL import Image
from sqlalchemy import select, update
from tests.makers import LATIN, LocalSite, page_of

from earmark import clock
from earmark.articles import queries as article_queries
from earmark.articles.jobs import PICTURE_TRIES
from earmark.articles.models import Picture
from earmark.articles.reader_html import with_kept_pictures
from earmark.blobs.store import Blobs
from earmark.db.engine import Database
from earmark.jobs.models import HostRow, JobRow
from earmark.jobs.worker import Worker
from earmark.library import actions, queries, views
from earmark.library.models import Bookmark
from earmark.library.new_bookmark import NewBookmark


def photograph(width: int = 900, height: int = 600, colour: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "JPEG")
    return out.getvalue()


def page_with(*addresses: str) -> str:
    figures = [
        f'<figure><img src="{address}" alt="A boat {n}" width=900 height=600>'
        f"<figcaption>Boat number {n} comes in.</figcaption></figure>"
        for n, address in enumerate(addresses)
    ]
    parts = [f"<p>{LATIN * 6}</p>{figure}" for figure in figures]
    return page_of("Boats come in", LATIN * 8, "".join(parts) + f"<p>{LATIN * 6}</p>")


@pytest.fixture
def kept(database: Database, blobs: Blobs, account: int, worker: Worker, site: LocalSite):
    """Save a page with pictures at these paths, and do all the work; the Bookmark."""

    def save(*paths: str) -> Bookmark:
        addresses = [path if "://" in path else site.url + path for path in paths]
        url = site.serve("/a", page_with(*addresses))
        saved = actions.save(database, blobs, account, NewBookmark(url=url))
        worker.run_until_idle()
        with database.read() as tx:
            return queries.get(tx, account, saved.id).bookmark

    return save


def rows(database: Database, bookmark: Bookmark) -> list[Picture]:
    with database.read() as tx:
        return article_queries.pictures(tx, bookmark.best_extraction_id or "")


def shown(database: Database, blobs: Blobs, bookmark: Bookmark) -> str:
    with database.read() as tx:
        copy = queries.best_copy(tx, bookmark)
    body = blobs.text(copy.body_html_sha256)
    return with_kept_pictures(body, rows(database, bookmark), lambda n: f"/pictures/{n}")


def test_pictures_are_fetched_kept_and_shown_from_our_own_address(
    database: Database, blobs: Blobs, kept, site: LocalSite
):
    site.serve("/1.jpg", photograph(), content_type="image/jpeg")
    bookmark = kept("/1.jpg")
    [picture] = rows(database, bookmark)
    html = shown(database, blobs, bookmark)
    assert blobs.get(picture.original_sha256) == photograph()
    assert Image.open(io.BytesIO(blobs.get(picture.reading_sha256))).format == "WEBP"
    assert (picture.width, picture.height, picture.failure) == (900, 600, None)
    assert '<img src="/pictures/0" alt="A boat 0" width="900" height="600"' in html
    assert bookmark.lead_picture == 0


def test_no_address_of_the_site_is_asked_when_the_article_is_read(
    database: Database, blobs: Blobs, kept, site: LocalSite
):
    site.serve("/1.jpg", photograph(), content_type="image/jpeg")
    html = shown(database, blobs, kept("/1.jpg", "/lost.jpg"))
    for asking in ("src=", "srcset=", "poster=", "url("):
        for piece in html.split(asking)[1:]:
            assert piece.startswith('"/pictures/'), piece[:80]


@pytest.mark.parametrize(
    ("body", "status", "content_type"),
    [
        (b"", 404, "text/html"),
        (b"no", 403, "text/plain"),
        (b"not a picture", 200, "image/jpeg"),
        (b"", 200, "image/jpeg"),
        (photograph(2, 2), 200, "image/jpeg"),
        (photograph()[:700], 200, "image/jpeg"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 200, "image/svg+xml"),
    ],
)
def test_a_picture_that_cannot_be_had_gives_way_to_its_description(
    database: Database,
    blobs: Blobs,
    kept,
    site: LocalSite,
    body: bytes,
    status: int,
    content_type: str,
):
    site.serve("/1.jpg", body, status=status, content_type=content_type)
    bookmark = kept("/1.jpg")
    [picture] = rows(database, bookmark)
    html = shown(database, blobs, bookmark)
    assert bookmark.state == "kept"
    assert picture.failure
    assert "<img" not in html
    assert "A boat 0" in html
    assert "Boat number 0 comes in." in html


def test_a_picture_in_a_private_network_is_not_fetched(database: Database, kept):
    bookmark = kept("http://127.0.0.1:8081/1.jpg")
    [picture] = rows(database, bookmark)
    assert bookmark.state == "kept"
    assert "private" in picture.failure


def test_one_lost_picture_does_not_cost_the_others(
    database: Database, blobs: Blobs, kept, site: LocalSite
):
    site.serve("/2.jpg", photograph(), content_type="image/jpeg")
    bookmark = kept("/1.jpg", "/2.jpg")
    lost, had = rows(database, bookmark)
    assert lost.failure
    assert had.reading_sha256
    assert bookmark.lead_picture == 1


def try_again(database: Database, worker: Worker) -> None:
    with database.write() as tx:
        tx.execute(update(JobRow).values(run_at=clock.now()))
        tx.execute(update(HostRow).values(next_at=clock.now()))
    worker.run_until_idle()


def test_a_picture_that_failed_for_a_passing_reason_is_tried_again_by_itself(
    database: Database, account: int, kept, site: LocalSite, worker: Worker
):
    site.serve("/1.jpg", b"", status=500)
    site.serve("/2.jpg", photograph(), content_type="image/jpeg")
    bookmark = kept("/1.jpg", "/2.jpg")
    assert bookmark.lead_picture == 1
    site.serve("/1.jpg", photograph(), content_type="image/jpeg")
    try_again(database, worker)
    assert all(row.reading_sha256 for row in rows(database, bookmark))
    assert site.asked.count("/2.jpg") == 1
    with database.read() as tx:
        assert queries.get(tx, account, bookmark.id).bookmark.lead_picture == 0
        assert tx.scalars(select(JobRow)).all() == []


def test_a_picture_that_keeps_failing_is_given_up_with_its_reason(
    database: Database, kept, site: LocalSite, worker: Worker
):
    site.serve("/1.jpg", b"", status=500)
    bookmark = kept("/1.jpg")
    for _ in range(PICTURE_TRIES + 2):
        try_again(database, worker)
    [picture] = rows(database, bookmark)
    assert "(500)" in picture.failure
    assert site.asked.count("/1.jpg") == PICTURE_TRIES
    with database.read() as tx:
        assert tx.scalars(select(JobRow)).all() == []


def test_a_host_that_asks_for_patience_is_asked_for_the_rest_later(
    database: Database, kept, site: LocalSite
):
    site.serve("/1.jpg", photograph(), content_type="image/jpeg")
    site.serve("/2.jpg", b"", status=429, headers={"Retry-After": "600"})
    bookmark = kept("/1.jpg", "/2.jpg")
    had, open_one = rows(database, bookmark)
    with database.read() as tx:
        assert [row.kind for row in tx.scalars(select(JobRow))] == ["articles.fetch_pictures"]
    assert bookmark.state == "kept"
    assert had.reading_sha256
    assert (open_one.reading_sha256, open_one.failure) == (None, None)


def test_a_picture_that_is_kept_is_not_fetched_again_with_the_next_capture(
    database: Database, account: int, kept, site: LocalSite, worker: Worker
):
    site.serve("/1.jpg", photograph(), content_type="image/jpeg")
    bookmark = kept("/1.jpg")
    actions.refresh(database, account, bookmark.id)
    worker.run_until_idle()
    assert site.asked.count("/1.jpg") == 1
    with database.read() as tx:
        again = queries.get(tx, account, bookmark.id).bookmark
    assert again.best_extraction_id != bookmark.best_extraction_id
    assert rows(database, again)[0].reading_sha256 == rows(database, bookmark)[0].reading_sha256


def test_the_address_of_a_picture_changes_with_the_copy_and_only_then(
    database: Database, blobs: Blobs, account: int, kept, site: LocalSite, worker: Worker
):
    def addresses(bookmark: Bookmark) -> tuple[str, str]:
        with database.read() as tx:
            item = queries.get(tx, account, bookmark.id)
            copy = queries.best_copy(tx, item.bookmark)
        pictures = rows(database, item.bookmark)
        body = blobs.text(copy.body_html_sha256)
        page = views.article_values(item, copy, pictures, body, None, clock.now(), "")
        [shown] = re.findall(r'src="([^"]+)"', page["body_html"])
        return views.row(item, clock.now()).picture, shown

    site.serve("/1.jpg", photograph(), content_type="image/jpeg")
    bookmark = kept("/1.jpg")
    before, same = addresses(bookmark), addresses(bookmark)
    actions.refresh(database, account, bookmark.id)
    worker.run_until_idle()
    after = addresses(bookmark)
    assert before == same
    assert not set(before) & set(after)
    assert all(f"/bookmarks/{bookmark.id}/pictures/0?" in each for each in (*before, *after))


@pytest.mark.parametrize(
    ("address", "alt"),
    [
        ('https://a.example.org/1.jpg"onerror="alert(1)', "x"),
        ("https://a.example.org/1.jpg", '"><script>alert(1)</script>'),
        ("https://a.example.org/1.jpg?a=1&b=2", "a &amp; b"),
    ],
)
def test_nothing_in_a_picture_breaks_out_of_its_tag(address: str, alt: str):
    from html import escape
    from html.parser import HTMLParser

    tags: list[tuple[str, dict[str, str | None]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
            tags.append((tag, dict(attributes)))

    body = f'<p>a</p><img src="{escape(address)}" alt="{escape(alt)}">'
    picture = Picture(position=0, url=address, reading_sha256="0" * 64, width=9, height=9)
    reader = Reader()
    reader.feed(with_kept_pictures(body, [picture], lambda n: f"/pictures/{n}?a=1&b=2"))
    reader.feed(with_kept_pictures(body, [], str))
    assert [tag for tag, _ in tags] == ["p", "img", "p", "em"]
    assert tags[1][1]["src"] == "/pictures/0?a=1&b=2"
    assert tags[1][1]["alt"] == alt
    assert "onerror" not in tags[1][1]
