"""Statements that both databases know, each in its own words, made once for either.

``insert(...).on_conflict_do_...`` may be built at import, before any database is known.
"""

from typing import Any, Self

from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.dialects.sqlite import dml
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import ReturnTypeFromArgs


class _DoNothing(dml.OnConflictDoNothing):
    """ON CONFLICT DO NOTHING; PostgreSQL's compiler asks for one attribute more."""

    inherit_cache = True
    constraint_target = None


class _DoUpdate(dml.OnConflictDoUpdate):
    """ON CONFLICT DO UPDATE; PostgreSQL's compiler asks for one attribute more."""

    inherit_cache = True
    constraint_target = None


class Insert(SqliteInsert):
    """SQLite's INSERT, whose ON CONFLICT is PostgreSQL's: that is where SQLite took it from."""

    inherit_cache = True

    def on_conflict_do_nothing(self, index_elements: Any = None, index_where: Any = None) -> Self:
        """Leave the row that is there; Any as SQLAlchemy takes columns and names alike."""
        return self.ext(_DoNothing(index_elements, index_where))

    def on_conflict_do_update(
        self,
        index_elements: Any = None,
        index_where: Any = None,
        set_: Any = None,
        where: Any = None,
    ) -> Self:
        """Change the row that is there; Any as SQLAlchemy takes columns and names alike."""
        return self.ext(_DoUpdate(index_elements, index_where, set_, where))


def insert(table: Any) -> Insert:
    """An INSERT into a table or a declared class."""
    return Insert(table)


class least(ReturnTypeFromArgs[Any]):  # noqa: N801 - written as the function that it is
    """The smaller of values that are not NULL."""

    inherit_cache = True


class greatest(ReturnTypeFromArgs[Any]):  # noqa: N801 - written as the function that it is
    """The greater of values that are not NULL."""

    inherit_cache = True


@compiles(least, "sqlite")
def _least(element: least, compiler: SQLCompiler, **how: Any) -> str:
    return f"min{compiler.process(element.clause_expr, **how)}"


@compiles(greatest, "sqlite")
def _greatest(element: greatest, compiler: SQLCompiler, **how: Any) -> str:
    return f"max{compiler.process(element.clause_expr, **how)}"
