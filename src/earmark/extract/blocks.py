"""The page cut into blocks: runs of text that stand together, in boxes that hold them.

A ``Block`` is what a reader sees as one paragraph, heading, list item, cell or caption; a
``Box`` is the element around blocks and other boxes, with sums over all that it holds.
``scores`` tells how likely each block is the article, ``body`` drops the others, and
``render`` writes those that were kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from earmark.extract import maths
from earmark.extract.embeds import EMBEDS
from earmark.extract.hints import is_hidden
from earmark.extract.picture_source import is_picture_tag
from earmark.extract.tree import Node, is_block
from earmark.extract.words import word_set

_SKIPPED = word_set(
    "script style template head title link meta input select option textarea button canvas "
    "applet map area datalist dialog param source track col colgroup noframes "
    "frame frameset optgroup progress meter slot nav noscript svg"
)
MEDIA = EMBEDS | word_set("img picture math")
_CONTROLS = word_set("input select textarea")
_KEPT_EMPTY = frozenset({"hr", "td", "th"})
_STOPS = frozenset(".!?…。！？।؟")
_BEHIND_STOPS = "\"'”’»)]"
_STOP_ANYWHERE = re.compile("[。！？]")
_WORD = re.compile(r"\w")

_PROSE_LETTERS = 60
_SENTENCE_LETTERS = 25
"""A block is prose with so many letters outside links, or with fewer if it ends a sentence."""


class Block:
    """A run of text and inline elements; ``node`` is the block element around it."""

    __slots__ = (
        "box", "content", "ends_sentence", "has_media", "is_dropped", "letters", "link_letters",
        "node", "prose", "score", "text",
    )  # fmt: skip

    def __init__(
        self, box: Box, content: list[Node | str], text: str, link_letters: int, has_media: bool
    ) -> None:
        self.node = box.node
        self.box = box
        self.content = content
        self.text = text
        self.letters = letters = len(text)
        self.link_letters = link_letters
        self.has_media = has_media
        self.ends_sentence = _ends_sentence(text)
        own = letters - link_letters
        enough = _SENTENCE_LETTERS if self.ends_sentence else _PROSE_LETTERS
        self.prose = letters if own >= enough and 2 * own > letters else 0
        self.score = 0.0
        self.is_dropped = False

    @property
    def link_share(self) -> float:
        """Share of the letters that are link text, 0 to 1."""
        return self.link_letters / self.letters if self.letters else 0.0


def _ends_sentence(text: str) -> bool:
    if text.rstrip(_BEHIND_STOPS)[-1:] in _STOPS:
        return True
    return not text.isascii() and _STOP_ANYWHERE.search(text) is not None


class Box:
    """An element around blocks; the sums are over all blocks below, dropped or not.

    ``prose`` are letters of blocks that read as prose, ``controls`` fields to fill in.
    A box that was cut from a page knows its blocks as a part of the page's.
    """

    __slots__ = (
        "_end", "_page", "_start", "controls", "in_link", "is_dropped", "is_hidden", "items",
        "letters", "link_letters", "node", "parent", "prose", "texts",
    )  # fmt: skip

    def __init__(
        self, node: Node, parent: Box | None = None, page: list[Block] | None = None
    ) -> None:
        self.node = node
        self.parent = parent
        self._page = page
        self._start = self._end = 0 if page is None else len(page)
        self.items: list[Box | Block] = []
        self.in_link: bool = node.tag == "a" or (parent is not None and parent.in_link)
        self.is_hidden: bool = parent is not None and (parent.is_hidden or is_hidden(node))
        self.is_dropped = False
        self.letters = self.link_letters = self.prose = self.texts = self.controls = 0

    def blocks(self) -> Iterator[Block]:
        """The blocks below that are not dropped, in document order."""
        stack: list[Box | Block] = [self]
        while stack:
            item = stack.pop()
            if item.is_dropped:
                continue
            if isinstance(item, Block):
                yield item
            else:
                stack.extend(reversed(item.items))

    def all_blocks(self) -> list[Block]:
        """The blocks below with those that are dropped, in document order."""
        if self._page is not None:
            return self._page[self._start : self._end]
        inner = (i.all_blocks() if isinstance(i, Box) else [i] for i in self.items)
        return list(chain.from_iterable(inner))

    def take_apart(self) -> None:
        """Let go of all that is below, so that none of it keeps the others alive."""
        for item in self.items:
            if isinstance(item, Box):
                item.take_apart()
        self.items.clear()
        if self._page is not None:
            self._page.clear()

    def close(self) -> None:
        """Its blocks are all there: the page's last one is its last."""
        self._end = len(self._page or ())

    def boxes(self) -> Iterator[Box]:
        """This box and the boxes below that are not dropped, parents first."""
        stack = [self]
        while stack:
            box = stack.pop()
            if box.is_dropped:
                continue
            yield box
            stack.extend([i for i in reversed(box.items) if isinstance(i, Box)])

    def ancestors(self) -> Iterator[Box]:
        """The boxes around this one, from the nearest to the outermost."""
        box = self.parent
        while box is not None:
            yield box
            box = box.parent


