"""Marks in the tree of boxes what is dropped, so that only the body is written."""

from earmark.extract.blocks import Block, Box
from earmark.extract.words import word_set

_PICTURE_LEVELS = 3
_BESIDE_PICTURES = word_set("figcaption figure caption")


def mark(root: Box, chosen: list[Block]) -> Box:
    """Drop all but the chosen blocks and pictures beside them; the smallest box around these."""
    kept = set(map(id, chosen))
    for block in root.all_blocks():
        block.is_dropped = id(block) not in kept
    box = _around(chosen[0], chosen[-1])
    _drop_captions(box)
    _keep_pictures(box.all_blocks())
    _drop_emptied(box)
    return box


def _around(first: Block, last: Block) -> Box:
    """The smallest box that holds both blocks, and so all between them."""
    outer = [first.box, *first.box.ancestors()]
    holding = {id(box) for box in outer}
    return next(box for box in (last.box, *last.box.ancestors()) if id(box) in holding)


def _keep_pictures(blocks: list[Block]) -> None:
    """Keep pictures and embeds without words of their own next to text that is kept.

    One dropped line between them is let pass, and captions do not count: they belong to
    the picture.
    """
    for ordered in (blocks, blocks[::-1]):
        dropped = 0
        for block in ordered:
            if block.has_media and not block.text:
                if dropped <= 1:
                    block.is_dropped = False
            elif not _is_beside_picture(block):
                dropped = dropped + 1 if block.is_dropped else 0


def _is_beside_picture(block: Block) -> bool:
    box: Box | None = block.box
    for _ in range(_PICTURE_LEVELS):
        if box is None:
            return False
        if box.node.tag in _BESIDE_PICTURES:
            return True
        box = box.parent
    return False


def _drop_captions(body: Box) -> None:
    """Drop captions of pictures: they are read with their picture."""
    for figure in body.boxes():
        if figure.node.tag == "figure" and any(inner.has_media for inner in figure.all_blocks()):
            for box in figure.boxes():
                if box.node.tag == "figcaption":
                    for block in box.all_blocks():
                        block.is_dropped = True


def _drop_emptied(box: Box) -> bool:
    """Drop boxes of which nothing is kept; whether there is something left in this one."""
    left = [
        _drop_emptied(item) if isinstance(item, Box) else not item.is_dropped for item in box.items
    ]
    box.is_dropped = bool(left) and not any(left)
    return not box.is_dropped
