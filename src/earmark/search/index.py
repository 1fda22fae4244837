"""The index on SQLite (FTS5): put, take out, move and find rows by their words.

Everything happens in the caller's transaction. How to ask::

    found = matches(query, account_id)
    select(...)
    .select_from(found.join(bookmarks, bookmarks.c.order_key == found.c.order_key))
    .where(...)                            # the query's filters, and the account once more
    .order_by(found.c.order_key.desc())    # newest first, by the index's own key
    .limit(20)

The order must name ``found``'s column and the matches must come first. SQLite then walks
the matches once, newest first, and stops at the limit. Ordered by the other table's
column, or with the matches second and no order, it may ask MATCH again for every row of
that table: 0.07 ms became 70 for a reader with 2,000 of 20,000 rows. ``IN (SELECT ...)``
always does so. tests/search/test_search_plans.py holds the plans.
"""

from dataclasses import asdict, astuple, dataclass

import zstandard
from sqlalchemy import Float, Select, Subquery, column, delete, insert, select, text
from sqlalchemy.orm import Session

from earmark import clock
from earmark.search.match import match_string
from earmark.search.models import OrderKey, search_rows
from earmark.search.query import Query
from earmark.search.terms import Columns, SearchText, columns
from earmark.search.tokenise import TOKENISER_VERSION

MAX_RANKED = 1_000
"""Matches that are ranked, the newest: ranking all took 117 ms at 100,000 articles, this 3."""

ZSTD_LEVEL = 3

_ADD = text(
    "INSERT INTO search_index(rowid, owner, headline, body, own)"
    " VALUES (:order_key, :owner, :headline, :body, :own)"
)
_TAKE_OUT = text(
    "INSERT INTO search_index(search_index, rowid, owner, headline, body, own)"
    " VALUES ('delete', :order_key, :owner, :headline, :body, :own)"
)
# bm25's weights are those of the columns: the owner none, a headline ten times the text.
# The one-row table stands behind a CROSS JOIN, which SQLite never reorders: it keeps the
# index from being looked into once for each row of a table that is joined to it.
_MATCHES = text(
    "SELECT search_index.rowid AS order_key, bm25(search_index, 0.0, 10.0, 1.0, 5.0) AS rank"
    " FROM search_index CROSS JOIN (SELECT 1) WHERE search_index MATCH :match"
)


@dataclass(frozen=True)
class Best:
    """Order keys, best match first; ``was_capped`` if older matches were left unranked."""

    order_keys: tuple[int, ...]
    was_capped: bool


def matches(query: Query, account_id: int) -> Subquery:
    """The account's rows that hold the words of a query, to be joined as shown above.

    Columns: ``order_key``, and ``rank`` (bm25: the smaller, the better).
    """
    found = _MATCHES.bindparams(match=match_string(query, account_id))
    return found.columns(column("order_key", OrderKey), column("rank", Float)).subquery("found")


def best(tx: Session, matched: Select[int, float]) -> Best:
    """The newest 1,000 of ``matched``, best match first, the newer first among equals.

    ``matched`` selects ``found.c.order_key, found.c.rank``, is joined and narrowed as the
    head of this module shows, and is ordered newest first.
    """
    newest = tx.execute(matched.limit(MAX_RANKED + 1)).all()
    ranked = sorted(newest[:MAX_RANKED], key=lambda row: row.rank)
    return Best(tuple(row.order_key for row in ranked), len(newest) > MAX_RANKED)


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
    terms = zstandard.ZstdDecompressor().decompress(row.tokens).decode().split("\n")
    return _Kept(row.account_id, row.tokeniser_version, Columns(*terms))


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
    tx.execute(_ADD, {"order_key": order_key, **asdict(new.terms)})


def _take_out(tx: Session, order_key: int, old: _Kept) -> None:
    tx.execute(_TAKE_OUT, {"order_key": order_key, **asdict(old.terms)})
    tx.execute(delete(search_rows).where(search_rows.c.order_key == order_key))
