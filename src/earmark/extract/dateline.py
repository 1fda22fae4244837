"""The place (and date, agency) that opens a wire report: "BERLIN (Reuters) -"."""

import re

from earmark.extract.agency import agencies_in
from earmark.extract.article import Dateline
from earmark.extract.places import PLACES

_DASH = r"(?:\s*[–—]\s*|\s+-{1,2}\s+|\s*:\s+)"
_DATE = r"[^\W\d_]{3,10}\.?\s+\d{1,2}|\d{1,2}\.?\s+(?:de\s+)?[^\W\d_]{3,10}\.?"
_OPENING = re.compile(
    rf"^\s*(?P<place>[^\W\d_][^:()\[\]\"“”?!–—]{{1,45}}?)\s*"
    rf"(?:,\s*(?P<date>{_DATE})\.?)?\s*"
    rf"(?:[(\[](?P<agency>[^()\[\]]{{2,40}})[)\]])?(?P<dash>{_DASH})",
)
_DATE_ONLY = re.compile(rf"^(?P<place>.+?),\s*(?P<date>{_DATE})\.?$")


def parse_dateline(first_paragraph: str) -> tuple[Dateline | None, list[str]]:
    """The dateline that opens a report and the agencies named in it.

    The place must be in capitals or a known city, so that a person before a colon
    ("Putin: we agree") is none. Never raises on odd text.

    >>> parse_dateline("BERLIN (Reuters) - Die Regierung ...")
    (Dateline(place='Berlin', date=None), ['Reuters'])
    """
    text = " ".join(first_paragraph[:160].split())
    match = _OPENING.match(text)
    if not match:
        return None, []
    agencies = agencies_in(match["agency"] or "")
    place = match["place"].strip(" ,")
    parts = _DATE_ONLY.match(place)
    date = match["date"] or (parts["date"] if parts else None)
    place = parts["place"] if parts else place
    if not _is_place(place, sure=bool(agencies or date)):
        return None, []
    return Dateline(_named(place), date), agencies


def _is_place(text: str, sure: bool) -> bool:
    head = re.split(r"[,/]", text)[0].strip()
    if not head or len(text.split()) > 6 or not head[0].isupper():
        return False
    if head.lower() in PLACES:
        return True
    if head.isupper() and len(head) > 2 and not any(c.isdigit() for c in text):
        return sure or len(head.split()) <= 3
    return sure and len(head.split()) <= 3 and head.istitle()


def _named(place: str) -> str:
    """``BERLIN`` as ``Berlin``; mixed case as it stands."""
    head, sign, tail = place.partition(",")
    head = head.title() if head.isupper() else head
    return f"{head}{sign}{tail}".strip(" ,")
