"""Capturing: from an address to the bytes, what they say, and whether they are an article."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from earmark import clock
from earmark.articles.content import Content, content_kind
from earmark.errors import Reason, Unreadable
from earmark.extract import ExtractedArticle
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


def capture(url: str, fetch: Fetch, read: Read) -> Capture:
    """Fetch the page and read it.

    Raises Unreachable if the page cannot be had, Unreadable if it holds nothing to read.
    """
    page = fetch(url)
    refused = status_error(page)
    if refused:
        raise refused
    kind = content_kind(page.body, page.content_type)
    if not page.body.strip():
        raise Unreadable(Reason.EMPTY, "The site answered with an empty page.")
    article = read(page.body, kind, page.final_url, page.content_type, None)
    return Capture(_received(page), article)


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
