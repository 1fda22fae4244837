"""Where a report was filed and which agency sent it."""

from collections.abc import Sequence

from earmark.extract.agency import agencies_among, agencies_in
from earmark.extract.article import Dateline
from earmark.extract.dateline import parse_dateline

_PROSE_CHARS = 60
"""Shorter lines are headings and labels; a dateline opens one of the first two paragraphs."""


def find_origin(
    paragraphs: Sequence[str], bylines: list[str], last_lines: Sequence[str]
) -> tuple[Dateline | None, list[str], str]:
    """Dateline, agencies of the text, and where the agencies were named.

    An agency counts when it stands in the dateline, the byline or an end note of its own;
    never from a picture's credit, which names who took the picture.
    """
    dateline, agencies = None, list[str]()
    for paragraph in [p for p in paragraphs if len(p) >= _PROSE_CHARS][:2]:
        dateline, agencies = parse_dateline(paragraph)
        if dateline:
            break
    if agencies:
        return dateline, agencies, "dateline"
    if agencies := agencies_among(bylines):
        return dateline, agencies, "byline"
    for line in reversed(last_lines):
        if agencies := agencies_in(line):
            return dateline, agencies, "end note"
    return dateline, [], "none"
