"""The place whose words are most like those of a quote, in their order.

Words vote for where the quote would begin if they were its own; the places with most votes
are compared word by word.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice

from earmark.anchors.folded import fold
from earmark.anchors.quote import Quote

LEAST_WORDS = 8
"""Fewer words say nothing when one of them may differ."""

MOST_WORDS = 600
"""Longer passages are looked for by their letters only."""

_COMMON = 40
"""Words that stand more often have no vote: they would vote for everywhere."""

_SPAN = 8
"""Words by which a place may be off and still get the vote: some were put in or taken out."""

_COMPARED = 3
_CONTEXT_WORDS = 12
_WORD = re.compile(r"[぀-ヿ㐀-䶿一-鿿豈-﫿]|[^\W_]+")


@dataclass(frozen=True)
class Nearest:
    """Characters from ``start`` to ``end``; share of the quote's words, and of those around it.

    ``context`` is 1 for a quote that came without. Other numbers, another statement: prices
    and results stand in rows of sentences that differ in nothing else.
    """

    start: int
    end: int
    likeness: float
    context: float
    has_same_numbers: bool


class Wording:
    """A text as words; made once, asked for any number of quotes."""

    def __init__(self, text: str) -> None:
        self._words: list[str] = []
        self._places: list[tuple[int, int]] = []
        self._found: dict[str, list[int]] = defaultdict(list)
        for match in _WORD.finditer(text):
            word = fold(match.group()).letters
            if word:
                self._found[word].append(len(self._words))
                self._words.append(word)
                self._places.append(match.span())

    def nearest(self, quote: Quote) -> tuple[Nearest | None, Nearest | None]:
        """The place most like the quote, and the next that is not the same; None for none."""
        words = _words(quote.exact)
        if not LEAST_WORDS <= len(words) <= MOST_WORDS:
            return None, None
        before, after = _words(quote.prefix)[1:], _words(quote.suffix)[:-1]
        compared = (self._compared(at, words, before, after) for at in self._voted(words))
        found = sorted(filter(None, compared), key=lambda n: n.likeness + n.context, reverse=True)
        if not found:
            return None, None
        best = found[0]
        others = (n for n in found[1:] if n.end <= best.start or n.start >= best.end)
        return best, next(others, None)

    def _voted(self, words: list[str]) -> list[int]:
        """Places where the quote may begin, most votes first."""
        votes: Counter[int] = Counter()
        for i, word in enumerate(words):
            places = self._found.get(word, ())
            if len(places) <= _COMMON:
                votes.update((at - i) // _SPAN for at in places)
        chosen = islice((span for span, _ in votes.most_common()), 2 * _COMPARED)
        return [max(0, span * _SPAN) for span in chosen]

    def _compared(
        self, at: int, words: list[str], before: list[str], after: list[str]
    ) -> Nearest | None:
        first = max(0, at - _SPAN)
        there = self._words[first : at + len(words) + 2 * _SPAN + len(words) // 4]
        blocks = SequenceMatcher(None, words, there, autojunk=False).get_matching_blocks()
        same = sum(block.size for block in blocks)
        if 2 * same < len(words):
            return None
        head, tail = blocks[0], blocks[-2]
        start = first + head.b - head.a
        end = first + tail.b + tail.size + len(words) - tail.a - tail.size
        start, end = max(first, start), min(len(self._words), end)
        likeness = 2 * same / (len(words) + end - start)
        context = self._context(start, end, before, after)
        return Nearest(
            start=self._places[start][0],
            end=self._places[end - 1][1],
            likeness=likeness,
            context=context,
            has_same_numbers=_numbers(words) == _numbers(self._words[start:end]),
        )

    def _context(self, start: int, end: int, before: list[str], after: list[str]) -> float:
        """The worse of the two sides: of two sentences that are alike, only one keeps both."""
        sides = []
        if before:
            there = self._words[max(0, start - _CONTEXT_WORDS) : start]
            sides.append(_share(before[-_CONTEXT_WORDS:], there))
        if after:
            there = self._words[end : end + _CONTEXT_WORDS]
            sides.append(_share(after[:_CONTEXT_WORDS], there))
        return min(sides, default=1.0)


def _numbers(words: list[str]) -> Counter[str]:
    return Counter(word for word in words if any(map(str.isdigit, word)))


def _words(text: str) -> list[str]:
    folded = (fold(word).letters for word in _WORD.findall(text))
    return [word for word in folded if word]


def _share(wanted: list[str], there: list[str]) -> float:
    return (Counter(wanted) & Counter(there)).total() / len(wanted)
