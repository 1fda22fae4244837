"""Pasted text read as an article: the story, without the furniture that was copied with it.

Copied pages, aggregators' copies and mails all come as lines; what a line is, is told by
the same words as on pages (``patterns``): the head of a mail, by-line, date, captions,
origin, editors' notes. What is none of them and no prose stands outside the story.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import parsedate_to_datetime

from earmark.extract import credit as credit_line
from earmark.extract import language
from earmark.extract.agency import agencies_in
from earmark.extract.article import ExtractedArticle, Picture, StubReason, Verdict, Why
from earmark.extract.dates import parse_when
from earmark.extract.evidence import Evidence, Found, weigh
from earmark.extract.headline import MAX_CHARS, clean
from earmark.extract.markup import Element, safe_html
from earmark.extract.notes import find_notes
from earmark.extract.origin import Line, find_agency, find_origin, opening_words
from earmark.extract.paragraphs import paragraphs
from earmark.extract.people import read_names, says_who
from earmark.extract.picture_markup import figure
from earmark.extract.plain_mail import MailHead, without_mail_head
from earmark.extract.reading_time import reading_minutes
from earmark.extract.scraps import is_scrap
from earmark.extract.tree import Node, Page
from earmark.extract.verdict import is_next_to_nothing
from earmark.extract.words import count_words

_MAX_LINES = 50_000
_EDGE_LINES = 12
_MAX_DATE_CHARS = 60
_MAX_HEADLINE_WORDS = 20
_SENTENCE = re.compile(r"[.!?…。！？:;\"'”’»)]$")


def extract_text(text: str, title: str | None = None, url: str | None = None) -> ExtractedArticle:
    """The article in plain text; the headline is the given title, else a short first line."""
    head, rest = without_mail_head(text)
    lines = _paragraphs(rest)
    headline = _find_headline(title, head, lines)
    story = _story(lines)
    elements = [_element(line) for line in story.lines]
    body = paragraphs(elements)
    whole = "\n\n".join(body)
    tongue, _ = language.guess(whole)
    origin = find_origin([Line(line) for line in reversed(story.around)], None)
    dateline, opening = opening_words(body)
    agency = find_agency(opening, story.bylines, reversed(story.around), [])
    byline, published = _byline(head, story), _published(head, story)
    why = {"body": Why("pasted text"), "headline": headline.why, "byline": byline.why,
           "published_at": published.why, "dateline": dateline.why, "agency": agency.why,
           "origin": origin.why}  # fmt: skip
    article = ExtractedArticle(
        headline=headline.value,
        byline=byline.value or [],
        agency=agency.value or [],
        dateline=dateline.value,
        origin=origin.value,
        notes=find_notes([*body, *story.around]),
        published_at=published.value,
        language=tongue,
        direction=language.direction_of(Page(Node("html")), tongue),
        canonical_url=url,
        pictures=[picture for line in story.lines if (picture := _picture(line))],
        body_html=safe_html(elements),
        body_text=whole,
        body_words=count_words(whole),
        reading_minutes=reading_minutes(whole, count_words(whole), tongue),
        confidence=0.5 if whole else 0.0,
        why={name: reason for name, reason in why.items() if reason},
    )
    if not is_next_to_nothing(article):
        return article
    return replace(article, verdict=Verdict.STUB, verdict_reason=StubReason.NO_TEXT)


@dataclass(frozen=True)
class _Story:
    """The lines of the story, and what the lines left out around it say of it."""

    lines: list[str]
    around: list[str]
    bylines: list[str]


def _paragraphs(text: str) -> list[str]:
    """Paragraphs parted by blank lines; single lines where the text has no wrapped lines."""
    chunks = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    found: list[str] = []
    for chunk in chunks[:_MAX_LINES]:
        lines = [line for line in (clean(raw) for raw in chunk.split("\n")) if line]
        found += [" ".join(lines)] if _is_wrapped(lines) else lines
    return found


def _is_wrapped(lines: list[str]) -> bool:
    """Whether the lines were broken at a column: none of those before the last is short."""
    inner = lines[:-1]
    return bool(inner) and all(50 <= len(line) <= 100 for line in inner)


def _find_headline(title: str | None, head: MailHead, lines: list[str]) -> Found[str]:
    """The given title, a mail's subject, or a line before the story, which is then taken out."""
    given = [("given", clean(title or "")), ("subject", clean(head.subject or ""))]
    evidence = [Evidence(text[:MAX_CHARS], source, 2.0) for source, text in given if text]
    if line := _line_above(lines):
        if not evidence or line.casefold() == evidence[0].value.casefold():
            lines.remove(line)
        evidence.append(Evidence(line[:MAX_CHARS], "first line", 1.0))
    return weigh(evidence, key=str.casefold)


