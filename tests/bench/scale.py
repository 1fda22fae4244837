"""What a Bookmark weighs and what 100,000 of them cost: ``make bench-scale``.

Real pages of the shared corpus are read once and kept on SQLite and on a PostgreSQL of our
own (with fsync): rows and bytes each, and the bytes of the blobs. On PostgreSQL the rows are
then copied until one account has 100,000 Bookmarks, and its list and searches are timed; and
jobs are queued in batches and one by one. Prints figures with their conditions; judges none.
"""

import argparse
import gzip
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import inspect, text
from tests.bench.conditions import conditions, percentile
from tests.drills.cluster.parts import Postgres
from tests.drills.corpus import samples_of
from tests.drills.live import free_port
from tests.makers import bring_up_lists, make_account, received
from tests.postgres import reachable_folder

from earmark.articles import actions as articles
from earmark.articles.capture import Capture
from earmark.blobs.folder import FolderStore
from earmark.blobs.store import Blobs
from earmark.db.engine import Database
from earmark.db.schema import bring_up_to_date
from earmark.errors import EarmarkError
from earmark.extract import extract
from earmark.jobs.queue import NewJob, enqueue_all
from earmark.library import actions, lists
from earmark.library.lists import Sort, Wanted
from earmark.library.new_bookmark import NewBookmark
from earmark.library.snippets import snippets_for

BOOKMARKS = 100_000

ROUNDS = 30

TABLES = (
    *("articles", "addresses", "snapshots", "extractions", "pictures", "blobs"),
    *("bookmarks", "search_rows", "search_index"),
)
"""Those that grow with what is saved; jobs come and go."""

JOBS, JOBS_BATCH, SINGLE_JOBS = 20_000, 200, 1_000

ASKED: Mapping[str, Wanted] = {
    "the list, newest first": Wanted(),
    "a common word": Wanted(q="government"),
    "two words": Wanted(q="climate election"),
    "a phrase": Wanted(q='"prime minister"'),
    "the start of a word": Wanted(q="gov*"),
    "a rare word": Wanted(q="harbour"),
    "a word that nowhere stands": Wanted(q="qwertzuiop"),
    "a common word, best first": Wanted(q="government", sort=Sort.BEST),
}


@dataclass(frozen=True)
class Kept:
    """An Earmark with the real pages on one account's list."""

    database: Database
    blobs: Blobs
    account_id: int
    pages: int


