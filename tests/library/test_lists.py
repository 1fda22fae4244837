"""Lists and searches: every item once, in order, one's own only, and cheap."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, insert
from tests.databases import Databases
from tests.makers import make_account, make_bookmark

from earmark.articles.models import Article
from earmark.blobs.folder import FolderStore
from earmark.blobs.store import Blobs
from earmark.db.base import new_id
from earmark.db.engine import Database
from earmark.errors import Invalid
from earmark.library import actions, lists, queries
from earmark.library.lists import Shelf, Sort, Wanted
from earmark.library.models import Bookmark
from earmark.library.new_bookmark import NewBookmark
from earmark.library.snippets import snippets_for

LISTED = [sort for sort in Sort if sort is not Sort.BEST]


def add_rows(database: Database, account: int, words: list[int]) -> list[str]:
    """Bookmarks of these lengths, the later ones saved later; their ids."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    rows = []
    for number, body_words in enumerate(words, 1):
        article_id = new_id()
        saved_at = at + timedelta(minutes=number)
        rows.append(
            {
                "account_id": account,
                "id": new_id(),
                "number": number,
                "article_id": article_id,
                "url": f"https://news.example.org/{number}",
                "canonical_url": f"https://news.example.org/{number}",
                "saved_at": saved_at,
                "order_key": account << 40 | number,
                "changed_at": saved_at,
                "note": "",
                "state": "kept",
                "body_words": body_words,
            }
        )
    with database.write() as tx:
        if rows:
            articles = [{"id": row["article_id"], "first_seen_at": at} for row in rows]
            tx.execute(insert(Article), articles)
            tx.execute(insert(Bookmark), rows)
    return [str(row["id"]) for row in rows]


def pages(database: Database, account: int, limit: int, **wanted: object) -> list[list[str]]:
    found, after = [], ()
    while True:
        with database.read() as tx:
            page = lists.page(tx, account, Wanted(after=after, limit=limit, **wanted))
        found.append([item.bookmark.id for item in page.items])
        after = page.next_after
        if not after:
            return found


def ids(database: Database, account: int, **wanted: object) -> list[str]:
    return [each for page in pages(database, account, 100, **wanted) for each in page]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(words=st.lists(st.integers(0, 5), max_size=25), limit=st.integers(1, 9))
@pytest.mark.parametrize("sort", LISTED)
def test_every_bookmark_is_on_exactly_one_page(
    database: Database, sort: Sort, words: list[int], limit: int
):
    account = make_account(database)
    saved = add_rows(database, account, words)
    shown = pages(database, account, limit, sort=sort)
    flat = [each for page in shown for each in page]
    assert sorted(flat) == sorted(saved)
    assert all(len(page) == limit for page in shown[:-1])
    newest_first = list(reversed(range(len(words))))
    expected = {
        Sort.NEWEST: newest_first,
        Sort.OLDEST: list(range(len(words))),
        Sort.SHORTEST: sorted(newest_first, key=lambda n: words[n]),
        Sort.LONGEST: sorted(newest_first, key=lambda n: -words[n]),
    }
    assert flat == [saved[n] for n in expected[sort]]


@pytest.mark.parametrize("sort", list(Sort))
def test_every_match_of_a_search_is_on_exactly_one_page(
    database: Database, blobs: Blobs, account: int, sort: Sort
):
    saved = [
        make_bookmark(database, blobs, account, body="herring " * (n % 3 + 1)).id for n in range(7)
    ]
    make_bookmark(database, blobs, account, body="Nothing of the kind.")
    shown = pages(database, account, 3, q="herring", sort=sort)
    assert sorted(each for page in shown for each in page) == sorted(saved)
    assert [len(page) for page in shown] == [3, 3, 1]


