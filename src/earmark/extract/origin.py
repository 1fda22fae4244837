"""Where a report was filed and which agency sent it."""

from collections.abc import Sequence

from earmark.extract.agency import agencies_among, agencies_in
from earmark.extract.article import Dateline, Why
from earmark.extract.dateline import parse_dateline
from earmark.extract.evidence import Evidence, Found, weigh

_PROSE_CHARS = 60
"""Shorter lines are headings and labels; a dateline opens one of the first two paragraphs."""


def find_origin(
    paragraphs: Sequence[str], bylines: list[str], last_lines: Sequence[str]
) -> tuple[Found[Dateline], Found[list[str]]]:
    """Dateline and agencies of the text.

    An agency counts when it stands in the dateline, the byline or an end note of its own;
    never from a picture's credit, which names who took the picture.
    """
    dateline, agencies = None, list[str]()
    for paragraph in [p for p in paragraphs if len(p) >= _PROSE_CHARS][:2]:
        dateline, agencies = parse_dateline(paragraph)
        if dateline:
            break
    said = [Evidence(agencies, "dateline", 4.0), Evidence(agencies_among(bylines), "byline", 2.0)]
    said += [Evidence(agencies_in(line), "end note", 1.0) for line in reversed(last_lines)]
    agency = weigh([e for e in said if e.value], key=frozenset, show=", ".join)
    return Found(dateline, Why("opening words") if dateline else None), agency
