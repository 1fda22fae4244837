"""Tables of data and lists are kept whole: a row or point alone says little, or the wrong thing.

Blocks are judged one by one, and a short cell or a linked point looks like furniture;
where the greater part of a table or list was kept, the rest belongs to it.
"""

from collections import Counter

from earmark.extract import tables
from earmark.extract.blocks import Block, Box
from earmark.extract.hints import furniture_words
from earmark.extract.preformatted import is_code_box, lone_code
from earmark.extract.words import word_set

_LISTS = word_set("ul ol dl menu dir")
_GREATER_PART = 0.5
_POINT_MAX_LETTERS = 400
"""Longer ones on the average are no points but posts, comments or articles."""

_ROWS_OF_ONE_WIDTH = 0.8
_LINK_MAX_SHARE = 0.9


def make_whole(body: Box) -> None:
    """Take back into the body what was dropped out of its tables of data and its lists."""
    between = _between_kept(body)
    for box in list(body.boxes()):
        for item in box.items:
            if item.is_dropped and _is_code(item) and not between.isdisjoint(_block_ids(item)):
                _take_back(item)
        if box.node.tag in _LISTS and _is_mostly_kept(box) and _has_points(box):
            _take_back(box)
    for box in [box for box in _tables(body) if not furniture_words(box.node)]:
        if _is_mostly_kept(box) and tables.read(box) is not None:
            _take_back(box)
        else:
            _take_back_if_data(box)


def _tables(body: Box) -> list[Box]:
    """Tables that are kept, or were dropped out of something kept."""
    found = [box for box in body.boxes() if box.node.tag == "table"]
    for box in body.boxes():
        found += [i for i in box.items if isinstance(i, Box) and _is_dropped_table(i)]
    return found


def _is_dropped_table(box: Box) -> bool:
    return box.is_dropped and box.node.tag == "table"


def _is_mostly_kept(box: Box) -> bool:
    kept = sum(block.letters for block in box.blocks())
    return 0 < kept >= _GREATER_PART * sum(block.letters for block in box.all_blocks())


def _has_points(box: Box) -> bool:
    letters = sum(block.letters for block in box.all_blocks())
    return letters <= _POINT_MAX_LETTERS * max(1, len(box.items))


def _is_code(item: Box | Block) -> bool:
    if isinstance(item, Block):
        return lone_code(item.content) is not None
    return item.node.tag == "pre" or is_code_box(item.node)


def _between_kept(body: Box) -> set[int]:
    """The ids of the blocks after the first kept one and before the last."""
    blocks = body.all_blocks()
    kept = {id(block) for block in body.blocks()}
    places = [place for place, block in enumerate(blocks) if id(block) in kept]
    return {id(block) for block in blocks[places[0] : places[-1]]} if places else set()


def _block_ids(item: Box | Block) -> set[int]:
    return {id(b) for b in item.all_blocks()} if isinstance(item, Box) else {id(item)}


def _take_back_if_data(box: Box) -> None:
    """Take back a table that was judged furniture by its short cells, if it is regular."""
    blocks = box.all_blocks()
    letters = sum(block.letters for block in blocks)
    if not letters or sum(b.link_letters for b in blocks) > _LINK_MAX_SHARE * letters:
        return
    dropped = [item for item in _items(box) if item.is_dropped]
    _take_back(box)
    table = tables.read(box)
    widths = (
        Counter(tables.width(row) for row in table.head + table.rows) if table else Counter([0, 1])
    )
    if max(widths.values()) < _ROWS_OF_ONE_WIDTH * widths.total():
        for item in dropped:
            item.is_dropped = True


def _items(box: Box) -> list[Box | Block]:
    found: list[Box | Block] = [box]
    for item in found:
        if isinstance(item, Box):
            found += item.items
    return found


def _take_back(taken: Box | Block) -> None:
    for item in _items(taken) if isinstance(taken, Box) else [taken]:
        item.is_dropped = False
