"""Alembic's entry: runs the steps on the address that it was given."""

from typing import Any

from alembic import context
from sqlalchemy import Connection, create_engine, event

config = context.config
engine = create_engine(config.attributes["url"])

if engine.dialect.name == "sqlite":

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:  # Any: driver and pool internals
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    @event.listens_for(engine, "begin")
    def _start(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


with engine.connect() as connection:
    context.configure(connection=connection, transaction_per_migration=True, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
