"""The short lines right before and after a body's text: by-lines, end notes, source lines."""

from dataclasses import dataclass

from earmark.extract.blocks import Block
from earmark.extract.hints import names_of
from earmark.extract.links import link_url
from earmark.extract.origin import Line
from earmark.extract.reading import Reading
from earmark.extract.tree import Node
from earmark.extract.words import width, word_set

_PROSE_CHARS = 60
_BEFORE, _AFTER = 3, 12
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
    """Blocks around the text, pictures' lines left out; those before are nearest last."""

    before: tuple[Block, ...] = ()
    after: tuple[Block, ...] = ()


def margins_of(reading: Reading) -> Margins:
    """The blocks around the first and the last paragraph of the text, both included."""
    prose = [text for text in reading.paragraphs if width(text) >= _PROSE_CHARS]
    if not prose:
        return Margins()
    blocks = [b for b in reading.root.all_blocks() if b.letters]
    first = next((i for i, b in enumerate(blocks) if b.text == prose[0]), None)
    last = next((i for i in range(len(blocks) - 1, -1, -1) if blocks[i].text == prose[-1]), None)
    before = blocks[max(first - _BEFORE, 0) : first + 1] if first is not None else []
    after = blocks[last : last + _AFTER + 1] if last is not None else []
    return Margins(tuple(b for b in before if _is_line(b)), tuple(_until_other_things(after)))


def lined(block: Block, base: str | None) -> Line:
    """A block as a line with the address of its last link."""
    links = [n for item in block.content if isinstance(item, Node) for n in item.walk()]
    hrefs = [n.get("href") for n in links if n.tag == "a" and n.get("href")]
    return Line(block.text, link_url(hrefs[-1], base) if hrefs else None)


def _until_other_things(blocks: list[Block]) -> list[Block]:
    found: list[Block] = []
    for block in blocks:
        names = frozenset[str]().union(*(names_of(node) for node in _near(block)))
        if not names.isdisjoint(_ENDS):
            break
        if _is_line(block):
            found.append(block)
    return found


def _is_line(block: Block) -> bool:
    if block.letters > _MAX_LETTERS:
        return False
    return not any(
        node.tag in ("figure", "figcaption") or not names_of(node).isdisjoint(_PICTURE_WORDS)
        for node in _near(block)
    )


def _near(block: Block) -> list[Node]:
    return [block.node, *block.node.ancestors()][:5]
