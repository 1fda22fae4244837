"""Pasted text read as an article: paragraphs, captions, dateline, agency."""

import re
from dataclasses import replace

from earmark.extract import credit as credit_line
from earmark.extract import language
from earmark.extract.article import ExtractedArticle, Picture, StubReason, Verdict, Why
from earmark.extract.headline import MAX_CHARS, clean
from earmark.extract.markup import Element, safe_html
from earmark.extract.origin import find_origin
from earmark.extract.paragraphs import paragraphs
from earmark.extract.picture_markup import figure
from earmark.extract.reading_time import reading_minutes
from earmark.extract.scraps import is_scrap
from earmark.extract.tree import Node, Page
from earmark.extract.verdict import is_next_to_nothing
from earmark.extract.words import count_words

_MAX_LINES = 50_000
_SENTENCE = re.compile(r"[.!?…。！？:;\"'”’»)]$")


def extract_text(text: str, title: str | None = None, url: str | None = None) -> ExtractedArticle:
    """The article in plain text; the headline is the given title, else a short first line."""
    lines = _paragraphs(text)
    headline = clean(title or "")[:MAX_CHARS] or None
    if headline is None and len(lines) > 1 and _is_headline(lines[0]):
        headline = lines.pop(0)[:MAX_CHARS]
    elements = _body(lines)
    body = paragraphs(elements)
    whole = "\n\n".join(body)
    dateline, agency = find_origin(body, [], lines[-6:])
    tongue, _ = language.guess(whole)
    why = {"body": Why("pasted text"), "agency": agency.why, "dateline": dateline.why}
    if headline:
        why["headline"] = Why("given" if title else "first line")
    article = ExtractedArticle(
        headline=headline,
        agency=agency.value or [],
        dateline=dateline.value,
        language=tongue,
        direction=language.direction_of(Page(Node("html")), tongue),
        canonical_url=url,
        pictures=_pictures(lines),
        body_html=safe_html(elements),
        body_text=whole,
        body_words=count_words(whole),
        confidence=0.5 if whole else 0.0,
        reading_minutes=reading_minutes(whole, tongue),
        why={name: reason for name, reason in why.items() if reason},
    )
    if not is_next_to_nothing(article):
        return article
    return replace(article, verdict=Verdict.STUB, verdict_reason=StubReason.NO_TEXT)


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


def _is_headline(line: str) -> bool:
    return len(line.split()) <= 20 and not _SENTENCE.search(line) and not is_scrap(line)


def _body(lines: list[str]) -> list[Element]:
    """The story: without scraps, and without loose lines before its start and after its end."""
    prose = [i for i, line in enumerate(lines) if _is_prose(line)]
    first, last = (prose[0], prose[-1]) if prose else (0, len(lines))
    out: list[Element] = []
    for i, line in enumerate(lines):
        is_outside = (i < first or i > last) and bool(prose)
        if is_scrap(line) or (is_outside and not _is_prose(line)):
            continue
        out.append(_element(line))
    return out


def _is_prose(line: str) -> bool:
    return not is_scrap(line) and (len(line) >= 60 or bool(_SENTENCE.search(line)))


def _element(line: str) -> Element:
    picture = credit_line.loose_caption(line)
    return figure(picture) if picture else Element("p", children=[line])


def _pictures(lines: list[str]) -> list[Picture]:
    return [picture for line in lines if (picture := credit_line.loose_caption(line))]
