"""What changes a person's saved list; each action is one transaction."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from earmark import clock
from earmark.accounts.turns import account_turn
from earmark.articles import actions as articles
from earmark.articles import queries as article_queries
from earmark.articles.canonical import canonical_url
from earmark.articles.capture import Received
from earmark.blobs.store import Blobs
from earmark.db.base import new_id
from earmark.db.engine import Database
from earmark.db.turns import take_turns
from earmark.errors import Invalid, NotFound
from earmark.fetch import parse_address
from earmark.jobs.queue import forget
from earmark.library import indexing, placing
from earmark.library.models import Bookmark
from earmark.library.tagging import drop_unworn_tags, set_tags, tag
from earmark.search import index

TITLE_LENGTH_MAX = 1_000
NOTE_LENGTH_MAX = 100_000
CONTENT_BYTES_MAX = 32 * 2**20
"""What a browser or a file may send for one page; the same as a fetch may bring."""


@dataclass(frozen=True)
class Sent:
    """The page itself, sent by a person: from a browser, a file, or pasted as text."""

    body: bytes
    content_type: str
    origin: str


@dataclass(frozen=True)
class NewBookmark:
    """What a person asks to save; a ``url`` or something ``sent``, or both."""

    url: str | None = None
    sent: Sent | None = None
    title: str | None = None
    tags: Collection[str] = ()
    note: str | None = None
    saved_at: datetime | None = None

    @property
    def has_words(self) -> bool:
        """Whether the person gave words of their own."""
        return bool(self.title or self.note or self.tags)


@dataclass(frozen=True)
class Saved:
    """What came of a save: the Bookmark's id, and the row itself if it is new on this list.

    The row is as it was made: without tags, title and note, which ``queries.get`` reads.
    """

    id: str
    article_id: str
    made: Bookmark | None = None

    @property
    def is_new(self) -> bool:
        """Whether it was not on the list before."""
        return self.made is not None


def save(db: Database, blobs: Blobs, account_id: int, new: NewBookmark) -> Saved:
    """Put a page on the saved list; saving twice is saving once.

    When this returns, the link is on the disk. Bytes that were sent are on the disk too;
    the copy of a fetched page follows by a job. Raises Invalid for an address or content
    that cannot be saved; nothing is changed then.
    """
    _check(new)
    url, canonical, host = _addresses(new)
    saved_at = new.saved_at or clock.now()
    body_sha256 = blobs.put(new.sent.body)[0] if new.sent else None
    with db.write() as tx:
        where = placing.place(tx, account_id, canonical, saved_at)
        article_id = where.article_id or articles.add(tx, canonical)
        known = _find(tx, account_id, article_id) if where.article_id else None
        made = None
        if known is None:
            made = placing.add(tx, account_id, article_id, where, url, canonical, host, saved_at)
        bookmark_id = made.id if made else known or ""
        if known or new.has_words:
            _add_words(tx, account_id, bookmark_id, new, is_new=known is None)
        if new.sent and body_sha256:
            received = _received(url, new.sent)
            articles.add_received(tx, article_id, account_id, received, body_sha256, new.title)
        elif where.article_id is None:
            articles.queue_capture(tx, article_id, url)
        else:
            _have_captured(tx, account_id, article_id, bookmark_id, url)
    return Saved(bookmark_id, article_id, made)


def refresh(db: Database, account_id: int, bookmark_id: str) -> None:
    """Capture the page anew; the copies that are there stay. Raises NotFound, Invalid."""
    with db.write() as tx:
        take_turns(tx, account_turn(account_id))
        bookmark = get_own(tx, account_id, bookmark_id)
        if bookmark.url.startswith("urn:"):
            raise Invalid("url", "This was sent as a file or text; there is no page to fetch.")
        if bookmark.state != "kept":
            bookmark.state, bookmark.state_message = "capturing", None
        articles.queue_capture(tx, bookmark.article_id, bookmark.url)


def mark(db: Database, account_id: int, bookmark_id: str, **flags: bool) -> None:
    """Set ``is_read``, ``is_archived`` or ``is_starred``; the first time of each is kept."""
    with db.write() as tx:
        take_turns(tx, account_turn(account_id))
        bookmark = get_own(tx, account_id, bookmark_id)
        for name, is_on in flags.items():
            column = _FLAGS[name]
            before = getattr(bookmark, column)
            setattr(bookmark, column, (before or clock.now()) if is_on else None)
        bookmark.changed_at = clock.now()


_FLAGS = {"is_read": "read_at", "is_archived": "archived_at", "is_starred": "starred_at"}


def edit(
    db: Database,
    blobs: Blobs,
    account_id: int,
    bookmark_id: str,
    *,
    title: str | None = None,
    note: str | None = None,
    tags: Iterable[str] | None = None,
) -> None:
    """Change the person's own words on a Bookmark; what is None stays."""
    _check_words(title, note)
    copy_id, body = _best_text(db, blobs, account_id, bookmark_id)
    with db.write() as tx:
        take_turns(tx, account_turn(account_id))
        bookmark = get_own(tx, account_id, bookmark_id)
        if title is not None:
            bookmark.title = title.strip() or None
        if note is not None:
            bookmark.note = note
        if tags is not None:
            set_tags(tx, account_id, bookmark_id, tags)
        bookmark.changed_at = clock.now()
        indexing.put(tx, bookmark, body)
        if bookmark.best_extraction_id != copy_id:  # another copy came since: index its text
            articles.queue_changed(tx, bookmark.article_id)


