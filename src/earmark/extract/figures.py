"""A picture with the caption and credit that stand near it on the page."""

import re
from dataclasses import dataclass, replace

from earmark.extract import credit as credit_line
from earmark.extract.article import Picture
from earmark.extract.blocks import Block, Box
from earmark.extract.hints import names_of
from earmark.extract.picture_source import is_decoration, picture_of
from earmark.extract.tree import Node
from earmark.extract.words import word_set

_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)\b|image|photo|gallery|foto|bild")
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
            return None if _leads_elsewhere(node) else picture
        caption, credit = credit_line.part(found.caption)
        if found.credit:
            credit = credit_line.without_label(found.credit)
            if caption and caption.endswith(credit):
                caption = caption.removesuffix(credit).strip(" |-–©(") or None
        return replace(picture, caption=caption, credit=credit_line.names(credit))


def _leads_elsewhere(node: Node) -> bool:
    """Whether the picture is the link of a teaser: to a page, not to its own larger copy."""
    link = next((a for a in node.ancestors() if a.tag == "a"), None)
    if link is None:
        return False
    href = link.get("href").lower()
    return bool(href) and not href.startswith("#") and not _PICTURE_FILE.search(href)


@dataclass(frozen=True)
class _Lines:
    caption: str
    credit: str


def _near(block: Block) -> _Lines | None:
    """Caption and credit line in the nearest box around a picture that has either."""
    box: Box | None = block.box
    for _ in range(_CLIMB):
        if box is None or box.letters > _MAX_LETTERS:
            return None
        if found := _within(box, block):
            return found
        if sum(1 for inner in box.blocks() if inner.has_media) > 1:
            return None
        box = box.parent
    return None


def _within(box: Box, picture: Block) -> _Lines | None:
    captions, credits_ = list[str](), list[str]()
    for inner in box.all_blocks():
        role = _role(inner, box) if inner is not picture and inner.text else ""
        if not role:
            continue
        inner.is_dropped = True
        caption, credit = _parted(inner) if role == "caption" else ("", inner.text)
        captions += [caption] if caption else []
        credits_ += [credit] if credit else []
    if not captions and not credits_:
        return None
    return _Lines(" ".join(captions), " / ".join(credits_))


def _role(block: Block, within: Box) -> str:
    """``caption``, ``credit`` or nothing, by tag and name up to the box looked at."""
    role = "caption" if within.node.tag == "figure" else ""
    for node in (block.node, *block.node.ancestors()):
        names = names_of(node)
        if not names.isdisjoint(_CREDIT):
            return "credit"
        if node.tag == "figcaption" or not names.isdisjoint(_CAPTION):
            role = "caption"
        if node is within.node:
            break
    return role


def _parted(block: Block) -> tuple[str, str]:
    """A caption's text without, and the text of, the inline elements that are named credit."""
    credit = [" ".join(n.text.split()) for n in _inline(block.content) if is_credit(n)]
    caption = block.text
    for text in credit:
        head, found, tail = caption.rpartition(text)
        caption = " ".join(f"{head} {tail}".split()) if found else caption
    return caption, " / ".join(t for t in credit if t)


def is_credit(node: Node) -> bool:
    """Whether the page names the node as a credit."""
    return not names_of(node).isdisjoint(_CREDIT)


def _inline(content: list[Node | str]) -> list[Node]:
    """The outermost elements of a run that are named credit, and those around none."""
    out: list[Node] = []
    stack = [n for n in reversed(content) if isinstance(n, Node)]
    while stack:
        node = stack.pop()
        out.append(node)
        if not is_credit(node):
            stack.extend([c for c in reversed(node.children) if isinstance(c, Node)])
    return out
