"""The caption and credit that stand near a picture on the page.

Looked for from the picture outwards: first where the page says ``figcaption``, else where
a class says caption or credit, else in a box that is named for the picture; then in
attributes and in what the page declares of its pictures.
"""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from earmark.extract.blocks import Block, Box
from earmark.extract.headline import clean
from earmark.extract.hints import names_of
from earmark.extract.picture_identity import picture_key
from earmark.extract.signals import Signals, texts
from earmark.extract.tree import Node
from earmark.extract.words import word_set

_CLIMB = 6
_MAX_LETTERS = 600
_MAX_BLOCKS = 40
"""How far to look for a caption: levels up (boxes in boxes with nothing else are none),
letters and blocks in the box looked at."""

_CAPTION = word_set(
    "caption captions legend figcaption bildunterschrift legende imagecaption photocaption "
    "wpcaption captiontext imgcaption imagetext picturetext"
)
_CREDIT = word_set(
    "credit credits copyright source photographer photocredit imagecredit agency rights"
)
_UNSEEN = word_set("visuallyhidden sronly screenreadertext screenreader offscreen hiddenlabel")
_PICTURE_BOX = word_set(
    "image img picture photo photograph slide carouselslide media foto bild imagen immagine"
)
_TEXT_BOX = word_set("text content body story article card teaser related item post paragraph")
_BOX_MAX_LETTERS = 400
_BOX_MAX_BLOCKS = 4
"""Of a box that is named for its picture only: what else it holds is short, or no caption."""

_LABEL_MAX_LETTERS = 40
"""A word or two beside a ``figcaption`` ("Photo", "Enlarge") belong to neither text nor caption."""

_COUNTER = re.compile(r"\W*\d+\s*(?:/|\||of|von|de|sur|di|av|из|z|/)\s*\d+\W*$", re.IGNORECASE)
_ATTRIBUTES = (
    "data-caption", "data-image-caption", "data-img-caption", "data-figcaption", "data-legend",
    "data-description", "caption",
)  # fmt: skip
_TAG = re.compile(r"<[^>]{0,500}>")


@dataclass
class Lines:
    """A picture's caption and credit line as they stand, and the blocks that hold them."""

    caption: str = ""
    credit: str = ""
    blocks: list[Block] = field(default_factory=list)
    source: str = ""


def find_lines(block: Block, node: Node, shows_other: Callable[[Block], bool]) -> Lines:
    """Caption and credit line of the picture that ``node`` shows in a block.

    ``shows_other`` tells whether a block shows pictures that are not copies of this one:
    a box around those has captions of theirs.
    """
    around = list(_boxes_around(block, shows_other))
    for reader in (_figcaption, _named, _in_picture_box):
        for box, inner in around:
            if found := reader(box, inner, block):
                return found
    return _own_words(block) or _in_attributes(node)


def _boxes_around(
    block: Block, shows_other: Callable[[Block], bool]
) -> Iterator[tuple[Box, list[Block]]]:
    """The boxes in which a caption of the picture may stand, the nearest first."""
    levels = 0
    for box in (block.box, *block.box.ancestors()):
        if box.letters > _MAX_LETTERS or levels >= _CLIMB:
            return
        inner = box.all_blocks()[: _MAX_BLOCKS + 1]
        is_shared = any(map(shows_other, inner))
        if len(inner) > _MAX_BLOCKS or (is_shared and box.node.tag != "figure"):
            return
        yield box, inner
        if is_shared:
            return
        levels += len(box.items) > 1


def declared_lines(signals: Signals) -> dict[str, Lines]:
    """Captions that JSON-LD gives to pictures, by the picture's key."""
    found: dict[str, Lines] = {}
    for thing in signals.objects[:50]:
        for name in ("image", "associatedMedia"):
            value = thing.get(name)
            for image in value[:50] if isinstance(value, list) else [value]:
                if not isinstance(image, dict):
                    continue
                address = texts(image.get("contentUrl") or image.get("url"))
                caption = texts(image.get("caption"))
                if address and caption and " " in caption[0]:
                    credit = texts(image.get("creditText"))
                    lines = Lines(caption[0], credit[0] if credit else "", source="json-ld")
                    found.setdefault(picture_key(address[0]), lines)
    return found


def is_credit(node: Node) -> bool:
    """Whether the page names the node as a credit."""
    return not names_of(node).isdisjoint(_CREDIT)


def _is_for_screen_readers(node: Node) -> bool:
    """Whether sighted readers do not see it ("Photo", "Image" before a caption)."""
    return not names_of(node).isdisjoint(_UNSEEN)


