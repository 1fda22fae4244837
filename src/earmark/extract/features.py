"""What is known of each block before it is judged: one row of numbers a block.

A row is the block's own shape, its place on the page, what it has in common with what the
page says about itself, the page as a whole, and the boxes around it (``surroundings``).
Training and reading use the same rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

from earmark.extract import surroundings
from earmark.extract.about import About
from earmark.extract.blocks import Block, Box
from earmark.extract.lexicon import Lexicon
from earmark.extract.surroundings import Row, Surroundings, View

_TAGS = (
    "p", "pre", "h2 h3 h4 h5 h6", "h1", "blockquote", "li dd dt", "td th tr", "div",
    "section article main body html", "figcaption figure caption", "a", "span",
    "footer aside header nav form fieldset",
)  # fmt: skip
_CODE = {tag: float(code) for code, tags in enumerate(_TAGS) for tag in tags.split()}
_OTHER = float(len(_TAGS))

_DENSE = re.compile(
    "[\u0e00-\u0e7f\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
"""Scripts in which words are not parted."""

_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")
_CAPITAL = re.compile(r"[A-ZÄÖÜÉÈÀÑÇ]")
_SHORT = 250
"""Letters up to which digits, capitals and names in a block tell something."""

NAMES = (
    *("tag", "letters", "own_letters", "links", "ends_sentence", "words", "commas", "digits"),
    *("capitals", "prose", "media"),
    *("at_letters", "at_prose", "at", "since_h1", "place_in_best", "from_best"),
    *("to_prose_before", "to_prose_after", "letters_before", "letters_after"),
    *("links_before", "links_after"),
    *("copies", "is_copy", "in_headline", "in_description", "names_author", "in_json"),
    *("page_prose", "page_share", "page_links", "page_texts", "page_best", "page_article"),
    *("page_dense", "page_depth", "page_slug", "page_forum", "page_comments"),
    *surroundings.NAMES,
)
"""The name of each number of a row."""


class Rows(NamedTuple):
    """The blocks of a page that are worth judging, and a row for each, made when asked for."""

    blocks: list[Block]
    rows: Iterable[Row]


def read_rows(root: Box, about: About, lexicon: Lexicon) -> Rows:
    """The rows of all blocks with text that are no links in a list of links."""
    around = Surroundings(root, lexicon)
    if not around.found:
        return Rows([], [])
    page = _Page(root, about, around)
    rows = (
        (*map(float, page.own(at, block)), *page.row, *around.row(view))
        for at, (block, view) in enumerate(around.found)
    )
    return Rows([block for block, _ in around.found], rows)


class _Page:
    """The page as a whole, and each block compared with it."""

    def __init__(self, root: Box, about: About, around: Surroundings) -> None:
        self._about = about
        self._texts = texts = [block for block, _ in around.found]
        self._prose, self._letters = root.prose or 1, root.letters or 1
        self._best: View = around.best
        self._before = list(accumulate((b.letters for b in texts), initial=0))
        self._prose_before = list(accumulate((b.prose for b in texts), initial=0))
        self._since_prose = _gaps(texts)
        self._until_prose = _gaps(texts[::-1])[::-1]
        self._headline_at = self._find_headline()
        self._copies: dict[str, list[int]] = {}
        for at, block in enumerate(texts):
            self._copies.setdefault(block.text, []).append(at)
        longest = max((b.text for b in texts), key=len, default="")[:200]
        dense = len(_DENSE.findall(longest)) > 0.3 * len(longest)
        comments = sum(b.letters for b, view in around.found if around.is_in_comments(view))
        self.row: Row = tuple(map(float, (
            root.prose, root.prose / self._letters, root.link_letters / self._letters, root.texts,
            self._best.box.prose / self._prose, about.is_article, dense, about.path_depth,
            about.slug_words, about.is_forum, comments / self._letters,
        )))  # fmt: skip

    def _find_headline(self) -> int:
        wanted = self._about.headline_words
        if not wanted:
            return -1
        for at, block in enumerate(self._texts):
            if block.letters <= _SHORT and block.node.tag in ("h1", "h2"):
                words = set(_WORD.findall(block.text.lower()))
                if len(words & wanted) > 0.6 * len(words | wanted):
                    return at
        return -1

    def own(self, at: int, block: Block) -> Row:
        """What is the block's own, not the page's or that of the boxes around it."""
        return self._shape(block) + self._place(at) + self._overlap(at, block)

    def _shape(self, block: Block) -> Row:
        text, letters = block.text, block.letters
        digits = capitals = 0
        if letters <= _SHORT:
            digits, capitals = len(_DIGIT.findall(text)), len(_CAPITAL.findall(text))
        return (
            _CODE.get(block.node.tag, _OTHER), letters, letters - block.link_letters,
            block.link_letters / letters, block.ends_sentence, text.count(" ") + 1,
            text.count(","), digits / letters, capitals / letters, block.prose > 0,
            block.has_media,
        )  # fmt: skip

    def _place(self, at: int) -> Row:
        best, texts = self._best, self._texts
        length = best.end - best.start or 1
        outside = min(0, at - best.start) + max(0, at - best.end + 1)
        since = at - self._headline_at if self._headline_at >= 0 else -1000
        last = texts[at - 1] if at else None
        after = texts[at + 1] if at + 1 < len(texts) else None
        return (
            self._before[at] / self._letters, self._prose_before[at] / self._prose, at, since,
            (at - best.start) / length, outside, self._since_prose[at], self._until_prose[at],
            last.letters if last else -1, after.letters if after else -1,
            last.link_share if last else -1, after.link_share if after else -1,
        )  # fmt: skip

    def _overlap(self, at: int, block: Block) -> Row:
        about, text = self._about, block.text
        copies = self._copies[text]
        in_headline = names_author = -1.0
        if block.letters <= _SHORT:
            if about.headline_words:
                words = set(_WORD.findall(text.lower()))
                in_headline = len(words & about.headline_words) / (len(words) or 1)
            if about.authors:
                names_author = float(any(name in text for name in about.authors))
        return (
            len(copies), copies.index(at) if len(copies) < 20 else 20, in_headline,
            _shares_opening(text, about.description), names_author,
            float(text[:60] in about.json_text) if about.json_text else -1.0,
        )  # fmt: skip


def _gaps(texts: list[Block]) -> list[int]:
    """How many blocks ago the last prose was, for each block; 99 where there was none."""
    gaps, ago = [], 99
    for block in texts:
        gaps.append(ago)
        ago = 1 if block.prose else min(ago + 1, 99)
    return gaps


def _shares_opening(text: str, other: str) -> float:
    """Whether one of two texts begins as the other does; -1 where there is no other."""
    if not other:
        return -1.0
    opening = text[:40]
    return float(len(opening) > 15 and (opening in other or other[:40] in text))