def main() -> None:
    """Measure and print everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=500, help="real pages that are kept")
    pages = parser.parse_args().pages
    shared = Path(os.environ.get("EARMARK_SHARED", "../shared")).resolve()
    with tempfile.TemporaryDirectory(prefix="bench-") as name, _postgres_url() as url:
        folder = Path(name)
        print(f"Conditions: {conditions(folder)}", flush=True)
        captures = list(_captures(shared, pages))
        print(f"{len(captures)} real pages, without their pictures")
        _weigh("SQLite", f"sqlite:///{folder / 'earmark.db'}", folder / "a", captures)
        kept = _weigh("PostgreSQL", url, folder / "b", captures)
        _copy_rows(kept, BOOKMARKS // kept.pages)
        _time_lists(kept)
        _time_queueing(kept.database)
        print(f"Conditions at the end: {conditions(folder)}")


@contextmanager
def _postgres_url() -> Iterator[str]:
    with reachable_folder() as folder:
        server = Postgres(folder, "127.0.0.1", free_port())
        try:
            yield server.url
        finally:
            server.kill()


def _captures(shared: Path, count: int) -> Iterator[Capture]:
    """Pages of the corpus as they would have been captured; those without an article left out."""
    samples = samples_of(shared / "corpus")
    for number, sample in enumerate(samples[:: max(1, len(samples) // (count * 5 // 4))]):
        body, url = gzip.decompress(sample.file.read_bytes()), f"https://site.example/{number}"
        try:
            article = extract(body, url, "text/html")
        except EarmarkError:
            continue
        if article.body_words:
            yield Capture(received(url, body), article)


def _weigh(name: str, url: str, folder: Path, captures: list[Capture]) -> Kept:
    """Keep the pages on a new database, and print what each weighs."""
    folder.mkdir()
    bring_up_to_date(url, folder)
    database = Database(url)
    kept = Kept(
        database,
        Blobs(database, FolderStore(folder / "blobs")),
        make_account(database),
        len(captures),
    )
    rows, size = _rows(kept), _bytes(kept)
    for capture in captures:
        new = NewBookmark(url=capture.received.requested_url)
        saved = actions.save(database, kept.blobs, kept.account_id, new)
        articles.store_capture(database, kept.blobs, saved.article_id, capture)
        bring_up_lists(database, kept.blobs)
    more = {table: count - rows[table] for table, count in _rows(kept).items()}
    blobs = sum(file.stat().st_size for file in (folder / "blobs").rglob("*.zst"))
    raw = sum(len(capture.received.body) for capture in captures)
    print(f"{name}: {sum(more.values()) / kept.pages:.1f} rows a Bookmark, "
          f"{(_bytes(kept) - size) / kept.pages / 1000:.1f} kB in the database, "
          f"{blobs / kept.pages / 1000:.1f} kB in files (page as sent: "
          f"{raw / kept.pages / 1000:.0f} kB)")  # fmt: skip
    print("  rows: " + ", ".join(f"{name} {n / kept.pages:.1f}" for name, n in more.items()))
    return kept


def _rows(kept: Kept) -> dict[str, int]:
    with kept.database.read() as tx:
        names = set(inspect(tx.connection()).get_table_names()) & set(TABLES)
        return {n: int(tx.execute(text(f'SELECT count(*) FROM "{n}"')).scalar_one()) for n in names}


def _bytes(kept: Kept) -> int:
    asked = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    if not kept.database.is_sqlite:
        asked = "SELECT pg_database_size(current_database())"
    with kept.database.read() as tx:
        return int(tx.execute(text(asked)).scalar_one())


_NEW_ID = "overlay({0} placing to_hex(k + 1024) from 1 for 3)"
"""Another UUID for each copy: no real one of this century begins with 4."""

_COPIED: Mapping[str, Mapping[str, str]] = {
    "articles": {"id": _NEW_ID.format("id")},
    "bookmarks": {
        "id": _NEW_ID.format("id"),
        "article_id": _NEW_ID.format("article_id"),
        "number": "number + k * 10000",
        "order_key": "order_key - k * CAST(:span AS bigint)",
    },
    "search_rows": {"order_key": "order_key - k * CAST(:span AS bigint)"},
    "search_index": {"order_key": "order_key - k * CAST(:span AS bigint)"},
}
"""What is new in each copy of a row; all else is as in the first."""


def _copy_rows(kept: Kept, times: int) -> None:
    """Put each Bookmark and its search row so many times on the list, older each time."""
    with kept.database.write() as tx:
        tx.execute(text("SET LOCAL statement_timeout = 0"))
        asked = "SELECT max(order_key) - min(order_key) + 1 FROM bookmarks"
        span = tx.execute(text(asked)).scalar_one()
        for table, new in _COPIED.items():
            columns = [each["name"] for each in inspect(tx.connection()).get_columns(table)]
            values = ", ".join(new.get(column, column) for column in columns)
            names = ", ".join(columns)
            tx.execute(
                text(f"INSERT INTO {table} ({names}) SELECT {values} FROM {table}"
                     f" CROSS JOIN generate_series(1, {times - 1}) AS k"),
                {"span": span} if ":span" in values else {},
            )  # fmt: skip
    print(f"PostgreSQL with {kept.pages * times:,} Bookmarks: {_bytes(kept) / 1e6:.0f} MB")


def _time_lists(kept: Kept) -> None:
    with kept.database.write() as tx:
        tx.execute(text("ANALYZE"))
    print(f"A page of 30, with its sentences, {ROUNDS} times each: ms p50 / p95")
    for name, wanted in ASKED.items():
        times = [_took_ms(lambda: _ask(kept, wanted)) for _ in range(ROUNDS)]  # noqa: B023
        found = len(_ask(kept, wanted).items)
        print(f"  {name}: {percentile(times, 0.5):.1f} / {percentile(times, 0.95):.1f}"
              f" ({found} shown)", flush=True)  # fmt: skip


def _ask(kept: Kept, wanted: Wanted) -> lists.Found:
    with kept.database.read() as tx:
        found = lists.page(tx, kept.account_id, wanted)
        snippets_for(tx, kept.blobs, found)
        return found


def _time_queueing(database: Database) -> None:
    together_s = _took_ms(lambda: _queue(database, range(JOBS), JOBS_BATCH)) / 1000
    single_s = _took_ms(lambda: _queue(database, range(JOBS, JOBS + SINGLE_JOBS), 1)) / 1000
    print(
        f"Queueing on PostgreSQL: {JOBS / together_s:,.0f} jobs/s in batches of {JOBS_BATCH},"
        f" {SINGLE_JOBS / single_s:,.0f} jobs/s one a transaction, one after the other"
    )


def _queue(database: Database, numbers: range, batch: int) -> None:
    """Queue a job for each number, so many in one transaction."""
    for first in numbers[::batch]:
        jobs = [NewJob("bench", {"n": n}, f"bench:{n}") for n in range(first, first + batch)]
        with database.write() as tx:
            enqueue_all(tx, jobs)


def _took_ms(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
