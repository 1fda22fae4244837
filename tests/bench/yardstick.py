"""The yardstick of a save: a bare durable commit by as many threads through one lock."""

import contextlib
import sqlite3
import threading
import time
from pathlib import Path

from earmark.db.engine import FirstComeLock

ROW = "https://example.org/" + "a" * 180
"""About what a Bookmark's row holds."""


def bare_commits_ms(folder: Path, threads: int, commits: int) -> list[float]:
    """How long each of ``commits`` FULL commits took, the wait for the lock included."""
    path, queue = folder / f"bare-{threads}.db", FirstComeLock()
    with contextlib.closing(_database(path)) as database:
        times: list[float] = []

        def work() -> None:
            for _ in range(commits // threads):
                began = time.perf_counter()
                with queue:
                    database.execute("BEGIN IMMEDIATE")
                    database.execute("INSERT INTO saved(url) VALUES (?)", (ROW,))
                    database.execute("COMMIT")
                times.append((time.perf_counter() - began) * 1000)

        workers = [threading.Thread(target=work) for _ in range(threads)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    return times


def _database(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        database.execute(f"PRAGMA {pragma}")
    database.execute("CREATE TABLE IF NOT EXISTS saved(id INTEGER PRIMARY KEY, url TEXT)")
    return database