def _line_above(lines: list[str]) -> str | None:
    """The longest of the short lines above the story: menus, labels and names are shorter."""
    start = next((i for i, line in enumerate(lines) if _is_prose(line)), min(1, len(lines) - 1))
    return max(filter(_is_headline, lines[: max(start, 0)]), key=len, default=None)


def _is_headline(line: str) -> bool:
    is_other = is_scrap(line) or says_who(line) or _is_date_line(line) or _picture(line)
    return len(line.split()) <= _MAX_HEADLINE_WORDS and not _SENTENCE.search(line) and not is_other


def _story(lines: list[str]) -> _Story:
    """The story: without scraps, and without loose lines before its start and after its end."""
    prose = [i for i, line in enumerate(lines) if _is_prose(line)]
    first, last = (prose[0], prose[-1]) if prose else (0, len(lines))
    kept, around, bylines = list[str](), list[str](), list[str]()
    for i, line in enumerate(lines):
        is_outside = bool(prose) and (i < first or i > last)
        if is_outside and says_who(line):
            bylines.append(line)
        if is_scrap(line) or (is_outside and not _is_prose(line) and not _picture(line)):
            around.append(line)
        else:
            kept.append(line)
    return _Story(kept, around[:_EDGE_LINES] + around[_EDGE_LINES:][-_EDGE_LINES:], bylines)


def _is_prose(line: str) -> bool:
    if is_scrap(line) or _picture(line) or agencies_in(line) or _is_date_line(line):
        return False
    return len(line) >= 60 or (bool(_SENTENCE.search(line)) and not says_who(line))


def _is_date_line(line: str) -> bool:
    return len(line) <= _MAX_DATE_CHARS and parse_when(line) is not None


def _element(line: str) -> Element:
    picture = _picture(line)
    return figure(picture) if picture else Element("p", children=[line])


def _picture(line: str) -> Picture | None:
    return credit_line.loose_caption(line)


def _byline(head: MailHead, story: _Story) -> Found[list[str]]:
    said = [("by-line", read_names(story.bylines).people), ("sender", (head.sender or "",))]
    evidence = [
        Evidence([name for name in people if name], source, weight)
        for (source, people), weight in zip(said, (2.0, 1.0), strict=True)
    ]
    return weigh([e for e in evidence if e.value], key=tuple, show=", ".join)


def _published(head: MailHead, story: _Story) -> Found[datetime]:
    """The time in a mail's head, or in a line of its own before or after the story."""
    sent = _sent(head.date) if head.date else None
    written = (parse_when(line) for line in story.around if _is_date_line(line))
    evidence = [Evidence(sent, "mail", 2.0)] if sent else []
    evidence += [Evidence(when, "line", 1.0) for when in written if when][:1]
    return weigh(evidence, key=datetime.date, show=datetime.isoformat)


def _sent(date: str) -> datetime | None:
    try:
        sent = parsedate_to_datetime(date)
    except ValueError:
        return parse_when(date)
    return sent if sent.tzinfo else parse_when(date)
