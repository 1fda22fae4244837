"""Reading and writing: the database as actions and queries see it, on either engine.

SQLite takes one writer at a time. Writers of this process queue for a lock, first come
first served, and only then say BEGIN IMMEDIATE (``db/sqlite.py``, decisions/0001). On
PostgreSQL writers go side by side; those that would get in each other's way take turns
(``db/turns.py``, decisions/0010).
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from earmark.db import postgres, sqlite
from earmark.db.plain_errors import plain_errors


class Database:
    """One database: ``read()`` for queries, ``write()`` for the one transaction of an action."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        engines = sqlite if self.is_sqlite else postgres
        self._reader = engines.reading_engine(url)
        self._glancer = engines.glancing_engine(url)
        self._writer: Engine = engines.writing_engine(url)
        self._queue: AbstractContextManager[None] = (
            FirstComeLock() if self.is_sqlite else nullcontext()
        )
        self._listeners: list[Callable[[], None]] = []

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one moment of the database and cannot change it.

        Raises Away when the database's server does not answer.
        """
        with plain_errors(), Session(self._reader, expire_on_commit=False) as tx:
            yield tx

    @contextmanager
    def glance(self) -> Iterator[Connection]:
        """One indexed look from the event loop, on a connection of its own.

        It waits for no pool and, on SQLite, for no writer, so that it may be done without
        the price of a thread (0.13 ms, more than the look itself). There is no BEGIN, for
        there is only one statement. Where a server must be asked, it needs a thread all the
        same.
        """
        with plain_errors(), self._glancer.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Session]:
        """The one transaction of an action: commits at the end, rolls back on any error.

        Raises NoRoom when the disk is full, TooMany when others hold what is needed for
        too long, Away when the database's server does not answer; nothing is changed then.
        """
        with plain_errors(), self._queue, Session(self._writer, expire_on_commit=False) as tx:
            tx.info["database"] = self
            with tx.begin():
                yield tx
        if tx.info.get("has_news"):
            self._tell()

    def on_news(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` after each commit of this process that queued work."""
        self._listeners.append(listener)

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()

    def close(self) -> None:
        """Give all connections back; SQLite's last one folds the write-ahead log in."""
        self._reader.dispose()
        self._glancer.dispose()
        self._writer.dispose()


class FirstComeLock:
    """A lock that serves its waiters in the order in which they came."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._is_held = False

    def __enter__(self) -> None:
        with self._guard:
            if not self._is_held:
                self._is_held = True
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()

    def __exit__(self, *_: object) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_held = False
