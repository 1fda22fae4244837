"""The index on SQLite (FTS5).

The order must name ``found``'s column and the matches must come first (see ``index``).
SQLite then walks the matches once, newest first, and stops at the limit. Ordered by the
other table's column, or with the matches second and no order, it may ask MATCH again for
every row of that table: 0.07 ms became 70 for a reader with 2,000 of 20,000 rows.
``IN (SELECT ...)`` always does so. tests/search/test_search_plans.py holds the plans.
"""

from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import Float, Select, Subquery, column, text
from sqlalchemy.orm import Session

from earmark.search.models import OrderKey
from earmark.search.query import Query
from earmark.search.sqlite_match import match_string
from earmark.search.terms import Columns

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
    "SELECT search_index.rowid AS order_key, bm25(search_index, 0.0, 10.0, 1.0, 5.0) AS rank_by"
    " FROM search_index CROSS JOIN (SELECT 1) WHERE search_index MATCH :match"
)
_COUNT = text(
    "SELECT count(*) FROM (SELECT 1 FROM search_index WHERE search_index MATCH :match LIMIT :limit)"
)


def matches(_tx: Session, query: Query, account_id: int) -> Subquery:
    """As ``index.matches``; ``rank_by`` is bm25: the smaller, the better."""
    found = _MATCHES.bindparams(match=match_string(query, account_id))
    return found.columns(column("order_key", OrderKey), column("rank_by", Float)).subquery("found")


def ranked(
    tx: Session, _query: Query, _account_id: int, newest: Select[int, float]
) -> list[tuple[int, float]]:
    """Order key and rank of each row that ``newest`` selects, in its order; small is good."""
    return [(row.order_key, row.rank_by) for row in tx.execute(newest)]


def count_each(
    tx: Session, queries: Iterable[Query], account_id: int, counted_max: int
) -> list[int]:
    """How many of the account's rows each query finds, counting no further than a limit."""
    asked = ({"match": match_string(q, account_id), "limit": counted_max} for q in queries)
    return [int(tx.execute(_COUNT, each).scalar_one()) for each in asked]


def add(tx: Session, order_key: int, terms: Columns) -> None:
    """Put a row into the index."""
    tx.execute(_ADD, {"order_key": order_key, **asdict(terms)})


def take_out(tx: Session, order_key: int, terms: Columns) -> None:
    """Take a row out, told exactly the terms that went in."""
    tx.execute(_TAKE_OUT, {"order_key": order_key, **asdict(terms)})


def empty(tx: Session) -> None:
    """Take everything out."""
    tx.execute(text("INSERT INTO search_index(search_index) VALUES ('delete-all')"))
