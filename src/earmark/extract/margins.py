"""The blocks around a body's text: by-lines, dates, end notes, source lines stand there."""

from collections.abc import Sequence
from dataclasses import dataclass

from earmark.extract.blocks import Block, Box
from earmark.extract.hints import names_of
from earmark.extract.links import link_url
from earmark.extract.origin import Line
from earmark.extract.tree import Node
from earmark.extract.words import width, word_set

_PROSE_CHARS = 60
_ABOVE, _AFTER_FIRST, _BELOW = 150, 12, 12
"""Blocks looked at; with 40 above and none after the first (a standfirst, often), a by-line in
fifty was missed on fundus."""

_END_NOTES = 4
_LINK_SHARE = 0.5
_HEADINGS = word_set("h1 h2 h3 h4 h5 h6")
_MAX_LETTERS = 600
"""A correction may be a long paragraph; with more a block is another text."""

_PICTURE_WORDS = word_set(
    "caption captions figcaption credit credits copyright photocredit imagecredit bildnachweis"
)
_ENDS = word_set(
    "comment comments commentlist kommentare respond related recommended teaser teasers"
)


@dataclass(frozen=True)
class Margins:
    """Blocks in page order: above the text with its first, after that one, from its last on."""

    above: tuple[Block, ...] = ()
    after_first: tuple[Block, ...] = ()
    below: tuple[Block, ...] = ()

    @property
    def all(self) -> tuple[Block, ...]:
        """All of them, in page order; in a short text some come twice."""
        return (*self.above, *self.after_first, *self.below)

    @property
    def lines_above(self) -> list[Block]:
        """The last blocks before the text, and its first, without those of pictures."""
        return [block for block in self.above[-4:] if _is_line(block)]

    @property
    def lines_below(self) -> list[Block]:
        """The text's last block and those after it, up to comments and teasers."""
        found: list[Block] = []
        for block in self.below:
            if any(not names_of(node).isdisjoint(_ENDS) for node in _near(block)):
                break
            if _is_line(block):
                found.append(block)
        return found

    @property
    def end_notes(self) -> list[str]:
        """The lines right below the text: further down, names are of other articles."""
        found = []
        for block in self.lines_below[1 : 1 + _END_NOTES]:
            if block.link_share > _LINK_SHARE or block.node.tag in _HEADINGS:
                break
            found.append(block.text)
        return found


def margins_of(root: Box, paragraphs: Sequence[str]) -> Margins:
    """The blocks around the first and the last paragraph of the text."""
    blocks = [block for block in root.all_blocks() if block.letters]
    prose = [text for text in paragraphs if width(text) >= _PROSE_CHARS]
    texts = [block.text for block in blocks]
    if not prose or prose[0] not in texts or prose[-1] not in texts:
        return Margins(tuple(blocks[:_ABOVE]), (), tuple(blocks[-_BELOW:]))
    first = texts.index(prose[0])
    last = len(texts) - 1 - texts[::-1].index(prose[-1])
    return Margins(
        tuple(blocks[max(first - _ABOVE, 0) : first + 1]),
        tuple(blocks[first + 1 : first + 1 + _AFTER_FIRST]),
        tuple(blocks[last : last + _BELOW + 1]),
    )


def lined(block: Block, base: str | None) -> Line:
    """A block as a line with the address of its last link."""
    links = [n for item in block.content if isinstance(item, Node) for n in item.walk()]
    hrefs = [n.get("href") for n in links if n.tag == "a" and n.get("href")]
    return Line(block.text, link_url(hrefs[-1], base) if hrefs else None)


def _is_line(block: Block) -> bool:
    if block.letters > _MAX_LETTERS:
        return False
    return not any(
        node.tag in ("figure", "figcaption") or not names_of(node).isdisjoint(_PICTURE_WORDS)
        for node in _near(block)
    )


def _near(block: Block) -> list[Node]:
    return [block.node, *block.node.ancestors()][:5]
