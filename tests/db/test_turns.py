"""Many writers at one thing at the same moment: it is made once, counted once, paid once.

The same on both databases: on SQLite all writers queue, on PostgreSQL those queue that
would get in each other's way.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import func, select, update
from tests.makers import make_account, make_article, make_bookmark, received

from earmark import clock
from earmark.accounts import actions as accounts
from earmark.accounts.models import Account, Invitation, SignInLimit
from earmark.accounts.reader import Scope
from earmark.articles import actions as articles
from earmark.articles.capture import Capture
from earmark.articles.models import Address, Article, Snapshot
from earmark.blobs.models import Blob
from earmark.blobs.store import Blobs
from earmark.blobs.sweep import REPRIEVE, sweep
from earmark.db.engine import Database
from earmark.errors import EarmarkError, NotSignedIn, TooMany
from earmark.library import actions
from earmark.library.actions import NewBookmark
from earmark.library.models import Bookmark, BookmarkTag, ListCounter, Tag

THREADS = 20
URL = "https://news.example.org/one"

T = TypeVar("T")


def at_once(work: Callable[[int], T], threads: int = THREADS) -> list[T]:
    """What each of the threads gives, all let go at the same moment; raises what one raises."""
    gate = threading.Barrier(threads)

    def wait_and_work(number: int) -> T:
        gate.wait()
        return work(number)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(wait_and_work, range(threads)))


def count(database: Database, table: type) -> int:
    with database.read() as tx:
        return tx.scalar(select(func.count()).select_from(table)) or 0


def test_one_page_saved_by_twenty_people_is_one_article(database: Database, blobs: Blobs):
    people = [make_account(database) for _ in range(THREADS)]
    at_once(lambda n: actions.save(database, blobs, people[n], NewBookmark(url=URL)))
    assert count(database, Article) == count(database, Address) == 1
    assert count(database, Bookmark) == THREADS


def test_one_page_saved_twenty_times_by_one_person_is_one_bookmark(
    database: Database, blobs: Blobs, account: int
):
    new = NewBookmark(url=URL, tags=["one", "two"], note="once")
    saved = at_once(lambda _: actions.save(database, blobs, account, new))
    assert len({each.id for each in saved}) == 1
    assert sum(each.is_new for each in saved) == 1
    with database.read() as tx:
        [bookmark] = tx.scalars(select(Bookmark))
    assert bookmark.note == "once"
    assert count(database, Tag) == count(database, BookmarkTag) == 2


def test_numbers_and_keys_are_unique_whoever_saves_in_the_same_microsecond(
    database: Database, blobs: Blobs
):
    people = [make_account(database) for _ in range(4)]
    at = clock.now()

    def work(number: int) -> None:
        for each in range(5):
            url = f"https://news.example.org/{number}/{each}"
            actions.save(database, blobs, people[number % 4], NewBookmark(url=url, saved_at=at))

    at_once(work)
    with database.read() as tx:
        rows = tx.execute(select(Bookmark.account_id, Bookmark.number, Bookmark.order_key)).all()
        counted = set(tx.scalars(select(ListCounter.last_number)))
    assert len({row.order_key for row in rows}) == len(rows) == 100
    for person in people:
        assert sorted(r.number for r in rows if r.account_id == person) == list(range(1, 26))
    assert counted == {25}


def test_one_new_tag_on_many_bookmarks_at_once_is_one_tag(
    database: Database, blobs: Blobs, account: int
):
    ids = [make_bookmark(database, blobs, account).id for _ in range(8)]
    at_once(
        lambda n: actions.edit(database, blobs, account, ids[n], tags=["Later", f"own {n}"]),
        threads=8,
    )
    with database.read() as tx:
        numbers = list(tx.scalars(select(Tag.number)))
    assert len(numbers) == len(set(numbers)) == 9
    assert count(database, BookmarkTag) == 16


def test_tags_that_come_and_go_at_once_leave_those_that_are_worn(
    database: Database, blobs: Blobs, account: int
):
    ids = [make_bookmark(database, blobs, account).id for _ in range(6)]

    def work(number: int) -> None:
        for turn in range(6):
            tags = ["shared"] if turn % 2 else []
            actions.edit(database, blobs, account, ids[number], tags=tags)

    at_once(work, threads=6)
    assert (count(database, Tag), count(database, BookmarkTag)) == (1, 6)


def test_captures_and_refreshes_of_one_article_at_once_all_count(
    database: Database, blobs: Blobs, account: int
):
    saved = actions.save(database, blobs, account, NewBookmark(url=URL))
    capture = Capture(received(URL), make_article())

    def work(number: int) -> None:
        if number % 2:
            actions.refresh(database, account, saved.id)
        else:
            articles.store_capture(database, blobs, saved.article_id, capture)

    at_once(work)
    assert count(database, Snapshot) == THREADS / 2
    with database.read() as tx:
        assert tx.scalar(select(Article.public_capture_at)) == capture.received.taken_at


def test_an_address_that_a_capture_joins_while_it_is_saved_has_one_article(
    database: Database, blobs: Blobs, account: int
):
    """Whoever comes first makes it; the other finds it."""
    for number in range(10):
        short = f"https://news.example.org/harbour-opens-again-{number}"
        final = f"https://www.news.example.org/harbour-opens-again-{number}/"
        saved = actions.save(database, blobs, account, NewBookmark(url=short))
        page = received(short)
        page = type(page)(**{**page.__dict__, "final_url": final, "hops": (short, final)})
        capture = Capture(page, make_article())
        doers = (
            lambda: articles.store_capture(database, blobs, saved.article_id, capture),  # noqa: B023
            lambda: actions.save(database, blobs, account, NewBookmark(url=final)),  # noqa: B023
        )
        at_once(lambda n: doers[n](), threads=2)  # noqa: B023
    with database.read() as tx:
        known = list(tx.scalars(select(Address.canonical_url)))
    assert len(known) == len(set(known))


def test_twenty_sign_ins_at_once_pay_twenty_times(database: Database):
    """Ten attempts from one address are free; the others are refused unread."""
    make_account(database, "ada")

    def work(_: int) -> type[EarmarkError]:
        try:
            accounts.sign_in(database, "ada", "wrong password", "192.0.2.1")
        except (NotSignedIn, TooMany) as exc:
            return type(exc)
        raise AssertionError

    refused = at_once(work)
    assert refused.count(NotSignedIn) == 10
    assert count(database, SignInLimit) == 3


def test_an_invitation_is_good_for_one_of_those_who_use_it_at_once(database: Database):
    secret = accounts.first_run_secret(database)
    assert secret

    def work(number: int) -> bool:
        try:
            accounts.make_owner(database, secret, f"owner{number}", "seven quiet herons")
        except EarmarkError:
            return False
        return True

    assert sum(at_once(work, threads=4)) == 1
    assert count(database, Account) == 1


def test_servers_that_start_at_once_leave_one_first_secret(database: Database):
    at_once(lambda _: accounts.first_run_secret(database), threads=8)
    assert count(database, Invitation) == 1


def test_no_more_tokens_than_allowed_are_made_at_once(
    database: Database, account: int, monkeypatch
):
    monkeypatch.setattr(accounts, "TOKENS_MAX", 5)

    def work(_: int) -> bool:
        try:
            accounts.make_token(database, account, "phone", Scope.READ)
        except EarmarkError:
            return False
        return True

    assert sum(at_once(work)) == 5


def test_a_blob_put_again_while_it_is_swept_is_there_afterwards(database: Database, blobs: Blobs):
    contents = [str(number).encode() for number in range(40)]
    for _ in range(3):
        digests = blobs.put(*contents)
        long_ago = clock.now() - 3 * REPRIEVE
        with database.write() as tx:
            tx.execute(update(Blob).values(seen_at=long_ago, condemned_at=long_ago + REPRIEVE))

        def work(number: int) -> None:
            if number == 0:
                sweep(database, blobs, lambda _tx, _asked: set())
            else:
                blobs.put(*contents[number::7], contents[number])

        at_once(work, threads=8)
        with database.read() as tx:
            noted = set(tx.scalars(select(Blob.sha256)))
        assert noted == set(blobs.store.digests())
        again = {digests[n] for start in range(1, 8) for n in range(start, 40, 7)}
        assert again <= noted