def test_what_is_saved_while_one_pages_on_neither_repeats_nor_hides_an_item(
    database: Database, blobs: Blobs, account: int
):
    saved = add_rows(database, account, [1] * 6)
    with database.read() as tx:
        first = lists.page(tx, account, Wanted(limit=3))
    actions.save(database, blobs, account, NewBookmark(url="https://new.example.org/"))
    actions.remove(database, account, first.items[0].bookmark.id)
    with database.read() as tx:
        second = lists.page(tx, account, Wanted(limit=3, after=first.next_after))
    assert [item.bookmark.id for item in second.items] == saved[2::-1]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(words=st.lists(st.integers(0, 5), max_size=25), limit=st.integers(1, 9))
@pytest.mark.parametrize("sort", LISTED)
def test_the_page_before_is_the_one_that_was_there_before(
    database: Database, sort: Sort, words: list[int], limit: int
):
    account = make_account(database)
    add_rows(database, account, words)
    assert walked_back(database, account, Wanted(sort=sort, limit=limit))


@pytest.mark.parametrize("sort", list(Sort))
def test_the_page_before_in_a_search_is_the_one_that_was_there_before(
    database: Database, blobs: Blobs, account: int, sort: Sort
):
    for n in range(7):
        make_bookmark(database, blobs, account, body="herring " * (n % 3 + 1))
    make_bookmark(database, blobs, account, body="Nothing of the kind.")
    assert walked_back(database, account, Wanted(q="herring", sort=sort, limit=2))


def walked_back(database: Database, account: int, wanted: Wanted) -> bool:
    """Whether walking back from the last page leads over the pages that led there."""
    with database.read() as tx:
        starts: list[tuple[int, ...]] = [()]
        while after := lists.page(tx, account, replace(wanted, after=starts[-1])).next_after:
            starts.append(after)
        back = [
            lists.after_of_page_before(tx, account, replace(wanted, after=start))
            for start in starts[1:]
        ]
    return back == starts[:-1]


@pytest.mark.parametrize("after", [(0,), (0, -1), (0, 1, 2), (99, 1), (-1, 1), (2, 1), (4, -3)])
@pytest.mark.parametrize("sort", list(Sort))
def test_a_forged_cursor_is_refused(
    database: Database, account: int, after: tuple[int, ...], sort: Sort
):
    with database.read() as tx, pytest.raises(Invalid):
        lists.page(tx, account, Wanted(sort=sort, after=after))


@dataclass(frozen=True)
class Shelves:
    """A data folder of its own, shared by the tests of this file that only read."""

    database: Database
    blobs: Blobs
    account: int
    names: dict[str, str]


