"""A fresh, migrated database for each test: a file, or a database of a PostgreSQL server.

``EARMARK_TEST_DATABASE=postgresql`` runs the same tests there, on the server that
``EARMARK_TEST_POSTGRES_URL`` names or else on one of our own.
"""

import os
import secrets
import shutil
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import create_engine, inspect, make_url, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool
from tests.postgres import postgres_cluster, reachable_folder

from earmark.db.engine import Database
from earmark.db.migrate import upgrade

IS_POSTGRES = os.environ.get("EARMARK_TEST_DATABASE", "sqlite") == "postgresql"


class Databases(Protocol):
    """Gives out databases that are migrated and empty."""

    def lent(self, folder: Path) -> AbstractContextManager[str]:
        """The address of a new one, for a while; ``folder`` is its data folder."""


class SqliteFiles:
    """Copies of one migrated file."""

    def __init__(self, template: Path) -> None:
        self._template = template
        upgrade(f"sqlite:///{template}")

    @contextmanager
    def lent(self, folder: Path) -> Iterator[str]:
        shutil.copy(self._template, folder / "earmark.db")
        yield f"sqlite:///{folder / 'earmark.db'}"


class PostgresDatabases:
    """Copies of one migrated database on a server.

    What is given back is dropped when the next is made: at its own end its connections
    may still be closing, for which PostgreSQL would wait a tenth of a second.
    """

    def __init__(self, server: str) -> None:
        self._url = make_url(server)
        self._server = create_engine(
            server, poolclass=NullPool, isolation_level="AUTOCOMMIT"
        ).connect()
        self._template = self._create("template0")
        upgrade(self._address(self._template))
        self._used: list[str] = []

    @contextmanager
    def lent(self, folder: Path) -> Iterator[str]:
        self._drop_used()
        name = self._create(self._template)
        yield self._address(name)
        self._used.append(name)

    def close(self) -> None:
        self._drop_used()
        self._drop(self._template)
        self._server.close()

    def _create(self, template: str) -> str:
        name = f"earmark_test_{secrets.token_hex(6)}"
        how = "STRATEGY file_copy" if template != "template0" else "ENCODING 'UTF8'"
        self._server.execute(text(f"CREATE DATABASE {name} TEMPLATE {template} {how}"))
        return name

    def _drop_used(self) -> None:
        while self._used:
            self._drop(self._used.pop())

    def _drop(self, name: str) -> None:
        self._server.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))

    def _address(self, name: str) -> str:
        return self._url.set(database=name).render_as_string(hide_password=False)


@contextmanager
def postgres_databases() -> Iterator[PostgresDatabases]:
    """On the server that is named, or on one that is started for this."""
    with ExitStack() as stack:
        server = os.environ.get("EARMARK_TEST_POSTGRES_URL") or stack.enter_context(
            postgres_cluster(stack.enter_context(reachable_folder()))
        )
        databases = PostgresDatabases(server)
        stack.callback(databases.close)
        yield databases


def columns_by_table(tx: Session) -> dict[str, list[str]]:
    """The names of all tables and of their columns."""
    looked = inspect(tx.connection())
    return {
        name: [column["name"] for column in looked.get_columns(name)]
        for name in sorted(looked.get_table_names())
    }


def all_rows(tx: Session, without: Collection[str] = ()) -> dict[str, list[str]]:
    """Every row of every table but some, as text, in one order."""
    tables = sorted(set(inspect(tx.connection()).get_table_names()) - set(without))
    return {name: sorted(map(repr, tx.execute(text(f'SELECT * FROM "{name}"')))) for name in tables}


@contextmanager
def bared(databases: Databases, folder: Path) -> Iterator[str]:
    """Lend a database without any table."""
    folder.mkdir()
    with databases.lent(folder) as address:
        if address.startswith("sqlite"):
            (folder / "earmark.db").unlink()
        else:
            database = Database(address)
            with database.write() as tx:
                tx.execute(text("DROP SCHEMA public CASCADE"))
                tx.execute(text("CREATE SCHEMA public"))
            database.close()
        yield address
