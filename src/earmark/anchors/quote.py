"""A passage by its words and those around it: the W3C's TextQuoteSelector, with hints."""

from dataclasses import dataclass

CONTEXT_CHARS = 64
"""Before and after; twice what is common, as it also tells repeated sentences apart."""


@dataclass(frozen=True)
class Quote:
    """``exact`` as it was marked, ``prefix`` and ``suffix`` as they stood around it.

    ``position`` (of its first character) and ``extraction_id`` say where it was marked; they
    are hints and decide only between places that are otherwise alike.
    """

    exact: str
    prefix: str = ""
    suffix: str = ""
    position: int | None = None
    extraction_id: str | None = None


def quote_of(text: str, start: int, end: int, extraction_id: str | None = None) -> Quote:
    """The quote of a text's characters from ``start`` to ``end``."""
    prefix = text[max(0, start - CONTEXT_CHARS) : start]
    suffix = text[end : end + CONTEXT_CHARS]
    return Quote(text[start:end], prefix, suffix, start, extraction_id)
