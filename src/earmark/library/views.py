"""What the pages of the saved list show, as ready values: templates decide nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode

from markupsafe import Markup

from earmark.articles.models import Extraction, Picture
from earmark.articles.reader_html import with_kept_pictures
from earmark.extract import Why
from earmark.extract.agency import agencies_among
from earmark.library.models import Bookmark
from earmark.library.positions import Position, percent_read
from earmark.library.queries import Item, Work
from earmark.library.stale_forms import mark_of
from earmark.web.words import When, number, reading_time, when

POLL_S = 1
"""How often a page asks whether a capture is done; one is done in well under a second."""

TAGS_SHOWN = 6
"""In a row of a list, which is no place to read twenty."""

POLL_FOR_S = 120
"""After this a capture that still waits is looked at less often."""

SnippetPieces = Sequence[tuple[str, bool]]


@dataclass(frozen=True)
class Link:
    """A label and where it leads."""

    label: str
    href: str
    is_current: bool = False


@dataclass(frozen=True)
class Row:
    """One saved article in a list; see ``row.html``."""

    id: str
    href: str
    headline: str
    lang: str
    origin: str
    reading_time: str | None
    progress: int
    saved: When
    picture: str | None
    tags: list[Link]
    more_tags: str | None
    is_read: bool
    is_archived: bool
    is_starred: bool
    state: str
    reason: str | None
    send_href: str | None
    poll_s: int
    snippet: SnippetPieces


@dataclass(frozen=True)
class JobLine:
    """A piece of work on the jobs page; see ``jobs.html``."""

    id: str
    text: str
    href: str
    since: When
    detail: str


def row(item: Item, now: datetime, snippet: SnippetPieces = ()) -> Row:
    """A Bookmark as its row in a list."""
    kept = item.bookmark
    picture = None if kept.lead_picture is None else _picture_path(kept, kept.lead_picture, "thumb")
    return Row(
        id=kept.id,
        href=f"/read/{kept.id}",
        headline=shown_headline(kept),
        lang=kept.language or "",
        origin=" · ".join(part for part in (kept.byline, kept.site_name or kept.host) if part),
        reading_time=reading_time(kept.body_words) if kept.body_words else None,
        progress=percent_read(kept),
        saved=when(kept.saved_at, now),
        picture=picture,
        tags=[tag_link(name) for name in item.tags[:TAGS_SHOWN]],
        more_tags=_more_tags(len(item.tags) - TAGS_SHOWN),
        is_read=kept.read_at is not None,
        is_archived=kept.archived_at is not None,
        is_starred=kept.starred_at is not None,
        state=kept.state,
        reason=kept.state_message if kept.state in ("stub", "failed") else None,
        send_href=send_href(kept),
        poll_s=poll_s(kept, now),
        snippet=list(snippet),
    )


def send_href(kept: Bookmark) -> str | None:
    """Where it says how to send the page from the browser; None where that would not help."""
    is_lacking = kept.state in ("stub", "failed") and bool(kept.host)
    return f"/read/{kept.id}/send-again" if is_lacking else None


def _more_tags(count: int) -> str | None:
    if count <= 0:
        return None
    return "1 more tag" if count == 1 else f"{number(count)} more tags"


def shown_headline(bookmark: Bookmark) -> str:
    """What a Bookmark is called: the person's title, the headline, or its address."""
    return bookmark.title or bookmark.headline or bookmark.url


def poll_s(bookmark: Bookmark, now: datetime) -> int:
    """Seconds until a page should ask again: 0 when nothing is under way."""
    if bookmark.state != "capturing":
        return 0
    is_recent = (now - bookmark.changed_at).total_seconds() < POLL_FOR_S
    return POLL_S if is_recent else 30


def tag_link(name: str) -> Link:
    """A tag, leading to what wears it."""
    return Link(name, f"/search?{urlencode({'q': f'tag:{_quoted(name)}'})}")


def job_line(work: Work, now: datetime) -> JobLine:
    """A capture that waits or failed."""
    kept, failure = work.bookmark, work.failure
    detail = (failure.message if failure else kept.state_message) or ""
    if failure and failure.next_try_at and failure.next_try_at > now:
        detail = f"{detail} {_next_try(failure.next_try_at, now)}".strip()
    since = failure.failed_at if failure else kept.changed_at
    href = f"/read/{kept.id}"
    return JobLine(kept.id, shown_headline(kept), href, when(since, now), detail)


