"""What a person asks to save, and what is known of it once it has been checked."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from earmark import clock
from earmark.articles.canonical import canonical_url
from earmark.db.base import new_id
from earmark.errors import Invalid
from earmark.fetch import parse_address
from earmark.logs import bound_request_id

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

    @property
    def is_plain(self) -> bool:
        """Whether it is an address and nothing else, as most saves are."""
        return not (self.sent or self.has_words or self.saved_at)


@dataclass(frozen=True)
class CheckedBookmark:
    """A save that has been checked: whose, what, and under which address it is known.

    ``url`` is as given, ``canonical_url`` what the Article is known by; both are a urn for
    a page without an address. ``body_sha256`` names the blob of what was sent, ``request_id``
    the request that asked: saves that are written together are still told apart in the log.
    """

    account_id: int
    new: NewBookmark
    url: str
    canonical_url: str
    host: str
    body_sha256: str | None = None
    request_id: str | None = field(default_factory=bound_request_id)


def checked(account_id: int, new: NewBookmark) -> CheckedBookmark:
    """The save, if it may be one. Raises Invalid for an address or content that may not."""
    _check(new)
    if not new.url:
        urn = f"urn:earmark:{new_id()}"
        return CheckedBookmark(account_id, new, urn, urn, "")
    address = parse_address(new.url)
    return CheckedBookmark(account_id, new, new.url.strip(), canonical_url(address), address.host)


def check_words(title: str | None, note: str | None) -> None:
    """Raises Invalid for a title or note that is too long."""
    if title and len(title) > TITLE_LENGTH_MAX:
        raise Invalid("title", f"A title has at most {TITLE_LENGTH_MAX:,} characters.")
    if note and len(note) > NOTE_LENGTH_MAX:
        raise Invalid("note", f"A note has at most {NOTE_LENGTH_MAX:,} characters.")


def _check(new: NewBookmark) -> None:
    if not new.url and not new.sent:
        raise Invalid("url", "Give an address, or the page itself as HTML or text.")
    if new.sent and len(new.sent.body) > CONTENT_BYTES_MAX:
        raise Invalid("html", "The page is larger than 32 MB, too large to be kept.")
    if new.sent and not new.sent.body.strip():
        raise Invalid("html", "The page that was sent is empty.")
    check_words(new.title, new.note)
    if new.saved_at and new.saved_at.tzinfo is None:
        raise Invalid("saved_at", "Give the time with its zone, such as 2026-03-04T05:06:07Z.")
    if new.saved_at and not 0 <= new.saved_at.timestamp() <= clock.now().timestamp() + 86_400:
        raise Invalid("saved_at", "The time of saving must lie between 1970 and now.")
