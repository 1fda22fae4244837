"""What a fetch brings back, and what its status means to a reader."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from earmark.errors import Reason, Unreachable

MAX_RETRY_AFTER_S = 24 * 60 * 60.0
"""Longest wait that is honoured: a site that says "ten years" is asked again tomorrow."""


@dataclass(frozen=True, slots=True)
class Page:
    """The final answer of a fetch, whatever its status; ``status_error`` judges that.

    ``requested_url`` is as given, ``final_url`` and ``hops`` (first to last) are parsed
    and without fragment. ``headers`` are in order with lower-case names. ``content_type``
    is the raw header. ``body`` has its content encoding removed; ``wire_bytes`` counts
    everything read from the network, redirects included. ``remote_address`` is the IP
    address that answered. ``retry_after_s`` is what the site asked for, 24 hours at most.
    """

    requested_url: str
    final_url: str
    hops: tuple[str, ...]
    status: int
    headers: tuple[tuple[str, str], ...]
    content_type: str | None
    body: bytes
    wire_bytes: int
    took_ms: int
    retry_after_s: float | None
    remote_address: str

    def header(self, name: str) -> str | None:
        """The first header of this name, in any case, or None."""
        return first_header(self.headers, name)


def first_header(headers: tuple[tuple[str, str], ...], name: str) -> str | None:
    """The first value under a name; ``headers`` have lower-case names."""
    wanted = name.lower()
    return next((value for key, value in headers if key == wanted), None)


def status_error(page: Page) -> Unreachable | None:
    """Why this answer holds no page, or None for a status of 200 to 299."""
    if 200 <= page.status < 300:
        return None
    reason, sentence = _meaning(page.status)
    retry_after_s = page.retry_after_s if reason is Reason.BUSY else None
    return Unreachable(page.final_url, reason, f"{sentence} ({page.status})", retry_after_s)


def _meaning(status: int) -> tuple[Reason, str]:
    known = {
        401: (Reason.REFUSED, "The site wants a sign-in. Send the page from your browser."),
        403: (Reason.REFUSED, "The site refused to hand it out. Send it from your browser."),
        404: (Reason.NOT_FOUND, "There is no page at this address. Check it for a typing slip."),
        410: (Reason.GONE, "The site has removed this page for good."),
        451: (Reason.GONE, "The site may not show this page, for legal reasons."),
        429: (Reason.BUSY, "The site asks for fewer visits. It will be tried again later."),
        503: (Reason.BUSY, "The site is too busy just now. It will be tried again later."),
    }
    if status in known:
        return known[status]
    if 500 <= status < 600:
        return Reason.SERVER_ERROR, "The site has a fault of its own. It may work again later."
    return Reason.BAD_ANSWER, "The site gave an answer that is not a page."


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds to wait by a Retry-After header: 0 to 24 hours, or None if it says nothing.

    Takes whole seconds or an HTTP date (RFC 9110, section 10.2.3); a date that has passed
    is 0; negative numbers and everything else are ignored.
    """
    text = (value or "").strip()
    if text.isascii() and text.isdecimal():
        return MAX_RETRY_AFTER_S if len(text) > 9 else min(float(text), MAX_RETRY_AFTER_S)
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    seconds = (at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds()
    return min(max(seconds, 0.0), MAX_RETRY_AFTER_S)
