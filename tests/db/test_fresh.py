"""A database made by the script is the one that the migrations make."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from earmark.db.fresh import SCRIPT, make_fresh, schema_script
from earmark.db.schema import find_version, known_versions

pytestmark = pytest.mark.sqlite


def test_the_script_is_what_the_migrations_add_up_to(migrated: Path):
    assert SCRIPT.read_text("utf-8") == schema_script(migrated), "run: make schema"


def test_a_fresh_database_is_at_the_newest_version(tmp_path: Path):
    path = tmp_path / "earmark.db"
    make_fresh(path)
    assert find_version(f"sqlite:///{path}") == known_versions()[-1]
    assert schema_script(path) == SCRIPT.read_text("utf-8")


def test_making_it_twice_changes_nothing(tmp_path: Path):
    path = tmp_path / "earmark.db"
    make_fresh(path)
    with closing(sqlite3.connect(path)) as database:
        database.execute("INSERT INTO hosts VALUES ('example.org', '2026-01-01')")
        database.commit()
    make_fresh(path)
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT count(*) FROM hosts").fetchone() == (1,)
