"""A text reduced to its letters and digits, with the way back to where each one stood.

Quotation marks, dashes, white space, soft hyphens, ligatures, accents and capitals are what
sites and extractors change without changing the words.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Folded:
    """``letters`` of a text; ``places[i]`` is where letter ``i`` stands in it."""

    letters: str
    places: list[int]


def fold(text: str) -> Folded:
    """The letters and digits of a text, without case, accents and typography."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in _folded(character):
            letters.append(letter)
            places.append(place)
    return Folded("".join(letters), places)


@lru_cache(maxsize=20_000)
def _folded(character: str) -> str:
    """The plain letters of a character: of "ﬁ" two, of a dash none."""
    plain = unicodedata.normalize("NFKD", character).casefold()
    return "".join(letter for letter in plain if letter.isalnum())
