"""Kept pages read anew: from the bytes alone, once each, and a worse reading is never shown."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from tests.makers import (
    LATIN,
    LocalSite,
    bring_up_lists,
    make_account,
    make_article,
    make_bookmark,
    page_of,
    read_all_anew,
    received,
)

from earmark import clock
from earmark.articles import actions as articles
from earmark.articles import queries as article_queries
from earmark.articles import rereading
from earmark.articles.capture import Capture
from earmark.articles.models import Extraction, Picture, Snapshot
from earmark.articles.reading_room import ReadingRoom
from earmark.blobs.store import Blobs
from earmark.db.engine import Database
from earmark.extract import ExtractedArticle, StubReason, Verdict
from earmark.extract.article import Picture as Seen
from earmark.jobs.child import ChildPool
from earmark.jobs.worker import Worker
from earmark.library import actions, lists, queries
from earmark.library.new_bookmark import NewBookmark, Sent

BODY = "\n\n".join(f"{n}. {LATIN * 3}" for n in range(20))


@pytest.fixture
def kept(database: Database, blobs: Blobs, account: int):
    """A kept article, and a way to read its Snapshot once more; the headline that is shown then."""
    first = make_article("First", BODY, confidence=0.8, pictures=SEEN)
    saved = actions.save(database, blobs, account, NewBookmark(url="https://quay.example/a"))
    articles.store_capture(
        database, blobs, saved.article_id, Capture(received("https://quay.example/a"), first)
    )
    keep_pictures(database)

    def reread(article: ExtractedArticle) -> str | None:
        with database.read() as tx:
            [snapshot] = tx.scalars(select(Snapshot.id))
        articles.store_rereading(database, blobs, snapshot, replace(article, headline="Second"))
        bring_up_lists(database, blobs)
        with database.read() as tx:
            return queries.get(tx, account, saved.id).bookmark.headline

    return first, reread


SEEN = [Seen(f"https://pics.example/{n}.jpg") for n in range(4)]


def keep_pictures(database: Database) -> None:
    with database.write() as tx:
        tx.execute(update(Picture).values(reading_sha256="0" * 64, thumb_sha256="0" * 64))


def words(article: ExtractedArticle, share: float) -> ExtractedArticle:
    """The article with a share of its words, from the start."""
    body = " ".join(article.body_text.split()[: int(article.body_words * share)])
    return replace(article, body_text=body, body_words=len(body.split()))


def test_a_reading_that_is_as_good_is_shown_from_now_on(kept):
    first, reread = kept
    assert reread(first) == "Second"


@pytest.mark.parametrize("share", [0.65, 0.8, 0.95])
def test_a_reading_that_drops_furniture_is_shown(kept, share: float):
    first, reread = kept
    assert reread(words(first, share)) == "Second"


@pytest.mark.parametrize("share", [0.0, 0.1, 0.3, 0.55])
def test_a_reading_that_loses_the_text_is_never_shown(kept, share: float):
    first, reread = kept
    assert reread(words(first, share)) == "First"


def test_many_readings_that_each_lose_a_little_do_not_lose_all(kept):
    first, reread = kept
    shown = [reread(words(first, share)) for share in (0.9, 0.7, 0.5, 0.3)]
    assert shown == ["Second"] * 4  # the one of 0.7 stays
    assert reread(first) == "Second"


def test_a_stub_or_an_empty_reading_is_never_shown(kept):
    first, reread = kept
    stub = replace(first, verdict=Verdict.STUB, verdict_reason=StubReason.LOGIN)
    assert reread(stub) == "First"
    assert reread(replace(first, body_text="", body_words=0, body_html="")) == "First"


@pytest.mark.parametrize(
    ("pictures", "shown"), [(4, "Second"), (2, "Second"), (1, "First"), (0, "First")]
)
def test_a_reading_that_loses_most_pictures_is_not_shown(kept, pictures: int, shown: str):
    first, reread = kept
    assert reread(replace(first, pictures=SEEN[:pictures])) == shown


@pytest.mark.parametrize(
    ("confidence", "shown"), [(0.9, "Second"), (0.5, "Second"), (0.3, "First")]
)
def test_a_reading_that_lost_most_certainty_is_not_shown(kept, confidence: float, shown: str):
    first, reread = kept
    assert reread(replace(first, confidence=confidence)) == shown


def test_a_mere_guess_of_all_text_does_not_hold_back_the_right_reading(
    database: Database, blobs: Blobs, account: int
):
    guess = make_article("Guess", BODY, confidence=0.0)
    saved = make_bookmark(database, blobs, account, headline="Guess", body=BODY)
    with database.read() as tx:
        [snapshot] = tx.scalars(select(Snapshot.id))
    right = replace(words(guess, 0.2), headline="Right", confidence=0.9)
    articles.store_rereading(database, blobs, snapshot, right)
    bring_up_lists(database, blobs)
    with database.read() as tx:
        assert queries.get(tx, account, saved.id).bookmark.headline == "Right"


def test_a_newer_capture_is_shown_however_certain_an_older_one_was(
    database: Database, blobs: Blobs, account: int
):
    saved = make_bookmark(database, blobs, account, headline="Old", body=BODY)
    newer = make_article("New", BODY, confidence=0.31)
    taken = received("https://quay.example/a", taken_at=clock.now() + timedelta(days=2))
    articles.store_capture(database, blobs, saved.article_id, Capture(taken, newer))
    with database.read() as tx:
        best = article_queries.best_extraction(tx, saved.article_id, account)
    assert best
    assert best.headline == "New"


def test_what_was_read_is_not_read_again_and_a_run_goes_on_where_it_stopped(
    database: Database, blobs: Blobs, account: int, children: ChildPool
):
    for n in range(3):
        make_bookmark(database, blobs, account, headline=f"Boats {n}")
    with database.write() as tx:
        tx.execute(update(Extraction).values(extractor_version="2020.1"))
    with database.read() as tx:
        ids = rereading.all_waiting(tx)
    room = ReadingRoom(children)
    assert len(ids) == 3
    assert rereading.read_anew(database, blobs, room, ids[0]).outcome == "read"
    with database.read() as tx:
        assert rereading.all_waiting(tx) == ids[1:]
        assert len(rereading.all_waiting(tx, clock.now())) == 3


def test_nothing_is_asked_of_any_site_not_even_for_new_pictures(
    database: Database,
    blobs: Blobs,
    account: int,
    children: ChildPool,
    site: LocalSite,
    worker: Worker,
):
    picture = f'<figure><img src="{site.url}/a.png" alt="A boat" width=900 height=600></figure>'
    extra = f"{picture}<p>{LATIN * 6}</p>"
    url = site.serve("/a", page_of("Boats come in", extra=extra))
    actions.save(database, blobs, account, NewBookmark(url=url))
    worker.run_until_idle()
    asked = list(site.asked)
    with database.write() as tx:
        tx.execute(update(Picture).values(url=f"{site.url}/older.png"))
    assert read_all_anew(database, blobs, children) == ["read"]
    worker.run_until_idle()
    assert site.asked == asked
    with database.read() as tx:
        told = tx.scalars(select(Picture.failure).where(Picture.url.endswith("/a.png"))).all()
        assert [text for text in told if text and "Refresh the page" in text]


def test_a_title_that_a_person_gave_stays(
    database: Database, blobs: Blobs, account: int, children: ChildPool, worker: Worker
):
    sent = Sent((LATIN * 20).encode(), "text/plain", "text")
    saved = actions.save(database, blobs, account, NewBookmark(sent=sent, title="My boats"))
    worker.run_until_idle()
    read_all_anew(database, blobs, children)
    bring_up_lists(database, blobs)
    with database.read() as tx:
        assert set(tx.scalars(select(Extraction.headline))) == {"My boats"}
        assert queries.get(tx, account, saved.id).bookmark.state == "kept"


def test_missing_bytes_are_told_and_cost_nothing_that_is_kept(
    database: Database, blobs: Blobs, account: int, children: ChildPool
):
    make_bookmark(database, blobs, account)
    with database.write() as tx:
        tx.execute(update(Snapshot).values(body_sha256="f" * 64))
    assert read_all_anew(database, blobs, children) == ["lost"]
    with database.read() as tx:
        assert tx.scalar(select(func.count()).select_from(Extraction)) == 1


def test_a_search_chooses_what_is_read_and_another_accounts_copies_are_left_alone(
    database: Database, blobs: Blobs, account: int
):
    other = make_account(database)
    make_bookmark(database, blobs, account, headline="Herring return", tags=["sea"])
    make_bookmark(database, blobs, account, headline="Boats come in")
    make_bookmark(database, blobs, other, headline="Herring return")
    with database.read() as tx:
        for q in ("herring", "tag:sea", "headline:herring saved:2020.."):
            found = lists.article_ids(tx, account, q)
            assert len(rereading.waiting_of(tx, account, found, clock.now())) == 1
        everything = lists.article_ids(tx, account, "")
        assert len(rereading.waiting_of(tx, account, everything, clock.now())) == 2


def test_a_private_copy_of_another_is_not_read_by_ones_search(
    database: Database, blobs: Blobs, account: int
):
    other = make_account(database)
    make_bookmark(database, blobs, account)
    with database.write() as tx:
        tx.execute(update(Snapshot).values(account_id=other))
    with database.read() as tx:
        found = lists.article_ids(tx, account, "")
        assert rereading.waiting_of(tx, account, found, clock.now()) == []
