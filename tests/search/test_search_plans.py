"""How SQLite walks a search: the index once, newest first, never once for each saved row."""

from collections.abc import Callable

import pytest
from sqlalchemy import Column, Index, Integer, MetaData, Select, Table, func, insert, select, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session

from earmark.search.query import parse
from earmark.search.sqlite import matches

pytestmark = pytest.mark.sqlite

things = Table(
    "things",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("account_id", Integer),
    Column("order_key", Integer, unique=True),
    Column("is_read", Integer),
    Index("ix_things_account", "account_id", "order_key"),
    Index("ix_things_unread", "account_id", "is_read", "order_key"),
)
found = matches(Session(), parse("common -rare"), 1)
joined = found.join(things, things.c.order_key == found.c.order_key)
of_account = (things.c.account_id == 1, things.c.is_read == 0)

NEWEST = select(things.c.id).select_from(joined).where(*of_account)
LISTS: dict[str, Select[*tuple[int, ...]]] = {
    "newest first": NEWEST.order_by(found.c.order_key.desc()).limit(20),
    "the next page": NEWEST.where(found.c.order_key < 900)
    .order_by(found.c.order_key.desc())
    .limit(20),
    "joined the other way round": select(things.c.id)
    .join(found, found.c.order_key == things.c.order_key)
    .where(*of_account)
    .order_by(found.c.order_key.desc())
    .limit(20),
    "to be ranked": select(found.c.order_key, found.c.rank_by)
    .select_from(joined)
    .where(*of_account)
    .order_by(found.c.order_key.desc())
    .limit(1001),
}
COUNT = select(func.count()).select_from(joined).where(*of_account)


@pytest.fixture
def filled(tx: Session, save: Callable[..., None]) -> Session:
    things.create(tx.connection())
    for key in range(200):
        save(key, "common" if key % 10 else "rare")
        tx.execute(insert(things).values(account_id=key % 2, order_key=key, is_read=key % 3))
    return tx


@pytest.fixture(params=["without statistics", "with statistics"])
def planned(filled: Session, request: pytest.FixtureRequest) -> Session:
    if request.param == "with statistics":
        filled.execute(text("ANALYZE"))
    return filled


@pytest.mark.parametrize("name", LISTS)
def test_a_list_walks_the_index_once_from_the_newest(planned: Session, name: str) -> None:
    steps = plan(planned, LISTS[name])
    assert steps.index("search_index") < steps.index("things")
    assert not steps.looks_up_each_row
    assert not steps.sorts


def test_a_count_walks_the_index_once(planned: Session) -> None:
    steps = plan(planned, COUNT)
    assert steps.index("search_index") < steps.index("things")
    assert not steps.looks_up_each_row


def test_the_plan_to_avoid_is_told_apart(filled: Session) -> None:
    by_the_other_key = select(things.c.id).join(found, found.c.order_key == things.c.order_key)
    steps = plan(filled, by_the_other_key.where(*of_account).order_by(things.c.order_key.desc()))
    assert steps.looks_up_each_row


class Plan(list[str]):
    """The steps of EXPLAIN QUERY PLAN, outermost loop first."""

    def index(self, table: str) -> int:  # type: ignore[override]
        """Where the loop over a table stands."""
        return next(n for n, step in enumerate(self) if f" {table} " in step)

    @property
    def looks_up_each_row(self) -> bool:
        """FTS5 names its plan: ``=`` is a row looked up by its key, ``M`` a MATCH."""
        return any("VIRTUAL TABLE" in step and "=" in step.rpartition(":")[2] for step in self)

    @property
    def sorts(self) -> bool:
        return any("TEMP B-TREE" in step for step in self)


def plan(tx: Session, statement: Select[*tuple[int, ...]]) -> Plan:
    compiled = statement.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    return Plan(
        row.detail for row in tx.execute(text(f"EXPLAIN QUERY PLAN {compiled}".replace(":", "\\:")))
    )
