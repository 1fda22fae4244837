"""Where a text comes from by its own words: dateline, agencies, "originally published at"."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import parse_qsl, urlsplit

from earmark.extract.agency import agencies_among, agencies_in, agency_of_publisher, is_agency
from earmark.extract.article import Dateline, Origin, Why
from earmark.extract.dateline import find_dateline
from earmark.extract.dates import MONTH_NAMES
from earmark.extract.evidence import Evidence, Found, weigh
from earmark.extract.patterns import alternatives, one_of, words
from earmark.extract.words import word_set

_MAX_LINE_CHARS = 240
_COMMISSION = word_set("tag linkcode linkid affid aff_id affiliate_id")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MAX_NAME_CHARS = 80
_MAX_NAME_WORDS = 7


@dataclass(frozen=True)
class Line:
    """A line at the edge of a text, and where its last link leads if it has one."""

    text: str
    url: str | None = None


def find_agency(
    opening: Sequence[str],
    bylines: Iterable[str],
    last_lines: Iterable[str],
    publishers: Iterable[str],
) -> Found[list[str]]:
    """The agencies of the text: of its dateline, byline, end notes or publisher.

    Never from a picture's credit, which names who took the picture.
    """
    said = [Evidence(list(opening), "dateline", 4.0)]
    said += [Evidence(agencies_among(bylines), "byline", 2.0)]
    said += [Evidence(agencies_in(line), "end note", 1.0) for line in last_lines]
    said += [Evidence(agency_of_publisher(name), "publisher", 0.5) for name in publishers]
    return weigh([e for e in said if e.value], key=frozenset, show=", ".join)


def opening_words(paragraphs: Sequence[str]) -> tuple[Found[Dateline], list[str]]:
    """The dateline, and the agencies named in it."""
    dateline, agencies = find_dateline(paragraphs)
    return Found(dateline, Why("opening words") if dateline else None), agencies


def find_origin(lines: Iterable[Line], own_host: str | None) -> Found[Origin]:
    """Where the text first stood, by a line of its own at the text's edge."""
    for line in lines:
        if len(line.text) <= _MAX_LINE_CHARS and (origin := read_origin(line, own_host)):
            return Found(origin, Why(f"line: {line.text}"))
    return Found()


def read_origin(line: Line, own_host: str | None = None) -> Origin | None:
    """The origin that a line names, or None; an agency alone is no origin, it has its own field.

    >>> read_origin(Line("This article was originally published at The Age."))
    Origin(name='The Age', url=None)
    >>> read_origin(Line("Source: Read Full Article"))
    Origin(name=None, url=None)
    """
    url = line.url if line.url and _host(line.url) != own_host else None
    if match := _republished().search(line.text):
        name = _name(match["name"])
        return Origin(name or _host(url), url) if name or url else None
    match = _labelled().match(line.text)
    if not match:
        return None
    rest = match["name"].strip(" .:")
    if rest.casefold() in _read_full():
        return Origin(_host(url), url)
    if is_agency(rest) or agencies_in(rest):
        return None
    if not _is_host(rest) or (url and _leads_to_a_shop(url)):
        return None
    address = rest if "://" in rest else f"https://{rest}"
    return Origin(_host(address), url or address)


def _leads_to_a_shop(url: str) -> bool:
    """Whether the link earns a commission, as a source of goods does and one of news never."""
    keys = {key.casefold() for key, _ in parse_qsl(urlsplit(url).query, keep_blank_values=True)}
    return not keys.isdisjoint(_COMMISSION)


def _name(rest: str) -> str | None:
    """The publication at the start of what follows the phrase."""
    name = re.split(r"[.,;:!(\[]\s|\s[–—|-]\s|[.!)\]]*$", rest.strip(" :\"'“”"), maxsplit=1)[0]
    name = _after_name().split(name, maxsplit=1)[0].strip(" :\"'“”.")
    name = _article().sub("", name)
    is_name = 1 < len(name) <= _MAX_NAME_CHARS and len(name.split()) <= _MAX_NAME_WORDS
    return name if is_name and not _when().search(name) else None


def _host(url: str | None) -> str | None:
    return (urlsplit(url).hostname or "").removeprefix("www.") or None if url else None


def _is_host(text: str) -> bool:
    return bool(
        re.fullmatch(r"(?:https?://)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:/\S*)?", text.lower())
    )


@cache
def _republished() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:{alternatives('origins', 'republished')})\s*:?\s*(?P<name>.*)$", re.IGNORECASE
    )


@cache
def _labelled() -> re.Pattern[str]:
    return re.compile(
        rf"^\W*(?:{alternatives('origins', 'source')})\s*[:：]\s*(?P<name>.+)$", re.IGNORECASE
    )


@cache
def _after_name() -> re.Pattern[str]:
    """Where the name ends: "The Age on 3 May", "The Age under a licence"."""
    return re.compile(r"\s(?:on|am|le|el|em|il|op|in|under|as|by|and|und|with|here)\s(?=[\da-z])")


@cache
def _article() -> re.Pattern[str]:
    return re.compile(rf"^(?:{alternatives('origins', 'articles')})(?:\s+|(?<='))")


@cache
def _when() -> re.Pattern[str]:
    """A time in place of a name: "originally published in April 2020"."""
    return re.compile(rf"^\d|(?<!\w)(?:{one_of((*MONTH_NAMES, *_WEEKDAYS))})(?!\w)", re.IGNORECASE)


@cache
def _read_full() -> frozenset[str]:
    return frozenset(words("origins", "read_full"))
