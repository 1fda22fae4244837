"""The place (and date, agency) that opens a wire report: "BERLIN (Reuters) -"."""

import re
from collections.abc import Sequence
from functools import cache

from earmark.extract.agency import agencies_in
from earmark.extract.article import Dateline
from earmark.extract.patterns import words
from earmark.extract.words import width

_LOOK_CHARS = 160
_PROSE_CHARS = 60
"""Shorter lines are headings and labels; a dateline opens one of the first two paragraphs."""

_DASH = r"(?:\s*[–—]\s*|\s*--\s*|\s+-\s*|\s*:\s+)"
_DATE = (
    r"(?:[^\W\d_]{3,10}\.?\s+\d{1,2}|\d{1,2}\.?\s+(?:de\s+)?[^\W\d_]{3,10}\.?)(?:,?\s+\d{4})?"
    r"|\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?"
)
_OPENING = re.compile(
    rf"^\s*(?P<place>[^\W\d_][^:()\[\]\"“”?!–—]{{1,45}}?)\s*"
    rf"(?:,\s*(?P<date>{_DATE})\.?)?\s*"
    rf"(?:[(\[](?:(?P<bracketed>{_DATE})|(?P<agency>[^()\[\]]{{2,40}}))[)\]])?\.?(?P<dash>{_DASH})",
)
_DATE_ONLY = re.compile(rf"^(?P<place>.+?),\s*(?P<date>{_DATE})\.?$")
_MAX_PLACE_WORDS = 6
_MAX_BARE_WORDS = 3


def find_dateline(paragraphs: Sequence[str]) -> tuple[Dateline | None, list[str]]:
    """The dateline of a text and the agencies named in it.

    It opens the first paragraph, or the second where an agency or date stands with it. A
    label that opens several paragraphs is somebody who speaks, not a place.
    """
    prose = [p for p in paragraphs if width(p) >= _PROSE_CHARS]
    for i, paragraph in enumerate(prose[:2]):
        dateline, agencies = parse_dateline(paragraph)
        if dateline is None or (i and not agencies and not dateline.date):
            continue
        label = f"{paragraph[: len(dateline.place)]}:"
        if not any(other.startswith(label) for other in prose[i + 1 :]):
            return dateline, agencies
    return None, []


def parse_dateline(first_paragraph: str) -> tuple[Dateline | None, list[str]]:
    """The dateline that opens a report and the agencies named in it.

    The place must be in capitals or a known city, so that a person before a colon
    ("Putin: we agree") is none. Never raises on odd text.

    >>> parse_dateline("BERLIN (Reuters) - Die Regierung ...")
    (Dateline(place='Berlin', date=None), ['Reuters'])
    """
    text = " ".join(first_paragraph[:_LOOK_CHARS].split())
    if found := _by_form(text):
        return found
    match = _OPENING.match(text)
    if not match:
        return None, []
    agencies = agencies_in(match["agency"] or "")
    place = match["place"].strip(" ,")
    parts = _DATE_ONLY.match(place)
    date = match["date"] or match["bracketed"] or (parts["date"] if parts else None)
    place = parts["place"] if parts else place
    is_name = ":" in match["dash"] and len(place.split()) > 1 and place.casefold() not in _cities()
    is_sure = bool(agencies or date)
    if not _is_place(place, is_sure) or (is_name and not is_sure):
        return None, []
    return Dateline(_named(place), date), agencies


def _by_form(text: str) -> tuple[Dateline, list[str]] | None:
    for form in _forms():
        if match := form.match(text):
            groups = match.groupdict()
            agencies = agencies_in(groups.get("agency") or "")
            return Dateline(_named(groups["place"].strip(" ,")), groups.get("date")), agencies
    return None


def _is_place(text: str, sure: bool) -> bool:
    head = re.split(r"[,/]", text)[0].strip()
    if not head or len(text.split()) > _MAX_PLACE_WORDS or not head[0].isupper():
        return False
    if head.casefold() in _not_places():
        return False
    if head.casefold() in _cities():
        return True
    if head.isupper() and len(head) > 2 and all(c.isalpha() or c in " .'’-" for c in head):
        return sure or len(head.split()) <= _MAX_BARE_WORDS
    return sure and len(head.split()) <= _MAX_BARE_WORDS and head.istitle()


def _named(place: str) -> str:
    """``BERLIN`` as ``Berlin``; mixed case as it stands."""
    head, sign, tail = place.partition(",")
    head = head.title() if head.isupper() else head
    return f"{head}{sign}{tail}".strip(" ,")


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"\s*{form}") for form in words("datelines", "forms"))


@cache
def _cities() -> frozenset[str]:
    return frozenset(city.casefold() for city in words("datelines", "cities"))


@cache
def _not_places() -> frozenset[str]:
    return frozenset(words("datelines", "not_places"))
