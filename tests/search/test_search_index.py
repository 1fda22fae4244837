"""The index: what is put in is found, by its owner alone, and leaves nothing behind."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import Session

from earmark.errors import Invalid
from earmark.search.index import MAX_RANKED, best, matches, move, put, remove
from earmark.search.models import CREATE_INDEX_SQL, search_rows
from earmark.search.query import parse
from earmark.search.sqlite_match import match_string
from earmark.search.terms import SearchText

Find = Callable[..., list[int]]
Save = Callable[..., None]

SENTENCES = {
    1: "我们去北京大学看书，今天天气很好。",
    2: "東京都の天気は晴れです。",
    3: "京都で日本語のニュースを読む",
    4: "한국은행이 기준금리를 동결했다",
    5: "รัฐบาลไทยประกาศนโยบายใหม่",
}


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("北京", [1]),
        ("京都", [3, 2]),  # 東京都 holds the same two characters side by side
        ('"東京都"', [2]),
        ("大学 天气", [1]),
        ("天", [2, 1]),
        ("好", [1]),  # the last character of its stretch
        ("ニュース", [3]),
        ("한국은행", [4]),
        ("금리", [4]),
        ("นโยบาย", [5]),
        ("北学", []),
        ("天気 ニュース", []),
    ],
)
def test_scripts_without_spaces_are_found_by_any_part(
    save: Save, find: Find, query: str, keys: list[int]
) -> None:
    for key, body in SENTENCES.items():
        save(key, body)
    assert find(query) == keys


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("summit", [2, 1]),
        ("climate OR football", [3, 1]),
        ("summit -climate", [2]),
        ("-summit", [3]),
        ("-summit OR climate", [3, 1]),
        ('"climate summit"', [1]),
        ('"summit climate"', []),
        ("foot*", [3]),
        ("foot", []),
        ("summit (berlin OR rome)", [2]),
        ("headline:summit", [1]),
        ("text:summit", [2]),
        ("smith", [3, 2]),
        ("byline:smith", [2]),
        ('byline:"jane smith"', [2]),
        ("byline:ja*", [2]),
        ("site:example", [2, 1]),
        ("site:news.example.org", [2]),
        ('"smith news"', []),  # the byline's last word and the site's first
        ("tag:world", []),
        ('tag:"World News"', [1]),
        ("tag:wor*", [1]),
        ("news", [2, 1]),
        ("tag:c++", [2]),
        ("tag:c#", [3]),
        ("note:remember", [3]),
        ("note:football", []),
        ("a1", []),  # the owner's term is no word
        ("", [3, 2, 1]),
    ],
)
def test_the_query_language_finds(save: Save, find: Find, query: str, keys: list[int]) -> None:
    save(1, "Leaders met.", headline="Climate summit", site="example.net", tags=("World News",))
    save(
        2,
        "The summit in Berlin",
        byline="Jane Smith",
        site="news.example.org",
        tags=("c++",),
    )
    save(3, "Football, says Smith.", own="remember this", tags=("c#",))
    assert find(query) == keys


@pytest.mark.sqlite
def test_the_migrated_index_is_the_one_described(tx: Session) -> None:
    made = tx.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'search_index'"))
    assert "".join(str(made).split()) == "".join(CREATE_INDEX_SQL[0].split())


def test_nobody_finds_what_is_anothers(save: Save, find: Find) -> None:
    save(1, "secret plans", account_id=1)
    save(2, "secret plans", account_id=11)
    searches = ["secret", "-nothing", "", "a11", "owner:a11", "secret OR a11", "sec*", "x OR -y"]
    assert [find(query, 1) for query in searches] == [[1], [1], [1], [], [], [1], [1], [1]]
    assert find("secret", 11) == [2]
    assert find("secret", 111) == []


def test_a_row_put_again_is_found_by_its_new_words_alone(
    tx: Session, save: Save, find: Find
) -> None:
    save(1, "old words", tags=("a",))
    save(1, "new words", account_id=2)
    assert find("words") == find("old", 2) == find("tag:a", 2) == []
    assert find("new", 2) == [1]


def test_a_moved_row_takes_its_new_place(tx: Session, save: Save, find: Find) -> None:
    save(1, "first")
    save(2, "second")
    move(tx, 1, 3)
    move(tx, 99, 100)
    assert find("") == [3, 2]
    assert find("first") == [3]


def test_a_removed_row_is_gone_and_may_be_removed_again(
    tx: Session, save: Save, find: Find
) -> None:
    save(1, "words")
    remove(tx, 1)
    remove(tx, 1)
    assert find("") == []


def test_the_largest_key_of_the_design_fits(save: Save, find: Find) -> None:
    in_the_year_2200 = (7_258_118_400 * 1_000_000 << 10) + 1023
    save(in_the_year_2200, "late")
    assert find("late") == [in_the_year_2200]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["put", "remove", "move"]),
        st.integers(1, 4),
        st.integers(1, 4),
        st.lists(st.sampled_from(["war", "peace", "日本語", "ß", "U.S."]), max_size=5),
    ),
    max_size=12,
)


@given(STEPS)
@settings(max_examples=60, deadline=None)
def test_after_any_changes_the_index_equals_one_made_afresh(
    steps: list[tuple[str, int, int, list[str]]],
) -> None:
    changed, rows = new_index(), {}
    for step, key, other, body in steps:
        if step == "put":
            rows[key] = SearchText(1, key, headline="head", body=" ".join(body), tags=tuple(body))
            put(changed, rows[key])
        elif step == "remove":
            rows.pop(key, None)
            remove(changed, key)
        elif key in rows and other not in rows:
            row = rows.pop(key)
            rows[other] = SearchText(1, other, row.headline, row.body, tags=row.tags)
            move(changed, key, other)
    fresh = new_index()
    for row in rows.values():
        put(fresh, row)
    changed.execute(text("INSERT INTO search_index(search_index) VALUES ('integrity-check')"))
    assert contents(changed) == contents(fresh)
    for index in (changed, fresh):
        index.close()
        index.get_bind().dispose()  # type: ignore[union-attr]  # an engine, made below


def contents(index: Session) -> list[object]:
    """Every place of every term, the size of every row, and what is kept to undo it."""
    occurrences = "SELECT term, doc, col, offset FROM search_words ORDER BY 1, 2, 3, 4"
    sizes = "SELECT id, sz FROM search_index_docsize ORDER BY id"
    kept = select(search_rows.c.order_key, search_rows.c.tokens).order_by(search_rows.c.order_key)
    return [index.execute(one).all() for one in (text(occurrences), text(sizes), kept)]


def new_index() -> Session:
    engine = create_engine("sqlite://")
    index = Session(engine)
    search_rows.create(index.connection())
    for statement in CREATE_INDEX_SQL:
        index.execute(text(statement))
    index.execute(
        text("CREATE VIRTUAL TABLE temp.search_words USING fts5vocab(main, search_index, instance)")
    )
    return index


SYNTAX = st.sampled_from(
    [*'"()*-:+^{}', " ", " OR ", " AND ", " NOT ", " NEAR ", "tag:", "site:", "note:", "is:read "]
)
QUERIES = st.lists(SYNTAX | st.text(max_size=6), max_size=40).map("".join)


@given(QUERIES)
@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_every_search_runs_on_a_real_index(tx: Session, query: str) -> None:
    ask(tx, query)


@pytest.mark.parametrize(
    "query",
    [
        "(" * 500 + "a" + ")" * 500,
        "".join(f"(a{n} OR (-b{n} " for n in range(32)),
        "-(a -(b -(c -(d -(e -(f -(g -(h -(i -(j OR k",
        " OR ".join(f"-w{n}" for n in range(64)),
        "ﷺ" * 60,
        "\x00 \ud800 \uffff \ue001a",
    ],
)
def test_the_deepest_and_longest_searches_run(tx: Session, query: str) -> None:
    ask(tx, query)


def test_no_hostile_string_fails_or_finds_anything_of_others(
    tx: Session, save: Save, shared: Path
) -> None:
    for key, account_id in ((1, 2), (2, 3)):
        save(key, "a b c admin users 1 or select", account_id=account_id)
    naughty = json.loads((shared / "hostile" / "naughty_strings.json").read_text())
    odd = json.loads((shared / "hostile" / "variants.json").read_text())["queries"]
    queries = [one if isinstance(one, str) else one[0] * one[1] + one[2] for one in odd]
    assert len(naughty) + len(queries) > 300
    assert not any(ask(tx, query) for query in [*naughty, *queries])


def ask(tx: Session, query: str) -> list[int]:
    try:
        found = matches(tx, parse(query), 1)
    except Invalid:
        return []
    return list(tx.scalars(select(found.c.order_key)))


def test_the_owner_is_part_of_every_match() -> None:
    for query in ["", "a", "-a", "a OR -b", "tag:x", "-(a -b)"]:
        assert 'owner : "a7"' in match_string(parse(query), 7)


def ranked(tx: Session, query: str) -> tuple[tuple[int, ...], bool]:
    found = matches(tx, parse(query), 1)
    newest = select(found.c.order_key, found.c.rank_by).order_by(found.c.order_key.desc())
    result = best(tx, parse(query), 1, newest)
    return result.order_keys, result.was_capped


def test_the_best_match_has_the_word_in_its_headline(tx: Session, save: Save) -> None:
    filling = "other words stand here " * 20
    save(1, f"climate {filling}")
    save(2, filling, headline="Climate")
    save(3, f"{filling} climate")
    save(4, filling)
    assert ranked(tx, "climate") == ((2, 3, 1), False)


def test_only_the_newest_thousand_are_ranked_and_said_so(tx: Session, save: Save) -> None:
    save(0, "nothing", headline="word")
    for key in range(1, MAX_RANKED + 1):
        save(key, "word")
    keys, was_capped = ranked(tx, "word")
    assert was_capped
    assert sorted(keys) == list(range(1, MAX_RANKED + 1))
