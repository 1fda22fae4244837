"""A picture with the caption and credit that stand near it on the page."""

from dataclasses import replace

from earmark.extract import credit as credit_line
from earmark.extract.article import Picture
from earmark.extract.blocks import Block, Box
from earmark.extract.hints import names_of
from earmark.extract.picture_source import is_decoration, picture_of
from earmark.extract.tree import Node
from earmark.extract.words import word_set

_CLIMB = 6
_MAX_LETTERS = 600
"""How far to look for a caption: levels up, and letters in the box looked at."""

_CAPTION = word_set(
    "caption captions legend figcaption bildunterschrift legende imagecaption photocaption"
)
_CREDIT = word_set(
    "credit credits copyright source photographer photocredit imagecredit agency rights"
)


class FigureReader:
    """Reads pictures of one page; a block used as caption is dropped from the text."""

    def __init__(self, base: str | None) -> None:
        self._base = base

    def read(self, node: Node, block: Block) -> Picture | None:
        """The picture with caption and credit, or None for signs, logos and counters."""
        picture = picture_of(node, self._base)
        if picture is None or is_decoration(picture):
            return None
        found = _near(block)
        if found is None:
            return picture
        caption_text, credit_text = found
        caption, credit = credit_line.part(caption_text)
        if credit_text:
            credit = credit_line.without_label(credit_text)
            if caption and caption.endswith(credit):
                caption = caption.removesuffix(credit).strip(" |-–©(") or None
        return replace(picture, caption=caption, credit=credit_line.names(credit))


def _near(block: Block) -> tuple[str, str] | None:
    """Caption and credit line in the nearest box around a picture that has either."""
    box: Box | None = block.box
    for _ in range(_CLIMB):
        if box is None or box.letters > _MAX_LETTERS:
            return None
        captions, credit = list[Block](), list[Block]()
        for inner in box.blocks():
            if inner is block or not inner.text:
                continue
            role = _role(inner, box)
            if role:
                (captions if role == "caption" else credit).append(inner)
        if captions or credit:
            for used in (*captions, *credit):
                used.is_dropped = True
            return _line(captions), _line(credit)
        if sum(1 for inner in box.blocks() if inner.has_media) > 1:
            return None
        box = box.parent
    return None


def _line(blocks: list[Block]) -> str:
    return " ".join(block.text for block in blocks)


def _role(block: Block, within: Box) -> str:
    """``caption``, ``credit`` or nothing, by tag and name up to the box looked at."""
    role = ""
    for node in (block.node, *block.node.ancestors()):
        names = names_of(node)
        if not names.isdisjoint(_CREDIT):
            return "credit"
        if node.tag == "figcaption" or not names.isdisjoint(_CAPTION):
            role = "caption"
        if node is within.node:
            break
    return role
