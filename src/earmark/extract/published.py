"""When an article appeared and was last changed, from what the page declares, marks or shows."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from earmark.extract.blocks import Block
from earmark.extract.dates import parse_when
from earmark.extract.evidence import Evidence, Found, weigh
from earmark.extract.hints import names_of
from earmark.extract.margins import Margins
from earmark.extract.signals import Signals, texts
from earmark.extract.tree import Page
from earmark.extract.words import word_set

_PUBLISHED = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.issued",
    "dcterms.date",
    "citation_publication_date",
    "citation_date",
    "article.published",
    "cxenseparse:recs:publishtime",
    "iso-8601-publish-date",
    "originalpublicationdate",
    "last-modified",
)
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified")
_IN_URL = re.compile(r"/(20[0-3]\d|19[89]\d)[/-]?([01]?\d)[/-]?([0-3]?\d)(?:[/-]|$)")
_NAMED = word_set(
    "date datetime published pubdate publishdate publisheddate publicationdate postdate "
    "entrydate timestamp time posted postedon dateline updated dates"
)


def find_published(
    page: Page, signals: Signals, margins: Margins, url: str | None
) -> Found[datetime]:
    """When it appeared."""
    evidence = []
    for source, values in _declared(signals):
        when = next((found for v in values if (found := parse_when(v))), None)
        evidence += [Evidence(when, source, 1.0)] if when else []
    if not evidence and (when := _from_elements(page, signals)):
        evidence = [Evidence(when, "time element", 1.0)]
    if when := _from_url(url or signals.canonical_url or ""):
        evidence.append(Evidence(when, "address", 0.1))
    if not evidence and (when := _from_text(margins.all)):
        evidence = [Evidence(when, "text", 1.0)]
    return weigh(evidence, key=_day, show=datetime.isoformat)


def find_modified(signals: Signals) -> Found[datetime]:
    """When it was last changed."""
    said = [("json-ld", v) for v in texts(signals.article.get("dateModified"))]
    said += [("meta", signals.first(name)) for name in _MODIFIED]
    read = ((source, parse_when(value)) for source, value in said)
    return weigh([Evidence(w, source, 1.0) for source, w in read if w], show=datetime.isoformat)


def _day(when: datetime) -> str:
    return when.date().isoformat()


def _declared(signals: Signals) -> Iterator[tuple[str, list[str]]]:
    yield "json-ld", texts(signals.article.get("datePublished"))
    yield "json-ld", texts(signals.article.get("dateCreated"))
    for name in _PUBLISHED:
        yield f"meta {name}", signals.meta.get(name, [])
    for other in signals.objects:
        yield "json-ld", texts(other.get("datePublished"))


def _from_elements(page: Page, signals: Signals) -> datetime | None:
    """From an element marked as ``datePublished``, else from the first ``time`` element."""
    for node in (*signals.marked("datepublished"), *page.all("time")[:8]):
        for value in (node.get("datetime"), node.get("content"), node.text):
            if found := parse_when(value):
                return found
    return None


def _from_url(url: str) -> datetime | None:
    match = _IN_URL.search(url)
    if not match:
        return None
    return parse_when(f"{match[1]}-{match[2]:0>2}-{match[3]:0>2}")


def _from_text(blocks: Iterable[Block]) -> datetime | None:
    """From short lines that are named as dates, else from any near the text."""
    short = [b for b in blocks if 6 <= b.letters <= 120]
    named = [b for b in short if not names_of(b.node).isdisjoint(_NAMED)]
    for block in (*named[:10], *short):
        if found := parse_when(block.text):
            return found
    return None
