"""The lines of a text that show why it was found.

The text is not tokenised: each word of the query becomes a pattern that finds it in the
text as written, in all its spellings (``strasse`` finds ``Straße``), and one pass finds
them all. So the cost is that of one regular expression over the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice, pairwise
from typing import TypeAlias

from earmark.search.query import Query
from earmark.search.tokenise import DENSE, IGNORED, MARKS, fold, is_dense
from earmark.search.tree import AllOf, AnyOf, Field, Node, Words

MAX_SCANNED_CHARS = 500_000
"""Characters looked through for all words of a query together, in under 5 ms. A word
first met after that is shown by the text's beginning instead."""

MAX_HITS = 40
"""Hits of one word: enough to choose the best lines from."""

MAX_GAP_CHARS = 9
"""Spaces and signs between two words of a phrase."""

_SHORT_CHARS = 4  # words that may be written with dots: U.S., U.N.O.

Pieces: TypeAlias = list[tuple[str, bool]]


def snippet(text: str, query: Query, length: int = 220) -> Pieces:
    """Pieces of about ``length`` characters of a plain text, each with whether it is a hit.

    The lines with most different words of the query win, the earliest among equals;
    without any, the text's beginning. Cut at whole words, with … where text was left out.
    White space becomes single spaces. The pieces are plain text: escape them for HTML.

    >>> from earmark.search.query import parse
    >>> snippet("A long day in Straßburg.", parse("strassburg"))
    [('A long day in ', False), ('Straßburg', True), ('.', False)]
    """
    hits = _find_hits(text, query)
    start, end = _best_window(text, hits, length)
    shown = [hit for hit in hits if start <= hit.start and hit.end <= end]
    return _pieces(text, start, end, shown)


@dataclass(frozen=True, order=True)
class _Hit:
    start: int
    end: int
    word: int  # which of the query's words


def _find_hits(text: str, query: Query) -> list[_Hit]:
    words = list(_words(query.expression)) if query.expression else []
    end = MAX_SCANNED_CHARS // max(1, len(words))
    return sorted(hit for index, word in enumerate(words) for hit in _hits(text, end, word, index))


def _hits(text: str, end: int, word: Words, index: int) -> Iterator[_Hit]:
    is_free = is_dense(word.runs[0])  # begins anywhere, not at the beginning of a word
    found = (
        _Hit(*match.span(), index)
        for match in _pattern(word).finditer(text, 0, end)
        if is_free or _begins_word(text, match.start())
    )
    return islice(found, MAX_HITS)


def _begins_word(text: str, start: int) -> bool:
    while start and _IGNORED.match(text, start - 1):
        start -= 1
    return not (start and _LETTER.match(text, start - 1))


def _best_window(text: str, hits: list[_Hit], length: int) -> tuple[int, int]:
    """Where the lines begin and end that show most words of the query."""
    lead = length // 4
    best, most = 0, 0
    for index, first in enumerate(hits):
        last_end = first.start + length - lead
        near = {hit.word for hit in hits[index : index + MAX_HITS] if hit.end <= last_end}
        if len(near) > most:
            best, most = first.start, len(near)
    start = _word_start(text, max(0, best - lead), best) if most else 0
    return start, _word_end(text, start, start + length)


def _word_start(text: str, start: int, latest: int) -> int:
    """The first beginning of a word from ``start`` on; ``start`` itself where there is none."""
    if start == 0:
        return 0
    space = _SPACE.search(text, start - 1, latest)
    return space.end() if space else start


def _word_end(text: str, start: int, end: int) -> int:
    """The last end of a word up to ``end``, in the last quarter; ``end`` where there is none."""
    if end >= len(text):
        return len(text)
    spaces = list(_SPACE.finditer(text, end - (end - start) // 4, end + 1))
    return spaces[-1].start() if spaces else end


def _pieces(text: str, start: int, end: int, hits: list[_Hit]) -> Pieces:
    pieces: Pieces = [("…", False)] if start else []
    done = start
    for hit in hits:
        if hit.start >= done:
            pieces += [(text[done : hit.start], False), (text[hit.start : hit.end], True)]
            done = hit.end
    pieces += [(text[done:end], False), ("…" if end < len(text) else "", False)]
    return [(_SPACE.sub(" ", piece), is_hit) for piece, is_hit in pieces if piece]


def _words(node: Node) -> Iterator[Words]:
    """The words of a query that a text may show: not those excluded or of other fields."""
    if isinstance(node, Words) and node.field in (None, Field.TEXT, Field.HEADLINE):
        yield node
    elif isinstance(node, AllOf | AnyOf):
        for part in node.parts:
            yield from _words(part)


@lru_cache(maxsize=256)
def _pattern(words: Words) -> re.Pattern[str]:
    """Finds a word or phrase as it may be written; where it begins is not judged here."""
    spelt = _run(words.runs[0])
    for before, run in pairwise(words.runs):
        is_touching = is_dense(before) or is_dense(run)
        spelt += rf"[\W_]{{{0 if is_touching else 1},{MAX_GAP_CHARS}}}{_run(run)}"
    if is_dense(words.runs[-1]):
        return re.compile(spelt)
    rest = f"[^\\W_{DENSE}]*" if words.is_prefix else ""
    return re.compile(f"{spelt}{rest}[{IGNORED}]*(?!{_LETTER.pattern})")


def _run(run: str) -> str:
    """A pattern for all spellings that fold to a run.

    Two letters that one may stand for are taken from the left: ``sss`` is ``ßs``, not ``sß``.
    """
    dots = "." if len(run) <= _SHORT_CHARS and not is_dense(run) else ""
    between = f"[{IGNORED}{dots}]*"
    spellings, start = [], 0
    while start < len(run):
        three, two = run[start : start + 3], run[start : start + 2]
        part = next((part for part in (three, two) if part in _variants()), run[start])
        spellings.append(_spellings(part, between))
        start += len(part)
    return between.join(spellings)


def _spellings(folded: str, between: str) -> str:
    variants = "".join(_variants().get(folded, ()))
    if len(folded) == 1:
        return f"[{re.escape(folded)}{variants}]"
    letter_by_letter = between.join(_spellings(letter, between) for letter in folded)
    return f"(?:{letter_by_letter}|[{variants}])"


@cache
def _variants() -> dict[str, list[str]]:
    """Folded text of one to three characters -> the characters that fold to it."""
    found: dict[str, list[str]] = {}
    for first, end in ((0x41, 0x5B), (0xAA, 0x590), (0x620, 0x700), (0x1E00, 0x2000)):
        for code in range(first, end):
            folded = fold(chr(code)).strip()
            if folded != chr(code) and 1 <= len(folded) <= 3:
                found.setdefault(folded, []).append(chr(code))
    for code in range(0xFB00, 0xFB07):  # the ligatures of old type: fi, fl, ffi
        found.setdefault(fold(chr(code)), []).append(chr(code))
    for code in range(0xFF10, 0xFF5B):  # full-width letters and digits
        found.setdefault(fold(chr(code)), []).append(chr(code))
    return found


_SPACE = re.compile(r"\s+")
_IGNORED = re.compile(f"[{IGNORED}]")
_LETTER = re.compile(f"[^\\W_{DENSE}]|[{MARKS}]")
