"""How well a row matches a search, by the words themselves: FTS5's bm25 for PostgreSQL.

The same figures as FTS5 gives, where there is one account: its weights of columns, its
k1 and b, and no less than a millionth for a word that most rows hold. How rare a word is
is counted among the account's own rows, not among everybody's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from earmark.search.tree import AnyOf, Node, Tag, Without, Words

WEIGHTS = {"headline": 10.0, "body": 1.0, "own": 5.0}

_K1, _B = 1.2, 0.75
_LEAST_RARITY = 1e-6

Leaf = Words | Tag


@dataclass(frozen=True)
class Sought:
    """A word or phrase: how it stands in the words of a row, where, and how rare it is."""

    run: str
    columns: tuple[str, ...]
    rarity: float


def rarity(rows: int, rows_with_it: int) -> float:
    """How much finding a word says: the fewer rows hold it, the more."""
    return max(log((rows - rows_with_it + 0.5) / (rows_with_it + 0.5)), _LEAST_RARITY)


def leaves(node: Node | None) -> list[Leaf]:
    """The words that may be found: those that are not excluded."""
    if node is None or isinstance(node, Without):
        return []
    if isinstance(node, Words | Tag):
        return [node]
    return [leaf for part in node.parts for leaf in leaves(part)]


def score(
    node: Node | None,
    sought: Mapping[Leaf, Sought],
    words: Mapping[str, str],
    relative_length: float,
) -> float | None:
    """The more, the better; None if the row does not match.

    ``words`` are the columns of the row as the index keeps them, ``relative_length`` is
    its number of terms over the average.
    """
    if node is None:
        return 0.0
    if isinstance(node, Words | Tag):
        return _score_of_leaf(sought[node], words, relative_length)
    if isinstance(node, Without):
        return 0.0  # that it is not there was asked of the database
    scores = [score(part, sought, words, relative_length) for part in node.parts]
    return _sum(scores) if isinstance(node, AnyOf) else _sum_of_all(scores)


def _sum(scores: Sequence[float | None]) -> float | None:
    found = [each for each in scores if each is not None]
    return sum(found) if found else None


def _sum_of_all(scores: Sequence[float | None]) -> float | None:
    return None if None in scores else _sum(scores)


def _score_of_leaf(
    sought: Sought, words: Mapping[str, str], relative_length: float
) -> float | None:
    count = sum(WEIGHTS[name] * _occurrences(sought.run, words[name]) for name in sought.columns)
    if not count:
        return None
    return sought.rarity * count * (_K1 + 1) / (count + _K1 * (1 - _B + _B * relative_length))


def _occurrences(run: str, words: str) -> int:
    """How often; one may begin with the blank with which the one before ended."""
    count, at = 0, words.find(run)
    while at >= 0:
        count, at = count + 1, words.find(run, at + 1)
    return count