@pytest.fixture(scope="module")
def read_only(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database for tests that only read, filled once."""
    with databases.lent(tmp_path_factory.mktemp("lists")) as address:
        opened = Database(address)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def ten_and_twenty(
    read_only: Database, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Shelves, Shelves]:
    """One account that keeps ten articles, and one that keeps twenty."""
    blobs = Blobs(read_only, FolderStore(tmp_path_factory.mktemp("blobs")))
    both = []
    for count in (10, 20):
        account = make_account(read_only)
        for _ in range(count):
            make_bookmark(read_only, blobs, account, body="herring", tags=["fish"])
        both.append(Shelves(read_only, blobs, account, {}))
    return both[0], both[1]


def count_queries(database: Database, act: Callable[[], object]) -> int:
    """How many queries something asks of the database."""
    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(database._reader, "before_cursor_execute", note)
    act()
    event.remove(database._reader, "before_cursor_execute", note)
    return len(asked)


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"shelf": Shelf.UNREAD},
        {"tag": "fish"},
        {"sort": Sort.LONGEST},
        {"q": "herring"},
        {"q": "herring", "sort": Sort.BEST},
        {"q": "is:kept"},
    ],
    ids=str,
)
def test_twenty_rows_cost_as_many_queries_as_ten(
    ten_and_twenty: tuple[Shelves, Shelves], wanted: dict[str, object]
):
    seen: list[int] = []

    def show(kept: Shelves) -> None:
        with kept.database.read() as tx:
            found = lists.page(tx, kept.account, Wanted(**wanted))
            snippets_for(tx, kept.blobs, found)
            seen.append(len(found.items))

    counted = [count_queries(kept.database, partial(show, kept)) for kept in ten_and_twenty]
    assert seen == [10, 20]
    assert counted[0] == counted[1] <= 6


@pytest.mark.parametrize("made_for", list(Sort))
@pytest.mark.parametrize("used_for", list(Sort))
def test_a_cursor_of_another_order_is_refused(
    ten_and_twenty: tuple[Shelves, Shelves], made_for: Sort, used_for: Sort
):
    kept = ten_and_twenty[0]
    with kept.database.read() as tx:
        made = Wanted(q="herring", sort=made_for, limit=1)
        after = lists.page(tx, kept.account, made).next_after
        wanted = Wanted(q="herring", sort=used_for, limit=1, after=after)
        if made_for is used_for:
            assert len(lists.page(tx, kept.account, wanted).items) == 1
        else:
            with pytest.raises(Invalid):
                lists.page(tx, kept.account, wanted)


def test_tags_and_work_cost_the_same_for_any_number_of_rows(
    database: Database, blobs: Blobs, account: int
):
    def show() -> None:
        with database.read() as tx:
            queries.tags(tx, account, 100)
            queries.work(tx, account, "capturing", 100)

    counted = []
    for batch in range(2):
        for n in range(10):
            url = f"https://news.example.org/{batch}/{n}"
            actions.save(database, blobs, account, NewBookmark(url=url, tags=[f"{batch}.{n}"]))
        counted.append(count_queries(database, show))
    assert counted[0] == counted[1]


def test_shelves_hold_unread_archive_and_starred(database: Database, blobs: Blobs, account: int):
    unread, read, archived, starred = add_rows(database, account, [1, 1, 1, 1])
    actions.mark(database, account, read, is_read=True)
    actions.mark(database, account, archived, is_archived=True)
    actions.mark(database, account, starred, is_starred=True)
    assert ids(database, account, shelf=Shelf.UNREAD) == [starred, unread]
    assert ids(database, account, shelf=Shelf.ARCHIVE) == [archived, read]
    assert ids(database, account, shelf=Shelf.STARRED) == [starred]


@pytest.fixture(scope="module")
def ocean(read_only: Database, tmp_path_factory: pytest.TempPathFactory) -> Shelves:
    """Articles that differ in every part that can be asked for."""
    blobs = Blobs(read_only, FolderStore(tmp_path_factory.mktemp("blobs")))
    account = make_account(read_only)
    sea = make_bookmark(
        read_only,
        blobs,
        account,
        headline="Herring return to the coast",
        body="Shoals were seen off the islands.",
        byline=["Jane Smith"],
        site_name="The Tidewater Times",
        url="https://tide.example.org/herring",
        tags=["fish", "good news"],
        note="Ask Anna about this",
        saved_at=datetime(2024, 5, 17, 23, 30, tzinfo=UTC),
    )
    asia = make_bookmark(
        read_only,
        blobs,
        account,
        headline="東京の港で鯨が見つかる",
        body="港の近くで大きな鯨が目撃された。研究者は驚いている。",
        url="https://umi.example.jp/kujira",
        language="ja",
        saved_at=datetime(2025, 1, 1, tzinfo=UTC),
    )
    china = make_bookmark(
        read_only,
        blobs,
        account,
        headline="上海港口吞吐量创新高",
        body="今年上半年货物吞吐量继续增长。",
        url="https://gang.example.cn/a",
        language="zh-Hans",
        saved_at=datetime(2025, 6, 1, tzinfo=UTC),
    )
    return Shelves(read_only, blobs, account, {sea.id: "sea", asia.id: "asia", china.id: "china"})


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("herring", ["sea"]),
        ("HERRING", ["sea"]),
        ("shoals islands", ["sea"]),
        ('"off the islands"', ["sea"]),
        ('"islands the off"', []),
        ("headline:herring", ["sea"]),
        ("headline:shoals", []),
        ("text:shoals", ["sea"]),
        ("byline:smith", ["sea"]),
        ('byline:"jane smith"', ["sea"]),
        ("site:tide.example.org", ["sea"]),
        ("tidewater", ["sea"]),
        ("tag:fish", ["sea"]),
        ('tag:"good news"', ["sea"]),
        ("tag:good", []),
        ("note:anna", ["sea"]),
        ("anna", ["sea"]),
        ("herr*", ["sea"]),
        ("herr", []),
        ("鯨", ["asia"]),
        ("大きな鯨", ["asia"]),
        ("東京", ["asia"]),
        ("吞吐量", ["china"]),
        ("上海", ["china"]),
        ("量吞", []),
        ("herring OR 上海", ["china", "sea"]),
        ("-herring", ["china", "asia"]),
        ("lang:ja", ["asia"]),
        ("lang:zh", ["china"]),
        ("lang:fr", []),
        ("saved:2024", ["sea"]),
        ("saved:2024-05-17", ["sea"]),
        ("saved:2024-05-18", []),
        ("saved:2025..", ["china", "asia"]),
        ("saved:..2024", ["sea"]),
        ("saved:2024-05..2025-01-01", ["asia", "sea"]),
        ("is:kept", ["china", "asia", "sea"]),
        ("is:failed", []),
        ("is:read", []),
        ("-is:read lang:ja", ["asia"]),
        ("nothing of this", []),
    ],
)
def test_a_search_finds_by_every_part(ocean: Shelves, q: str, expected: list[str]):
    found = ids(ocean.database, ocean.account, q=q)
    assert [ocean.names[each] for each in found] == expected


def test_nothing_of_anothers_is_found_or_listed(ocean: Shelves):
    other = make_account(ocean.database)
    for q in ("herring", "-nothing", "is:kept", "tag:fish", "鯨", ""):
        assert ids(ocean.database, other, q=q) == []
    with ocean.database.read() as tx:
        assert queries.tags(tx, other, 10) == []
        assert [queries.find(tx, other, each) for each in ocean.names] == [None, None, None]


def test_the_best_match_comes_first(database: Database, blobs: Blobs, account: int):
    whole = make_bookmark(database, blobs, account, headline="Whale", body="A whale. " * 5).id
    once = make_bookmark(database, blobs, account, body="Cargo and a whale. " + "Cargo. " * 60).id
    assert ids(database, account, q="whale", sort=Sort.BEST) == [whole, once]
    assert ids(database, account, q="whale") == [once, whole]


def test_a_snippet_shows_the_words_that_were_found(ocean: Shelves):
    with ocean.database.read() as tx:
        found = lists.page(tx, ocean.account, Wanted(q="islands"))
        [pieces] = snippets_for(tx, ocean.blobs, found).values()
    assert ("islands", True) in pieces


def test_a_damaged_text_costs_its_snippet_and_not_the_page(
    database: Database, blobs: Blobs, account: int, data_dir: Path
):
    saved = make_bookmark(database, blobs, account, body="Off the islands.")
    for path in (data_dir / "blobs").rglob("*.zst"):
        path.write_bytes(b"damaged")
    with database.read() as tx:
        found = lists.page(tx, account, Wanted(q="islands"))
        snippets_for(tx, blobs, found)
    assert [item.bookmark.id for item in found.items] == [saved.id]


def test_tags_of_one_spelling_are_listed_with_their_count(
    database: Database, blobs: Blobs, account: int
):
    for n, tag in enumerate(["Fish", "fish", "  fish  ", "FISH,"]):
        url = f"https://news.example.org/{n}"
        actions.save(database, blobs, account, NewBookmark(url=url, tags=[tag]))
    with database.read() as tx:
        assert [(tag.name, tag.bookmarks) for tag in queries.tags(tx, account, 10)] == [("Fish", 4)]
