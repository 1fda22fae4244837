"""Tables of data and tables of layout: the first are kept, the second are taken apart."""

from dataclasses import dataclass

from earmark.extract.blocks import Box
from earmark.extract.preformatted import is_gutter
from earmark.extract.tree import Node

_MAX_CELL_LETTERS = 1_500
"""A cell longer than this is a column of text, not a datum."""

_MAX_INNER_ROWS = 12
"""A table within a cell may be as long; one longer is what the outer table lays out."""


@dataclass
class Table:
    """Rows of cells; ``head`` are the rows of the ``thead``."""

    caption: Box | None
    head: list[list[Box]]
    rows: list[list[Box]]


def read(box: Box) -> Table | None:
    """The table of data in a ``table`` box, or None when it only lays out the page."""
    table = Table(None, [], [])
    stack = [item for item in reversed(box.items) if isinstance(item, Box)]
    while stack:
        item = stack.pop()
        if item.is_dropped:
            continue
        tag = item.node.tag
        if tag == "caption":
            table.caption = item
        elif tag == "tr":
            is_head = item.parent is not None and item.parent.node.tag == "thead"
            cells = [c for c in item.items if isinstance(c, Box) and c.node.tag in ("td", "th")]
            if any(not cell.is_dropped for cell in cells):
                (table.head if is_head else table.rows).append(cells)
        else:
            stack.extend([inner for inner in reversed(item.items) if isinstance(inner, Box)])
    return table if _is_data(table) else None


def spans(cell: Node) -> dict[str, str]:
    """``colspan`` and ``rowspan`` where they are small numbers, and a heading's ``scope``."""
    out: dict[str, str] = {}
    for name in ("colspan", "rowspan"):
        value = cell.get(name)
        if value.isascii() and value.isdigit() and 1 < int(value[:6]) <= 100:
            out[name] = str(int(value))
    if cell.tag == "th" and cell.get("scope").lower() in ("row", "col", "rowgroup", "colgroup"):
        out["scope"] = cell.get("scope").lower()
    return out


def width(row: list[Box]) -> int:
    """How many columns a row fills."""
    return sum(int(spans(cell.node).get("colspan", 1)) for cell in row)


def _is_data(table: Table) -> bool:
    rows = table.head + table.rows
    if len(rows) < 2 or max(len(row) for row in rows) < 2:
        return False
    cells = [cell for row in rows for cell in row]
    letters = [sum(block.letters for block in cell.blocks()) for cell in cells]
    if max(letters) > _MAX_CELL_LETTERS or any(map(_lays_out, cells)):
        return False
    return sum(map(bool, letters)) >= 2


def _lays_out(cell: Box) -> bool:
    """Whether a cell holds what no datum is: line numbers of code, a table of many rows."""
    rows = 0
    for box in cell.boxes():
        if box.node.tag == "pre" and is_gutter(box.node.text):
            return True
        rows += box.node.tag == "tr"
    return rows > _MAX_INNER_ROWS
