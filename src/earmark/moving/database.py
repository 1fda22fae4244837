"""All rows from one database into another, counted and compared; cut off anywhere, it goes on.

1. The source is held: no Earmark has it open, none can write until the end.
2. Its sums are taken (``db/canonical.py``); the target notes them as what it will hold.
3. Table by table, rows go over in batches, each in one transaction, in the order of the
   key: after a cut the greatest key in the target says where to go on.
4. Jobs in one transaction, then the numbers that tables give out by themselves.
5. The target's sums are taken. Only if all are equal does it get its version, without
   which no server opens it.
"""

from collections.abc import Mapping
from contextlib import closing
from typing import Any

from sqlalchemy import Column, Select, Table, select, text, tuple_, update
from sqlalchemy import bindparam as bound
from sqlalchemy.orm import Session

from earmark.db.canonical import Sum, as_line, batches, in_order, sum_of
from earmark.db.numbers import go_on_after, last_numbers
from earmark.db.schema import find_version, known_versions
from earmark.errors import Conflict, EarmarkError, NotFound
from earmark.jobs.models import JobRow
from earmark.jobs.queue import keep, kept_jobs
from earmark.moving.everything import TABLES, Step, sums
from earmark.moving.target import Target, opened_target
from earmark.search import index
from earmark.search.models import search_rows

PASSES = 3
"""Every row is read, carried and compared: so often does it count for the progress."""


def check_source(url: str) -> None:
    """Raises NotFound when there is no database, Conflict when it is not at our version."""
    version, newest = find_version(url), known_versions()[-1]
    if version is None:
        raise NotFound("There is no Earmark database to move from at the address in the settings.")
    if version != newest:
        raise Conflict(
            f"The database to move from has schema {version}, this Earmark {newest}. Bring it up"
            " to date first (earmark doctor does), or use the Earmark that it belongs to."
        )


def move_rows(source: Session, target_url: str, step: Step) -> dict[str, Sum]:
    """Carry all that a held database holds to an empty one; what was carried, by table.

    Raises Conflict when the target holds something else, EarmarkError if at the end the two
    are not the same. The source is only read.
    """
    expected = sums(source, step)
    with opened_target(target_url, total_of(expected)) as target:
        for table in TABLES:
            _carry(source, target, table, step)
        for table in TABLES:
            _link_to_itself(source, target, table)
        _carry_jobs(source, target, step)
        _carry_numbers(source, target)
        with target.write() as tx:
            _check_same(expected, sums(tx, step))
        target.end()
    return expected


def total_of(tables: Mapping[str, Sum]) -> str:
    """One SHA-256 over all sums."""
    return sum_of(as_line({name: [s.rows, s.sha256]}) for name, s in sorted(tables.items())).sha256


def _carry(source: Session, target: Target, table: Table, step: Step) -> None:
    with target.write() as tx:
        rest = _after(table, _last_key(tx, table))
    own = {column.name: None for column in _to_itself(table)}
    with closing(batches(source, rest)) as parts:
        for rows in parts:
            with target.write() as tx:
                tx.connection().execute(table.insert(), [row | own for row in rows])
                if table is search_rows:
                    index.refill(tx, rows)
            step(len(rows))


def _last_key(tx: Session, table: Table) -> tuple[Any, ...] | None:  # Any: a key's values
    key = table.primary_key.columns
    found = tx.execute(select(*key).order_by(*(column.desc() for column in key)).limit(1)).first()
    return tuple(found) if found else None


def _after(table: Table, last: tuple[Any, ...] | None) -> Select[Any]:  # Any: any columns
    everything = in_order(table)
    key = tuple_(*table.primary_key.columns)
    return everything if last is None else everything.where(key > tuple_(*last))


def _to_itself(table: Table) -> list[Column[Any]]:
    """Columns that refer to rows of the same table, which may come later."""
    return [key.parent for key in table.foreign_keys if key.column.table is table]


def _link_to_itself(source: Session, target: Target, table: Table) -> None:
    key = table.primary_key.columns
    for column in _to_itself(table):
        of_row = [each == bound(f"key_{each.name}") for each in key]
        link = update(table).where(*of_row).values({column: bound("linked_to")})
        named = [each.label(f"key_{each.name}") for each in key]
        linked = select(*named, column.label("linked_to")).where(column.is_not(None))
        with closing(batches(source, linked)) as parts:
            for rows in parts:
                with target.write() as tx:
                    tx.connection().execute(link, rows)


def _carry_jobs(source: Session, target: Target, step: Step) -> None:
    jobs = list(kept_jobs(source))
    with target.write() as tx:
        if tx.scalar(select(JobRow.id).limit(1)) is None:
            keep(tx, jobs)
    step(len(jobs))


def _carry_numbers(source: Session, target: Target) -> None:
    last = last_numbers(source, TABLES)
    with target.write() as tx:
        for table in TABLES:
            if table.name in last:
                go_on_after(tx, table, last[table.name])
        tx.execute(text("ANALYZE"))


def _check_same(expected: Mapping[str, Sum], found: Mapping[str, Sum]) -> None:
    different = [name for name in expected if expected[name] != found[name]]
    if different:
        raise EarmarkError(
            f"The move is not right: {', '.join(different)} differ at its end. The old database"
            " is as it was; empty the new one and move again, or go on with the old one."
        )
