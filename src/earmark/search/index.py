"""The index: put, take out, move and find rows by their words, on either database.

Everything happens in the caller's transaction. How to ask::

    found = matches(tx, query, account_id)
    select(...)
    .select_from(found.join(bookmarks, bookmarks.c.order_key == found.c.order_key))
    .where(...)                            # the query's filters, and the account once more
    .order_by(found.c.order_key.desc())    # newest first, by the index's own key
    .limit(20)

The order must name ``found``'s column and the matches must come first; ``search/sqlite.py``
says why. The two engines, ``search/sqlite.py`` and ``search/postgres.py``, give the same
answers; ``search_rows`` is the same on both.
"""

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from typing import Any

import zstandard
from sqlalchemy import Select, Subquery, delete, insert, select, text
from sqlalchemy.orm import Session

from earmark import clock
from earmark.search import sqlite
from earmark.search.models import search_rows
from earmark.search.query import Query
from earmark.search.terms import Columns, SearchText, columns
from earmark.search.tokenise import TOKENISER_VERSION

MAX_RANKED = 1_000
"""Matches that are ranked, the newest: ranking all took 117 ms at 100,000 articles, this 3."""

ZSTD_LEVEL = 3


@dataclass(frozen=True)
class Best:
    """Order keys, best match first; ``was_capped`` if older matches were left unranked."""

    order_keys: tuple[int, ...]
    was_capped: bool


def matches(tx: Session, query: Query, account_id: int) -> Subquery:
    """The account's rows that hold the words of a query, to be joined as shown above.

    Columns: ``order_key``, and ``rank_by``, which only ``best`` understands.
    """
    return _engine(tx).matches(tx, query, account_id)  # type: ignore[no-any-return]


def best(tx: Session, query: Query, account_id: int, matched: Select[Any, Any]) -> Best:
    """The newest 1,000 of ``matched``, best match first, the newer first among equals.

    ``matched`` selects ``found.c.order_key, found.c.rank_by`` of this query's ``matches``,
    joined and narrowed as the head of this module shows, newest first.
    """
    newest = _engine(tx).ranked(tx, query, account_id, matched.limit(MAX_RANKED + 1))
    in_order = sorted(newest[:MAX_RANKED], key=lambda row: row[1])
    return Best(tuple(key for key, _ in in_order), len(newest) > MAX_RANKED)


def count_each(tx: Session, queries: list[Query], account_id: int, counted_max: int) -> list[int]:
    """How many of the account's rows each query finds, counting no further than a limit."""
    return _engine(tx).count_each(tx, queries, account_id, counted_max)  # type: ignore[no-any-return]


def put(tx: Session, row: SearchText) -> None:
    """Index a row, in place of what was indexed for its key before."""
    new = _Kept(row.account_id, TOKENISER_VERSION, columns(row))
    old = _find_kept(tx, row.order_key)
    if old == new:
        return
    if old is not None:
        _take_out(tx, row.order_key, old)
    _add(tx, row.order_key, new)


def remove(tx: Session, order_key: int) -> None:
    """Take a row out of the index; nothing happens if it is not in it."""
    old = _find_kept(tx, order_key)
    if old is not None:
        _take_out(tx, order_key, old)


def keys_of(tx: Session, account_id: int, limit: int) -> list[int]:
    """Some keys of an account's rows, at most ``limit``: to take them all out by and by."""
    of = select(search_rows.c.order_key).where(search_rows.c.account_id == account_id)
    return list(tx.scalars(of.limit(limit)))


def move(tx: Session, old_key: int, new_key: int) -> None:
    """Give a row another place in the order; nothing happens if it is not in the index.

    Raises IntegrityError if the new key is taken.
    """
    kept = _find_kept(tx, old_key)
    if kept is None or old_key == new_key:
        return
    _take_out(tx, old_key, kept)
    _add(tx, new_key, kept)


def refill(tx: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """Put rows that stand in ``search_rows`` already into the index; Any: values of columns."""
    for row in rows:
        _engine(tx).add(tx, row["order_key"], _unpacked(row["tokens"]))


def count(tx: Session) -> int:
    """How many rows are in the index."""
    return int(tx.execute(text("SELECT count(*) FROM search_index")).scalar_one())


def empty(tx: Session) -> None:
    """Take everything out of the index, but not out of ``search_rows``."""
    _engine(tx).empty(tx)


@dataclass(frozen=True)
class _Kept:
    """What ``search_rows`` knows of a row, by which the index can be changed exactly."""

    account_id: int
    tokeniser_version: int
    terms: Columns


def _find_kept(tx: Session, order_key: int) -> _Kept | None:
    row = tx.execute(select(search_rows).where(search_rows.c.order_key == order_key)).one_or_none()
    if row is None:
        return None
    return _Kept(row.account_id, row.tokeniser_version, _unpacked(row.tokens))


def _unpacked(tokens: bytes) -> Columns:
    return Columns(*zstandard.ZstdDecompressor().decompress(tokens).decode().split("\n"))


def _add(tx: Session, order_key: int, new: _Kept) -> None:
    packed = "\n".join(astuple(new.terms)).encode()
    tx.execute(
        insert(search_rows).values(
            order_key=order_key,
            account_id=new.account_id,
            tokens=zstandard.ZstdCompressor(ZSTD_LEVEL).compress(packed),
            tokeniser_version=new.tokeniser_version,
            indexed_at=clock.now(),
        )
    )
    _engine(tx).add(tx, order_key, new.terms)


def _take_out(tx: Session, order_key: int, old: _Kept) -> None:
    _engine(tx).take_out(tx, order_key, old.terms)
    tx.execute(delete(search_rows).where(search_rows.c.order_key == order_key))


def _engine(tx: Session) -> Any:  # Any: a module, sqlite or postgres, which have the same functions
    if tx.get_bind().dialect.name == "sqlite":
        return sqlite
    from earmark.search import postgres  # loads SQLAlchemy's PostgreSQL: 0.07 s, 4 MB

    return postgres
