"""What stands around a picture, as numbers: what the trees of ``picture_trees`` judge by.

The order of ``NAMES`` is the trees' order: after a change here, ``training/pictures.py``
has to run anew.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from earmark.extract.blocks import Block, Box
from earmark.extract.headline import likeness
from earmark.extract.hints import furniture_words, is_named_body, names_of
from earmark.extract.lead import declared_urls
from earmark.extract.picture_identity import picture_key
from earmark.extract.picture_source import is_decoration
from earmark.extract.signals import Signals
from earmark.extract.tree import Node
from earmark.extract.words import word_set

if TYPE_CHECKING:
    from earmark.extract.pictures import Candidate

NAMES = (
    "before_1", "before_2", "before_3", "after_1", "after_2", "after_3",
    "kept_before", "kept_after", "to_kept_before", "to_kept_after",
    "in_body", "dropped_levels", "after_headline", "from_headline", "place_in_body",
    "links_away", "links_to_picture", "is_declared",
    "in_figure", "has_caption", "caption_letters", "has_credit",
    "alt_letters", "alt_is_headline", "is_decoration", "is_drawing",
    "width", "height", "has_srcset",
    "candidates", "make_count", "make_share", "copies", "place",
    "furniture_words", "person_words", "in_named_body", "in_aside", "in_header", "in_list",
    "box_letters", "box_link_share", "in_noscript", "in_text",
)  # fmt: skip

_KEPT_UNJUDGED = 0.6
"""The score of text that was kept without the trees: posts of a thread, all text of a page."""

_FAR = 30
"""Distances in blocks are counted up to this."""

_LEVELS = 8
_LINK_LEVELS = 12
_ASIDE = word_set("aside nav footer form menu dialog")
_PERSON = word_set("author authors byline avatar profile bio portrait journalist writer autor")
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)\b|image|photo|gallery|foto|bild")


class Surroundings:
    """The page around its candidate pictures; sums over blocks are made once."""

    def __init__(
        self, body: Box, kept: set[int], blocks: list[Block], candidates: list[Candidate],
        shown: list[Node], signals: Signals, headline: str | None,
    ) -> None:  # fmt: skip
        self._body = body
        self._candidates = candidates
        self._headline = headline or ""
        self._captions = {id(b) for c in candidates for b in c.lines.blocks}
        self._texts = [
            (i, _score(b, id(b) in kept)) for i, b in enumerate(blocks)
            if b.text and id(b) not in self._captions
        ]  # fmt: skip
        self._declared = {picture_key(url) for url in declared_urls(signals)}
        self._title = _headline_at(blocks, headline)
        self._makes = Counter(map(_make, shown))
        self._total = len(shown)
        self._copies = Counter(c.key for c in candidates)

    def features(self) -> list[list[float]]:
        """A row for each candidate, in the order of ``NAMES``."""
        good = [(n, i) for n, (i, score) in enumerate(self._texts) if score >= 0.5]
        first, last = (good[0][1], good[-1][1]) if good else (0, 0)
        rows = []
        text = 0
        for number, candidate in enumerate(self._candidates):
            while text < len(self._texts) and self._texts[text][0] <= candidate.position:
                text += 1
            rows.append(
                [
                    *self._around(text),
                    *self._place(candidate, first, last),
                    *self._itself(candidate),
                    *self._company(candidate),
                    number / len(self._candidates),
                    *_boxes(candidate),
                ]
            )
        return rows

    def _around(self, text: int) -> list[float]:
        """Scores of the texts before and after, and how far the nearest good one is."""
        before = [score for _, score in self._texts[max(0, text - _FAR) : text]][::-1]
        after = [score for _, score in self._texts[text : text + _FAR]]
        return [
            *(before[i] if i < len(before) else 0.0 for i in range(3)),
            *(after[i] if i < len(after) else 0.0 for i in range(3)),
            float(sum(before[:10])),
            float(sum(after[:10])),
            float(next((i for i, s in enumerate(before) if s >= 0.5), _FAR)),
            float(next((i for i, s in enumerate(after) if s >= 0.5), _FAR)),
        ]

    def _place(self, candidate: Candidate, first: int, last: int) -> list[float]:
        box, levels, in_body = candidate.block.box, 0, 0
        for around in (box, *box.ancestors()):
            levels += around.is_dropped
            in_body |= around is self._body
        position = candidate.position
        return [
            float(in_body),
            float(levels),
            float(position > self._title) if self._title >= 0 else 0.5,
            float(max(-_FAR, min(_FAR, position - self._title))) if self._title >= 0 else 0.0,
            max(-1.0, min(2.0, (position - first) / max(1, last - first))),
        ]

    def _itself(self, candidate: Candidate) -> list[float]:
        node, picture, lines = candidate.node, candidate.picture, candidate.lines
        near = list(islice(node.ancestors(), 5))
        alt = picture.alt or ""
        return [
            float(leads_away(node)),
            float(bool(_PICTURE_FILE.search(_href(node)))),
            float(candidate.key in self._declared),
            float(any(n.tag == "figure" for n in near)),
            float(bool(lines.caption)),
            float(min(400, len(lines.caption))),
            float(bool(lines.credit)),
            float(min(300, len(alt))),
            float(bool(alt) and bool(self._headline) and likeness(alt, self._headline) > 0.7),
            float(is_decoration(picture)),
            float(picture.url.partition("?")[0].endswith(".svg")),
            float(picture.width or 0),
            float(picture.height or 0),
            float("srcset" in node.attrs or "data-srcset" in node.attrs or node.tag == "picture"),
        ]

    def _company(self, candidate: Candidate) -> list[float]:
        total = self._total
        same = self._makes[_make(candidate.node)]
        return [
            float(min(100, total)),
            float(min(50, same)),
            same / total,
            float(min(5, self._copies[candidate.key])),
        ]


def sure_answer(values: list[float]) -> float | None:
    """1 or 0 where the row leaves no doubt, None where the trees have to judge.

    A figure with caption or credit in the body that leads nowhere is the article's (142
    of 145 on the news pages, 91 of 94 on fixtures); a logo or avatar by name or width is
    not (2 of 601), unless it is the page's declared picture.
    """
    row = dict(zip(NAMES, values, strict=True))
    if row["is_decoration"]:
        return None if row["is_declared"] else 0.0
    in_body = row["in_body"] and not row["dropped_levels"]
    is_told = row["in_figure"] and (row["has_caption"] or row["has_credit"])
    return 1.0 if in_body and is_told and not row["links_away"] else None


def _score(block: Block, is_kept: bool) -> float:
    """How surely the block is text of the article, 0 to 1."""
    return block.score or (_KEPT_UNJUDGED if is_kept else 0.0)


def _headline_at(blocks: list[Block], headline: str | None) -> int:
    """The position of the headline among the blocks, -1 if the page does not show it."""
    if not headline:
        return -1
    for i, block in enumerate(blocks):
        if block.node.tag in ("h1", "h2") and likeness(block.text, headline) > 0.6:
            return i
    return -1


def _make(node: Node) -> str:
    """Tag and class of the elements around a picture: the same for pictures of one list."""
    near = (node, *islice(node.ancestors(), 3))
    return ">".join(f"{node.tag}.{node.attrs.get('class', '')}" for node in near)


def leads_away(node: Node) -> bool:
    """Whether the picture is a link to another page, not to its own larger copy."""
    href = _href(node)
    return (
        bool(href)
        and not href.startswith(("#", "javascript:"))
        and (not _PICTURE_FILE.search(href))
    )


def _href(node: Node) -> str:
    link = next((n for n in islice(node.ancestors(), _LINK_LEVELS) if n.tag == "a"), None)
    return link.get("href").lower() if link else ""


def _boxes(candidate: Candidate) -> list[float]:
    """What the elements around the picture are and how they are named."""
    furniture: set[str] = set()
    person = named_body = aside = header = listed = 0
    for level, node in enumerate(candidate.node.ancestors()):
        aside |= node.tag in _ASIDE
        header |= node.tag == "header"
        named_body |= is_named_body(node)
        if level >= _LEVELS:
            continue
        listed |= node.tag in ("li", "td")
        furniture |= furniture_words(node)
        person |= not names_of(node).isdisjoint(_PERSON)
    person |= not names_of(candidate.node).isdisjoint(_PERSON)
    box = _box_with_text(candidate.block.box)
    return [
        float(min(8, len(furniture))),
        float(person),
        float(named_body),
        float(aside),
        float(header),
        float(listed),
        float(min(5_000, box.letters)),
        box.link_letters / box.letters if box.letters else 0.0,
        float(any(n.tag == "noscript" for n in islice(candidate.node.ancestors(), 3))),
        float(bool(candidate.block.text)),
    ]


def _box_with_text(box: Box) -> Box:
    return next((b for b in (box, *box.ancestors()) if b.letters), box)
