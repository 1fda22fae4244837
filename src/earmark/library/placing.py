"""A Bookmark's place on a list: its number, its key in the order, its row.

The statements are made once: building one costs more than running it, and a save is to be
acknowledged in a millisecond. All of this happens in the caller's write.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, literal_column, select
from sqlalchemy.orm import Session

from earmark import clock
from earmark.accounts.turns import account_turn
from earmark.articles.canonical import address_turn
from earmark.articles.models import Address
from earmark.db.base import new_id
from earmark.db.turns import take_turns
from earmark.db.upsert import Insert, greatest, insert
from earmark.library.models import Bookmark, ListCounter

COUNTER_BITS = 10
"""Bookmarks saved in the same microsecond: at most 1,024, then the next microsecond's."""

_LAST_IN_SPAN = (1 << COUNTER_BITS) - 1

_INSERT = insert(Bookmark.__table__)


def _count_statement() -> Insert:
    """Remember the number just given, so that removing the Bookmark does not free it."""
    counters: Any = ListCounter.__table__  # Any: a Table, which a declared class does not say
    counted = insert(counters).values(
        account_id=bindparam("account_id"), last_number=bindparam("number")
    )
    return counted.on_conflict_do_update(
        index_elements=["account_id"], set_={"last_number": counted.excluded.last_number}
    )


_COUNT = _count_statement()

_TAKEN_KEY = select(func.max(Bookmark.order_key)).where(
    Bookmark.order_key.between(bindparam("first_key"), bindparam("last_key"))
)

_COUNTED = (
    select(ListCounter.last_number)
    .where(ListCounter.account_id == bindparam("account_id"))
    .scalar_subquery()
)
_IN_USE = (
    select(func.max(Bookmark.number))
    .where(Bookmark.account_id == bindparam("account_id"))
    .scalar_subquery()
)
"""What is in use counts beside the counter, for lists that were filled in bulk."""

_PLACE = select(
    select(Address.article_id)
    .where(Address.canonical_url == bindparam("canonical_url"))
    .scalar_subquery()
    .label("article_id"),
    greatest(func.coalesce(_COUNTED, 0), func.coalesce(_IN_USE, 0)).label("last_number"),
    _TAKEN_KEY.scalar_subquery().label("taken_key"),
).select_from(select(literal_column("1")).subquery())


@dataclass(frozen=True)
class Place:
    """Where a new Bookmark would stand, and the Article if it is known."""

    article_id: str | None
    number: int
    order_key: int


def place(tx: Session, account_id: int, canonical_url: str, at: datetime) -> Place:
    """What a save needs to know, in one query."""
    first = first_key(at)
    take_turns(tx, account_turn(account_id), address_turn(canonical_url), _key_turn(first))
    row = tx.connection().execute(
        _PLACE,
        {
            "account_id": account_id,
            "canonical_url": canonical_url,
            "first_key": first,
            "last_key": first + _LAST_IN_SPAN,
        },
    )
    article_id, last_number, taken = row.one()
    return Place(article_id, last_number + 1, _free_key(tx, first, taken))


def _free_key(tx: Session, first: int, taken: int | None) -> int:
    """The first unused key from ``first`` on, which begins a microsecond.

    A microsecond that is full passes its Bookmarks on to the next: imports from places
    that keep no time bring thousands of the same one.
    """
    while taken == first + _LAST_IN_SPAN:
        first = taken + 1
        take_turns(tx, _key_turn(first))
        span = {"first_key": first, "last_key": first + _LAST_IN_SPAN}
        taken = tx.connection().scalar(_TAKEN_KEY, span)
    return first if taken is None else taken + 1


def _key_turn(first: int) -> str:
    """Of the keys of one microsecond, which all accounts share."""
    return f"order key:{first}"


def first_key(at: datetime) -> int:
    """The first key of a time: its microseconds, then a counter; key order is save order."""
    return round(at.timestamp() * 1_000_000) << COUNTER_BITS


def add(
    tx: Session,
    account_id: int,
    article_id: str,
    where: Place,
    url: str,
    canonical_url: str,
    host: str,
    saved_at: datetime,
) -> Bookmark:
    """Put a new Bookmark on the list, waiting for its copy; the row, not bound to anything."""
    values = {
        "account_id": account_id,
        "id": new_id(),
        "number": where.number,
        "article_id": article_id,
        "url": url,
        "canonical_url": canonical_url,
        "note": "",
        "saved_at": saved_at,
        "order_key": where.order_key,
        "changed_at": clock.now(),
        "state": "capturing",
        "host": host,
        "direction": "ltr",
        "body_words": 0,
    }
    connection = tx.connection()
    connection.execute(_INSERT, values)
    connection.execute(_COUNT, {"account_id": account_id, "number": where.number})
    return Bookmark(**values)
