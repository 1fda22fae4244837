"""Attaching quotes to a text: the same letters first, then much the same words.

Precision comes before all: where two places are alike, or the one that is left is not sure,
the quote is an orphan and its nearest place is only shown. Linear in the text for each quote.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from earmark.anchors.folded import Folded, fold
from earmark.anchors.quote import Quote
from earmark.anchors.wording import Nearest, Wording

UNIQUE_BYTES = 14
"""Letters in UTF-8 (a Chinese one has 3) from which a string that stands once is taken to be
the quote, whatever stands around it (decisions/0021: 24 loses 0.6 % more, for nothing)."""

CONTEXT_LETTERS = 8
"""Of the context, right beside it, that shorter ones need."""

NEAR_LETTERS = 16
NEAR_WITHIN = 400
"""So much of the context, or its next few lines, may stand a little off: furniture came between."""

UNCHANGED_SHARE = 0.9
"""Of the context that must be the same, where the same letters stand in several places."""

MAX_PLACES = 500
"""Places of the same letters that are looked at; more are no passage but a word."""

SURE_LIKENESS = 0.8
CONTEXT_LIKENESS = 0.4
CLEAR_LEAD = 0.15
"""Of the words of a changed passage, and of those on either side of it, that must be the same;
and how much less like it every other place must be (decisions/0021)."""


@dataclass(frozen=True)
class Attached:
    """The place of a quote: characters from ``start`` to ``end``; ``confidence`` 0 to 1.

    ``how``: exact, normalised (typography differs) or fuzzy (some words differ).
    """

    start: int
    end: int
    confidence: float
    how: Literal["exact", "normalised", "fuzzy"]


@dataclass(frozen=True)
class Orphan:
    """A quote without a sure place; ``nearest`` is the place most like it, if any is."""

    nearest: Nearest | None = None


class Target:
    """A text that quotes are attached to; prepared once, for any number of them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._folded = fold(text)
        self._wording: Wording | None = None

    def attach(self, quote: Quote) -> Attached | Orphan:
        """Where the quote stands in this text, or its orphan."""
        exact = fold(quote.exact)
        if not exact.letters:
            return Orphan()
        return self._same_letters(quote, exact) or self._much_the_same(quote)

    def _same_letters(self, quote: Quote, exact: Folded) -> Attached | None:
        before, after = fold(quote.prefix).letters, fold(quote.suffix).letters
        known = len(before) + len(after)
        places = list(self._places(exact.letters))
        if not places or len(places) > MAX_PLACES:
            return None
        scored = sorted(
            ((self._shared(at, len(exact.letters), before, after), at) for at in places),
            reverse=True,
        )
        best, at = scored[0]
        if len(scored) > 1:
            is_unlike = scored[1][0] + CONTEXT_LETTERS <= best >= UNCHANGED_SHARE * known
            if not is_unlike and not self._is_at(at, quote):
                return None
        elif not self._is_sure(exact.letters, at, best, before, after):
            return None
        confidence = 0.8 + 0.2 * best / known if known else 0.8
        return self._attached(quote, at, len(exact.letters), round(confidence, 2))

    def _is_sure(self, exact: str, at: int, shared: int, before: str, after: str) -> bool:
        """Whether the one place of these letters is the quote's: it is long, or its context is."""
        if len(exact.encode()) >= UNIQUE_BYTES:
            return True
        if shared >= min(CONTEXT_LETTERS, len(before) + len(after)):
            return True
        letters, end = self._folded.letters, at + len(exact)
        above, below = letters[max(0, at - NEAR_WITHIN) : at], letters[end : end + NEAR_WITHIN]
        is_near = len(before) >= NEAR_LETTERS and before[-NEAR_LETTERS:] in above
        return is_near or (len(after) >= NEAR_LETTERS and after[:NEAR_LETTERS] in below)

    def _places(self, letters: str) -> Iterator[int]:
        at = self._folded.letters.find(letters)
        for _ in range(MAX_PLACES + 1):
            if at < 0:
                return
            yield at
            at = self._folded.letters.find(letters, at + 1)

    def _shared(self, at: int, length: int, before: str, after: str) -> int:
        """How many letters on both sides are the same without a break."""
        letters, end = self._folded.letters, at + length
        return _common(before[::-1], letters[max(0, at - len(before)) : at][::-1]) + _common(
            after, letters[end : end + len(after)]
        )

    def _is_at(self, at: int, quote: Quote) -> bool:
        """Whether nothing before it has changed: the text around may be another, but not here."""
        first = quote.position is not None and self._text[quote.position :].startswith(quote.exact)
        return first and quote.position == self._folded.places[at] - _marks(quote.exact)

    def _attached(self, quote: Quote, at: int, length: int, confidence: float) -> Attached:
        places = self._folded.places
        start, end = places[at], places[at + length - 1] + 1
        start, end = self._with_marks(quote.exact, start, end)
        how: Literal["exact", "normalised"] = "normalised"
        if self._text[start:end] == quote.exact:
            how = "exact"
        return Attached(start, end, confidence, how)

    def _with_marks(self, exact: str, start: int, end: int) -> tuple[int, int]:
        """The place with the quotation marks and stops that the quote begins and ends with."""
        for _ in range(_marks(exact)):
            if start and _is_mark(self._text[start - 1]):
                start -= 1
        for _ in range(_marks(exact[::-1])):
            if end < len(self._text) and _is_mark(self._text[end]):
                end += 1
        return start, end

    def _much_the_same(self, quote: Quote) -> Attached | Orphan:
        self._wording = self._wording or Wording(self._text)
        best, second = self._wording.nearest(quote)
        if best is None:
            return Orphan()
        is_clear = second is None or best.likeness >= second.likeness + CLEAR_LEAD
        is_like = best.likeness >= SURE_LIKENESS and best.context >= CONTEXT_LIKENESS
        if not (is_clear and is_like and best.has_same_numbers):
            return Orphan(best)
        start, end = self._with_marks(quote.exact, best.start, best.end)
        return Attached(start, end, round(0.8 * best.likeness, 2), "fuzzy")


def _common(one: str, two: str) -> int:
    count = 0
    for a, b in zip(one, two, strict=False):
        if a != b:
            break
        count += 1
    return count


def _marks(text: str) -> int:
    """How many marks a text begins with."""
    return next((i for i, character in enumerate(text) if not _is_mark(character)), 0)


def _is_mark(character: str) -> bool:
    return not character.isalnum() and not character.isspace()
