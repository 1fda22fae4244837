"""What a save costs, beside a bare commit in the same run: ``make bench-save``.

Prints, with its conditions: time until the server answers after a start; memory when idle
and after 1,000 captures; time to acknowledge a save at 1 and 20 clients beside a bare FULL
commit by as many threads through one lock; time from save to readable; captures a second.
Everything is measured against a real ``earmark serve`` and a local origin. Exit status 1
if a figure is missed. ``--runs`` repeats the timings; what is shown is the median run.
"""

import argparse
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tests.bench.clients import save_all_ms
from tests.bench.conditions import conditions, percentile, spread
from tests.bench.yardstick import bare_commits_ms
from tests.drills.client import Api
from tests.drills.corpus import Sample, samples_of, web
from tests.drills.live import Server, children, free_port, make_account

START_MAX_S, START_GOAL_S = 1.5, 0.8
MEMORY_MAX_MB, MEMORY_GOAL_MB = 120.0, 90.0
READABLE_GOAL_MS = 60.0
TIMES_BARE, PLUS_MS = 3.0, 2.0
"""The figures that the project has set itself."""

MB_IN_MIB = 2**20 / 1e6

CAPTURES = 1000
REST_S = 4.0
READABLE_SAVES = 60
CORPUS_SAVES = 40

CLIENTS = {1: 200, 20: 600}
"""How many saves are timed in a run, by number of clients."""

SHARES = {"p50": 0.5, "p95": 0.95, "worst": 1.0}


@dataclass
class Bench:
    """The folder, origin and account that everything is measured with."""

    folder: Path
    token: str
    environ: Mapping[str, str]
    corpus: Sequence[str]
    plain_hosts: Sequence[str]
    runs: int
    misses: list[str] = field(default_factory=list)
    given: int = 0

    def plain_urls(self, count: int) -> list[str]:
        """Addresses of pages without pictures that nobody has saved yet, on all hosts in turn."""
        first, self.given = self.given, self.given + count
        hosts = self.plain_hosts
        return [f"{hosts[n % len(hosts)]}/plain/{n}" for n in range(first, self.given)]

    @contextmanager
    def server(self, data: str = "data", **more: str) -> Iterator[Server]:
        """A started server on the data folder of that name."""
        extra = {f"EARMARK_{name.upper()}": value for name, value in more.items()}
        server = Server(self.folder / data, {**self.environ, **extra}, free_port())
        try:
            server.start()
            yield server
        finally:
            server.stop()

    def judge(self, line: str, *, is_met: bool) -> None:
        """Print a figure with its verdict."""
        print(f"  {line}: {'PASS' if is_met else 'FAIL'}", flush=True)
        if not is_met:
            self.misses.append(line)


