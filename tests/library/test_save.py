"""What "saved" promises: on disk before the answer, once, and for this account alone."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, func, insert, select, text
from tests.makers import LocalSite, bring_up_lists, make_account, make_bookmark, page_of

from earmark import clock
from earmark.accounts import actions as accounts
from earmark.accounts.reader import Reader
from earmark.articles.models import Address, Article, Snapshot
from earmark.blobs.folder import FolderStore
from earmark.blobs.store import Blobs
from earmark.db.engine import Database
from earmark.errors import Invalid, NotFound
from earmark.jobs.models import JobRow
from earmark.jobs.worker import Worker
from earmark.library import actions, lists, placing, queries
from earmark.library.lists import Wanted
from earmark.library.models import Bookmark, Tag
from earmark.library.new_bookmark import NOTE_LENGTH_MAX, NewBookmark, Sent, checked
from earmark.library.placing import Newcomer

URL = "https://news.example.org/a"


def save(database: Database, blobs: Blobs, account: int, url: str | None = URL, **more: object):
    return actions.save(database, blobs, account, NewBookmark(url=url, **more))


def look(database: Database, account: int, bookmark_id: str) -> queries.Item:
    with database.read() as tx:
        return queries.get(tx, account, bookmark_id)


def counts(database: Database, *tables: type) -> list[int]:
    with database.read() as tx:
        return [tx.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def found(database: Database, account: int, q: str) -> list[str]:
    with database.read() as tx:
        return [item.bookmark.id for item in lists.page(tx, account, Wanted(q=q)).items]


class PowerCut(Exception):
    pass


def test_article_bookmark_and_job_are_there_when_the_save_returns(
    database: Database, blobs: Blobs, account: int
):
    save(database, blobs, account)
    assert counts(database, Article, Address, Bookmark, JobRow) == [1, 1, 1, 1]


def test_a_commit_that_fails_leaves_neither_rows_nor_job(
    database: Database, blobs: Blobs, account: int
):
    def fail(_connection: object) -> None:
        raise PowerCut

    event.listen(database._writer, "commit", fail)
    with pytest.raises(PowerCut):
        save(database, blobs, account, tags=["later"])
    event.remove(database._writer, "commit", fail)
    assert counts(database, Article, Address, Bookmark, JobRow, Tag) == [0, 0, 0, 0, 0]
    assert save(database, blobs, account).is_new


def test_bookmark_and_job_are_of_one_transaction(database: Database, blobs: Blobs, account: int):
    commits: list[int] = []
    event.listen(database._writer, "commit", lambda _connection: commits.append(1))
    save(database, blobs, account, tags=["later"], note="why")
    assert len(commits) == 1


def test_saving_twice_is_saving_once_and_tags_unite(database: Database, blobs: Blobs, account: int):
    first = save(database, blobs, account, tags=["harbour"])
    again = save(database, blobs, account, tags=["Harbour", "later"])
    item = look(database, account, first.id)
    assert (again.id, again.is_new) == (first.id, False)
    assert item.tags == ["harbour", "later"]
    assert counts(database, Bookmark, JobRow) == [1, 1]


def test_the_number_of_a_removed_bookmark_is_never_given_again(
    database: Database, blobs: Blobs, account: int
):
    first, second = (save(database, blobs, account, f"{URL}{n}") for n in (1, 2))
    actions.remove(database, account, second.id)
    actions.remove(database, account, first.id)
    again = save(database, blobs, account, f"{URL}3")
    other = save(database, blobs, make_account(database))
    assert [each.made.number for each in (first, second, again, other)] == [1, 2, 3, 1]


def test_addresses_that_differ_only_in_how_one_came_are_one_bookmark(
    database: Database, blobs: Blobs, account: int
):
    first = save(database, blobs, account, "https://News.example.org:443/a?utm_source=x#top")
    again = save(database, blobs, account, "https://news.example.org/a?fbclid=1")
    assert again.id == first.id


def test_the_address_is_kept_as_it_was_given(database: Database, blobs: Blobs, account: int):
    given = "  https://news.example.org/a?utm_source=x#part-2 "
    bookmark = look(database, account, save(database, blobs, account, given).id).bookmark
    assert bookmark.url == given.strip()
    assert bookmark.canonical_url == URL


def test_a_second_note_is_added_to_the_first_and_a_repeated_one_is_not(
    database: Database, blobs: Blobs, account: int
):
    saved = save(database, blobs, account, note="For the talk in May.")
    save(database, blobs, account, note="Ask Anna.")
    save(database, blobs, account, note="Ask Anna.")
    assert look(database, account, saved.id).bookmark.note == "For the talk in May.\n\nAsk Anna."


def test_a_note_that_is_part_of_a_word_of_the_first_is_not_lost(
    database: Database, blobs: Blobs, account: int
):
    saved = save(database, blobs, account, note="Unread so far")
    save(database, blobs, account, note="read")
    assert look(database, account, saved.id).bookmark.note == "Unread so far\n\nread"


def test_a_note_does_not_grow_past_its_limit_by_saving_again(
    database: Database, blobs: Blobs, account: int
):
    saved = save(database, blobs, account, note="a" * NOTE_LENGTH_MAX)
    with pytest.raises(Invalid):
        save(database, blobs, account, note="b")
    assert len(look(database, account, saved.id).bookmark.note) == NOTE_LENGTH_MAX


def test_tags_do_not_grow_past_their_limit_by_saving_again(
    database: Database, blobs: Blobs, account: int
):
    save(database, blobs, account, tags=[f"tag{n}" for n in range(100)])
    with pytest.raises(Invalid):
        save(database, blobs, account, tags=["one more"])


@pytest.mark.parametrize(
    ("more", "q"),
    [
        ({"tags": ["oceanography"]}, "tag:oceanography"),
        ({"note": "Read this before Thursday"}, "Thursday"),
        ({"title": "My own name for it"}, "title:own"),
    ],
)
def test_words_that_come_with_a_second_save_are_found(
    database: Database, blobs: Blobs, account: int, more: dict[str, object], q: str
):
    saved = make_bookmark(database, blobs, account, url=URL, body="Herring and cod.")
    save(database, blobs, account, **more)
    bring_up_lists(database, blobs)
    assert found(database, account, q) == [saved.id]
    assert found(database, account, "herring") == [saved.id]


def test_a_saved_page_is_found_by_its_tag_before_it_is_captured(
    database: Database, blobs: Blobs, account: int
):
    saved = save(database, blobs, account, tags=["oceanography"])
    assert found(database, account, "tag:oceanography") == [saved.id]


@pytest.mark.parametrize(
    "new",
    [
        NewBookmark(),
        NewBookmark(url="   "),
        NewBookmark(url="ftp://example.org/a"),
        NewBookmark(url="javascript:alert(1)"),
        NewBookmark(url="https://user:secret@example.org/a"),
        NewBookmark(url="https://user@example.org/a"),
        NewBookmark(url="example.org/a"),
        NewBookmark(url="https://example.org/" + "a" * 10_000_000),
        NewBookmark(url=URL, tags=["x" * 101]),
        NewBookmark(url=URL, tags=[f"t{n}" for n in range(101)]),
        NewBookmark(url=URL, title="x" * 1001),
        NewBookmark(url=URL, note="x" * 100_001),
        NewBookmark(url=URL, sent=Sent(b"  ", "text/html", "browser")),
        NewBookmark(url=URL, saved_at=datetime(2026, 1, 1)),  # noqa: DTZ001 - that is the fault
        NewBookmark(url=URL, saved_at=datetime(1969, 12, 31, tzinfo=UTC)),
        NewBookmark(url=URL, saved_at=datetime(9999, 12, 31, tzinfo=UTC)),
        NewBookmark(url=URL, saved_at=datetime.max.replace(tzinfo=UTC)),
        NewBookmark(url=URL, saved_at=datetime.min.replace(tzinfo=UTC)),
    ],
    ids=lambda new: repr(new)[:60],
)
def test_what_cannot_be_saved_is_refused_and_changes_nothing(
    database: Database, blobs: Blobs, account: int, new: NewBookmark
):
    with pytest.raises(Invalid):
        actions.save(database, blobs, account, new)
    assert counts(database, Article, Address, Bookmark, JobRow, Tag) == [0, 0, 0, 0, 0]


def test_many_people_saving_one_page_at_once_make_one_article_and_one_job(
    database: Database, blobs: Blobs
):
    people = [make_account(database) for _ in range(5)]
    gate = threading.Barrier(20)

    def one(number: int) -> tuple[int, str]:
        gate.wait()
        account = people[number % 5]
        saved = save(database, blobs, account, f"{URL}?utm_source={number}", tags=[f"t{number}"])
        return account, saved.id

    with ThreadPoolExecutor(20) as pool:
        saved = set(pool.map(one, range(20)))
    assert len(saved) == 5
    assert counts(database, Article, Address, Bookmark, JobRow) == [1, 1, 5, 1]
    tags = [look(database, *each).tags for each in saved]
    assert sorted(len(each) for each in tags) == [4, 4, 4, 4, 4]


def test_numbers_and_places_in_the_order_are_unique_under_concurrent_saves(
    database: Database, blobs: Blobs, account: int
):
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda n: save(database, blobs, account, f"{URL}{n}"), range(50)))
    with database.read() as tx:
        rows = tx.execute(select(Bookmark.number, Bookmark.order_key)).all()
    assert sorted(number for number, _ in rows) == list(range(1, 51))
    assert len({key for _, key in rows}) == 50


def test_many_saves_in_one_transaction_are_as_many_single_ones(
    database: Database, blobs: Blobs, account: int
):
    known, other = save(database, blobs, account, URL), make_account(database)
    new = [NewBookmark(url=url) for url in (f"{URL}1", URL, f"{URL}1#again", f"{URL}2")]
    saved = actions.save_all(database, [checked(account, each) for each in new])
    theirs = actions.save_all(database, [checked(other, each) for each in new])
    assert [each.is_new for each in saved] == [True, False, False, True]
    assert [each.is_new for each in theirs] == [True, True, False, True]
    assert (saved[1].id, saved[2].id) == (known.id, saved[0].id)
    assert [a.article_id for a in saved] == [a.article_id for a in theirs]
    with database.read() as tx:
        mine = select(Bookmark.number).where(Bookmark.account_id == account)
        assert sorted(tx.scalars(mine)) == [1, 2, 3]
        assert sorted(tx.scalars(select(JobRow.key))) == sorted(
            f"capture:{article_id}" for article_id in {each.article_id for each in saved}
        )


def test_a_tags_number_is_not_given_twice(database: Database, blobs: Blobs, account: int):
    first, second = (save(database, blobs, account, f"{URL}{n}", tags=[f"t{n}"]).id for n in "12")
    actions.edit(database, blobs, account, second, tags=[])
    actions.edit(database, blobs, account, first, tags=["t1", "t3"])
    with database.read() as tx:
        numbers = dict(tx.execute(select(Tag.name, Tag.number)).all())
    assert numbers == {"t1": 1, "t3": 3}


def test_two_thousand_bookmarks_of_one_moment_keep_their_order(
    database: Database, blobs: Blobs, account: int
):
    at = datetime(2026, 3, 4, 5, 6, 7, 890123, tzinfo=UTC)
    with database.write() as tx:
        for n in range(2_100):
            tx.execute(insert(Article).values(id=f"article-{n:04}", first_seen_at=at))
            url = f"{URL}{n}"
            placing.add_all(tx, [Newcomer(account, f"article-{n:04}", url, url, "", at)])
    save(database, blobs, account, saved_at=at + timedelta(milliseconds=1))
    with database.read() as tx:
        numbers = list(tx.scalars(select(Bookmark.number).order_by(Bookmark.order_key)))
    assert numbers == list(range(1, 2_102))


def test_a_bookmark_of_the_past_stands_where_it_was_saved(
    database: Database, blobs: Blobs, account: int
):
    days = [datetime(2020, 1, day, tzinfo=UTC) for day in (3, 1, 2)]
    ids = [save(database, blobs, account, f"{URL}{at.day}", saved_at=at).id for at in days]
    newest = save(database, blobs, account, URL).id
    with database.read() as tx:
        shown = [i.bookmark.id for i in lists.page(tx, account, Wanted()).items]
    assert shown == [newest, ids[0], ids[2], ids[1]]


def test_a_removed_bookmark_is_gone_from_list_search_and_tags(
    database: Database, blobs: Blobs, account: int
):
    saved = make_bookmark(database, blobs, account, body="Herring and cod.", tags=["fish"])
    actions.remove(database, account, saved.id)
    assert found(database, account, "herring") == []
    with database.read() as tx:
        assert lists.page(tx, account, Wanted()).items == []
        assert queries.tags(tx, account, 10) == []


def test_a_removed_bookmark_can_be_saved_again(database: Database, blobs: Blobs, account: int):
    saved = make_bookmark(database, blobs, account, url=URL, body="Herring and cod.")
    actions.remove(database, account, saved.id)
    again = save(database, blobs, account)
    bring_up_lists(database, blobs)
    assert again.is_new
    assert found(database, account, "herring") == [again.id]


def test_removing_the_last_keeping_of_a_page_drops_its_waiting_capture(
    database: Database, blobs: Blobs, account: int
):
    other = make_account(database)
    mine, theirs = save(database, blobs, account), save(database, blobs, other)
    actions.remove(database, account, mine.id)
    assert counts(database, JobRow) == [1]
    actions.remove(database, other, theirs.id)
    assert counts(database, JobRow) == [0]


@pytest.mark.parametrize(
    "act",
    [
        lambda db, _blobs, account, id_: actions.refresh(db, account, id_),
        lambda db, _blobs, account, id_: actions.mark(db, account, id_, is_read=True),
        lambda db, blobs, account, id_: actions.edit(db, blobs, account, id_, note="mine now"),
        lambda db, _blobs, account, id_: actions.remove(db, account, id_),
    ],
    ids=["refresh", "mark", "edit", "remove"],
)
def test_anothers_bookmark_cannot_be_touched(database: Database, blobs: Blobs, account: int, act):
    saved = make_bookmark(database, blobs, account)
    before = vars(look(database, account, saved.id).bookmark).copy()
    with pytest.raises(NotFound):
        act(database, blobs, make_account(database), saved.id)
    after = vars(look(database, account, saved.id).bookmark).copy()
    before.pop("_sa_instance_state"), after.pop("_sa_instance_state")
    assert after == before


def test_edits_are_found_at_once_and_the_text_still_is(
    database: Database, blobs: Blobs, account: int
):
    saved = make_bookmark(database, blobs, account, body="Herring and cod.", note="old words")
    actions.edit(database, blobs, account, saved.id, title="Mackerel", note="eels", tags=["fish"])
    for word in ("mackerel", "eels", "tag:fish", "herring"):
        assert found(database, account, word) == [saved.id]
    assert found(database, account, "old") == []


def test_an_edit_during_a_capture_does_not_hide_the_text_from_the_search(
    database: Database, account: int, data_dir
):
    meanwhile: list[object] = []

    class SlowBlobs(Blobs):
        """A store in which, while a text is read, another capture comes to its end."""

        def text(self, digest: str) -> str:
            found = super().text(digest)
            if meanwhile:
                meanwhile.pop()()
            return found

    blobs = SlowBlobs(database, FolderStore(data_dir / "blobs"))
    saved = make_bookmark(database, blobs, account, url=URL, body="Herring and cod.")
    meanwhile.append(
        lambda: make_bookmark(database, blobs, account, url=URL, body="Herring, cod and skate.")
    )
    actions.edit(database, blobs, account, saved.id, note="eels")
    bring_up_lists(database, blobs)
    assert found(database, account, "skate eels") == [saved.id]


def test_marks_keep_the_first_time_and_can_be_taken_off(
    database: Database, blobs: Blobs, account: int
):
    saved = save(database, blobs, account)
    actions.mark(database, account, saved.id, is_read=True, is_starred=True)
    first = look(database, account, saved.id).bookmark
    actions.mark(database, account, saved.id, is_read=True, is_starred=False)
    second = look(database, account, saved.id).bookmark
    assert (second.read_at, second.starred_at) == (first.read_at, None)


def test_the_host_of_a_capture_is_the_one_that_is_asked(
    database: Database, blobs: Blobs, account: int
):
    save(database, blobs, account, "https:\\\\NEWS.example.org/a")
    with database.read() as tx:
        assert tx.scalars(select(JobRow.host)).one() == "news.example.org"


def test_the_bytes_that_were_sent_are_on_disk_when_the_save_returns(
    database: Database, blobs: Blobs, account: int
):
    page = page_of("Sent").encode()
    save(database, blobs, account, sent=Sent(page, "text/html", "browser"))
    with database.read() as tx:
        snapshot = tx.scalars(select(Snapshot)).one()
    assert blobs.get(snapshot.body_sha256) == page
    assert snapshot.account_id == account


def test_a_page_captured_for_one_is_shown_to_the_next_without_a_fetch(
    database: Database, blobs: Blobs, account: int, site: LocalSite, worker: Worker
):
    url = site.serve("/a", page_of("Boats come in"))
    save(database, blobs, account, url)
    worker.run_until_idle()
    other = make_account(database)
    second = save(database, blobs, other, url)
    worker.run_until_idle()
    assert look(database, other, second.id).bookmark.headline == "Boats come in"
    assert site.asked == ["/a"]


def test_work_shows_a_bookmark_once_though_two_captures_failed(
    database: Database, blobs: Blobs, account: int, site: LocalSite, worker: Worker
):
    url = site.serve("/a", "no", status=403)
    save(database, blobs, account, url)
    save(database, blobs, account, url, sent=Sent(b"%PDF-1.7", "application/pdf", "file"))
    worker.run_until_idle()
    with database.read() as tx:
        assert len(queries.work(tx, account, "failed", 10)) == 1


def test_deleting_an_account_leaves_no_row_in_the_search(
    database: Database, blobs: Blobs, account: int
):
    gone = accounts.add_account(database, "leaver", "a long password")
    kept = make_bookmark(database, blobs, account, url=URL, body="Herring and cod.")
    make_bookmark(database, blobs, gone.account_id, url=URL, body="Herring and cod.")
    owner = Reader(account, "", "owner", is_owner=True)
    accounts.remove_person(database, owner, gone.public_id)
    bring_up_lists(database, blobs)
    with database.read() as tx:
        assert tx.execute(text("SELECT DISTINCT account_id FROM search_rows")).scalars().all() == [
            account
        ]
    assert found(database, account, "herring") == [kept.id]


def test_saved_times_are_aware_and_in_utc(database: Database, blobs: Blobs, account: int):
    bookmark = look(database, account, save(database, blobs, account).id).bookmark
    assert bookmark.saved_at.tzinfo is UTC
    assert abs(bookmark.saved_at - clock.now()) < timedelta(seconds=30)
