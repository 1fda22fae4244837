"""Tags on Bookmarks: made when first used, one spelling kept whatever the case."""

import unicodedata
from collections.abc import Iterable

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from earmark.db.base import new_id
from earmark.db.upsert import insert
from earmark.errors import Invalid
from earmark.library.models import BookmarkTag, Tag
from earmark.library.numbers import next_tag_number

TAG_LENGTH_MAX = 100
TAGS_MAX = 100


def normalised(names: Iterable[str]) -> dict[str, str]:
    """Tags by their key: trimmed, inner blanks single, empty ones dropped, one per key.

    Raises Invalid for a tag that is too long, or too many of them.
    """
    tags: dict[str, str] = {}
    for name in names:
        plain = " ".join(unicodedata.normalize("NFC", name).replace(",", " ").split())
        if len(plain) > TAG_LENGTH_MAX:
            raise Invalid("tags", f"A tag has at most {TAG_LENGTH_MAX} characters.")
        if plain:
            tags.setdefault(tag_key(plain), plain)
    if len(tags) > TAGS_MAX:
        raise _too_many()
    return tags


def tag_key(name: str) -> str:
    """What makes two spellings one tag: case and compatibility forms do not count."""
    return unicodedata.normalize("NFKC", name).casefold()


def tag(tx: Session, account_id: int, bookmark_id: str, names: Iterable[str]) -> None:
    """Add tags to a Bookmark; in the caller's write. Raises Invalid as ``normalised`` does."""
    for key, name in normalised(names).items():
        tag_id = _tag_id(tx, account_id, key, name)
        values = {"account_id": account_id, "bookmark_id": bookmark_id, "tag_id": tag_id}
        tx.execute(insert(BookmarkTag).values(values).on_conflict_do_nothing())
    of = BookmarkTag.account_id == account_id, BookmarkTag.bookmark_id == bookmark_id
    worn = tx.scalar(select(func.count()).select_from(BookmarkTag).where(*of)) or 0
    if worn > TAGS_MAX:
        raise _too_many()


def set_tags(tx: Session, account_id: int, bookmark_id: str, names: Iterable[str]) -> None:
    """Make these the tags of a Bookmark; tags that nothing wears any more go."""
    of = BookmarkTag.account_id == account_id, BookmarkTag.bookmark_id == bookmark_id
    tx.execute(delete(BookmarkTag).where(*of))
    tag(tx, account_id, bookmark_id, names)
    drop_unworn_tags(tx, account_id)


def drop_unworn_tags(tx: Session, account_id: int) -> None:
    """Forget the account's tags that no Bookmark wears any more; in the caller's write."""
    wearers = select(BookmarkTag.bookmark_id).where(
        BookmarkTag.account_id == Tag.account_id, BookmarkTag.tag_id == Tag.id
    )
    tx.execute(delete(Tag).where(Tag.account_id == account_id, ~wearers.exists()))


def tags_of(tx: Session, account_id: int, bookmark_ids: Iterable[str]) -> dict[str, list[str]]:
    """The tags of several Bookmarks in one query, each list in alphabetical order."""
    ids = list(bookmark_ids)
    found: dict[str, list[str]] = {bookmark_id: [] for bookmark_id in ids}
    rows = tx.execute(
        select(BookmarkTag.bookmark_id, Tag.name)
        .join(Tag, (Tag.account_id == account_id) & (Tag.id == BookmarkTag.tag_id))
        .where(BookmarkTag.account_id == account_id, BookmarkTag.bookmark_id.in_(ids))
        .order_by(Tag.name_key)
    )
    for bookmark_id, name in rows:
        found[bookmark_id].append(name)
    return found


def _too_many() -> Invalid:
    return Invalid("tags", f"A bookmark has at most {TAGS_MAX} tags.")


def _tag_id(tx: Session, account_id: int, key: str, name: str) -> str:
    known = tx.scalar(select(Tag.id).where(Tag.account_id == account_id, Tag.name_key == key))
    if known:
        return known
    number = next_tag_number(tx, account_id)
    made = Tag(account_id=account_id, id=new_id(), number=number, name=name, name_key=key)
    tx.add(made)
    tx.flush()
    return made.id
