"""A Bookmark's place on a list: its number, its key in the order, its row.

The statements are made once: building one costs more than running it, and a save is to be
acknowledged in a millisecond. All of this happens in the caller's write.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from earmark import clock
from earmark.db.base import new_id
from earmark.db.turns import take_turns
from earmark.db.upsert import insert
from earmark.library.models import Bookmark
from earmark.library.numbers import next_bookmark_numbers

COUNTER_BITS = 10
"""Bookmarks saved in the same microsecond: at most 1,024, then the next microsecond's."""

_IN_SPAN = 1 << COUNTER_BITS

_INSERT = insert(Bookmark.__table__)


@dataclass(frozen=True)
class Newcomer:
    """A Bookmark that is to be put on its list."""

    account_id: int
    article_id: str
    url: str
    canonical_url: str
    host: str
    saved_at: datetime


def add_all(tx: Session, newcomers: Sequence[Newcomer]) -> list[Bookmark]:
    """Put new Bookmarks on their lists, waiting for their copies; the rows, unbound."""
    if not newcomers:
        return []
    at = clock.now()
    wanted = Counter(each.account_id for each in newcomers)
    numbers = {of: iter(next_bookmark_numbers(tx, of, wanted[of])) for of in sorted(wanted)}
    rows = [_row(each, at) for each in newcomers]
    for row, key in zip(rows, _free_keys(tx, newcomers), strict=True):
        row["order_key"], row["number"] = key, next(numbers[row["account_id"]])
    tx.connection().execute(_INSERT, rows)
    return [Bookmark(**row) for row in rows]


def first_key(at: datetime) -> int:
    """The first key of a time: its microseconds, then a counter; key order is save order."""
    return round(at.timestamp() * 1_000_000) << COUNTER_BITS


def _row(new: Newcomer, at: datetime) -> dict[str, Any]:  # Any: one of the columns' types each
    return {
        "account_id": new.account_id,
        "id": new_id(),
        "article_id": new.article_id,
        "url": new.url,
        "canonical_url": new.canonical_url,
        "note": "",
        "saved_at": new.saved_at,
        "changed_at": at,
        "state": "capturing",
        "host": new.host,
        "direction": "ltr",
        "body_words": 0,
    }


_TAKEN_KEY = select(func.max(Bookmark.order_key)).where(
    Bookmark.order_key.between(bindparam("first_key"), bindparam("last_key"))
)


def _free_keys(tx: Session, newcomers: Sequence[Newcomer]) -> list[int]:
    """A key for each that nothing has, those of one moment in the order in which they come."""
    last_in: dict[int, int] = {}
    return [_free_key(tx, first_key(each.saved_at), last_in) for each in newcomers]


def _free_key(tx: Session, first: int, last_in: dict[int, int]) -> int:
    """The first unused key from ``first`` on, which begins a microsecond.

    A microsecond that is full passes its Bookmarks on to the next: imports from places
    that keep no time bring thousands of the same one. ``last_in`` remembers the last key
    used in each microsecond that was looked at.
    """
    while True:
        if first not in last_in:
            take_turns(tx, _key_turn(first))
            span = {"first_key": first, "last_key": first + _IN_SPAN - 1}
            last_in[first] = tx.connection().scalar(_TAKEN_KEY, span) or first - 1
        if last_in[first] < first + _IN_SPAN - 1:
            last_in[first] += 1
            return last_in[first]
        first += _IN_SPAN


def _key_turn(first: int) -> str:
    """Of the keys of one microsecond, which all accounts share."""
    return f"order key:{first}"