def cut(root: Node, also: frozenset[str] = frozenset()) -> Box:
    """The boxes and blocks of a page; ``also`` names tags to read that are commonly left out."""
    cutter = _Cutter(_SKIPPED - also)
    box = Box(root, page=cutter.page)
    cutter.fill(box)
    if 2 * cutter.hidden_prose > box.prose:
        _reveal(box)
    return box


def _reveal(root: Box) -> None:
    """Take nothing for hidden: the page hides its text until a script shows it."""
    for box in root.boxes():
        box.is_hidden = False


class _Cutter:
    """Walks the nodes once; a new block begins at every block element and double ``br``."""

    def __init__(self, skipped: frozenset[str]) -> None:
        self._skipped = skipped
        self.page: list[Block] = []
        self.hidden_prose = 0
        self._begin()

    def _begin(self) -> None:
        self._run: list[Node | str] = []
        self._parts: list[str] = []
        self._link_letters = 0
        self._controls = 0
        self._has_media = False

    def fill(self, box: Box) -> None:
        breaks = 0
        for child in box.node.children:
            if isinstance(child, str):
                self._run.append(child)
                self._parts.append(child)
                if breaks and not child.isspace():
                    breaks = 0
                continue
            tag = child.tag
            if tag == "br":
                breaks += 1
                if breaks == 2:
                    self._close(box)
                else:
                    self._run.append(child)
                    self._parts.append(" ")
                continue
            if tag in self._skipped and self._is_skipped(child):
                self._controls += tag in _CONTROLS
                continue
            breaks = 0
            if (child.holds_blocks or is_block(tag)) and not _is_media(child, tag):
                self._close(box)
                self._open(box, child)
            else:
                self._run.append(child)
                self._read(child, False)
        self._close(box)
        box.close()

    def _is_skipped(self, node: Node) -> bool:
        if node.tag in ("noscript", "button"):
            return not _is_picture_copy(node)
        return not maths.is_formula(node)

    def _open(self, box: Box, node: Node) -> None:
        inner = Box(node, box, self.page)
        self.fill(inner)
        if inner.is_hidden and not box.is_hidden:
            self.hidden_prose += inner.prose
        box.controls += inner.controls
        if inner.items or node.tag in _KEPT_EMPTY:
            box.items.append(inner)
            box.letters += inner.letters
            box.link_letters += inner.link_letters
            box.prose += inner.prose
            box.texts += inner.texts

    def _close(self, box: Box) -> None:
        """End the run: a block of it unless it has neither words nor media."""
        if not self._run and not self._controls:
            return
        box.controls += self._controls
        text = " ".join("".join(self._parts).split())
        if text and not _WORD.search(text):
            text = ""
        if text or self._has_media:
            links = len(text) if box.in_link else min(self._link_letters, len(text))
            self._add(box, Block(box, self._run, text, links, self._has_media))
        self._begin()

    def _add(self, box: Box, block: Block) -> None:
        self.page.append(block)
        box.items.append(block)
        box.letters += block.letters
        box.link_letters += block.link_letters
        box.prose += block.prose
        box.texts += block.letters > 0

    def _read(self, node: Node, in_link: bool) -> None:
        """Take in the text of an inline element."""
        tag = node.tag
        if _is_media(node, tag):
            self._has_media = True
        elif tag == "br":
            self._parts.append(" ")
            return
        elif tag == "a":
            in_link = True
        if tag in self._skipped and self._is_skipped(node):
            self._controls += tag in _CONTROLS
            return
        if node.attrs and is_hidden(node):
            return
        for child in node.children:
            if isinstance(child, str):
                self._parts.append(child)
                if in_link:
                    self._link_letters += len(child.strip())
            else:
                self._read(child, in_link)


def _is_media(node: Node, tag: str) -> bool:
    return tag in MEDIA or ("-" in tag and is_picture_tag(node))


def _is_picture_copy(node: Node) -> bool:
    """Whether a ``noscript`` or button holds a picture (to load, to enlarge) and no words."""
    return any(n.tag == "img" for n in node.walk()) and not node.text.strip()
