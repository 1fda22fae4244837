"""What changes a person's saved list; each action is one transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from earmark import clock
from earmark.accounts.turns import account_turn
from earmark.articles import actions as articles
from earmark.articles import queries as article_queries
from earmark.articles.canonical import address_turn
from earmark.articles.capture import Received
from earmark.blobs.store import Blobs
from earmark.db.engine import Database
from earmark.db.turns import take_turns
from earmark.errors import Invalid, NotFound
from earmark.jobs.queue import enqueue_all, forget
from earmark.library import indexing, placing
from earmark.library.models import Bookmark
from earmark.library.new_bookmark import CheckedBookmark, NewBookmark, Sent, check_words, checked
from earmark.library.placing import Newcomer
from earmark.library.tagging import drop_unworn_tags, set_tags, tag
from earmark.logs import bound_contextvars
from earmark.search import index


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
    wanted = checked(account_id, new)
    if new.sent:
        wanted = replace(wanted, body_sha256=blobs.put(new.sent.body)[0])
    return save_all(db, [wanted])[0]


def save_all(db: Database, wanted: Sequence[CheckedBookmark]) -> list[Saved]:
    """Save many pages, for one person or several, in one transaction: all of them or none.

    What was sent must be in the blobs by now. Raises Invalid as ``save`` does.
    """
    accounts = {account_turn(each.account_id) for each in wanted}
    addresses = {address_turn(each.canonical_url) for each in wanted}
    with db.write() as tx:
        take_turns(tx, *accounts, *addresses)
        ids, new_ids = articles.for_addresses(tx, [each.canonical_url for each in wanted])
        saved = _put_on_lists(tx, wanted, ids, new_ids)
        for each, done in zip(wanted, saved, strict=True):
            if each.new.has_words or not done.is_new:
                _add_words(tx, each, done)
        _have_read(tx, wanted, saved, new_ids)
    return saved


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
    check_words(title, note)
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


def _put_on_lists(
    tx: Session, wanted: Sequence[CheckedBookmark], ids: Mapping[str, str], new_ids: Collection[str]
) -> list[Saved]:
    """Find the Bookmark that each account has of the Article, or make it."""
    pairs = [(each.account_id, ids[each.canonical_url]) for each in wanted]
    known = _bookmark_ids(tx, [pair for pair in pairs if pair[1] not in new_ids])
    at, new = clock.now(), {}
    for pair, each in zip(pairs, wanted, strict=True):
        if pair not in known:
            known[pair] = ""
            new[pair] = Newcomer(
                *pair, each.url, each.canonical_url, each.host, each.new.saved_at or at
            )
    made = dict(zip(new, placing.add_all(tx, list(new.values())), strict=True))
    known |= {pair: bookmark.id for pair, bookmark in made.items()}
    return [Saved(known[pair], pair[1], made.pop(pair, None)) for pair in pairs]


def _bookmark_ids(tx: Session, pairs: Collection[tuple[int, str]]) -> dict[tuple[int, str], str]:
    """The Bookmarks that there are of these accounts and Articles."""
    if not pairs:
        return {}
    accounts, article_ids = (set(column) for column in zip(*pairs, strict=True))
    rows = tx.execute(
        select(Bookmark.account_id, Bookmark.article_id, Bookmark.id).where(
            Bookmark.article_id.in_(article_ids), Bookmark.account_id.in_(accounts)
        )
    )
    return {(account_id, article_id): found for account_id, article_id, found in rows}


def _add_words(tx: Session, wanted: CheckedBookmark, saved: Saved) -> None:
    """Add the person's words; on a second save, tags unite and a note is appended."""
    new = wanted.new
    bookmark = get_own(tx, wanted.account_id, saved.id)
    if new.title and new.title.strip():
        bookmark.title = new.title.strip()
    if new.note and f"\n\n{new.note}\n\n" not in f"\n\n{bookmark.note}\n\n":
        bookmark.note = f"{bookmark.note}\n\n{new.note}".strip()
        check_words(None, bookmark.note)
    if new.tags:
        tag(tx, wanted.account_id, saved.id, new.tags)
    if saved.is_new:
        indexing.put(tx, bookmark, "")


def _have_read(
    tx: Session, wanted: Sequence[CheckedBookmark], saved: Sequence[Saved], new_ids: Collection[str]
) -> None:
    """Queue what follows: the reading of what was sent, the capture of what is new."""
    captures = []
    for each, done in zip(wanted, saved, strict=True):
        with bound_contextvars(request_id=each.request_id):
            if each.new.sent:
                _add_sent(tx, each, done)
            elif done.article_id in new_ids:
                captures.append(articles.capture_job(done.article_id, each.url, each.host))
            else:
                _have_captured(tx, each.account_id, done, each.url)
    enqueue_all(tx, captures)


def _add_sent(tx: Session, wanted: CheckedBookmark, saved: Saved) -> None:
    sent, body_sha256 = wanted.new.sent, wanted.body_sha256
    assert sent is not None
    assert body_sha256 is not None
    if not saved.is_new:
        _await_copy(get_own(tx, wanted.account_id, saved.id))
    received = _received(wanted.url, sent)
    articles.add_received(
        tx, saved.article_id, wanted.account_id, received, body_sha256, wanted.new.title
    )


def _have_captured(tx: Session, account_id: int, saved: Saved, url: str) -> None:
    """Queue a capture unless a fresh public one is there; then only the Bookmark is behind."""
    bookmark = get_own(tx, account_id, saved.id)
    if article_queries.needs_capture(tx, saved.article_id):
        _await_copy(bookmark)
        articles.queue_capture(tx, saved.article_id, url)
    else:
        articles.queue_changed(tx, saved.article_id)


def _await_copy(bookmark: Bookmark) -> None:
    """Show that a copy is on its way, unless a good one is shown already."""
    if bookmark.state in ("failed", "stub"):
        bookmark.state, bookmark.state_message = "capturing", None


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
