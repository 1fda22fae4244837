"""``earmark reextract`` as people run it: progress, stops that it goes on from, wrong use."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from tests.databases import IS_POSTGRES
from tests.makers import LATIN, bring_up_lists, make_account, make_article, page_of, received

from earmark.articles import actions as articles
from earmark.articles.capture import Capture
from earmark.articles.models import Extraction
from earmark.blobs.store import Blobs
from earmark.db.engine import Database
from earmark.extract import EXTRACTOR_VERSION
from earmark.library import actions
from earmark.library.new_bookmark import NewBookmark
from earmark.settings import Settings

pytestmark = [pytest.mark.check, pytest.mark.both]

PAGES = 40
PAGE = page_of("Boats", "\n\n".join([LATIN * 3] * 60)).encode()


@pytest.fixture
def environ(settings: Settings) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EARMARK_")}
    places = {"EARMARK_DATA_DIR": str(settings.data_dir)}
    if IS_POSTGRES:
        places["EARMARK_DATABASE_URL"] = settings.database_url
    return {**kept, **places}


@pytest.fixture
def started(environ: dict[str, str], tmp_path: Path):
    """Start ``earmark reextract`` with arguments."""
    running = []

    def start(*args: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "earmark", "reextract", *args],
            env=environ, cwd=tmp_path, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


@pytest.fixture
def two_accounts(database: Database) -> tuple[int, int]:
    return make_account(database, "ann"), make_account(database, "bo")


@pytest.fixture
def kept(database: Database, blobs: Blobs, two_accounts: tuple[int, int]) -> None:
    """Articles of two accounts, read by an older extractor; every eighth is the second's."""
    for n in range(PAGES):
        url = f"https://quay.example/{n}"
        saved = actions.save(database, blobs, two_accounts[n % 8 == 0], NewBookmark(url=url))
        capture = Capture(received(url, PAGE), make_article(f"Boats {n}"))
        articles.store_capture(database, blobs, saved.article_id, capture)
    with database.write() as tx:
        tx.execute(update(Extraction).values(extractor_version="2020.1"))
    bring_up_lists(database, blobs)


def readings(database: Database) -> int:
    """Extractions by this version; each Snapshot should have one in the end."""
    with database.read() as tx:
        of = Extraction.extractor_version == EXTRACTOR_VERSION
        return tx.scalar(select(func.count()).select_from(Extraction).where(of)) or 0


def wait_for_readings(database: Database, count: int) -> None:
    until = time.monotonic() + 60
    while readings(database) < count and time.monotonic() < until:
        time.sleep(0.02)


def test_everything_is_read_once_and_again_only_when_asked(started, kept, database):
    first, _ = started("--all", "--json").communicate(timeout=120)
    told = json.loads(first)
    assert (told["read"], told["unreadable"], told["failed"]) == (PAGES, 0, [])
    assert readings(database) == PAGES
    second = started()
    said, _ = second.communicate(timeout=60)
    assert (second.returncode, said.split(" ")[0]) == (0, "0")
    again, _ = started("--read-before", "now", "--json").communicate(timeout=120)
    assert json.loads(again)["read"] == PAGES
    assert readings(database) == 2 * PAGES


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_was_cut_off_goes_on_and_reads_nothing_twice(started, kept, database, how):
    run = started()
    wait_for_readings(database, 5)
    run.send_signal(how)
    _, said = run.communicate(timeout=60)
    done = readings(database)
    assert 5 <= done < PAGES
    assert run.returncode != 0
    if how == signal.SIGINT:
        assert run.returncode == 1
        assert "Go on with: earmark reextract" in said
        assert "Traceback" not in said
    assert started().wait(timeout=120) == 0
    assert readings(database) == PAGES


def test_a_search_and_an_account_choose(started, kept, database):
    told = json.loads(
        started("--query", "headline:boats is:kept", "--user", "bo", "--json").communicate()[0]
    )
    assert told["read"] == PAGES // 8


@pytest.mark.parametrize(
    ("args", "status", "said"),
    [
        (("--all", "--query", "x"), 2, "Say --all, or"),
        (("--read-before", "soon"), 1, "“soon” is no time"),
        (("--read-before", "2026-11-24T09:30"), 1, "Say the zone"),
        (("--query", "x"), 1, "several accounts"),
        (("--user", "nobody"), 1, "nobody"),
    ],
)
def test_wrong_use_says_what_to_do(started, two_accounts, args, status, said):
    run = started(*args)
    _, told = run.communicate(timeout=60)
    assert run.returncode == status
    assert said in told
    assert told.count("\n") == 1
