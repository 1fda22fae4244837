"""PostgreSQL finds what SQLite finds, in the same order: random lists, random searches."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from earmark.db.engine import Database
from earmark.search.index import best, matches, put, remove
from earmark.search.query import parse
from earmark.search.suggest import suggest
from earmark.search.terms import SearchText

pytestmark = pytest.mark.postgresql

WORDS = [
    "sea", "seal", "seals", "harbour", "harbor", "boat", "boats", "a1", "o'hara", "naïve",
    "don't", "日本", "日本語", "本語", "새벽", "c++", "\\", "'", "straße", "strasse",
]  # fmt: skip
ACCOUNTS = (1, 11)

some_words = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
tags = st.lists(st.sampled_from(["sea", "c++", "c#", "deep sea", "日本"]), max_size=2).map(tuple)
rows = st.lists(
    st.tuples(st.sampled_from(ACCOUNTS), some_words, some_words, some_words, some_words, tags),
    max_size=12,
)
words = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(WORDS).map(lambda word: f"{word[:3]}*"),
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(lambda w: f'"{" ".join(w)}"'),
)
fields = st.sampled_from(["", "headline:", "byline:", "site:", "note:", "text:", "tag:"])
leaf = st.builds("{}{}".format, fields, words)


def searches(*more: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Words joined in every way, and groups as ``more`` draws them."""
    return st.recursive(
        leaf,
        lambda part: st.one_of(
            st.builds("{} {}".format, part, part),
            st.builds("{} OR {}".format, part, part),
            st.builds("-{}".format, leaf),
            st.builds("({})".format, part),
            *more,
        ),
        max_leaves=5,
    )


queries = searches(st.builds("-({} -{})".format, leaf, leaf), st.builds("-({})".format, leaf))
ranked_queries = searches()
"""Without a minus within a minus, of which FTS5 counts now one word and now another."""


class RolledBack(Exception):
    """Ends a transaction that must leave nothing behind."""


@contextmanager
def filled(database: Database, library: list[SearchText]) -> Iterator[Session]:
    """The database with these rows in its index, for a while."""
    with pytest.raises(RolledBack), database.write() as tx:  # noqa: PT012 - to its very end
        for row in library:
            put(tx, row)
        yield tx
        raise RolledBack


def found(tx: Session, query: str, account: int) -> list[int]:
    matched = matches(tx, parse(query), account)
    return list(tx.scalars(select(matched.c.order_key).order_by(matched.c.order_key.desc())))


def ranked(tx: Session, query: str, account: int) -> tuple[int, ...]:
    asked = parse(query)
    matched = matches(tx, asked, account)
    newest = select(matched.c.order_key, matched.c.rank_by).order_by(matched.c.order_key.desc())
    return best(tx, asked, account, newest).order_keys


@pytest.fixture(scope="module")
def sqlite(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path = tmp_path_factory.mktemp("beside") / "earmark.db"
    shutil.copy(migrated, path)
    opened = Database(f"sqlite:///{path}")
    yield opened
    opened.close()


def library_of(drawn: list[tuple[int, str, str, str, str, tuple[str, ...]]]) -> list[SearchText]:
    return [
        SearchText(account, key, headline, body, own, byline, f"{byline} example.org", tags)
        for key, (account, headline, body, own, byline, tags) in enumerate(drawn)
    ]


EXAMPLES = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@EXAMPLES
@given(drawn=rows, query=queries)
def test_both_find_the_same(database: Database, sqlite: Database, drawn, query: str):
    library = library_of(drawn)
    with filled(database, library) as here, filled(sqlite, library) as there:
        for account in ACCOUNTS:
            assert found(here, query, account) == found(there, query, account)


@EXAMPLES
@given(drawn=rows, query=ranked_queries)
def test_both_rank_the_same_where_one_reads(
    database: Database, sqlite: Database, drawn, query: str
):
    library = library_of([(1, *rest) for _, *rest in drawn])
    with filled(database, library) as here, filled(sqlite, library) as there:
        assert ranked(here, query, 1) == ranked(there, query, 1)


@pytest.mark.parametrize("typed", ["harbuor", "seels", "boatz and more", "nothing"])
def test_both_suggest_the_same(database: Database, sqlite: Database, typed: str):
    library = [SearchText(1, key, body=f"{word} " * 3) for key, word in enumerate(WORDS)]
    with filled(database, library) as here, filled(sqlite, library) as there:
        assert suggest(here, parse(typed), 1) == suggest(there, parse(typed), 1)


def test_a_phrase_far_down_a_long_read_is_found(database: Database, sqlite: Database):
    """A tsvector's places end at 16,383, and at 255 for one word."""
    body = "word " * 20_000 + "the quiet harbour " + "quiet word harbour " * 300
    library = [SearchText(1, 1, body=body), SearchText(1, 2, body="harbour quiet")]
    for query in ('"quiet harbour"', '"the quiet har*"', "harbour -quiet", '-"quiet harbour"'):
        with filled(database, library) as here, filled(sqlite, library) as there:
            assert found(here, query, 1) == found(there, query, 1)


def test_a_book_of_ever_new_words_is_taken(database: Database):
    """A tsvector takes a megabyte of different words; the rest are not found."""
    body = " ".join(f"wort{number:09}" for number in range(100_000))
    with filled(database, [SearchText(1, 1, headline="Ever new", body=body)]) as tx:
        assert found(tx, "new wort000000001", 1) == [1]
        remove(tx, 1)
        assert found(tx, "new", 1) == []
