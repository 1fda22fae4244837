"""Earmark as an operator runs it: real processes on a data folder with one account."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.drills.live import EARMARK, Server, environment, free_port, run_earmark
from tests.makers import LocalSite, make_account, make_token

from earmark.db.engine import Database
from earmark.settings import Settings

Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def token(database: Database) -> str:
    """A token that may write, of the only account."""
    return make_token(database, make_account(database))


@pytest.fixture
def environ(settings: Settings, site: LocalSite) -> dict[str, str]:
    """The environment of all processes here: their data, and leave to fetch from ``site``."""
    return environment(
        data_dir=settings.data_dir,
        database_url=settings.database_url,
        fetch_allow=f"{site.host}:{site.port}",
    )


@pytest.fixture
def serve(data_dir: Path, environ: dict[str, str], token: str) -> Iterator[Callable[..., Server]]:
    """Start ``earmark serve`` with further settings; ended with the test."""
    servers = []

    def start(**settings: str) -> Server:
        more = {f"EARMARK_{name.upper()}": value for name, value in settings.items()}
        server = Server(data_dir, {**environ, **more}, free_port())
        servers.append(server)
        server.start()
        return server

    yield start
    for server in servers:
        server.kill()


@pytest.fixture
def start_worker(environ: dict[str, str], tmp_path: Path) -> Iterator[Start]:
    """Start ``earmark worker``; what it logs is in ``worker.log``; ended with the test."""
    processes = []

    def start(*args: str, **settings: str) -> "subprocess.Popen[bytes]":
        more = {f"EARMARK_{name.upper()}": value for name, value in settings.items()}
        with (tmp_path / "worker.log").open("ab") as log:
            process = subprocess.Popen(
                [EARMARK, "worker", *args],
                env={**environ, **more},
                stdout=subprocess.PIPE,
                stderr=log,
            )
        processes.append(process)
        assert process.stdout
        process.stdout.readline()
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


@pytest.fixture
def run(environ: dict[str, str]) -> Callable[..., str]:
    """What a command of the terminal prints."""
    return lambda *words: run_earmark(environ, *words)
