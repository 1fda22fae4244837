"""The filters of the query language as conditions on a Bookmark's columns."""

from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from operator import or_

from sqlalchemy import ColumnElement, and_, not_, true

from earmark.library.models import Bookmark
from earmark.search.filters import Condition, Filter, Is, Language, Saved

IS_UNREAD = Bookmark.read_at.is_(None) & Bookmark.archived_at.is_(None)
"""What stands under Unread: neither read nor put away; everything else is under Archive."""

BEGUN_FROM, DONE_FROM = 0.03, 0.97
"""Shares of the text: before the first nobody has really begun, after the second it is read."""

IS_BEGUN = IS_UNREAD & Bookmark.position_share.between(BEGUN_FROM, DONE_FROM)


def condition(wanted: Filter) -> ColumnElement[bool]:
    """One filter as a condition."""
    whole = reduce(or_, (_single(single) for single in wanted.any_of))
    return not_(whole) if wanted.is_excluded else whole


def _single(wanted: Condition) -> ColumnElement[bool]:
    match wanted:
        case Saved():
            return _saved(wanted)
        case Language(code):
            language = Bookmark.language
            return and_(language.is_not(None), language.ilike(code) | language.ilike(f"{code}-%"))
        case Is.READ:
            return Bookmark.read_at.is_not(None)
        case Is.UNREAD:
            return IS_UNREAD
        case Is.ARCHIVED:
            return Bookmark.archived_at.is_not(None)
        case Is.BEGUN:
            return IS_BEGUN
        case Is.STARRED:
            return Bookmark.starred_at.is_not(None)
        case _:
            return Bookmark.state == str(wanted)


def _saved(wanted: Saved) -> ColumnElement[bool]:
    first = true() if wanted.first_on is None else Bookmark.saved_at >= _midnight(wanted.first_on)
    if wanted.last_on is None:
        return and_(first, true())
    return and_(first, Bookmark.saved_at < _midnight(wanted.last_on) + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
