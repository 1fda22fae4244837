"""The last number that a table gave out by itself: none is ever given to another row."""

from collections.abc import Iterable

from sqlalchemy import Table, func, select, text
from sqlalchemy.orm import Session

_OF_SQLITE = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
_SEQUENCE = text("SELECT pg_get_serial_sequence(:name, :column)")


def last_numbers(tx: Session, tables: Iterable[Table]) -> dict[str, int]:
    """The last number of each table that numbers its rows, 0 if it gave none yet."""
    numbered = [table for table in tables if table.autoincrement_column is not None]
    return {table.name: _last_number(tx, table) for table in numbered}


def go_on_after(tx: Session, table: Table, number: int) -> None:
    """Let the next row of the table have a greater number."""
    if tx.get_bind().dialect.name == "sqlite":
        named = {"name": table.name, "number": number}
        tx.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), named)
        tx.execute(text("INSERT INTO sqlite_sequence VALUES (:name, :number)"), named)
    elif number:
        tx.execute(select(func.setval(_sequence(tx, table), number)))


def _last_number(tx: Session, table: Table) -> int:
    if tx.get_bind().dialect.name == "sqlite":
        return tx.scalar(_OF_SQLITE, {"name": table.name}) or 0
    given = f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {_sequence(tx, table)}"  # noqa: S608 - its own name
    return int(tx.execute(text(given)).scalar_one())


def _sequence(tx: Session, table: Table) -> str:
    column = table.autoincrement_column
    assert column is not None
    return str(tx.scalar(_SEQUENCE, {"name": table.name, "column": column.name}))