def _figcaption(box: Box, inner: list[Block], picture: Block) -> Lines | None:
    """What stands in the ``figcaption``, and a credit named so beside it.

    Short words beside them ("Photo", "Enlarge") go with them: they are neither text nor
    caption.
    """
    captions = [block for block in inner if _is_figcaption(block)]
    if not captions:
        return None
    inside = {id(block) for block in captions}
    roles = [(b, _role(b, box)) for b in inner if b.text and b is not picture]
    named = [(b, r) for b, r in roles if id(b) in inside or r == "credit"]
    named += [(b, "caption") for b in captions if b is picture]
    labels = [b for b, r in roles if r == "caption" and b.letters <= _LABEL_MAX_LETTERS]
    found = _lines(named)
    found.blocks += [b for b in labels if id(b) not in inside]
    return found


def _named(box: Box, inner: list[Block], picture: Block) -> Lines | None:
    """What classes call caption or credit, and all words of a ``figure``."""
    roles = [(b, _role(b, box)) for b in inner if b.text and b is not picture]
    named = [(block, role) for block, role in roles if role]
    return _lines(named) if named else None


def _lines(named: list[tuple[Block, str]]) -> Lines:
    captions, credits_ = list[str](), list[str]()
    for block, role in named:
        caption, credit = _parted(block) if role == "caption" else ("", block.text)
        captions += [caption] if caption and caption not in captions else []
        credits_ += [credit] if credit and credit not in credits_ else []
    blocks = [block for block, _ in named]
    return Lines(" ".join(captions), " | ".join(credits_), blocks, source="caption")


def _is_figcaption(block: Block) -> bool:
    nodes = (block.node, *islice(block.node.ancestors(), _CLIMB))
    return bool(block.text) and any(node.tag == "figcaption" for node in nodes)


def _in_picture_box(box: Box, inner: list[Block], picture: Block) -> Lines | None:
    """The few words in a box that the page names for its picture."""
    texts = [b for b in inner if b.text and b is not picture and not _COUNTER.match(b.text)]
    names = names_of(box.node)
    if names.isdisjoint(_PICTURE_BOX) or not names.isdisjoint(_TEXT_BOX):
        return None
    if not 0 < len(texts) <= _BOX_MAX_BLOCKS or sum(b.letters for b in texts) > _BOX_MAX_LETTERS:
        return None
    if any(b.link_share > 0.5 for b in texts):
        return None
    return Lines(" ".join(b.text for b in texts), blocks=texts, source="caption")


def _role(block: Block, within: Box) -> str:
    """``caption``, ``credit`` or nothing, by tag and name up to the box looked at."""
    role = "caption" if within.node.tag == "figure" or _has_inline_caption(block) else ""
    for node in (block.node, *block.node.ancestors()):
        names = names_of(node)
        if not names.isdisjoint(_CREDIT):
            return "credit"
        if node.tag == "figcaption" or not names.isdisjoint(_CAPTION):
            role = "caption"
        if node is within.node:
            break
    return role


def _has_inline_caption(block: Block) -> bool:
    """Whether the run begins with an inline element that is named caption."""
    first = next((n for n in block.content if isinstance(n, Node)), None)
    return first is not None and not names_of(first).isdisjoint(_CAPTION)


def _own_words(picture: Block) -> Lines | None:
    """The words that stand in one run with the picture, inside a ``figure``."""
    nodes = (picture.node, *islice(picture.node.ancestors(), 2))
    if not picture.text or all(node.tag != "figure" for node in nodes):
        return None
    return _lines([(picture, "caption")])


def _parted(block: Block) -> tuple[str, str]:
    """A caption's text without, and the text of, the inline elements that are named credit."""
    inline = _inline(block.content)
    credit = [" ".join(n.text.split()) for n in inline if is_credit(n)]
    caption = block.text
    for label in (" ".join(n.text.split()) for n in inline if _is_for_screen_readers(n)):
        caption = caption.replace(label, " ", 1) if label else caption
        credit = [line.replace(label, " ", 1) if label else line for line in credit]
    caption, credit = clean(caption), [clean(line) for line in credit]
    for text in credit:
        head, found, tail = caption.rpartition(text)
        caption = " ".join(f"{head} {tail}".split()) if found else caption
    return caption, " | ".join(t for t in credit if t)


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


def _in_attributes(node: Node) -> Lines:
    for near in (node, *islice(node.ancestors(), 3)):
        for name in _ATTRIBUTES:
            if name in near.attrs:
                text = clean(html.unescape(_TAG.sub(" ", near.attrs[name][:2_000])))
                if " " in text and text[0] not in "{[":
                    return Lines(caption=text, source="attribute")
    return Lines()
