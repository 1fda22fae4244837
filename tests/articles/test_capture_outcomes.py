"""What becomes of a save: each kind of answer ends in a stated state and reason."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update
from tests.makers import (
    LATIN,
    LocalSite,
    lose_jobs,
    make_account,
    make_article,
    page_of,
    read_all_anew,
    received,
)

from earmark import clock
from earmark.articles import actions as articles
from earmark.articles.capture import Capture
from earmark.articles.jobs import CaptureTasks
from earmark.articles.models import Address, Article, CaptureFailure, Extraction, Snapshot
from earmark.articles.reading_room import ReadingRoom
from earmark.blobs.store import Blobs
from earmark.db.engine import Database
from earmark.errors import Reason, Unreadable
from earmark.extract.article import ExtractedArticle, StubReason, Verdict
from earmark.jobs.child import ChildPool
from earmark.jobs.models import HostRow, JobRow
from earmark.jobs.worker import LOSSES_MAX, Worker
from earmark.library import actions, queries
from earmark.library.jobs import LibraryTasks
from earmark.library.models import Bookmark
from earmark.library.new_bookmark import NewBookmark, Sent

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
RSS = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>'
    "<pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate><item><title>A</title>"
    "<description>Words of a feed.</description></item></channel></rss>"
)


@pytest.fixture
def saved_bookmark(database: Database, blobs: Blobs, account: int, worker: Worker):
    """Save an address, do all work that is due, and give the Bookmark as it stands then."""

    def save(url: str, **more: object) -> Bookmark:
        new = NewBookmark(url=url, **more)
        bookmark_id = actions.save(database, blobs, account, new).id
        worker.run_until_idle()
        return look(database, account, bookmark_id)

    return save


def look(database: Database, account: int, bookmark_id: str) -> Bookmark:
    with database.read() as tx:
        return queries.get(tx, account, bookmark_id).bookmark


def count_of(database: Database, table: type, *where: object) -> int:
    with database.read() as tx:
        return tx.scalar(select(func.count()).select_from(table).where(*where)) or 0


def test_an_html_page_is_kept_with_its_headline_and_words(saved_bookmark, site: LocalSite):
    kept = saved_bookmark(site.serve("/a", page_of("Boats come in")))
    assert (kept.state, kept.headline) == ("kept", "Boats come in")
    assert kept.body_words > 100


def test_plain_text_is_kept(saved_bookmark, site: LocalSite):
    url = site.serve("/a.txt", "Boats come in\n\n" + LATIN * 9, content_type="text/plain")
    assert saved_bookmark(url).state == "kept"


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (404, "not_found"),
        (410, "gone"),
        (403, "refused"),
        (401, "refused"),
        (451, "gone"),
        (429, "busy"),
        (503, "busy"),
        (500, "server_error"),
    ],
)
def test_a_refused_page_leaves_the_bookmark_with_its_reason(
    saved_bookmark, site: LocalSite, status: int, reason: str
):
    failed = saved_bookmark(site.serve("/a", "no", status=status))
    assert (failed.state, failed.state_reason) == ("failed", reason)
    assert failed.state_message
    assert failed.state_message.endswith(f"({status})")


@pytest.mark.parametrize(
    ("body", "content_type", "word"),
    [
        (PDF, "application/pdf", "PDF"),
        (PDF, "application/octet-stream", "PDF"),
        (b"\x89PNG\r\n", "image/png", "picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml", "picture"),
        (RSS.encode(), "application/rss+xml", "feed"),
        (RSS.encode(), "application/xml", "XML"),
        (RSS.encode(), "text/xml; charset=utf-8", "XML"),
        (b'{"a": "<p>"}', "application/json", "JSON"),
        (b"\0\0\0\x20ftypisom", "video/mp4", "video"),
        (b"\0\1\2\3" * 99, "", "file"),
    ],
)
def test_what_is_no_page_is_named_in_the_reason(
    saved_bookmark, site: LocalSite, body: bytes, content_type: str, word: str
):
    failed = saved_bookmark(site.serve("/a", body, content_type=content_type))
    assert (failed.state, failed.state_reason) == ("failed", "not_an_article")
    assert failed.state_message
    assert word in failed.state_message


@pytest.mark.parametrize("body", ["", " \n\t\n "])
def test_an_empty_page_is_said_to_be_empty(saved_bookmark, site: LocalSite, body: str):
    failed = saved_bookmark(site.serve("/a", body))
    assert (failed.state, failed.state_reason) == ("failed", "empty")


def test_a_page_without_text_is_a_stub_and_never_kept(saved_bookmark, site: LocalSite):
    shell = "<!DOCTYPE html><title>App</title><div id=root></div><script>start()</script>"
    stub = saved_bookmark(site.serve("/a", shell))
    assert stub.state == "stub"
    assert stub.state_reason
    assert stub.state_message


@pytest.mark.parametrize(
    ("body", "content_type"),
    [("<h1>error page</h1>", "text/html"), ("ok", "text/html"), ("ok", "text/plain")],
)
def test_a_page_with_next_to_no_text_is_a_stub(
    saved_bookmark, site: LocalSite, body: str, content_type: str
):
    stub = saved_bookmark(site.serve("/a", body, content_type=content_type))
    assert (stub.state, stub.state_reason) == ("stub", "no_text")


def test_a_few_words_that_a_person_pasted_are_kept(saved_bookmark):
    assert saved_bookmark(None, sent=Sent(b"Buy milk.", "text/plain", "text")).state == "kept"


def test_nobody_at_the_other_end_is_a_failure_that_will_be_tried_again(
    saved_bookmark, site: LocalSite, database: Database
):
    url = f"http://{site.host}:{site.port}/a"
    site.close()
    failed = saved_bookmark(url)
    assert (failed.state, failed.state_reason) == ("failed", "no_connection")
    with database.read() as tx:
        assert tx.scalars(select(CaptureFailure)).one().next_try_at is not None


def test_a_page_that_is_gone_is_not_asked_again_by_itself(
    saved_bookmark, site: LocalSite, database: Database
):
    saved_bookmark(site.serve("/a", "no", status=410))
    with database.read() as tx:
        assert tx.scalars(select(CaptureFailure)).one().next_try_at is None
        assert tx.scalars(select(JobRow)).one().state == "failed"


def test_a_private_address_is_refused_with_a_reason(saved_bookmark):
    failed = saved_bookmark("http://127.0.0.1:8888/admin")
    assert (failed.state, failed.state_reason) == ("failed", "private_address")


def test_a_redirect_to_a_private_address_is_refused(saved_bookmark, site: LocalSite):
    failed = saved_bookmark(site.redirect("/a", "http://169.254.169.254/latest/"))
    assert (failed.state, failed.state_reason) == ("failed", "private_address")


def test_refresh_tries_a_failed_capture_again_and_keeps_it(
    saved_bookmark, site: LocalSite, database: Database, account: int, worker: Worker
):
    failed = saved_bookmark(site.serve("/a", "no", status=404))
    site.serve("/a", page_of("Back again"))
    actions.refresh(database, account, failed.id)
    assert look(database, account, failed.id).state == "capturing"
    worker.run_until_idle()
    again = look(database, account, failed.id)
    assert (again.state, again.headline, again.state_message) == ("kept", "Back again", None)
    assert count_of(database, CaptureFailure) == 0


def test_saving_a_failed_page_again_tries_it_again(
    saved_bookmark, site: LocalSite, database: Database
):
    url = site.serve("/a", "no", status=404)
    saved_bookmark(url)
    site.serve("/a", page_of("Back again"))
    assert saved_bookmark(url).state == "kept"


@pytest.mark.parametrize(
    ("worse", "status"),
    [
        ("no", 404),
        ("", 200),
        ("<!DOCTYPE html><title>App</title><div id=root></div>", 200),
        (page_of("Boats come in", "Only the first sentence is left here."), 200),
    ],
)
def test_a_worse_answer_never_replaces_a_good_copy(
    saved_bookmark,
    site: LocalSite,
    database: Database,
    account: int,
    worker: Worker,
    worse: str,
    status: int,
):
    kept = saved_bookmark(site.serve("/a", page_of("Boats come in")))
    site.serve("/a", worse, status=status)
    actions.refresh(database, account, kept.id)
    worker.run_until_idle()
    after = look(database, account, kept.id)
    assert (after.state, after.best_extraction_id) == ("kept", kept.best_extraction_id)


def test_a_newer_complete_copy_is_shown_instead_of_the_older(
    saved_bookmark, site: LocalSite, database: Database, account: int, worker: Worker
):
    kept = saved_bookmark(site.serve("/a", page_of("Boats come in")))
    site.serve("/a", page_of("Boats come in, corrected"))
    actions.refresh(database, account, kept.id)
    worker.run_until_idle()
    assert look(database, account, kept.id).headline == "Boats come in, corrected"
    assert count_of(database, Snapshot) == 2


def test_a_save_within_a_day_does_not_fetch_again_and_a_later_one_does(
    saved_bookmark, site: LocalSite, database: Database
):
    url = site.serve("/a", page_of("Boats come in"))
    saved_bookmark(url)
    saved_bookmark(url)
    assert site.asked == ["/a"]
    with database.write() as tx:
        tx.execute(update(Article).values(public_capture_at=clock.now() - timedelta(hours=25)))
    saved_bookmark(url)
    assert site.asked == ["/a", "/a"]


def test_where_a_redirect_led_is_the_same_article(
    saved_bookmark, site: LocalSite, database: Database
):
    site.serve("/coast/boats-come-home", page_of("Boats come home"))
    first = saved_bookmark(site.redirect("/short", "/coast/boats-come-home"))
    again = saved_bookmark(site.url + "/coast/boats-come-home")
    assert again.id == first.id


@pytest.mark.parametrize("front", ["/", "/?moved=1", "/en/", "/index.html", "/login", "/404"])
def test_a_front_page_that_a_dead_article_leads_to_is_not_the_article(
    saved_bookmark, site: LocalSite, database: Database, front: str
):
    site.serve(front, page_of("All the news"))
    dead = saved_bookmark(site.redirect("/story/42", front))
    assert count_of(database, Address) == 1
    assert saved_bookmark(site.url + front).article_id != dead.article_id


def test_a_redirect_to_anothers_article_does_not_take_its_address(
    saved_bookmark, site: LocalSite, database: Database
):
    url = site.serve("/coast/boats-come-home", page_of("Boats come home"))
    there = saved_bookmark(url)
    short = saved_bookmark(site.redirect("/short", "/coast/boats-come-home"))
    assert (there.state, short.state) == ("kept", "kept")
    with database.read() as tx:
        owner = select(Address.article_id).where(Address.canonical_url == url)
        assert tx.scalar(owner) == there.article_id


def test_a_page_sent_by_a_browser_is_seen_by_its_sender_alone(
    saved_bookmark, site: LocalSite, database: Database, blobs: Blobs, worker: Worker
):
    url = site.serve("/a", "no", status=403)
    sent = Sent(page_of("My paid copy").encode(), "text/html", "browser")
    mine = saved_bookmark(url, sent=sent)
    other = make_account(database)
    theirs = actions.save(database, blobs, other, NewBookmark(url=url)).id
    worker.run_until_idle()
    seen = look(database, other, theirs)
    assert (mine.state, mine.headline) == ("kept", "My paid copy")
    assert (seen.state, seen.headline, seen.best_extraction_id) == ("failed", None, None)
    assert count_of(database, Snapshot, Snapshot.account_id.is_(None)) == 0


def test_a_page_sent_by_a_browser_adds_no_address(saved_bookmark, database: Database):
    sent = Sent(page_of("My paid copy").encode(), "text/html", "browser")
    saved_bookmark("https://news.example.org/a", sent=sent)
    assert count_of(database, Address) == 1


def test_sent_text_without_an_address_is_kept_under_its_title(saved_bookmark, database: Database):
    sent = Sent(("A letter.\n\n" + LATIN * 9).encode(), "text/plain; charset=utf-8", "text")
    kept = saved_bookmark(None, sent=sent, title="Letter from the coast")
    assert (kept.state, kept.title) == ("kept", "Letter from the coast")
    assert kept.url.startswith("urn:earmark:")


def test_two_sent_texts_without_address_are_two_bookmarks(saved_bookmark):
    sent = Sent((LATIN * 9).encode(), "text/plain", "text")
    assert saved_bookmark(None, sent=sent).id != saved_bookmark(None, sent=sent).id


def test_a_sent_page_mends_a_failed_bookmark(saved_bookmark, site: LocalSite):
    url = site.serve("/a", "no", status=403)
    assert saved_bookmark(url).state == "failed"
    sent = Sent(page_of("Sent by hand").encode(), "text/html", "browser")
    mended = saved_bookmark(url, sent=sent)
    assert (mended.state, mended.state_message) == ("kept", None)


def test_a_sent_page_that_cannot_be_read_leaves_the_bookmark_with_a_reason(saved_bookmark):
    sent = Sent(PDF, "application/octet-stream", "file")
    failed = saved_bookmark("https://news.example.org/a.pdf", sent=sent)
    assert (failed.state, failed.state_reason) == ("failed", "not_an_article")


@pytest.mark.parametrize(
    "broken",
    ["http://[bad/a.png", "http://user:pw@pics.example.org/a.png", "http://\x00/a.png", "data:,x"],
)
def test_a_broken_picture_address_does_not_cost_the_article(
    saved_bookmark, site: LocalSite, broken: str
):
    extra = f'<figure><img src="{broken}" alt="x" width=800 height=600></figure>'
    assert saved_bookmark(site.serve("/a", page_of("Boats", extra=extra))).state == "kept"


def test_every_reading_is_added_and_none_is_overwritten(
    saved_bookmark, site: LocalSite, database: Database, blobs: Blobs, children: ChildPool
):
    saved_bookmark(site.serve("/a", page_of("Boats come in")))
    read_all_anew(database, blobs, children)
    assert count_of(database, Extraction) == 2
    assert count_of(database, Snapshot) == 1


def test_a_stub_never_hides_an_article_however_new(
    database: Database, blobs: Blobs, account: int, saved_bookmark, site: LocalSite, worker: Worker
):
    kept = saved_bookmark(site.serve("/a", page_of("Boats come in")))
    stub = make_article(
        "Please sign in",
        LATIN * 500,
        verdict=Verdict.STUB,
        verdict_reason=StubReason.LOGIN,
    )
    taken = received(kept.url, taken_at=clock.now() + timedelta(days=2))
    articles.store_capture(database, blobs, kept.article_id, Capture(taken, stub))
    worker.run_until_idle()
    assert look(database, account, kept.id).headline == "Boats come in"


def test_retry_after_rests_the_host_for_everyone(
    saved_bookmark, site: LocalSite, database: Database
):
    before = clock.now()
    saved_bookmark(site.serve("/a", "later", status=429, headers={"Retry-After": "1200"}))
    with database.read() as tx:
        assert tx.scalars(select(HostRow)).one().next_at >= before + timedelta(seconds=1200)
        assert tx.scalars(select(JobRow)).one().run_at >= before + timedelta(seconds=1200)
    waiting = saved_bookmark(site.serve("/b", page_of("Boats")))
    assert (waiting.state, site.asked) == ("capturing", ["/a"])


def test_the_snapshot_holds_the_bytes_as_received(
    saved_bookmark, site: LocalSite, database: Database, blobs: Blobs
):
    body = page_of("Grüße").encode("iso-8859-1")
    saved_bookmark(site.serve("/a", body, content_type="text/html; charset=iso-8859-1"))
    with database.read() as tx:
        snapshot = tx.scalars(select(Snapshot)).one()
    assert blobs.get(snapshot.body_sha256) == body
    assert (snapshot.status, snapshot.body_bytes) == (200, len(body))


class BrokenRoom(ReadingRoom):
    """A room where every reading ends in the given error."""

    def __init__(self, error: Exception) -> None:
        super().__init__(ChildPool(()))
        self._error = error

    def read(self, *_: object) -> ExtractedArticle:
        raise self._error


@pytest.fixture
def unread(database: Database, blobs: Blobs, account: int, site: LocalSite):
    """Save the page at /a where readings end in an error; the Bookmark as it stands then."""

    def save(error: Exception) -> Bookmark:
        captures = CaptureTasks(database, blobs, site.fetcher(), BrokenRoom(error))
        tasks = {**captures.by_kind(), **LibraryTasks(database, blobs).by_kind()}
        url = site.serve("/a", page_of("Boats come in"))
        saved = actions.save(database, blobs, account, NewBookmark(url=url))
        Worker(database, tasks, threads=0).run_until_idle()
        return look(database, account, saved.id)

    return save


def test_a_crash_of_our_own_is_told_to_the_reader_and_tried_again(unread, database: Database):
    failed = unread(ZeroDivisionError())
    assert (failed.state, failed.state_reason) == ("failed", "crashed")
    with database.read() as tx:
        assert tx.scalars(select(CaptureFailure)).one().next_try_at is not None


TOO_COMPLEX = Unreadable(Reason.TOO_COMPLEX, "It is too complex.")


@pytest.mark.parametrize("error", [TOO_COMPLEX, ZeroDivisionError()], ids=repr)
def test_bytes_that_could_not_be_read_are_kept_as_received(
    unread, database: Database, blobs: Blobs, error: Exception
):
    failed = unread(error)
    assert failed.state == "failed"
    with database.read() as tx:
        snapshot = tx.scalars(select(Snapshot)).one()
    assert blobs.get(snapshot.body_sha256) == page_of("Boats come in").encode()
    assert (snapshot.account_id, snapshot.status) == (None, 200)


def test_kept_bytes_that_could_not_be_read_are_read_later_without_the_site(
    unread, database, blobs: Blobs, children: ChildPool, account: int, site: LocalSite, worker
):
    failed = unread(TOO_COMPLEX)
    site.serve("/a", "gone for good", status=410)
    read_all_anew(database, blobs, children)
    worker.run_until_idle()
    mended = look(database, account, failed.id)
    assert (mended.state, mended.headline, mended.state_message) == ("kept", "Boats come in", None)
    assert site.asked == ["/a"]
    assert count_of(database, Article, Article.public_capture_at.is_not(None)) == 1


def test_a_retry_after_a_crash_reads_the_kept_bytes(
    unread, database: Database, account: int, site: LocalSite, worker: Worker
):
    failed = unread(ZeroDivisionError())
    with database.write() as tx:
        tx.execute(update(JobRow).values(run_at=clock.now()))
    worker.run_until_idle()
    assert look(database, account, failed.id).state == "kept"
    assert (site.asked, count_of(database, Snapshot)) == (["/a"], 1)


def test_saving_a_page_again_that_could_not_be_read_fetches_it_anew(
    unread, saved_bookmark, site: LocalSite
):
    unread(TOO_COMPLEX)
    assert saved_bookmark(site.url + "/a").state == "kept"
    assert site.asked == ["/a", "/a"]


def test_what_is_no_page_is_not_kept(saved_bookmark, site: LocalSite, database: Database):
    saved_bookmark(site.serve("/a", PDF, content_type="application/pdf"))
    assert count_of(database, Snapshot) == 0


def test_reading_an_older_copy_anew_does_not_make_the_newest_look_older(
    saved_bookmark,
    site: LocalSite,
    database: Database,
    blobs,
    children,
    account: int,
    worker: Worker,
):
    kept = saved_bookmark(site.serve("/a", page_of("Boats come in")))
    actions.refresh(database, account, kept.id)
    worker.run_until_idle()
    read_all_anew(database, blobs, children)
    worker.run_until_idle()
    with database.read() as tx:
        newest = tx.scalar(select(func.max(Snapshot.taken_at)))
        assert tx.scalar(select(Article.public_capture_at)) == newest


def test_a_capture_that_kills_its_workers_is_told_to_the_reader(
    database: Database, blobs: Blobs, account: int, site: LocalSite, worker: Worker
):
    url = site.serve("/a", page_of("Boats come in"))
    saved = actions.save(database, blobs, account, NewBookmark(url=url))
    for _ in range(LOSSES_MAX):
        lose_jobs(database, [articles.CAPTURE])
    worker.run_until_idle()
    failed = look(database, account, saved.id)
    assert (failed.state, failed.state_reason) == ("failed", "lost")
    actions.refresh(database, account, saved.id)
    worker.run_until_idle()
    assert look(database, account, saved.id).state == "kept"


def test_a_reading_of_bytes_that_are_gone_ends_quietly(
    database: Database, blobs: Blobs, account: int, worker: Worker
):
    sent = Sent(page_of("Sent").encode(), "text/html", "browser")
    actions.save(database, blobs, account, NewBookmark(sent=sent))
    with database.write() as tx:
        tx.execute(delete(Snapshot))
    worker.run_until_idle()
    assert count_of(database, JobRow) == 0
