"""The index on PostgreSQL: put, take out and find; the same answers as FTS5 gives."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ARRAY, Select, Subquery, Text, delete, func, insert, literal, select
from sqlalchemy.orm import Session

from earmark.search.bm25 import Leaf, Sought, leaves, rarity, score
from earmark.search.postgres_match import OWNER_MARK, candidates, columns_of, condition, run_of
from earmark.search.postgres_models import search_index
from earmark.search.query import Query
from earmark.search.terms import BREAK, Columns

TERM_BYTES_MAX = 1_000_000
"""A tsvector takes a megabyte of different words; no book has so many."""

FEW = 200
"""Rows that are cheaper looked up one by one than met on a walk through the newest."""

_row = search_index.c


def matches(tx: Session, query: Query, account_id: int) -> Subquery:
    """As ``index.matches``; ``rank_by`` is the row's words and its number of terms.

    PostgreSQL guesses that a word stands in half a percent of the rows, and walks through
    the newest until it has a page of them: right for a common word, and a second lost among
    100,000 rows for one that stands nowhere. So the index is asked first.
    """
    words = func.concat_ws("\n", _row.headline, _row.body, _row.own, _row.term_count)
    found = select(_row.order_key, words.label("rank_by")).where(condition(query, account_id))
    few = _few_keys(tx, query, account_id)
    return (found if few is None else found.where(_row.order_key.in_(few))).subquery("found")


def _few_keys(tx: Session, query: Query, account_id: int) -> list[int] | None:
    """The keys of all rows that may match, in no order; None if they are not few."""
    some = select(_row.order_key).where(candidates(query, account_id)).limit(FEW + 1)
    keys = list(tx.scalars(some))
    return keys if len(keys) <= FEW else None


def ranked(
    tx: Session, query: Query, account_id: int, newest: Select[int, str]
) -> list[tuple[int, float]]:
    """Order key and rank of each row that ``newest`` selects, in its order; small is good."""
    rows = tx.execute(newest).all()
    if not rows:
        return []
    sought, average_terms = _sought(tx, query, account_id)
    return [(key, -_score(query, sought, average_terms, words)) for key, words in rows]


def _score(query: Query, sought: dict[Leaf, Sought], average_terms: float, kept: str) -> float:
    headline, body, own, term_count = kept.split("\n")
    words = {"headline": headline, "body": body, "own": own}
    return score(query.expression, sought, words, int(term_count) / average_terms) or 0.0


def _sought(tx: Session, query: Query, account_id: int) -> tuple[dict[Leaf, Sought], float]:
    """What is looked for, with its rarity, and the average number of terms of a row."""
    mine = condition(Query(""), account_id)
    wanted = list(dict.fromkeys(leaves(query.expression)))
    row = tx.execute(
        select(
            select(func.count()).select_from(search_index).where(mine).scalar_subquery(),
            select(func.avg(_row.term_count)).where(mine).scalar_subquery(),
            *(_count_of(leaf, account_id) for leaf in wanted),
        )
    ).one()
    rows, average_terms, *counts = row
    sought = {
        leaf: Sought(run_of(leaf), columns_of(leaf), rarity(rows, count))
        for leaf, count in zip(wanted, counts, strict=True)
    }
    return sought, float(average_terms)


def _count_of(leaf: Leaf, account_id: int) -> Any:
    holding = condition(Query("", leaf), account_id)
    return select(func.count()).select_from(search_index).where(holding).scalar_subquery()


def count_each(
    tx: Session, queries: Iterable[Query], account_id: int, counted_max: int
) -> list[int]:
    """How many of the account's rows each query finds, counting no further than a limit."""
    return [_count(tx, query, account_id, counted_max) for query in queries]


def _count(tx: Session, query: Query, account_id: int, counted_max: int) -> int:
    some = select(literal(1)).select_from(search_index).where(condition(query, account_id))
    counted = select(func.count()).select_from(some.limit(counted_max).subquery())
    return tx.scalar(counted) or 0


def add(tx: Session, order_key: int, terms: Columns) -> None:
    """Put a row into the index."""
    words = (terms.headline, terms.body, terms.own)
    listed = [term for column in words for term in column.split(" ") if term]
    in_index = [OWNER_MARK + terms.owner, *_that_fit(dict.fromkeys(listed))]
    tx.execute(
        insert(search_index).values(
            order_key=order_key,
            terms=func.array_to_tsvector(literal(in_index, ARRAY(Text))),
            headline=f" {terms.headline} ",
            body=f" {terms.body} ",
            own=f" {terms.own} ",
            term_count=len(listed) + 1,
        )
    )


def take_out(tx: Session, order_key: int, _terms: Columns) -> None:
    """Take a row out."""
    tx.execute(delete(search_index).where(_row.order_key == order_key))


def empty(tx: Session) -> None:
    """Take everything out."""
    tx.execute(delete(search_index))


def _that_fit(terms: Iterable[str]) -> Iterator[str]:
    """The first different terms, as many as a tsvector takes."""
    room = TERM_BYTES_MAX
    for term in terms:
        room -= len(term.encode())
        if room < 0:
            return
        if term != BREAK:
            yield term
