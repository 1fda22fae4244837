"""Pages of a person's saved list: a shelf, a tag, a search, in one of several orders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, or_, select
from sqlalchemy.orm import Session

from earmark.errors import Invalid
from earmark.library import filters
from earmark.library.models import Bookmark, BookmarkTag, Tag
from earmark.library.queries import NUMBER_MAX, Item, with_tags
from earmark.library.tagging import tag_key
from earmark.search import index
from earmark.search.query import Query, parse

LIMIT_MAX = 100
"""Items a page at most; a client that wants all follows the cursor."""


class Sort(StrEnum):
    """The orders of the saved list."""

    NEWEST = "newest"
    OLDEST = "oldest"
    SHORTEST = "shortest"
    LONGEST = "longest"
    BEST = "best"


class Shelf(StrEnum):
    """The three parts of the saved list."""

    UNREAD = "unread"
    ARCHIVE = "archive"
    STARRED = "starred"


_SHELVES: Mapping[Shelf, ColumnElement[bool]] = {
    Shelf.UNREAD: filters.IS_UNREAD,
    Shelf.ARCHIVE: ~filters.IS_UNREAD,
    Shelf.STARRED: Bookmark.starred_at.is_not(None),
}


@dataclass(frozen=True)
class Wanted:
    """Which part of a saved list is asked for."""

    q: str = ""
    shelf: Shelf | None = None
    state: str | None = None
    tag: str | None = None
    sort: Sort = Sort.NEWEST
    after: tuple[int, ...] = ()
    limit: int = 30


@dataclass(frozen=True)
class Found:
    """A page of a saved list, and what was understood of the search."""

    items: list[Item]
    next_after: tuple[int, ...] = ()
    query: Query | None = None
    is_capped: bool = False


def page(tx: Session, account_id: int, wanted: Wanted) -> Found:
    """A page of the list: two queries, however long it is.

    Raises Invalid for a bad search, and for an ``after`` that is not of this order.
    """
    wanted = replace(wanted, after=_key_after(wanted))
    query = parse(wanted.q) if wanted.q.strip() else None
    where = _where(account_id, wanted, query)
    if query is None or not query.has_words:
        return _listed(tx, account_id, wanted, query, select(Bookmark).where(*where))
    found = index.matches(tx, query, account_id)
    if wanted.sort is Sort.BEST:
        return _ranked(tx, account_id, wanted, query, found, where)
    key = found.c.order_key
    chosen = select(Bookmark).select_from(found).join(Bookmark, key == Bookmark.order_key)
    return _listed(tx, account_id, wanted, query, chosen.where(*where), key)


def after_of_page_before(tx: Session, account_id: int, wanted: Wanted) -> tuple[int, ...]:
    """The ``after`` of the page before the wanted one; () for the first, which has none.

    Raises Invalid as ``page`` does.
    """
    wanted = replace(wanted, after=_key_after(wanted))
    query = parse(wanted.q) if wanted.q.strip() else None
    if not wanted.after:
        return ()
    if wanted.sort is Sort.BEST and query and query.has_words:
        start = wanted.after[0] - wanted.limit
        return (_ORDERS[Sort.BEST], start) if start > 0 else ()
    chosen = select(Bookmark).where(*_where(account_id, wanted, query))
    if query and query.has_words:
        found = index.matches(tx, query, account_id)
        chosen = chosen.join(found, found.c.order_key == Bookmark.order_key)
    last = tx.scalar(_in_reverse(chosen, wanted).offset(wanted.limit).limit(1))
    return _place(last, wanted.sort) if last else ()


def article_ids(tx: Session, account_id: int, q: str) -> list[str]:
    """The Articles of all Bookmarks that a search finds, newest first; all for an empty one.

    Raises Invalid for a bad search.
    """
    query = parse(q) if q.strip() else None
    chosen = select(Bookmark.article_id).where(*_where(account_id, Wanted(), query))
    if query and query.has_words:
        found = index.matches(tx, query, account_id)
        chosen = chosen.join(found, found.c.order_key == Bookmark.order_key)
    return list(tx.scalars(chosen.order_by(Bookmark.order_key.desc())))


def _where(account_id: int, wanted: Wanted, query: Query | None) -> list[ColumnElement[bool]]:
    where = [Bookmark.account_id == account_id, *_conditions(wanted)]
    return where + [filters.condition(each) for each in (query.filters if query else ())]


def _listed(
    tx: Session,
    account_id: int,
    wanted: Wanted,
    query: Query | None,
    chosen: Select[Bookmark],
    key: ColumnElement[int] = Bookmark.order_key,  # type: ignore[assignment]  # an instrumented column
) -> Found:
    rows = list(tx.scalars(_in_order(chosen, wanted, key).limit(wanted.limit + 1)))
    shown = rows[: wanted.limit]
    more = _place(shown[-1], wanted.sort) if len(rows) > wanted.limit else ()
    return Found(with_tags(tx, account_id, shown), more, query)


def _ranked(
    tx: Session,
    account_id: int,
    wanted: Wanted,
    query: Query,
    found: Subquery,
    where: Sequence[ColumnElement[bool]],
) -> Found:
    """A page of the best matches; ``after`` counts those shown before."""
    joined = found.join(Bookmark, found.c.order_key == Bookmark.order_key)
    matched = select(found.c.order_key, found.c.rank_by).select_from(joined).where(*where)
    ranking = index.best(tx, query, account_id, matched.order_by(found.c.order_key.desc()))
    start = wanted.after[0] if wanted.after else 0
    keys = ranking.order_keys[start : start + wanted.limit]
    of = select(Bookmark).where(Bookmark.account_id == account_id, Bookmark.order_key.in_(keys))
    by_key = {row.order_key: row for row in tx.scalars(of)}
    end = start + len(keys)
    items = with_tags(tx, account_id, [by_key[key] for key in keys])
    more = (_ORDERS[Sort.BEST], end) if end < len(ranking.order_keys) else ()
    return Found(items, more, query, ranking.was_capped)


def count(tx: Session, account_id: int, shelf: Shelf) -> int:
    """How many Bookmarks stand on a shelf."""
    of = Bookmark.account_id == account_id, _SHELVES[shelf]
    return tx.scalar(select(func.count()).select_from(Bookmark).where(*of)) or 0


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = []
    if wanted.shelf:
        conditions.append(_SHELVES[wanted.shelf])
    if wanted.state:
        conditions.append(Bookmark.state == wanted.state)
    if wanted.tag:
        conditions.append(_wears(wanted.tag))
    return conditions


def _wears(name: str) -> ColumnElement[bool]:
    worn = (
        select(BookmarkTag.bookmark_id)
        .join(Tag, (Tag.account_id == BookmarkTag.account_id) & (Tag.id == BookmarkTag.tag_id))
        .where(BookmarkTag.account_id == Bookmark.account_id, Tag.name_key == tag_key(name))
        .where(BookmarkTag.bookmark_id == Bookmark.id)
    )
    return worn.exists()


def _in_order(
    chosen: Select[Bookmark], wanted: Wanted, key: ColumnElement[int]
) -> Select[Bookmark]:
    """The order, and only what comes after the last item of the page before."""
    words, after = Bookmark.body_words, wanted.after
    if wanted.sort is Sort.OLDEST:
        return (chosen.where(key > after[0]) if after else chosen).order_by(key)
    if wanted.sort in _BY_LENGTH:
        is_up = wanted.sort is Sort.SHORTEST
        if after:
            further = words > after[0] if is_up else words < after[0]
            chosen = chosen.where(or_(further, and_(words == after[0], key < after[1])))
        return chosen.order_by(words if is_up else words.desc(), key.desc())
    return (chosen.where(key < after[0]) if after else chosen).order_by(key.desc())


def _in_reverse(chosen: Select[Bookmark], wanted: Wanted) -> Select[Bookmark]:
    """The order from the back, beginning with the last item of the page before."""
    words, key, after = Bookmark.body_words, Bookmark.order_key, wanted.after
    if wanted.sort in _BY_LENGTH:
        is_up = wanted.sort is Sort.SHORTEST
        nearer = words < after[0] if is_up else words > after[0]
        chosen = chosen.where(or_(nearer, and_(words == after[0], key >= after[1])))
        return chosen.order_by(words.desc() if is_up else words, key)
    if wanted.sort is Sort.OLDEST:
        return chosen.where(key <= after[0]).order_by(key.desc())
    return chosen.where(key >= after[0]).order_by(key)


_BY_LENGTH = (Sort.SHORTEST, Sort.LONGEST)
_ORDERS = {sort: number for number, sort in enumerate(Sort)}
"""What each ``next_after`` begins with: one of another order would skip and repeat items."""


def _place(last: Bookmark, sort: Sort) -> tuple[int, ...]:
    if sort in _BY_LENGTH:
        return _ORDERS[sort], last.body_words, last.order_key
    return _ORDERS[sort], last.order_key


def _key_after(wanted: Wanted) -> tuple[int, ...]:
    """The sort key of the last item shown, () for the first page."""
    if not wanted.after:
        return ()
    order, *key = wanted.after
    parts = 2 if wanted.sort in _BY_LENGTH else 1
    is_impossible = len(key) != parts or min(key) < 0 or max(key[:-1], default=0) > NUMBER_MAX
    if order != _ORDERS[wanted.sort] or is_impossible:
        raise Invalid("cursor", "This cursor is not of this order. Start again without one.")
    return tuple(key)