def remove(db: Database, account_id: int, bookmark_id: str) -> None:
    """Take a Bookmark off the list, with its tags and its place in the search."""
    with db.write() as tx:
        take_turns(tx, account_turn(account_id))
        bookmark = get_own(tx, account_id, bookmark_id)
        index.remove(tx, bookmark.order_key)
        tx.delete(bookmark)
        tx.flush()
        drop_unworn_tags(tx, account_id)
        if not _is_kept_by_anyone(tx, bookmark.article_id):
            forget(tx, [f"capture:{bookmark.article_id}"])


def get_own(tx: Session, account_id: int, bookmark_id: str) -> Bookmark:
    """The Bookmark; raises NotFound when it is not there or not this account's."""
    bookmark = tx.get(Bookmark, (account_id, bookmark_id))
    if bookmark is None:
        raise NotFound("This is not on your saved list.")
    return bookmark


def _check(new: NewBookmark) -> None:
    if not new.url and not new.sent:
        raise Invalid("url", "Give an address, or the page itself as HTML or text.")
    if new.sent and len(new.sent.body) > CONTENT_BYTES_MAX:
        raise Invalid("html", "The page is larger than 32 MB, too large to be kept.")
    if new.sent and not new.sent.body.strip():
        raise Invalid("html", "The page that was sent is empty.")
    _check_words(new.title, new.note)
    if new.saved_at and new.saved_at.tzinfo is None:
        raise Invalid("saved_at", "Give the time with its zone, such as 2026-03-04T05:06:07Z.")
    if new.saved_at and not 0 <= new.saved_at.timestamp() <= clock.now().timestamp() + 86_400:
        raise Invalid("saved_at", "The time of saving must lie between 1970 and now.")


def _check_words(title: str | None, note: str | None) -> None:
    if title and len(title) > TITLE_LENGTH_MAX:
        raise Invalid("title", f"A title has at most {TITLE_LENGTH_MAX:,} characters.")
    if note and len(note) > NOTE_LENGTH_MAX:
        raise Invalid("note", f"A note has at most {NOTE_LENGTH_MAX:,} characters.")


def _addresses(new: NewBookmark) -> tuple[str, str, str]:
    """The address as given, the one under which the Article is known, and the host."""
    if new.url:
        address = parse_address(new.url)
        return new.url.strip(), canonical_url(address), address.host
    urn = f"urn:earmark:{new_id()}"
    return urn, urn, ""


def _find(tx: Session, account_id: int, article_id: str) -> str | None:
    of = Bookmark.account_id == account_id, Bookmark.article_id == article_id
    return tx.scalar(select(Bookmark.id).where(*of))


def _add_words(
    tx: Session, account_id: int, bookmark_id: str, new: NewBookmark, *, is_new: bool
) -> None:
    """Add the person's words; on a second save, tags unite and a note is appended."""
    bookmark = get_own(tx, account_id, bookmark_id)
    if new.title and new.title.strip():
        bookmark.title = new.title.strip()
    if new.note and f"\n\n{new.note}\n\n" not in f"\n\n{bookmark.note}\n\n":
        bookmark.note = f"{bookmark.note}\n\n{new.note}".strip()
        _check_words(None, bookmark.note)
    if new.tags:
        tag(tx, account_id, bookmark_id, new.tags)
    if is_new:
        indexing.put(tx, bookmark, "")


def _have_captured(
    tx: Session, account_id: int, article_id: str, bookmark_id: str, url: str
) -> None:
    """Queue a capture unless a fresh public one is there; then only the Bookmark is behind."""
    bookmark = get_own(tx, account_id, bookmark_id)
    if article_queries.needs_capture(tx, article_id):
        if bookmark.state in ("failed", "stub"):
            bookmark.state, bookmark.state_message = "capturing", None
        articles.queue_capture(tx, article_id, url)
    else:
        articles.queue_changed(tx, article_id)


def _received(url: str, sent: Sent) -> Received:
    return Received(
        origin=sent.origin,
        requested_url=url,
        final_url=url,
        hops=(),
        status=None,
        headers=(),
        content_type=sent.content_type,
        body=sent.body,
        taken_at=clock.now(),
    )


def _best_text(
    db: Database, blobs: Blobs, account_id: int, bookmark_id: str
) -> tuple[str | None, str]:
    """Id and text of the best copy, read outside the write lock; the text may be empty."""
    with db.read() as tx:
        bookmark = get_own(tx, account_id, bookmark_id)
        best = bookmark.best_extraction_id
        extraction = article_queries.find_extraction(tx, best) if best else None
    return best, blobs.text(extraction.body_text_sha256) if extraction else ""


def _is_kept_by_anyone(tx: Session, article_id: str) -> bool:
    keepers = select(Bookmark.id).where(Bookmark.article_id == article_id)
    return tx.scalar(keepers.limit(1)) is not None


def refresh_failed(db: Database, account_id: int) -> int:
    """Try all failed captures of the account again, in small transactions; how many."""
    with db.read() as tx:
        failed = Bookmark.account_id == account_id, Bookmark.state == "failed"
        ids = list(tx.scalars(select(Bookmark.id).where(*failed)))
    for bookmark_id in ids:
        refresh(db, account_id, bookmark_id)
    return len(ids)
