"""Capturing: from an address to the bytes, what they say, and whether they are an article."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from earmark import clock
from earmark.articles.content import Content, content_kind
from earmark.articles.models import Snapshot
from earmark.articles.reading_room import ReadingRoom
from earmark.errors import Reason, Unreadable
from earmark.extract import ExtractedArticle, Verdict
from earmark.fetch import Page, status_error


class Fetch(Protocol):
    """Gets a page; see ``earmark.fetch.Fetcher.fetch``."""

    def __call__(self, url: str) -> Page: ...  # noqa: D102


class Read(Protocol):
    """Reads bytes as an article, in the parser child; see ``articles.reading_room``."""

    def __call__(  # noqa: D102
        self, content: bytes, kind: Content, url: str, content_type: str | None, title: str | None
    ) -> ExtractedArticle: ...


@dataclass(frozen=True)
class Received:
    """Bytes as received, and from where: what becomes a Snapshot."""

    origin: str
    requested_url: str
    final_url: str
    hops: tuple[str, ...]
    status: int | None
    headers: tuple[tuple[str, str], ...]
    content_type: str | None
    body: bytes
    taken_at: datetime


@dataclass(frozen=True)
class Capture:
    """What was received, and the article that was read from it."""

    received: Received
    article: ExtractedArticle


def receive(url: str, fetch: Fetch) -> Received:
    """Fetch the page: bytes that are worth keeping, whatever reading them will bring.

    Raises Unreachable if the page cannot be had, Unreadable if it is empty or no page at all.
    """
    page = fetch(url)
    refused = status_error(page)
    if refused:
        raise refused
    content_kind(page.body, page.content_type)
    if not page.body.strip():
        raise Unreadable(Reason.EMPTY, "The site answered with an empty page.")
    return _received(page)


def read_received(received: Received, read: Read) -> ExtractedArticle:
    """What the bytes say. Raises Unreadable when they bring the parser to its limits."""
    kind = content_kind(received.body, received.content_type)
    return read(received.body, kind, received.final_url, received.content_type, None)


def read_kept(
    snapshot: Snapshot, body: bytes, room: ReadingRoom, title: str | None
) -> ExtractedArticle:
    """What the kept bytes of a Snapshot say; ``title`` is what the person called them.

    Raises Unreadable as ``read_received`` does.
    """
    kind = content_kind(body, snapshot.content_type)
    read = room.read_sent if snapshot.account_id else room.read
    article = read(body, kind, snapshot.final_url, snapshot.content_type, title)
    return _as_meant(article) if snapshot.origin == "text" else article


def _as_meant(article: ExtractedArticle) -> ExtractedArticle:
    """Words that a person sent are what that person wants to keep, however few they are."""
    if not article.body_text:
        return article
    return replace(article, verdict=Verdict.ARTICLE, verdict_reason=None)


def _received(page: Page) -> Received:
    return Received(
        origin="server",
        requested_url=page.requested_url,
        final_url=page.final_url,
        hops=tuple(page.hops),
        status=page.status,
        headers=page.headers,
        content_type=page.content_type,
        body=page.body,
        taken_at=clock.now(),
    )
