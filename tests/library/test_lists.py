"""Lists and searches: every item once, in order, one's own only, and cheap."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, insert

from earmark.articles.models import Article
from earmark.blobs.store import Blobs
from earmark.db.base import new_id
from earmark.db.engine import Database
from earmark.errors import Invalid
from earmark.library import actions, lists, queries
from earmark.library.actions import NewBookmark
from earmark.library.lists import Shelf, Sort, Wanted
from earmark.library.models import Bookmark
from earmark.library.snippets import snippets_for
from makers import make_account, make_bookmark

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


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
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


@pytest.mark.parametrize("made_for", list(Sort))
@pytest.mark.parametrize("used_for", list(Sort))
def test_a_cursor_of_another_order_is_refused(
    database: Database, blobs: Blobs, account: int, made_for: Sort, used_for: Sort
):
    for _ in range(2):
        make_bookmark(database, blobs, account, body="herring")
    with database.read() as tx:
        after = lists.page(tx, account, Wanted(q="herring", sort=made_for, limit=1)).next_after
        wanted = Wanted(q="herring", sort=used_for, limit=1, after=after)
        if made_for is used_for:
            assert len(lists.page(tx, account, wanted).items) == 1
        else:
            with pytest.raises(Invalid):
                lists.page(tx, account, wanted)


@pytest.mark.parametrize("after", [(0,), (0, -1), (0, 1, 2), (99, 1), (-1, 1), (2, 1), (4, -3)])
@pytest.mark.parametrize("sort", list(Sort))
def test_a_forged_cursor_is_refused(
    database: Database, account: int, after: tuple[int, ...], sort: Sort
):
    with database.read() as tx, pytest.raises(Invalid):
        lists.page(tx, account, Wanted(sort=sort, after=after))


@pytest.fixture
def count_queries(database: Database) -> Callable[[Callable[[], object]], int]:
    """How many queries something asks of the database."""

    def count(act: Callable[[], object]) -> int:
        asked: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
            asked.append(statement)

        event.listen(database._reader, "before_cursor_execute", note)
        act()
        event.remove(database._reader, "before_cursor_execute", note)
        return len(asked)

    return count


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
    database: Database,
    blobs: Blobs,
    account: int,
    count_queries,
    wanted: dict[str, object],
):
    def show() -> None:
        with database.read() as tx:
            found = lists.page(tx, account, Wanted(**wanted))
            snippets_for(tx, blobs, found)
            seen.append(len(found.items))

    seen: list[int] = []
    counted = []
    for _ in range(2):
        for _ in range(10):
            make_bookmark(database, blobs, account, body="herring", tags=["fish"])
        counted.append(count_queries(show))
    assert seen == [10, 20]
    assert counted[0] == counted[1] <= 5


def test_tags_and_work_cost_the_same_for_any_number_of_rows(
    database: Database, blobs: Blobs, account: int, count_queries
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
        counted.append(count_queries(show))
    assert counted[0] == counted[1]


def test_shelves_hold_unread_archive_and_starred(database: Database, blobs: Blobs, account: int):
    unread, read, archived, starred = add_rows(database, account, [1, 1, 1, 1])
    actions.mark(database, account, read, is_read=True)
    actions.mark(database, account, archived, is_archived=True)
    actions.mark(database, account, starred, is_starred=True)
    assert ids(database, account, shelf=Shelf.UNREAD) == [starred, unread]
    assert ids(database, account, shelf=Shelf.ARCHIVE) == [archived, read]
    assert ids(database, account, shelf=Shelf.STARRED) == [starred]


@pytest.fixture
def ocean(database: Database, blobs: Blobs, account: int) -> Iterator[dict[str, str]]:
    """Articles that differ in every part that can be asked for; name -> id."""
    sea = make_bookmark(
        database,
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
        database,
        blobs,
        account,
        headline="東京の港で鯨が見つかる",
        body="港の近くで大きな鯨が目撃された。研究者は驚いている。",
        url="https://umi.example.jp/kujira",
        language="ja",
        saved_at=datetime(2025, 1, 1, tzinfo=UTC),
    )
    china = make_bookmark(
        database,
        blobs,
        account,
        headline="上海港口吞吐量创新高",
        body="今年上半年货物吞吐量继续增长。",
        url="https://gang.example.cn/a",
        language="zh-Hans",
        saved_at=datetime(2025, 6, 1, tzinfo=UTC),
    )
    yield {"sea": sea.id, "asia": asia.id, "china": china.id}


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
def test_a_search_finds_by_every_part(
    database: Database, account: int, ocean: dict[str, str], q: str, expected: list[str]
):
    names = {bookmark_id: name for name, bookmark_id in ocean.items()}
    assert [names[each] for each in ids(database, account, q=q)] == expected


def test_nothing_of_anothers_is_found_or_listed(
    database: Database, blobs: Blobs, account: int, ocean: dict[str, str]
):
    other = make_account(database)
    for q in ("herring", "-nothing", "is:kept", "tag:fish", "鯨", ""):
        assert ids(database, other, q=q) == []
    with database.read() as tx:
        assert queries.tags(tx, other, 10) == []
        assert queries.find(tx, other, ocean["sea"]) is None


def test_the_best_match_comes_first(database: Database, blobs: Blobs, account: int):
    whole = make_bookmark(database, blobs, account, headline="Whale", body="A whale. " * 5).id
    once = make_bookmark(database, blobs, account, body="Cargo and a whale. " + "Cargo. " * 60).id
    assert ids(database, account, q="whale", sort=Sort.BEST) == [whole, once]
    assert ids(database, account, q="whale") == [once, whole]


def test_a_snippet_shows_the_words_that_were_found(
    database: Database, blobs: Blobs, account: int, ocean: dict[str, str]
):
    with database.read() as tx:
        pieces = snippets_for(tx, blobs, lists.page(tx, account, Wanted(q="islands")))
    assert ("islands", True) in pieces[ocean["sea"]]


def test_a_damaged_text_costs_its_snippet_and_not_the_page(
    database: Database, blobs: Blobs, account: int, ocean: dict[str, str], data_dir: Path
):
    for path in (data_dir / "blobs").rglob("*.zst"):
        path.write_bytes(b"damaged")
    with database.read() as tx:
        found = lists.page(tx, account, Wanted(q="islands"))
        snippets_for(tx, blobs, found)
    assert [item.bookmark.id for item in found.items] == [ocean["sea"]]


def test_tags_of_one_spelling_are_listed_with_their_count(
    database: Database, blobs: Blobs, account: int
):
    for n, tag in enumerate(["Fish", "fish", "  fish  ", "FISH,"]):
        url = f"https://news.example.org/{n}"
        actions.save(database, blobs, account, NewBookmark(url=url, tags=[tag]))
    with database.read() as tx:
        assert [(tag.name, tag.bookmarks) for tag in queries.tags(tx, account, 10)] == [("Fish", 4)]
