"""A move carries everything, to an empty place only, from a source that nobody changes."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import delete, text
from tests.databases import Databases, bared
from tests.makers import make_account
from tests.moving.conftest import move, sums_of
from tests.whole_world import PASSWORD, live

from earmark.accounts import actions as accounts
from earmark.accounts.models import Account
from earmark.blobs.folder import FolderStore
from earmark.blobs.store import Blobs
from earmark.db.engine import Database
from earmark.db.schema import bring_up_to_date, find_version, known_versions
from earmark.errors import Conflict, NotFound
from earmark.jobs.queue import open_queue
from earmark.library import lists
from earmark.library.lists import Wanted
from earmark.moving.database import check_source

QUERIES = (
    "boats", '"number 3"', "headline:boats", "byline:writer -word3", "site:paper", "tag:日本",
    "note:read", "word1*", "船", "boats OR letter", "lines",
)  # fmt: skip


@pytest.fixture
def moved(source: str, file: str) -> Iterator[Database]:
    """What came of a move."""
    move(source, file)
    opened = Database(file)
    yield opened
    opened.close()


def found(database: Database) -> dict[tuple[int, str], list[str]]:
    """What each person finds by each query, in order."""
    with database.read() as tx:
        return {
            (account, query): [
                item.bookmark.id for item in lists.page(tx, account, Wanted(q=query)).items
            ]
            for account in (1, 2)
            for query in QUERIES
        }


def test_there_and_back_is_the_same(source: str, file: str, bare: str):
    before = sums_of(source)
    assert move(source, file) == before
    assert move(file, bare) == before
    assert sums_of(bare) == before
    assert sums_of(source) == before


def test_a_search_finds_the_same_afterwards(source: str, moved: Database):
    origin = Database(source)
    before = found(origin)
    origin.close()
    assert found(moved) == before
    assert {query for (_, query), ids in before.items() if ids} == set(QUERIES)


def test_work_goes_on_where_it_was(moved: Database):
    held = open_queue(moved).claim(["test.held", "test.failed", "test.later"])
    assert held
    assert (held.kind, held.attempts, held.request_id, held.host) == ("test.held", 1, "r1", None)
    assert open_queue(moved).claim(["test.failed", "test.later"]) is None


def test_a_number_that_was_given_is_not_given_again(moved: Database):
    assert make_account(moved, "new") == 4  # 3 was of one who left


def test_a_password_is_still_good(moved: Database):
    assert accounts.sign_in(moved, "ada", PASSWORD)


@pytest.mark.sqlite
def test_the_file_moved_from_is_not_changed(source: str, file: str):
    path = Path(source.removeprefix("sqlite:///"))
    before = path.read_bytes()
    move(source, file)
    assert path.read_bytes() == before


@pytest.mark.postgresql
def test_a_nul_that_sqlite_keeps_is_a_mark_on_postgresql_and_nothing_else_differs(
    file: str, bare: str, tmp_path: Path
):
    (tmp_path / "other").mkdir()
    bring_up_to_date(file, tmp_path / "other")
    with closing(sqlite3.connect(file.removeprefix("sqlite:///"))) as opened, opened:
        opened.execute("INSERT INTO articles (id, first_seen_at) VALUES ('a', '2026-01-01')")
        opened.execute("INSERT INTO addresses VALUES ('x' || char(0), 'a', 'saved', '2026-01-01')")
    assert move(file, bare) == sums_of(bare)


def test_a_target_that_holds_something_is_refused_and_left_alone(source: str, empty: str):
    database = Database(empty)
    make_account(database, "somebody")
    database.close()
    before = sums_of(empty)
    with pytest.raises(Conflict, match="not empty"):
        move(source, empty)
    assert sums_of(empty) == before


def test_a_target_with_tables_of_others_is_refused(source: str, bare: str):
    database = Database(bare)
    with database.write() as tx:
        tx.execute(text("CREATE TABLE letters (id INTEGER)"))
    database.close()
    with pytest.raises(Conflict, match="not empty"):
        move(source, bare)
    assert find_version(bare) is None


def test_a_database_without_rows_is_filled(source: str, empty: str):
    assert move(source, empty) == sums_of(empty)


def test_a_source_that_is_in_use_is_refused_with_a_sentence(database: Database, file: str):
    with database.read() as tx:
        tx.execute(text("SELECT 1 FROM accounts"))
    with pytest.raises(Conflict, match="Stop every earmark serve"):
        move(database.url, file)
    assert find_version(file) is None


def test_a_source_of_another_version_is_refused(database: Database):
    with database.write() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    with pytest.raises(Conflict, match="has schema 0000"):
        check_source(database.url)


def test_a_source_that_is_not_there_is_refused(file: str):
    with pytest.raises(NotFound):
        check_source(file)


class Cut(Exception):
    """Ends a move in the middle."""


def cut_off(source: str, target: str) -> None:
    """Begin a move that ends when half of the rows are over."""
    rows = sum(part.rows for part in sums_of(source).values())
    done = 0

    def step(more: int) -> None:
        nonlocal done
        done += more
        if done > rows * 3 // 2:
            raise Cut

    with pytest.raises(Cut):
        move(source, target, step)


def test_a_half_filled_database_is_not_served(source: str, file: str, empty: str, tmp_path: Path):
    for target in (file, empty):
        cut_off(source, target)
        with pytest.raises(Conflict, match="Run the same earmark move"):
            bring_up_to_date(target, tmp_path)


def test_a_move_that_was_cut_off_goes_on(source: str, file: str):
    cut_off(source, file)
    assert move(source, file) == sums_of(file)
    assert find_version(file) == known_versions()[-1]


def test_what_changed_after_a_cut_is_carried_too(source: str, file: str, empty: str):
    move(source, empty)
    cut_off(empty, file)
    database = Database(empty)
    with database.write() as tx:
        tx.execute(delete(Account).where(Account.id == 2))
    make_account(database, "later")
    database.close()
    assert move(empty, file) == sums_of(file) == sums_of(empty)


@pytest.mark.check
@pytest.mark.postgresql
def test_five_hundred_articles_go_to_postgresql_and_back_without_a_difference(
    databases: Databases, tmp_path: Path
):
    folders = [tmp_path / name for name in ("first", "between", "last")]
    for folder in folders:
        folder.mkdir()
    first, last = (f"sqlite:///{folder / 'earmark.db'}" for folder in (folders[0], folders[2]))
    bring_up_to_date(first, folders[0])
    database = Database(first)
    live(database, Blobs(database, FolderStore(folders[0] / "blobs")), 500)
    before = found(database)
    database.close()
    with bared(databases, folders[1] / "bare") as between:
        moved = move(first, between)
        assert moved["bookmarks"].rows >= 500
        assert move(between, last) == moved == sums_of(last)
    database = Database(last)
    assert found(database) == before
    database.close()


@pytest.mark.both
@pytest.mark.check
def test_a_move_killed_at_any_step_and_run_again_ends_right(source: str, file: str, empty: str):
    there = [sys.executable, "-m", "tests.moving.cut_off", source, file, "20"]
    back = [sys.executable, "-m", "tests.moving.cut_off", file, empty, "20"]
    rounds = [int(subprocess.check_output(command, text=True)) for command in (there, back)]
    assert min(rounds) > 2
