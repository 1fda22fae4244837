"""The numbers of Bookmarks and Tags: given once, and never again.

Foreign clients know a Bookmark or a Tag by its number, and may act on one that was removed.
"""

from typing import Any

from sqlalchemy import Integer, bindparam, func, select
from sqlalchemy.orm import Session

from earmark.db.upsert import greatest, insert
from earmark.library.models import Bookmark, ListCounter, Tag


def next_bookmark_numbers(tx: Session, account_id: int, count: int) -> range:
    """As many new numbers, given to the account now; in its turn, in the caller's write."""
    return _next(tx, _COUNT_BOOKMARKS, account_id, count)


def next_tag_number(tx: Session, account_id: int) -> int:
    """A new number for a Tag of the account; in its turn, in the caller's write."""
    return _next(tx, _COUNT_TAGS, account_id, 1)[0]


def _next(tx: Session, statement: Any, account_id: int, count: int) -> range:
    asked = {"account_id": account_id, "count": count}
    last: int = tx.connection().execute(statement, asked).scalar_one()
    return range(last - count + 1, last + 1)


def _counting(counter: str, numbered: type[Bookmark] | type[Tag]) -> Any:
    """An Insert that raises the account's counter and returns the highest number given.

    What is in use counts beside the counter, for lists that were filled in bulk. Made once,
    as every save runs it. Any: SQLAlchemy's types do not reach into RETURNING.
    """
    table: Any = ListCounter.__table__  # Any: a Table, which a declared class does not say
    account_id = bindparam("account_id", type_=Integer())
    count = bindparam("count", type_=Integer())
    highest = select(func.max(numbered.number)).where(numbered.account_id == account_id)
    in_use = func.coalesce(highest.scalar_subquery(), 0)
    counted = insert(table).values({"account_id": account_id, counter: in_use + count})
    raised = greatest(table.c[counter], in_use) + count
    return counted.on_conflict_do_update(
        index_elements=["account_id"], set_={counter: raised}
    ).returning(table.c[counter])


_COUNT_BOOKMARKS = _counting("last_number", Bookmark)
_COUNT_TAGS = _counting("last_tag_number", Tag)
