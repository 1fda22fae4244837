"""Every fault of the hostile origin, one by one: each save ends in a stated result, in time."""

import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.drills.client import Api, call
from tests.drills.hostile_origin import HostileOrigin, hostile_origin
from tests.drills.hostile_paths import ASKS_TO_WAIT, concrete, expected_end
from tests.drills.live import Server, environment, make_account, serving
from tests.drills.outcome import Outcome, unless

AT_ONCE = 4
"""Saves under way together: as many as the server works on, so that none waits in a queue."""

PARSE_S = 10.0
"""What the parser child may take for a page after its fetch."""

SLACK_S = 5.0

HEALTH_S = 1.0
"""Within which /healthz must always answer."""

TOLD_WHEN = ("/429/", "/429-date/")
"""Paths whose host says when it will answer; they are then asked again, and kept."""

RETRIED_S = 30.0

GROWTH_MIB = 50.0
"""Resident memory that may stay taken at the end."""


@dataclass(frozen=True)
class End:
    """How one path ended, and after how many seconds."""

    path: str
    found: dict[str, Any]  # Any: the Bookmark as JSON
    took_s: float

    @property
    def is_stated(self) -> bool:
        is_kept = self.found["state"] == "kept"
        return is_kept or bool(self.found["state"] != "capturing" and self.found["state_message"])

    @property
    def is_right(self) -> bool:
        expected = expected_end(self.path)
        return expected in (None, (self.found["state"], self.found["state_reason"]))

    def __str__(self) -> str:
        state, reason = self.found["state"], self.found["state_reason"]
        return f"{self.path[:60]} {state}/{reason} {self.took_s:.1f} s"


@dataclass
class Watch:
    """What was seen of the server while it worked."""

    slowest_s: float = 0.0
    unanswered: int = 0
    peak_mib: float = 0.0
    stop: threading.Event = field(default_factory=threading.Event)


def run(shared: Path, deadline_s: float = 30.0, every: int = 1) -> Outcome:
    """Save every path (or every n-th) of the origin, each from a host of its own."""
    with (
        tempfile.TemporaryDirectory(prefix="drill-") as name,
        hostile_origin(shared, 240) as origin,
    ):
        folder = Path(name)
        token = make_account(folder / "template")
        environ = environment(fetch_allow=origin.allow, fetch_timeout_s=deadline_s)
        paths = concrete(origin.patterns(), f"http://127.0.0.1:{origin.canary_port}/")
        assert len(paths) < len(origin.hosts), "a host for each path is needed"
        with serving(folder, folder / "template", environ) as server:
            return _drilled(server, Api(server.port, token), origin, paths[::every], deadline_s)


