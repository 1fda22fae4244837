"""What a database holds in one form, the same whatever keeps it: a line a row, and their sum.

Two databases hold the same if and only if the sums of their tables are equal. Rows come in
the order of their key, texts ordered by their bytes.
"""

import hashlib
import json
from collections.abc import Generator, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, Table, select
from sqlalchemy.orm import Session

BATCH = 1_000
"""Rows in memory at once; a row of the search may hold a book's words."""


@dataclass(frozen=True)
class Sum:
    """How many rows there are, and the SHA-256 of their lines in order."""

    rows: int
    sha256: str


def sum_of(lines: Iterable[str]) -> Sum:
    """The sum of lines.

    >>> sum_of(["a", "b"]).rows
    2
    """
    digest, rows = hashlib.sha256(), 0
    for line in lines:
        digest.update(line.encode("utf-8", "surrogatepass") + b"\n")
        rows += 1
    return Sum(rows, digest.hexdigest())


def lines_of(tx: Session, table: Table) -> Generator[str]:
    """A line for each row of a table, in the order of its key."""
    with closing(batches(tx, in_order(table))) as parts:
        for rows in parts:
            yield from map(as_line, rows)


def in_order(table: Table) -> Select[Any]:
    """All rows of a table in the order of its key; Any: columns of any type."""
    return select(*table.c).order_by(*table.primary_key.columns)


def batches(tx: Session, chosen: Select[Any]) -> Generator[list[dict[str, Any]]]:
    """The rows as dicts, a batch at a time, read as they are needed; Any: values of columns.

    To be closed by whoever may stop before the end.
    """
    with tx.connection().execute(chosen.execution_options(yield_per=BATCH)) as found:
        for part in found.mappings().partitions():
            yield [dict(row) for row in part]


def as_line(row: Mapping[str, object]) -> str:
    r"""A row as JSON with its names in order.

    A NUL character counts as the replacement character, for PostgreSQL keeps it as that.

    >>> as_line({"b": b"\x00\xff", "a": "x\0"})
    '{"a":"x\\ufffd","b":"00ff"}'
    """
    plain = {name: _plain(value) for name, value in row.items()}
    return json.dumps(plain, sort_keys=True, separators=(",", ":"))


def _plain(value: object) -> object:
    if isinstance(value, str):
        return value.replace("\0", "\N{REPLACEMENT CHARACTER}")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.hex() if isinstance(value, bytes) else value
