"""PostgreSQL itself: its schema, its sessions, and what is said when it cannot."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError
from starlette.testclient import TestClient
from tests.makers import make_account, make_bookmark, make_token
from tests.postgres import postgres_cluster, reachable_folder, start_postgres, stop_postgres

from earmark.app import build_app
from earmark.blobs.store import Blobs
from earmark.db import postgres
from earmark.db.base import Base
from earmark.db.engine import Database
from earmark.db.schema import bring_up_to_date, find_version, known_versions
from earmark.errors import Away, Conflict, NoRoom, TooMany
from earmark.instance import open_instance
from earmark.jobs.queue import enqueue
from earmark.jobs.worker import Task, Worker
from earmark.library import actions, lists
from earmark.library.actions import NewBookmark
from earmark.library.lists import Wanted
from earmark.search.postgres_models import metadata as search_metadata
from earmark.settings import Settings

pytestmark = pytest.mark.postgresql


@pytest.fixture
def empty(database: Database) -> str:
    """The address of a database without any table."""
    with database.write() as tx:
        tx.execute(text("DROP SCHEMA public CASCADE"))
        tx.execute(text("CREATE SCHEMA public"))
    return database.url


def test_an_empty_database_gets_the_newest_schema(empty: str, tmp_path: Path):
    assert find_version(empty) is None
    bring_up_to_date(empty, tmp_path)
    assert find_version(empty) == known_versions()[-1]


@pytest.mark.check
def test_servers_that_start_at_once_migrate_once(empty: str, tmp_path: Path):
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: bring_up_to_date(empty, tmp_path), range(3)))
    assert find_version(empty) == known_versions()[-1]


def test_a_database_of_a_newer_earmark_is_refused_with_a_sentence(
    database: Database, tmp_path: Path
):
    with database.write() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Conflict, match="newer Earmark"):
        bring_up_to_date(database.url, tmp_path)
    assert find_version(database.url) == "9999"


def test_the_migrations_make_what_the_models_say(database: Database):
    with database.write() as tx:
        context = MigrationContext.configure(tx.connection(), opts={"compare_type": True})
        assert compare_metadata(context, [Base.metadata, search_metadata]) == []


def test_every_text_is_ordered_by_its_bytes(database: Database):
    with database.read() as tx:
        others = tx.execute(
            text(
                "SELECT table_name, column_name FROM information_schema.columns"
                " WHERE table_schema = 'public' AND data_type LIKE 'char%'"
                " AND table_name != 'alembic_version'"
                " OR table_schema = 'public' AND data_type = 'text' AND collation_name != 'C'"
            )
        ).all()
    assert others == []


def test_a_session_that_reads_sees_one_moment_in_utc_and_cannot_write(database: Database):
    with database.read() as tx:
        said = {name: tx.scalar(text(f"SHOW {name}")) for name in SAID}
    assert said == SAID
    with pytest.raises(DBAPIError), database.glance() as tx:
        tx.execute(text("DELETE FROM jobs"))


SAID = {
    "transaction_isolation": "repeatable read",
    "transaction_read_only": "on",
    "timezone": "UTC",
    "statement_timeout": "30s",
    "lock_timeout": "10s",
}


def test_a_commit_waits_for_the_disk_whatever_the_server_was_told(database: Database):
    with database.write() as tx:
        tx.execute(text(f"ALTER DATABASE {tx.get_bind().url.database} SET synchronous_commit=off"))
    later = Database(database.url)
    with later.write() as tx:
        assert tx.scalar(text("SHOW synchronous_commit")) == "on"
    later.close()


@pytest.mark.parametrize(
    ("state", "error"),
    [
        ("53100", NoRoom),
        ("53300", TooMany),
        ("40P01", TooMany),
        ("55P03", TooMany),
        ("57P03", Away),
    ],
)
def test_what_the_server_says_is_said_in_a_sentence_and_nothing_is_changed(
    database: Database, state: str, error: type[Exception]
):
    with pytest.raises(error), database.write() as tx:  # noqa: PT012 - fails where it is full
        enqueue(tx, "test.work", {})
        tx.execute(text(f"DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$"))
    with database.read() as tx:
        assert tx.scalar(text("SELECT count(*) FROM jobs")) == 0


def test_one_who_waits_too_long_for_another_is_told_to_come_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(postgres._SESSION, "lock_timeout", 50)
    impatient = Database(database.url)
    with database.write() as tx:
        tx.execute(text("LOCK TABLE jobs"))
        with pytest.raises(TooMany), impatient.write() as other:
            enqueue(other, "test.work", {})
    impatient.close()


def test_more_connections_than_the_server_has_are_refused_with_a_sentence(database: Database):
    role, password = "earmark_narrow", "narrow"
    with database.write() as tx:
        tx.execute(text(f"DROP ROLE IF EXISTS {role}"))
        tx.execute(text(f"CREATE ROLE {role} LOGIN PASSWORD '{password}' CONNECTION LIMIT 1"))
    narrow = make_url(database.url).set(username=role, password=password)
    crowded = Database(narrow.render_as_string(hide_password=False))
    with crowded.read() as tx:
        tx.execute(text("SELECT 1"))
        with pytest.raises(TooMany), crowded.write() as other:
            other.execute(text("SELECT 1"))
    crowded.close()


def test_a_server_that_is_not_there_is_named_at_the_start_without_its_password(tmp_path: Path):
    url = f"postgresql://reader:secret@/earmark?host={tmp_path}"
    with pytest.raises(Away) as error:
        open_instance(Settings(tmp_path, url))
    assert str(tmp_path) in error.value.message
    assert "secret" not in error.value.message


def test_a_page_with_every_character_and_an_endless_address_is_kept(
    database: Database, blobs: Blobs, account: int
):
    long_url = "https://news.example.org/" + "".join(f"{n:x}" for n in range(1700))
    saved = make_bookmark(database, blobs, account, headline="Odd \0 one", url=long_url)
    again = actions.save(database, blobs, account, NewBookmark(url=long_url))
    assert (again.id, again.is_new) == (saved.id, False)
    with database.read() as tx:
        [item] = lists.page(tx, account, Wanted(q="odd")).items
    assert item.bookmark.headline == "Odd \N{REPLACEMENT CHARACTER} one"


@pytest.fixture
def own_server() -> Iterator[tuple[Path, str]]:
    """A server that may be stopped, and the address of its only database."""
    with reachable_folder() as folder, postgres_cluster(folder) as url:
        yield folder, url


@pytest.mark.check
def test_a_server_that_goes_away_and_comes_back_is_used_again_without_a_hand(
    own_server: tuple[Path, str], tmp_path: Path
):
    folder, url = own_server
    instance = open_instance(Settings(tmp_path, url))
    token = make_token(instance.database, make_account(instance.database))
    client = TestClient(build_app(instance), raise_server_exceptions=False)
    client.headers["authorization"] = f"Bearer {token}"
    assert save(client, 1) == 201
    stop_postgres(folder)
    answer = client.post("/api/v1/bookmarks", json={"url": "https://news.example.org/2"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "database" in answer.json()["detail"]
    readiness = client.get("/readyz")
    assert (readiness.status_code, readiness.json()["because"]) == (503, "database")
    start_postgres(folder)
    assert [save(client, n) for n in (1, 2, 3)] == [200, 201, 201]
    assert client.get("/readyz").status_code == 200
    instance.close()


def save(client: TestClient, number: int) -> int:
    url = f"https://news.example.org/{number}"
    return client.post("/api/v1/bookmarks", json={"url": url}).status_code


@pytest.mark.check
def test_a_worker_lives_through_a_restart_of_the_server(
    own_server: tuple[Path, str], tmp_path: Path
):
    folder, url = own_server
    bring_up_to_date(url, tmp_path)
    database, ran = Database(url), threading.Event()
    worker = Worker(database, {"test.work": Task(lambda _job: ran.set())}, 2)
    worker.start()
    stop_postgres(folder)
    start_postgres(folder)
    with database.write() as tx:
        enqueue(tx, "test.work", {})
    assert ran.wait(10)
    worker.stop()
    database.close()
