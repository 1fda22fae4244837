"""The engines on PostgreSQL: a pool that reads, each session one moment, and one that writes.

A connection that broke is noticed when it is taken from its pool and replaced, so that a
server that comes back is used again without a hand. ``psycopg`` is loaded with the first
connection.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.pool import NullPool

from earmark.db.plain_errors import plain_errors

READERS_MAX, WRITERS_MAX = 12, 12
"""Open connections of a process at most, beside the one of the event loop: PostgreSQL takes
100 in all unless told otherwise, which four processes of 25 fill."""

POOL_WAIT_S = 15
"""For a free connection; longer and the one who asks is told to come again."""

CONNECT_TIMEOUT_S = 5
LOCK_TIMEOUT_MS = 10_000
"""How long a writer waits for another; as long as on SQLite."""
STATEMENT_TIMEOUT_MS = 30_000
"""No page waits longer; no statement of ours takes a second."""
IDLE_TIMEOUT_MS = 60_000
"""A transaction that does nothing for so long belongs to a process that hangs."""

_SESSION = {
    "timezone": "UTC",
    "lock_timeout": LOCK_TIMEOUT_MS,
    "statement_timeout": STATEMENT_TIMEOUT_MS,
    "idle_in_transaction_session_timeout": IDLE_TIMEOUT_MS,
}
_NETWORK = {
    "connect_timeout": CONNECT_TIMEOUT_S,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
"""A server whose network goes away says nothing more: without these one would wait for it."""


def reading_engine(url: str, connections_max: int = READERS_MAX) -> Engine:
    """For queries: each session sees one moment and cannot change anything."""
    read_only = {**_SESSION, "default_transaction_read_only": "on"}
    return _engine(url, connections_max, "REPEATABLE READ", read_only)


def glancing_engine(url: str) -> Engine:
    """For single looks, which see the newest commit."""
    return reading_engine(url, 1)


def writing_engine(url: str) -> Engine:
    """For writes, which go side by side."""
    durable = {**_SESSION, "synchronous_commit": "on"}  # what we call saved is on the disk
    return _engine(url, WRITERS_MAX, "READ COMMITTED", durable)


def holding_engine(url: str) -> Engine:
    """For one session that reads a whole database; a statement may take as long as it takes."""
    patient = {"timezone": "UTC", "lock_timeout": LOCK_TIMEOUT_MS}
    return _engine(url, 1, "REPEATABLE READ", {**patient, "default_transaction_read_only": "on"})


def filling_engine(url: str) -> Engine:
    """For one session that fills or empties a whole database."""
    patient = {"timezone": "UTC", "lock_timeout": LOCK_TIMEOUT_MS, "synchronous_commit": "on"}
    return _engine(url, 1, "READ COMMITTED", patient)


def _engine(url: str, connections_max: int, isolation: str, session: dict[str, object]) -> Engine:
    kept = min(5, connections_max)
    engine = create_engine(
        url,
        pool_size=kept,
        max_overflow=connections_max - kept,
        pool_timeout=POOL_WAIT_S,
        pool_pre_ping=True,
        isolation_level=isolation,
        connect_args={
            **_NETWORK,
            "application_name": "earmark",
            "options": " ".join(f"-c {name}={value}" for name, value in session.items()),
        },
    )
    event.listen(engine, "connect", _take_any_text)
    return engine


def _take_any_text(connection: Any, _record: Any) -> None:  # Any: driver and pool internals
    """Pages hold all that bytes can be; PostgreSQL's text takes all but the NUL character."""
    from psycopg.types.string import StrDumperUnknown

    class WithoutNul(StrDumperUnknown):
        def dump(self, obj: str) -> Any:
            return super().dump(obj.replace("\0", "\N{REPLACEMENT CHARACTER}"))

    connection.adapters.register_dumper(str, WithoutNul)


@contextmanager
def alone(url: str) -> Iterator[None]:
    """Wait for other processes, on any machine, that are making or migrating this database."""
    engine = create_engine(url, poolclass=NullPool, connect_args=_NETWORK)
    with plain_errors():
        held = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    with held:
        held.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _MIGRATION_KEY})
        yield


_MIGRATION_KEY = 0x6561726D61726B
"""Any number that no other program is likely to take: "earmark" in ASCII."""


def server_version(url: str) -> str:
    """What the server calls its version. Raises Away when it cannot be reached."""
    engine = create_engine(url, poolclass=NullPool, connect_args=_NETWORK)
    with plain_errors(), engine.connect() as connection:
        return str(connection.execute(text("SHOW server_version")).scalar_one())
