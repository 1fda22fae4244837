"""What a page's names say: how much of the text under each class and id word was article.

Learnt on the training pages (``training/``): for each word of class names and ids that at
least five sites use, the share of text under it that belonged to the article, in hundredths.
"""

from functools import cache
from importlib import resources
from typing import NamedTuple

from earmark.extract.hints import COMMENTS, names_of
from earmark.extract.tree import Node

_MAX_KNOWN = 20_000


class Said(NamedTuple):
    """What the known words of some names say together: shares in hundredths; their number."""

    least: int
    most: int
    total: int
    known: int
    is_comments: bool = False

    @property
    def mean(self) -> float:
        """The mean share; 50 where nothing is known."""
        return self.total / self.known if self.known else 50.0

    def joined(self, other: "Said") -> "Said":
        """What both say together."""
        return Said(
            min(self.least, other.least), max(self.most, other.most),
            self.total + other.total, self.known + other.known,
            self.is_comments or other.is_comments,
        )  # fmt: skip


NOTHING = Said(100, 0, 0, 0)


class Lexicon:
    """Shares by word; what was asked once is remembered, for names repeat within a page."""

    def __init__(self, shares: dict[str, int]) -> None:
        self._shares = shares
        self._known: dict[tuple[str, str], Said] = {}

    def asked(self, node: Node) -> Said:
        """What the words of a node's class and id say."""
        attrs = node.attrs
        names = (attrs.get("class", ""), attrs.get("id", ""))
        said = self._known.get(names)
        if said is None:
            if len(self._known) >= _MAX_KNOWN:
                self._known.clear()
            said = self._known[names] = self._weigh(names_of(node))
        return said

    def _weigh(self, words: frozenset[str]) -> Said:
        known = self._shares
        shares = [known[word] for word in words if word in known]
        is_comments = not words.isdisjoint(COMMENTS)
        if not shares:
            return Said(100, 0, 0, 0, is_comments) if is_comments else NOTHING
        return Said(min(shares), max(shares), sum(shares), len(shares), is_comments)


NOTHING_KNOWN = Lexicon({})


@cache
def learnt() -> Lexicon:
    """The lexicon that goes with the trees, read at first use."""
    source = resources.files("earmark.extract").joinpath("lexicon.txt")
    shares: dict[str, int] = {}
    for line in source.read_text("utf-8").splitlines():
        share, _, words = line.partition(" ")
        shares.update(dict.fromkeys(words.split(), int(share)))
    return Lexicon(shares)