def _drilled(
    server: Server, api: Api, origin: HostileOrigin, paths: Sequence[str], deadline_s: float
) -> Outcome:
    good = f"http://{origin.hosts[-1]}:{origin.port}/ok"
    first = api.wait(api.save(url=f"{good}/before")["id"], 30)
    before_mib = sum(server.resident_mib())
    limit_s = deadline_s + PARSE_S + SLACK_S
    with _watched(server) as watch, ThreadPoolExecutor(AT_ONCE) as pool:
        addresses = [f"http://{host}:{origin.port}" for host in origin.hosts]
        tasks = [
            (api, address, path, limit_s) for address, path in zip(addresses, paths, strict=False)
        ]
        ends = list(pool.map(lambda task: _end(*task), tasks))
    late = [end for end in ends if end.path.startswith(TOLD_WHEN)]
    is_late_kept = all(_is_kept_later(api, end, RETRIED_S) for end in late)
    last = api.wait(api.save(url=f"{good}/after")["id"], limit_s)
    after_mib = _settled_mib(server, before_mib + GROWTH_MIB)
    stats = origin.stats()
    misses = [
        *unless(first["state"] == "kept", f"the good page at the start: {first['state_message']}"),
        *unless(last["state"] == "kept", f"no good page is captured afterwards: {last['state']}"),
        *(f"no stated result: {end}" for end in ends if not end.is_stated),
        *(f"another end than {expected_end(end.path)}: {end}" for end in ends if not end.is_right),
        *(f"later than {limit_s:.0f} s: {end}" for end in ends if end.took_s > limit_s),
        *unless(is_late_kept, f"not kept after the host's pause: {[end.path for end in late]}"),
        *unless(server.is_alive, "the server died"),
        *unless("Traceback" not in server.log(), "the log holds a traceback"),
        *unless(not watch.unanswered, f"/healthz failed {watch.unanswered} times"),
        *unless(watch.slowest_s <= HEALTH_S, f"/healthz took {watch.slowest_s:.2f} s"),
        *unless(after_mib <= before_mib + GROWTH_MIB, "memory stays taken"),
        *unless(stats["canary_connections"] == 0, f"canary touched: {stats['canary_log']}"),
        *unless(stats["early_retry_count"] == 0, f"asked too early: {stats['early_retries']}"),
    ]
    figures = {
        "paths": len(ends),
        "stated": sum(end.is_stated for end in ends),
        "states": _counted(end.found["state"] for end in ends),
        "slowest": [str(end) for end in sorted(ends, key=lambda end: -end.took_s)[:5]],
        "kept": [end.path for end in ends if end.found["state"] == "kept"],
        "failed": _reasons(ends),
        "healthz_slowest_s": round(watch.slowest_s, 3),
        "resident_mib": {
            "before": round(before_mib, 1),
            "peak": round(watch.peak_mib, 1),
            "after": round(after_mib, 1),
        },
        "canary_connections": stats["canary_connections"],
        "early_retry_count": stats["early_retry_count"],
    }
    return Outcome("hostile origin", figures, misses)


def _end(api: Api, address: str, path: str, limit_s: float) -> End:
    """Save, wait, and take off the list what would be tried again and again."""
    began = time.monotonic()
    saved = api.save(url=address + path)
    found = api.wait(saved["id"], limit_s + SLACK_S)
    took_s = time.monotonic() - began
    if not path.startswith(ASKS_TO_WAIT):
        api.delete(saved["id"])
    return End(path, found, took_s)


def _is_kept_later(api: Api, end: End, limit_s: float) -> bool:
    until = time.monotonic() + limit_s
    while api.get(end.found["id"])["state"] != "kept" and time.monotonic() < until:
        time.sleep(0.5)
    return bool(api.get(end.found["id"])["state"] == "kept")


@contextmanager
def _watched(server: Server) -> Iterator[Watch]:
    watch = Watch()
    threads = [
        threading.Thread(target=look, args=(server, watch)) for look in (_ask_health, _weigh)
    ]
    for thread in threads:
        thread.start()
    try:
        yield watch
    finally:
        watch.stop.set()
        for thread in threads:
            thread.join()


def _ask_health(server: Server, watch: Watch) -> None:
    while not watch.stop.wait(0.1):
        began = time.monotonic()
        try:
            answer, _ = call(server.port, "GET", "/healthz", timeout_s=10)
            watch.unanswered += answer.status != 200
        except OSError:
            watch.unanswered += 1
        watch.slowest_s = max(watch.slowest_s, time.monotonic() - began)


def _weigh(server: Server, watch: Watch) -> None:
    while not watch.stop.wait(0.25):
        watch.peak_mib = max(watch.peak_mib, sum(server.resident_mib()))


def _settled_mib(server: Server, goal_mib: float) -> float:
    """Resident memory once it is below the goal, or after 10 s."""
    until = time.monotonic() + 10
    while (now_mib := sum(server.resident_mib())) > goal_mib and time.monotonic() < until:
        time.sleep(0.5)
    return now_mib


def _counted(names: Iterator[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return counts


def _reasons(ends: Sequence[End]) -> dict[str, list[str]]:
    reasons: dict[str, list[str]] = {}
    for end in ends:
        if end.found["state"] != "kept":
            reasons.setdefault(str(end.found["state_reason"]), []).append(end.path[:60])
    return reasons
