"""How the cluster came through: recovery after each fault, and at the end every promise."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import psycopg
from tests.drills.cluster.faults import END_S, Fault
from tests.drills.cluster.load import Person
from tests.drills.cluster.stage import Cluster
from tests.drills.live import run_earmark
from tests.drills.outcome import unless

RECOVERY_S = 30.0
"""The promise: without a hand, within so long of the fault or of the part's return."""

SLOW_S = 5.0
"""A save that took longer counts as one that was held up."""

LOOK_S = 0.2

FORGIVEN = {"502", "503", "504", "connection refused", "connection cut off", "timed out"}
"""What a client may see while a part is away: it says "try again", and nothing was promised."""


@dataclass
class Row:
    """One fault; times in seconds from the part's return, ``None`` where it never came."""

    fault: str
    told: str
    away_s: float
    saving_s: float
    kept_s: float | None
    ended_s: float | None
    saves: int
    seen: Counter[str]
    misses: list[str] = field(default_factory=list)


def endure(on: Cluster, fault: Fault) -> Row:
    """Let the fault happen under load, and measure until all is as before."""
    seen_before, began = _seen(on), time.monotonic()
    told = fault.act(on)
    back = time.monotonic()
    saved_before = [person.promised() for person in on.people]
    kept_s = _since(back, _is_new_one_kept(on.people[-1]))
    ended_s = _since(back, _have_all_ended(on, saved_before))
    row = Row(
        fault=fault.name,
        told=told,
        away_s=back - began,
        saving_s=_held_up_until(on, began, back),
        kept_s=kept_s,
        ended_s=ended_s,
        saves=sum(a.began_s >= began and not a.trouble for p in on.people for a in p.attempts),
        seen=_seen(on) - seen_before,
    )
    row.misses = _misses(row, fault.ended_max_s)
    fault.after(on)
    return row


def _misses(row: Row, ended_max_s: float) -> list[str]:
    odd = set(row.seen) - FORGIVEN
    is_kept = row.kept_s is not None and row.kept_s <= RECOVERY_S
    is_ended = row.ended_s is not None and row.ended_s <= ended_max_s
    return [
        *unless(row.saving_s <= RECOVERY_S, f"{row.fault}: saves only after {row.saving_s:.0f} s"),
        *unless(is_kept, f"{row.fault}: a new capture was kept after {row.kept_s} s"),
        *unless(is_ended, f"{row.fault}: the captures of before ended after {row.ended_s} s"),
        *unless(not odd, f"{row.fault}: clients saw {sorted(odd)}"),
    ]


def _is_new_one_kept(person: Person) -> Callable[[], bool]:
    bookmark_id = person.save_new()

    def look() -> bool:
        found = person.try_to(lambda: person.api.get(bookmark_id))
        return found is not None and found["state"] == "kept"

    return look


def _have_all_ended(on: Cluster, saved_before: list[set[str]]) -> Callable[[], bool]:
    def look() -> bool:
        open_ones = [person.capturing() for person in on.people]
        return all(
            ids is not None and not ids & before
            for ids, before in zip(open_ones, saved_before, strict=True)
        )

    return look


def _since(back: float, look: Callable[[], bool], limit_s: float = END_S) -> float | None:
    """Seconds from ``back`` until it is so; None if it was not within ``limit_s``."""
    while not look():
        if time.monotonic() - back > limit_s:
            return None
        time.sleep(LOOK_S)
    return time.monotonic() - back


def _held_up_until(on: Cluster, began: float, back: float) -> float:
    """Seconds from ``back`` to the end of the last save since ``began`` that was held up."""
    ends = [
        attempt.ended_s - back
        for person in on.people
        for attempt in person.attempts
        if attempt.ended_s >= began
        and (attempt.trouble or attempt.ended_s - attempt.began_s > SLOW_S)
    ]
    return max([0.0, *ends])


def _seen(on: Cluster) -> Counter[str]:
    return sum((person.seen.copy() for person in on.people), Counter())


@dataclass(frozen=True)
class Ledger:
    """What was promised and what is there, when all is quiet again."""

    acknowledged: int
    lost: list[str]
    doubled: list[str]
    states: Counter[str]
    jobs_left: list[str]
    verified: str

    @property
    def misses(self) -> list[str]:
        """Each broken promise in a sentence."""
        others = {state: count for state, count in self.states.items() if state != "kept"}
        return [
            *unless(not self.lost, f"{len(self.lost)} saves lost: {self.lost[:5]}"),
            *unless(not self.doubled, f"{len(self.doubled)} saves doubled: {self.doubled[:5]}"),
            *unless(not others, f"not every capture came to a good end: {others}"),
            *unless(not self.jobs_left, f"jobs are left: {self.jobs_left}"),
        ]


def settle(on: Cluster) -> Ledger:
    """Wait until nothing is under way, then compare all that was promised with all that is."""
    everything = [person.promised() for person in on.people]
    began = time.monotonic()
    _since(began, _have_all_ended(on, everything))
    _since(began, lambda: not _jobs(on))
    lost, doubled, states = [], [], Counter[str]()
    for person in on.people:
        items = list(person.api.items())
        listed = Counter(item["url"] for item in items)
        lost += [url for url in person.acknowledged if url not in listed]
        doubled += [url for url, count in listed.items() if count > 1]
        states.update(item["state"] for item in items)
    total = sum(map(len, everything))
    return Ledger(total, lost, doubled, states, _jobs(on), _verify(on))


def _jobs(on: Cluster) -> list[str]:
    """What is queued, at work or given up, except for what comes round by itself."""
    asked = """SELECT status || ' ' || task_name || ' ' || coalesce(args->>'reason', ''), count(*)
               FROM procrastinate_jobs WHERE queueing_lock IS NULL OR queueing_lock NOT LIKE
               'every:%' GROUP BY 1"""
    try:
        return [f"{count} {what}" for what, count in on.postgres.ask(asked)]
    except psycopg.Error as exc:
        return [str(exc)]


def _verify(on: Cluster) -> str:
    """Every kept file read and compared with its hash; raises when one is missing or damaged."""
    return run_earmark(on.console, "verify").strip()
