"""What is read of a person's saved list beside its pages: one Bookmark, tags, open work."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from earmark.articles.models import CaptureFailure, Extraction
from earmark.errors import NotFound
from earmark.library.models import Bookmark, BookmarkTag, Tag
from earmark.library.tagging import tags_of

NUMBER_MAX = 2**31 - 1
"""No Bookmark has a higher number, and no text more words: PostgreSQL keeps 32 bits of them."""


@dataclass(frozen=True)
class Item:
    """A Bookmark as lists and the API show it."""

    bookmark: Bookmark
    tags: list[str]


def has_any(tx: Session, account_id: int) -> bool:
    """Whether anything at all is saved."""
    return (
        tx.scalar(select(Bookmark.id).where(Bookmark.account_id == account_id).limit(1)) is not None
    )


def find(tx: Session, account_id: int, bookmark_id: str) -> Item | None:
    """One Bookmark with its tags; None if it is not there or not this account's."""
    bookmark = tx.get(Bookmark, (account_id, bookmark_id))
    return with_tags(tx, account_id, [bookmark])[0] if bookmark else None


def get(tx: Session, account_id: int, bookmark_id: str) -> Item:
    """One Bookmark with its tags; raises NotFound."""
    item = find(tx, account_id, bookmark_id)
    if item is None:
        raise NotFound("This is not on your saved list.")
    return item


def id_of_number(tx: Session, account_id: int, text: str) -> str:
    """The id of the Bookmark with a number; any other text is taken for an id itself."""
    is_number = text.isdecimal() and len(text) <= len(str(NUMBER_MAX))
    if not is_number or int(text) > NUMBER_MAX:
        return text
    of = Bookmark.account_id == account_id, Bookmark.number == int(text)
    return tx.scalar(select(Bookmark.id).where(*of)) or text


def best_copy(tx: Session, bookmark: Bookmark) -> Extraction | None:
    """The copy that is shown for a Bookmark."""
    return tx.get(Extraction, bookmark.best_extraction_id) if bookmark.best_extraction_id else None


@dataclass(frozen=True)
class TagCount:
    """A tag and how many Bookmarks wear it."""

    id: str
    number: int
    name: str
    bookmarks: int


def tags(tx: Session, account_id: int, limit: int, start: int = 0) -> list[TagCount]:
    """Tags in alphabetical order, leaving out the first ``start``."""
    worn = func.count(BookmarkTag.bookmark_id)
    joined = (BookmarkTag.account_id == Tag.account_id) & (BookmarkTag.tag_id == Tag.id)
    rows = tx.execute(
        select(Tag.id, Tag.number, Tag.name, worn)
        .outerjoin(BookmarkTag, joined)
        .where(Tag.account_id == account_id)
        .group_by(Tag.account_id, Tag.id)
        .order_by(Tag.name_key)
        .limit(limit)
        .offset(start)
    )
    return [TagCount(*row) for row in rows]


@dataclass(frozen=True)
class Work:
    """A Bookmark whose copy waits or failed: why, since when, and when the next try is."""

    bookmark: Bookmark
    failure: CaptureFailure | None


def work(tx: Session, account_id: int, state: str, limit: int) -> list[Work]:
    """Bookmarks in the state ``capturing`` or ``failed``, newest first, with what is known."""
    failed = and_(
        CaptureFailure.article_id == Bookmark.article_id,
        or_(CaptureFailure.account_id == 0, CaptureFailure.account_id == account_id),
    )
    rows = tx.execute(
        select(Bookmark, CaptureFailure)
        .outerjoin(CaptureFailure, failed)
        .where(Bookmark.account_id == account_id, Bookmark.state == state)
        .order_by(Bookmark.order_key.desc(), CaptureFailure.failed_at)
        .limit(2 * limit)  # a public and a private capture may both have failed
    )
    latest = {bookmark.id: Work(bookmark, failure) for bookmark, failure in rows}
    return list(latest.values())[:limit]


def count_work(tx: Session, account_id: int, state: str) -> int:
    """How many Bookmarks are in a state."""
    of = Bookmark.account_id == account_id, Bookmark.state == state
    return tx.scalar(select(func.count()).select_from(Bookmark).where(*of)) or 0


def with_tags(tx: Session, account_id: int, rows: Sequence[Bookmark]) -> list[Item]:
    """The Bookmarks with their tags, in one query for all."""
    worn = tags_of(tx, account_id, [row.id for row in rows])
    return [Item(row, worn[row.id]) for row in rows]
