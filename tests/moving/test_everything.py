"""Nothing is forgotten: every table is carried, and the sums tell every difference."""

import pytest
from sqlalchemy import JSON, inspect, text
from tests.moving.conftest import move, sums_of

from earmark.db.engine import Database
from earmark.moving.everything import TABLES

OF_ENGINES = ("alembic_version", "jobs", "procrastinate_", "search_index", "sqlite_")
"""Kept by the engine for itself, or carried by the seam of the jobs and of the search."""


def test_every_table_of_the_database_is_carried(database: Database):
    with database.read() as tx:
        names = inspect(tx.connection()).get_table_names()
    ours = {name for name in names if not name.startswith(OF_ENGINES)}
    assert ours == {table.name for table in TABLES}, "name its models in moving/everything.py"


def test_no_column_of_json_may_be_empty():
    """None in it would become the JSON null on its way."""
    columns = [column for table in TABLES for column in table.columns]
    assert [c for c in columns if isinstance(c.type, JSON) and c.nullable] == []


def test_the_world_of_these_tests_has_something_in_every_table(source: str):
    without = [name for name, part in sums_of(source).items() if not part.rows]
    assert without == []


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ("UPDATE bookmarks SET note = 'x' WHERE number = 1 AND account_id = 1", "bookmarks"),
        ("DELETE FROM bookmark_tags WHERE tag_id = (SELECT min(id) FROM tags)", "bookmark_tags"),
        ("UPDATE search_rows SET tokens = CAST('x' AS {bytes})", "search_rows"),
        ("DELETE FROM {jobs} WHERE {key} = 'later'", "jobs"),
        ("UPDATE articles SET merged_into = NULL", "articles"),
    ],
)
def test_a_single_difference_is_told_by_its_table(source: str, empty: str, change: str, where: str):
    before = move(source, empty)
    is_sqlite = empty.startswith("sqlite")
    names = {"bytes": "blob", "jobs": "jobs", "key": "key"} if is_sqlite else POSTGRES_NAMES
    database = Database(empty)
    with database.write() as tx:
        tx.execute(text(change.format_map(names)))
    database.close()
    after = sums_of(empty)
    assert [name for name in before if before[name] != after[name]] == [where]


POSTGRES_NAMES = {"bytes": "bytea", "jobs": "procrastinate_jobs", "key": "queueing_lock"}
