"""Several workers, each a process of its own, on one database."""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from earmark.db.engine import Database
from earmark.jobs.models import JobRow

pytestmark = [pytest.mark.check, pytest.mark.both]

Put = Callable[..., None]
Rows = Callable[[], list[JobRow]]
SCRIPT = Path(__file__).parent / "worker_process.py"


@dataclass(frozen=True)
class Noted:
    """A line of the log that the workers share."""

    word: str
    at_s: float
    kind: str
    host: str
    attempts: int
    pid: int


class Workers:
    """Processes that work, and what they noted."""

    def __init__(self, url: str, log: Path) -> None:
        self._url, self._log = url, log
        log.touch()
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self, count: int = 1) -> None:
        for _ in range(count):
            command = [sys.executable, str(SCRIPT), self._url, str(self._log)]
            started = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
            )
            self.processes.append(started)
        for each in self.processes[-count:]:
            assert each.stdout.readline() == b"ready\n"

    def noted(self, word: str) -> list[Noted]:
        lines = (line.split() for line in self._log.read_text().splitlines())
        noted = [
            Noted(w, float(at), kind, host, int(n), int(pid)) for w, at, kind, host, n, pid in lines
        ]
        return [each for each in noted if each.word == word]

    def wait_for(self, word: str, count: int, timeout_s: float = 20.0) -> list[Noted]:
        deadline = time.monotonic() + timeout_s
        while len(self.noted(word)) < count:
            assert time.monotonic() < deadline, f"only {len(self.noted(word))} of {count} {word}"
            time.sleep(0.01)
        return self.noted(word)

    def end(self) -> None:
        for each in self.processes:
            each.stdin.close()
        for each in self.processes:
            each.wait(20)
            each.stdout.close()


@pytest.fixture
def workers(database: Database, tmp_path: Path) -> Iterator[Workers]:
    made = Workers(database.url, tmp_path / "noted.log")
    yield made
    made.end()


def test_the_job_of_a_killed_worker_is_taken_over_by_one_that_lives(
    workers: Workers, put: Put, rows: Rows
):
    workers.start(1)
    put(args={"first_s": 60})
    workers.wait_for("start", 1)
    workers.start(1)
    workers.processes[0].kill()
    [ended] = workers.wait_for("end", 1)
    assert (ended.attempts, ended.pid) == (2, workers.processes[1].pid)


def test_a_host_is_asked_by_two_at_most_whatever_the_number_of_processes(
    workers: Workers, put: Put
):
    workers.start(2)
    for _ in range(10):
        put(host="slow.example", args={"first_s": 0.1})
    for _ in range(4):
        put(host="quick.example")
    workers.wait_for("end", 14)
    edges = [(n.at_s, 1) for n in workers.noted("start") if n.host == "slow.example"]
    edges += [(n.at_s, -1) for n in workers.noted("end") if n.host == "slow.example"]
    at_once, most = 0, 0
    for _, change in sorted(edges):
        at_once += change
        most = max(most, at_once)
    assert most == 2
    assert len(workers.noted("start")) == 14


def test_each_job_runs_once_whatever_the_number_of_processes(workers: Workers, put: Put):
    for n in range(60):
        put(args={"n": n})
    workers.start(2)
    workers.wait_for("end", 60)
    assert Counter(each.attempts for each in workers.noted("start")) == {1: 60}


def test_periodic_work_is_done_once_for_all_workers(
    workers: Workers, rows: Rows, make_due: Callable[[], None]
):
    workers.start(2)
    deadline = time.monotonic() + 10
    while not rows():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    make_due()
    workers.wait_for("end", 1)
    time.sleep(1.5)  # each has looked at least once more
    assert [each.kind for each in workers.noted("end")] == ["test.round"]
    assert len(rows()) == 1


@pytest.mark.postgresql
def test_work_of_another_process_starts_at_once(workers: Workers, put: Put):
    workers.start(1)
    began = time.monotonic()
    for count in range(1, 9):
        put()
        workers.wait_for("start", count)
    assert time.monotonic() - began < 4  # measured 0.2 s; by looks once a second 8 s


@pytest.mark.postgresql
def test_a_worker_that_was_cut_off_listens_again(workers: Workers, database: Database, put: Put):
    workers.start(1)
    put()
    workers.wait_for("start", 1)
    with database.write() as tx:
        cut = tx.execute(
            text(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
        assert cut.scalar() > 1
    put()
    workers.wait_for("end", 2)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and not is_anyone_listening(database):
        time.sleep(0.1)
    assert is_anyone_listening(database)


def is_anyone_listening(database: Database) -> bool:
    with database.read() as tx:
        found = tx.execute(
            text(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND query LIKE 'LISTEN%'"
            )
        )
        return found.scalar() == 1


@pytest.mark.sqlite
def test_a_worker_on_sqlite_loads_nothing_of_the_other_engine(database: Database):
    code = (
        "import sys, earmark.server; from earmark.db.engine import Database\n"
        "from earmark.jobs.worker import Worker\n"
        "Worker(Database(sys.argv[1]), {}, 1).run_until_idle()\n"
        "print({'procrastinate', 'psycopg'} & set(sys.modules))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, database.url], capture_output=True, text=True, check=True
    )
    assert ran.stdout == "set()\n"
