"""An Earmark in which something is in every table, for moves and for released schemas."""

from datetime import timedelta

from sqlalchemy import delete
from tests.makers import LATIN, bring_up_lists, make_article, make_bookmark, make_token, received

from earmark import clock
from earmark.accounts import actions as accounts
from earmark.accounts.models import Account, SignInLimit
from earmark.accounts.reader import Reader
from earmark.articles import actions as articles
from earmark.articles.capture import Capture
from earmark.articles.models import Article, CaptureFailure
from earmark.blobs.store import Blobs
from earmark.db.engine import Database
from earmark.extract.article import Picture
from earmark.jobs.queue import enqueue, open_queue
from earmark.library import actions
from earmark.library.new_bookmark import NewBookmark, Sent
from earmark.logs import bound_contextvars

PASSWORD = "a password of some length"


def live(database: Database, blobs: Blobs, bookmarks: int = 12) -> None:
    """Two people who save, tag, star and fail, and one who left; the list grows as asked."""
    ada = accounts.add_account(database, "ada", PASSWORD, is_owner=True)
    bob, gone = (accounts.add_account(database, name, PASSWORD) for name in ("bob", "eve"))
    with database.write() as tx:
        tx.execute(delete(Account).where(Account.id == gone.account_id))
    _fill_accounts(database, ada)
    _fill_lists(database, blobs, (ada, bob), bookmarks)
    _fill_odd_ones(database, blobs, ada, bob)
    _fill_jobs(database)


def _fill_accounts(database: Database, ada: Reader) -> None:
    make_token(database, ada.account_id)
    accounts.start_session(database, ada, "192.0.2.7", "Mozilla/5.0 Firefox/130.0")
    accounts.invite(database, ada, "carol")
    with database.write() as tx:
        tx.add(SignInLimit(key_hash="0" * 64, clear_at=clock.now() + timedelta(minutes=5)))


def _fill_lists(
    database: Database, blobs: Blobs, readers: tuple[Reader, Reader], count: int
) -> None:
    began = clock.now() - timedelta(days=1)
    for number in range(count):
        reader = readers[number % 2]
        url = f"https://paper{number % 7}.example.org/harbour/{number}"
        new = NewBookmark(
            url=url,
            tags=[f"shelf {number % 5}", "日本"][: number % 3],
            note=f"Read for {number}" if number % 4 == 0 else None,
            saved_at=began + timedelta(seconds=number),
        )
        saved = actions.save(database, blobs, reader.account_id, new)
        picture = Picture(f"{url}.jpg", caption=f"Boat {number}", credit=["AP"])
        article = make_article(
            headline=f"Boats of number {number} 船",
            body=f"{LATIN} Word{number} and word{number % 11}.",
            byline=[f"Writer {number % 9}"],
            site_name=f"Paper {number % 7}",
            pictures=[picture] if number % 3 == 0 else [],
        )
        articles.store_capture(database, blobs, saved.article_id, Capture(received(url), article))
        if number % 6 == 0:
            actions.mark(database, reader.account_id, saved.id, is_starred=True, is_read=True)
    bring_up_lists(database, blobs)


def _fill_odd_ones(database: Database, blobs: Blobs, ada: Reader, bob: Reader) -> None:
    private = Sent(b"<p>Only Bob may read this letter.</p>", "text/html", "browser")
    actions.save(database, blobs, bob.account_id, NewBookmark("https://x.example/1", sent=private))
    failed = actions.save(database, blobs, ada.account_id, NewBookmark("https://x.example/2"))
    make_bookmark(database, blobs, ada.account_id, headline="Odd 🚢", note="Two\nlines \\ '")
    with database.write() as tx:
        older, newer = Article(first_seen_at=clock.now()), Article(first_seen_at=clock.now())
        tx.add_all([older, newer])
        tx.flush()
        first, last = sorted((older, newer), key=lambda article: article.id)
        first.merged_into = last.id  # refers to a row that comes later
        tx.add(
            CaptureFailure(
                article_id=failed.article_id, account_id=0, failed_at=clock.now(),
                reason="timed_out", message="No answer within 20 s.",
            )
        )  # fmt: skip


def _fill_jobs(database: Database) -> None:
    """One waits for its time, one is periodic, one was given up, one is in hand."""
    later = clock.now() + timedelta(days=30)
    jobs = open_queue(database)
    jobs.begin({"blobs.sweep": later})
    with database.write() as tx:
        enqueue(tx, "test.later", {"id": "ü"}, key="later", host="a.example", run_at=later)
        with bound_contextvars(request_id="r1"):
            for name in ("failed", "held"):
                enqueue(tx, f"test.{name}", {"id": 1}, key=name, priority=10)
    failed = jobs.claim(["test.failed"])
    assert failed
    jobs.give_up(failed, "refused", "The host says no.")
    assert jobs.claim(["test.held"])
    jobs.pause_host("slow.example", later)