def article_values(
    item: Item,
    copy: Extraction | None,
    pictures: Sequence[Picture],
    body_html: str,
    captured_at: datetime | None,
    now: datetime,
    root_path: str,
) -> dict[str, object]:
    """The values of ``article.html``; ``root_path`` is the sub-path of Earmark, or "".

    Only the body's pictures need it: the template puts it before all other paths.
    """
    kept = item.bookmark
    is_shown = kept.state in ("kept", "stub") and copy is not None
    lead = _lead(kept, pictures, body_html) if is_shown else None
    return {
        "id": kept.id,
        "state": kept.state,
        "here": f"/read/{kept.id}",
        "back_href": "/archive" if kept.archived_at else "/",
        "headline": shown_headline(kept),
        "lang": kept.language or "",
        "direction": kept.direction,
        "standfirst": copy.description if copy and _is_standfirst(copy, body_html) else None,
        "byline": _list(copy.byline) if copy else None,
        "agency": _list(_beside(copy)) if copy else None,
        "place": copy.dateline if copy else None,
        "published": when(copy.published_at, now) if copy and copy.published_at else None,
        "site": kept.site_name or kept.host,
        "source_href": kept.url if kept.host else "",
        "reading_time": reading_time(kept.body_words) if kept.body_words else None,
        "lead_picture": lead,
        "body_html": Markup(  # noqa: S704 - built from an allow-list tree, gated by nh3
            with_kept_pictures(
                body_html, pictures, lambda p: root_path + _picture_path(kept, p, "reading")
            )
        )
        if is_shown
        else "",
        "reason": kept.state_message if kept.state in ("stub", "failed") else None,
        "send_href": send_href(kept),
        "original_note": None,
        "saved": when(kept.saved_at, now),
        "captured": when(captured_at, now) if captured_at else None,
        "words": number(kept.body_words) if kept.body_words else None,
        "site_rule": _site_rule(copy) if copy else None,
        "lost_pictures": _lost(pictures),
        "position": Position(kept.position_quote, kept.position_share),
        "is_archived": kept.archived_at is not None,
        "is_starred": kept.starred_at is not None,
        "is_read": kept.read_at is not None,
        "tags": [tag_link(name) for name in item.tags],
        "tags_text": ", ".join(item.tags),
        "note": kept.note,
        "note_mark": mark_of(kept.note),
        "poll_s": poll_s(kept, now),
        "refresh_s": 2 if kept.state == "capturing" else 0,
    }


@dataclass(frozen=True)
class LeadPicture:
    """The picture above the text; see ``article.html``."""

    src: str
    alt: str
    caption: str
    credit: str
    width: int | None
    height: int | None


def _lead(kept: Bookmark, pictures: Sequence[Picture], body_html: str) -> LeadPicture | None:
    """The lead picture when it is kept and the body does not show it itself."""
    found = next((p for p in pictures if p.is_lead and p.reading_sha256), None)
    if found is None or f'src="{Markup.escape(found.url)}"' in body_html:
        return None
    return LeadPicture(
        src=_picture_path(kept, found.position, "reading"),
        alt=found.alt or "",
        caption=found.caption or "",
        credit=_list(found.credit) or "",
        width=found.width,
        height=found.height,
    )


def _site_rule(copy: Extraction) -> str | None:
    """What a rule for the site did, in words; None where there was none."""
    stored = copy.why.get("site_rule")
    return Why.from_json(stored).source if stored else None


def _lost(pictures: Sequence[Picture]) -> str | None:
    """How many pictures could not be kept, and why the first could not; None if all are."""
    reasons = [picture.failure for picture in pictures if picture.failure]
    if not reasons:
        return None
    return f"{len(reasons)} of {len(pictures)} could not be kept. {reasons[0]}"


def _is_standfirst(copy: Extraction, body_html: str) -> bool:
    """Whether the description stands above the text: not when the text begins with it."""
    opening = (copy.description or "")[:60]
    return copy.verdict == "article" and bool(opening) and opening not in body_html


def _picture_path(kept: Bookmark, position: int, size: str) -> str:
    """The address of a picture; ``v`` names the copy, so that browsers may keep what they have.

    A picture of a copy never changes, but another copy may have another one in its place.
    """
    copy = {"v": (kept.best_extraction_id or "")[-8:]}  # its random end (RFC 9562, 5.7)
    query = urlencode(copy if size == "reading" else {"size": size, **copy})
    return f"/bookmarks/{quote(kept.id)}/pictures/{position}?{query}"


def _beside(copy: Extraction) -> list[str]:
    """The agencies that the byline does not name already."""
    named = agencies_among(copy.byline)
    return [agency for agency in copy.agency if agency not in named]


def _list(names: Sequence[str]) -> str | None:
    return ", ".join(names) or None


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name


def _next_try(at: datetime, now: datetime) -> str:
    minutes = max(1, round((at - now).total_seconds() / 60))
    if minutes < 90:
        return f"Earmark tries again in {minutes} {'minute' if minutes == 1 else 'minutes'}."
    return f"Earmark tries again in {round(minutes / 60)} hours."