def main() -> int:
    """Measure and print everything; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--captures", type=int, default=CAPTURES)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        print(f"Conditions: {conditions(folder)}", flush=True)
        with web(folder, _corpus(), {}) as local:
            bench = Bench(
                folder=folder,
                token=make_account(folder / "data"),
                environ=local.environ,
                corpus=list(local.samples),
                plain_hosts=local.hosts,
                runs=asked.runs,
            )
            measure_start(bench)
            measure_acknowledging(bench)
            measure_readable(bench)
            measure_captures(bench, asked.captures)
        print(f"Conditions at the end: {conditions(folder)}")
    for miss in bench.misses:
        print(f"MISSED {miss}")
    return 1 if bench.misses else 0


def measure_start(bench: Bench) -> None:
    """Seconds from the start of the process until /healthz answers."""
    print(f"Start until /healthz answers (at most {START_MAX_S} s, goal {START_GOAL_S} s)")
    for kind in ("warm folder", "fresh folder"):
        times = []
        for number in range(bench.runs):
            folder = "data" if kind == "warm folder" else f"fresh-{number}"
            server = Server(bench.folder / folder, bench.environ, free_port())
            times.append(server.start("/healthz"))
            server.stop()
        is_met = median(times) <= START_MAX_S
        bench.judge(f"{kind}: {spread(times, 's')}", is_met=is_met)


def measure_acknowledging(bench: Bench) -> None:
    """Milliseconds until a save is acknowledged, with and without captures beside it."""
    print(f"Save acknowledged, ms (at most {TIMES_BARE:.0f} times a bare commit + {PLUS_MS:.0f})")
    for workers, kind in (("0", "no captures beside it"), ("4", "captures beside it")):
        for clients, saves in CLIENTS.items():
            with bench.server(workers=workers) as server:
                found = [_paired(bench, server, clients, saves) for _ in range(bench.runs)]
            for name, share in SHARES.items():
                saved, bare = (
                    median(percentile(times[side], share) for times in found) for side in (0, 1)
                )
                allowed = TIMES_BARE * bare + PLUS_MS
                bench.judge(
                    f"{clients:2} clients, {kind}, {name:5}: {saved:6.1f} | bare {bare:6.2f}"
                    f" | allowed {allowed:6.1f} | ratio {saved / bare:5.1f}",
                    is_met=saved <= allowed,
                )


def measure_readable(bench: Bench) -> None:
    """Milliseconds from the start of a save until the article can be read."""
    print(f"Save to readable, ms, one after the other (goal {READABLE_GOAL_MS:.0f})")
    with bench.server() as server:
        api = Api(server.port, bench.token)
        api.wait_for_all(600)
        plain = [_readable_ms(api, server, url) for url in bench.plain_urls(READABLE_SAVES)]
        p50, p95 = percentile(plain, 0.5), percentile(plain, 0.95)
        line = f"page without pictures, {len(plain)} saves: p50 {p50:.1f}, p95 {p95:.1f}"
        bench.judge(line, is_met=p50 <= READABLE_GOAL_MS)
        real = [_readable_ms(api, server, url) for url in bench.corpus]
        if real:
            p50, p95 = percentile(real, 0.5), percentile(real, 0.95)
            print(f"  real pages, {len(real)} saves: p50 {p50:.1f}, p95 {p95:.1f}")


def measure_captures(bench: Bench, captures: int) -> None:
    """Memory before and after many captures, and how many there are a second."""
    print(f"Memory, MB (at most {MEMORY_MAX_MB:.0f} together, goal {MEMORY_GOAL_MB:.0f})")
    with bench.server() as server:
        idle = _memory(bench, server, "idle, as started")
        urls, cpu_before = bench.plain_urls(captures), _cpu_s(server.pid)
        began = time.monotonic()
        save_all_ms(server.port, bench.token, 20, urls)
        saved_s = time.monotonic() - began
        _wait_until_captured(server.data_dir)
        took_s, cpu_s = time.monotonic() - began, _cpu_s(server.pid) - cpu_before
        after = _memory(bench, server, f"idle, after {captures:,} captures")
    with bench.server() as server:
        again = _memory(bench, server, f"idle, started on {_count(server.data_dir):,} Bookmarks")
    print(f"  grown by {after - idle:+.1f} by captures, {again - idle:+.1f} by the library")
    print("Captures of pages without pictures, saved by 20 clients at once")
    print(f"  {captures / took_s:.1f} a second: {captures:,} in {took_s:.1f} s, of which the first"
          f" {saved_s:.1f} s saving")  # fmt: skip
    print(f"  {cpu_s / captures * 1000:.1f} ms of processor time each, server and parser together")


def _paired(
    bench: Bench, server: Server, clients: int, saves: int
) -> tuple[list[float], list[float]]:
    """A run of saves and one of bare commits, close together as the machine's mood changes.

    Each begins when nothing else is to be done.
    """
    if server.environ["EARMARK_WORKERS"] != "0":
        _wait_until_captured(server.data_dir)
    bare = bare_commits_ms(bench.folder, clients, saves)
    saved = save_all_ms(server.port, bench.token, clients, bench.plain_urls(saves))
    return saved, bare


def _readable_ms(api: Api, server: Server, url: str) -> float:
    """Watches the database instead of asking the server, which would have to work for that."""
    find = "SELECT state FROM bookmarks WHERE account_id = 1 AND id = ?"
    with closing(_reading(server.data_dir)) as database:
        began = time.perf_counter()
        saved = api.save(url=url)
        while database.execute(find, (saved["id"],)).fetchone() == ("capturing",):
            time.sleep(0.001)
        return (time.perf_counter() - began) * 1000


def _wait_until_captured(data_dir: Path, limit_s: float = 1800.0) -> None:
    until = time.monotonic() + limit_s
    with closing(_reading(data_dir)) as database:
        find = "SELECT 1 FROM bookmarks WHERE state = 'capturing' LIMIT 1"
        while database.execute(find).fetchone():
            assert time.monotonic() < until, "captures take too long"
            time.sleep(0.1)


def _count(data_dir: Path) -> int:
    with closing(_reading(data_dir)) as database:
        return int(database.execute("SELECT count(*) FROM bookmarks").fetchone()[0])


def _reading(data_dir: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{data_dir / 'earmark.db'}?mode=ro", uri=True)


def _memory(bench: Bench, server: Server, moment: str) -> float:
    """Resident memory of server and parser together once they have rested for some seconds."""
    time.sleep(REST_S)
    web_mb, parser_mb = (mib * MB_IN_MIB for mib in server.resident_mib())
    both = web_mb + parser_mb
    line = f"{moment}: server {web_mb:.1f} + parser {parser_mb:.1f} = {both:.1f}"
    bench.judge(line, is_met=both <= MEMORY_MAX_MB)
    return both


def _cpu_s(pid: int) -> float:
    """Processor seconds of a process and its children, those that have ended too."""
    ticks = 0
    for each in (pid, *children(pid)):
        numbers = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(int(number) for number in numbers[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def _corpus() -> list[Sample]:
    """Some real pages, spread over the corpus; none where it is absent."""
    corpus = Path(os.environ.get("EARMARK_SHARED", "../shared")).resolve() / "corpus"
    samples = samples_of(corpus) if corpus.is_dir() else []
    return samples[:: max(1, len(samples) // CORPUS_SAVES)][:CORPUS_SAVES]


if __name__ == "__main__":
    sys.exit(main())
