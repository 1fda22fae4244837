"""Did you mean …? A word near the one that was typed, from the account's own texts.

Every candidate is one slip of the finger away (a letter missed, added, changed, or two
swapped) and is asked of the index with the owner's term, so nobody learns a word of
another's texts. Meant for searches that found nothing.
"""

import re
from collections.abc import Iterator

from sqlalchemy.orm import Session

from earmark.search.index import count_each
from earmark.search.query import Query
from earmark.search.tokenise import runs
from earmark.search.tree import Words

MIN_CHARS = 4
"""Shorter words are one letter away from too many others."""

MAX_CHARS = 20
"""Longer ones have over a thousand neighbours."""

MAX_COUNTED = 100
"""Rows counted for a candidate: enough to tell a common word from another slip."""

_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "αβγδεζηθικλμνξοπρστυφχψω",
    "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ",
)


def suggest(tx: Session, query: Query, account_id: int) -> str | None:
    """The search with its one misspelt word put right, or None if no near word is known.

    Looks at the first word of 4 to 20 letters that none of the account's texts holds; of
    the near words, the one that most texts hold is taken.
    """
    for typed in _TYPED.finditer(query.text):
        word = "".join(runs(typed[0]))
        if MIN_CHARS <= len(word) <= MAX_CHARS and _counts(tx, [word], account_id) == [0]:
            better = _commonest(tx, sorted(_neighbours(word)), account_id)
            before, after = query.text[: typed.start()], query.text[typed.end() :]
            return f"{before}{better}{after}" if better else None
    return None


def _commonest(tx: Session, words: list[str], account_id: int) -> str | None:
    counts = dict(zip(words, _counts(tx, words, account_id), strict=True))
    best = max(counts, key=lambda word: counts[word], default=None)
    return best if best and counts[best] else None


def _counts(tx: Session, words: list[str], account_id: int) -> list[int]:
    queries = [Query(word, Words((word,))) for word in words]
    return count_each(tx, queries, account_id, MAX_COUNTED)


def _neighbours(word: str) -> set[str]:
    """All words at one slip's distance; none for a script whose alphabet we do not have."""
    letters = next((letters for letters in _ALPHABETS if set(word) <= set(letters)), "")
    return set(_slips(word, letters)) - {word, ""} if letters else set()


def _slips(word: str, letters: str) -> Iterator[str]:
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        yield before + after[1:]
        yield before + after[1:2] + after[:1] + after[2:]
        for letter in letters:
            yield before + letter + after
            yield before + letter + after[1:]


_TYPED = re.compile(r"(?<![\w:-])[^\W\d_]+(?![\w:*])")
"""A word by itself: no field, no filter's value, nothing excluded, no beginning."""
