"""A short way to fill the index of a real, migrated database file and to ask it."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from earmark.db.engine import Database
from earmark.search.index import matches, put
from earmark.search.query import parse
from earmark.search.terms import SearchText

ACCOUNT = 1


@pytest.fixture
def tx(database: Database) -> Iterator[Session]:
    with database.write() as tx:
        yield tx


@pytest.fixture
def find(tx: Session) -> Callable[..., list[int]]:
    """The order keys that a search finds, newest first."""

    def keys(query: str, account_id: int = ACCOUNT) -> list[int]:
        found = matches(tx, parse(query), account_id)
        return list(tx.scalars(select(found.c.order_key).order_by(found.c.order_key.desc())))

    return keys


@pytest.fixture
def save(tx: Session) -> Callable[..., None]:
    """Index a row that has only what the test names."""

    def row(order_key: int, body: str = "", account_id: int = ACCOUNT, **parts: object) -> None:
        put(tx, SearchText(account_id, order_key, body=body, **parts))  # type: ignore[arg-type]

    return row
