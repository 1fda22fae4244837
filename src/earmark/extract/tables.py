"""Tables of data and tables of layout: the first are kept, the second are taken apart."""

from dataclasses import dataclass

from earmark.extract.blocks import Box
from earmark.extract.tree import Node

_MAX_CELL_LETTERS = 1_500
"""A cell longer than this is a column of text, not a datum."""


@dataclass
class Table:
    """Rows of cells; ``head`` are the rows of the ``thead``."""

    caption: Box | None
    head: list[list[Box]]
    rows: list[list[Box]]


def read(box: Box) -> Table | None:
    """The table of data in a ``table`` box, or None when it only lays out the page."""
    table = Table(None, [], [])
    for item in box.boxes():
        tag = item.node.tag
        if tag == "table" and item is not box:
            return None
        if tag == "caption":
            table.caption = item
        elif tag == "tr":
            is_head = item.parent is not None and item.parent.node.tag == "thead"
            cells = [c for c in item.items if isinstance(c, Box) and c.node.tag in ("td", "th")]
            cells = [c for c in cells if not c.is_dropped]
            if cells:
                (table.head if is_head else table.rows).append(cells)
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


def _is_data(table: Table) -> bool:
    rows = table.head + table.rows
    if len(rows) < 2 or max(len(row) for row in rows) < 2:
        return False
    cells = [cell for row in rows for cell in row]
    if any(cell.letters > _MAX_CELL_LETTERS or _holds_pre(cell) for cell in cells):
        return False
    return sum(1 for cell in cells if cell.letters) >= 2


def _holds_pre(cell: Box) -> bool:
    return any(box.node.tag == "pre" for box in cell.boxes())
