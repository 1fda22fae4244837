"""What editors say about their own text: corrections, updates, clarifications."""

import re
from collections.abc import Iterable
from functools import cache

from earmark.extract.article import EditorsNote
from earmark.extract.dates import MONTH_NAMES
from earmark.extract.patterns import alternatives, one_of, words

_KINDS = ("clarification", "correction", "update")
"""In the order of trying: "updated to clarify" is a clarification."""

_MAX_CHARS = 900
_MIN_WORDS = 5
"""Of a note without its date: "Updated: May 3, 2024, 10:15" only says when."""

_START_CHARS = 40
_LEADS = ("editor's note", "anm. d. red.", "n.d.l.r.")
_WORD = re.compile(r"[^\W\d_]{2,}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2}")


def find_notes(paragraphs: Iterable[str]) -> list[EditorsNote]:
    """The notes among the paragraphs of a text and the lines around it, each once."""
    found: dict[str, EditorsNote] = {}
    for text in paragraphs:
        if note := read_note(text):
            found.setdefault(note.text, note)
    return list(found.values())


def read_note(text: str) -> EditorsNote | None:
    """The note in a paragraph, or None.

    >>> read_note("Correction, May 3: An earlier version gave the wrong name of the ferry.").kind
    'correction'
    """
    text = text.strip()
    if len(text) > _MAX_CHARS or not _first_words().intersection(_words_at_start(text)):
        return None
    kind = next((kind for kind in _KINDS if _opening(kind).match(text)), None)
    if kind is None:
        return None
    date = _date().search(text)
    said = len(_WORD.findall(_date().sub(" ", text)))
    return EditorsNote(kind, text, date[0] if date else None) if said > _MIN_WORDS else None


def _words_at_start(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text[:_START_CHARS].casefold())[:1]


@cache
def _first_words() -> frozenset[str]:
    """How notes begin, by one word: what keeps the patterns away from most paragraphs."""
    tables = [name for kind in _KINDS for name in (kind, f"{kind}_sentences")]
    openings = [opening for table in tables for opening in words("notes", table)]
    return frozenset(_words_at_start(opening)[0] for opening in (*openings, *_LEADS))


@cache
def _opening(kind: str) -> re.Pattern[str]:
    label, sentence = alternatives("notes", kind), alternatives("notes", f"{kind}_sentences")
    before = r"^[\W_]*(?:(?:editor['’]?s['’]? note|anm\. d\. red\.?|n\.d\.l\.r\.?)\s*[:–—-]\s*)?"
    dated = rf"(?:[\s,(]*(?:{_date().pattern})[\s,)]*(?:\d{{1,2}}[:.]\d{{2}}[^:：–—]{{0,20}})?)?"
    return re.compile(rf"{before}(?:(?:{label}){dated}\s*[:：–—]|(?:{sentence})\b)", re.IGNORECASE)


@cache
def _date() -> re.Pattern[str]:
    months = one_of(MONTH_NAMES)
    return re.compile(
        rf"(?:(?:{months})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?"
        rf"|\d{{1,2}}\.?\s+(?:de\s+)?(?:{months})\.?(?:,?\s+(?:de\s+)?\d{{4}})?"
        rf"|\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}"
        rf"|\d{{4}}[年]\d{{1,2}}[月]\d{{1,2}}[日])",
        re.IGNORECASE,
    )
