"""The page cut into blocks: runs of text that stand together, in boxes that hold them.

A ``Block`` is what a reader sees as one paragraph, heading, list item, cell or caption; a
``Box`` is the element around blocks and other boxes, with sums over all that it holds.
Judging (``furniture``, ``body``) marks them; ``render`` writes those that were kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

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
_SENTENCE_END = re.compile(r"[.!?…。！？।؟][\"'”’»)\]]*\s*$|[。！？]")
_WORD = re.compile(r"\w")


@dataclass(eq=False, slots=True)
class Block:
    """A run of text and inline elements; ``node`` is the block element around it."""

    node: Node
    content: list[Node | str]
    box: Box
    text: str
    letters: int
    link_letters: int
    has_media: bool
    value: float = 0.0
    is_dropped: bool = False

    @property
    def link_share(self) -> float:
        """Share of the letters that are link text, 0 to 1."""
        return self.link_letters / self.letters if self.letters else 0.0

    @property
    def ends_sentence(self) -> bool:
        """Whether the text ends as a sentence does, in any script."""
        return bool(_SENTENCE_END.search(self.text))


@dataclass(eq=False, slots=True)
class Box:
    """An element around blocks; the sums count what is not dropped."""

    node: Node
    parent: Box | None
    in_link: bool = False
    items: list[Box | Block] = field(default_factory=list)
    letters: int = 0
    link_letters: int = 0
    prose: float = 0.0
    value: float = 0.0
    own_controls: int = 0
    controls: int = 0
    is_dropped: bool = False

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

    def all_blocks(self) -> Iterator[Block]:
        """The blocks below with those that are dropped, in document order."""
        stack: list[Box | Block] = [self]
        while stack:
            item = stack.pop()
            if isinstance(item, Block):
                yield item
            else:
                stack.extend(reversed(item.items))

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


def cut(root: Node, also: frozenset[str] = frozenset(), with_hidden: bool = False) -> Box:
    """The boxes and blocks of a page; ``also`` names tags to read that are commonly left out."""
    box = Box(root, None)
    _Cutter(_SKIPPED - also, with_hidden).fill(box, root)
    return box


class _Cutter:
    """Walks the nodes once; a new block begins at every block element and double ``br``."""

    def __init__(self, skipped: frozenset[str], with_hidden: bool) -> None:
        self._skipped = skipped
        self._with_hidden = with_hidden

    def fill(self, box: Box, node: Node) -> None:
        run: list[Node | str] = []
        breaks = 0
        for child in node.children:
            if isinstance(child, str):
                run.append(child)
                if breaks and not child.isspace():
                    breaks = 0
                continue
            tag = child.tag
            if self._is_skipped(child):
                box.own_controls += tag in _CONTROLS
                continue
            if tag == "br":
                breaks += 1
                if breaks == 2:
                    self._close(box, node, run)
                    run = []
                else:
                    run.append(child)
                continue
            breaks = 0
            if (is_block(tag) or child.holds_blocks) and not _is_media(child):
                self._close(box, node, run)
                run = []
                self._open(box, child)
            else:
                run.append(child)
        self._close(box, node, run)

    def _is_skipped(self, node: Node) -> bool:
        if node.tag in self._skipped:
            if node.tag in ("noscript", "button"):
                return not _is_picture_copy(node)
            return not maths.is_formula(node)
        return not self._with_hidden and is_hidden(node)

    def _open(self, box: Box, node: Node) -> None:
        inner = Box(node, box, box.in_link or node.tag == "a")
        self.fill(inner, node)
        box.own_controls += inner.own_controls if not inner.items else 0
        if inner.items or node.tag in _KEPT_EMPTY:
            box.items.append(inner)

    def _close(self, box: Box, node: Node, run: list[Node | str]) -> None:
        if not run:
            return
        text, link_letters, has_media, controls = self._read(run)
        box.own_controls += controls
        if not text and not has_media:
            return
        letters = len(text)
        if box.in_link:
            link_letters = letters
        box.items.append(Block(node, run, box, text, letters, link_letters, has_media))

    def _read(self, run: list[Node | str]) -> tuple[str, int, bool, int]:
        """Text with single blanks, letters inside links, if there is a picture, form controls."""
        parts: list[str] = []
        link_letters = controls = 0
        has_media = False
        stack: list[tuple[Node | str, bool]] = [(item, False) for item in reversed(run)]
        while stack:
            item, in_link = stack.pop()
            if isinstance(item, str):
                parts.append(item)
                if in_link:
                    link_letters += len(item.strip())
                continue
            tag = item.tag
            if _is_media(item):
                has_media = True
            elif tag == "br":
                parts.append(" ")
            if self._is_skipped(item):
                controls += tag in _CONTROLS
                continue
            in_link = in_link or tag == "a"
            stack.extend([(c, in_link) for c in reversed(item.children)])
        text = " ".join("".join(parts).split())
        if not _WORD.search(text):
            text = ""
        return text, min(link_letters, len(text)), has_media, controls


def _is_media(node: Node) -> bool:
    return node.tag in MEDIA or is_picture_tag(node)


def _is_picture_copy(node: Node) -> bool:
    """Whether a ``noscript`` or button holds a picture (to load, to enlarge) and no words."""
    return any(n.tag == "img" for n in node.walk()) and not node.text.strip()


def add_up(box: Box) -> None:
    """Fill in the sums of a box and of all boxes in it from blocks that are not dropped."""
    order = list(box.boxes())
    for each in order:
        each.letters = each.link_letters = 0
        each.prose = each.value = 0.0
        each.controls = each.own_controls
    for each in reversed(order):
        for item in each.items:
            if item.is_dropped:
                continue
            each.letters += item.letters
            each.link_letters += item.link_letters
            each.value += item.value
            if isinstance(item, Block):
                each.prose += max(item.value, 0.0)
            else:
                each.prose += item.prose
                each.controls += item.controls
