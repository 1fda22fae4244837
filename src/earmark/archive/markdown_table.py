"""A table's cells laid out as a plain grid: joined cells become a filled and empty ones."""

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

MAX_CELLS = 100_000
"""A table beyond this gives no more rows: joined cells can ask for any number."""

Row = list[LexborNode | None]


def rows_of(table: LexborNode) -> list[Row]:
    """Rows of one width, the heading first; a table without a heading gets an empty one.

    A cell that reaches over several columns or rows stands in the first of them, the others
    are None. Rows of tables within the table are left to their cells.
    """
    grid = _grid([_cells(row) for row in _own_rows(table)])
    if not grid:
        return []
    width = max(len(row) for row in grid)
    grid = [row + [None] * (width - len(row)) for row in grid]
    has_head = all(cell is None or cell.tag == "th" for cell in grid[0]) or table.css_first("thead")
    return grid if has_head else [[None] * width, *grid]


def _own_rows(table: LexborNode) -> Iterator[LexborNode]:
    for child in table.iter():
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child.iter() if row.tag == "tr")


def _cells(row: LexborNode) -> list[LexborNode]:
    return [cell for cell in row.iter() if cell.tag in ("td", "th")]


def _grid(rows: list[list[LexborNode]]) -> list[Row]:
    """The rows with None for what cells from the left and from above reach into."""
    grid: list[Row] = []
    hanging: dict[int, int] = {}
    room = MAX_CELLS
    for cells in rows:
        line: Row = []
        hanging_now, waiting = hanging, list(reversed(cells))
        hanging = {at: left - 1 for at, left in hanging_now.items() if left > 1}
        while waiting or len(line) in hanging_now:
            if len(line) in hanging_now:
                line.append(None)
                continue
            cell = waiting.pop()
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            hanging |= {len(line) + n: height - 1 for n in range(width) if height > 1}
            line += [cell, *[None] * (width - 1)]
        room -= len(line)
        if room < 0:
            break
        if line:
            grid.append(line)
    return grid


def _span(cell: LexborNode, name: str) -> int:
    value = cell.attributes.get(name) or ""
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 3 else 1
