"""A small cluster on one machine, and what happens to it: ``make drill-cluster``.

PostgreSQL (with fsync), SeaweedFS as S3, two ``earmark serve`` behind nginx and three
``earmark worker``, under a mixed load of three people. Each part is taken away in turn.
Promised: no acknowledged save lost, none doubled, every capture comes to an end, and within
30 s of a fault (or of the part's return) saves are acknowledged and captures kept again,
without a hand. Prints conditions, a row for each fault, and the misses; exit status 1 if
there is any. ``--short`` has two faults.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.bench.conditions import conditions
from tests.drills.cluster import faults, network
from tests.drills.cluster.load import Load
from tests.drills.cluster.proof import Ledger, Row, endure, settle
from tests.drills.cluster.stage import Cluster, cluster
from tests.drills.outcome import Outcome

WARM_UP_S = 3.0

BURST, BURST_CLIENTS = 400, 8

HEADS = ("fault", "away s", "saving s", "kept s", "all ended s", "saves", "clients saw")
ROW = "{:<32} {:>7} {:>9} {:>7} {:>12} {:>6}  {}"


def main() -> int:
    """Run the drill; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="two faults, under a minute")
    is_short = parser.parse_args().short
    network.enter("tests.drills.cluster.run")
    began = time.monotonic()
    print(f"Conditions: {conditions(Path(tempfile.gettempdir()))}", flush=True)
    with cluster() as on:
        print(f"Parts: {_parts(on)}", flush=True)
        outcome = _drill(on, faults.SHORT) if is_short else _whole(on)
    print(f"\n{outcome}\n  took: {time.monotonic() - began:.0f} s")
    return 1 if outcome.misses else 0


def _whole(on: Cluster) -> Outcome:
    pace = measure_pace(on)
    outcome = _drill(on, faults.WHOLE)
    return Outcome(outcome.drill, {**pace, **outcome.figures}, outcome.misses)


def _drill(on: Cluster, wanted: Sequence[faults.Fault]) -> Outcome:
    print(ROW.format(*HEADS), flush=True)
    with Load(on.people):
        time.sleep(WARM_UP_S)
        rows = [_shown(endure(on, fault)) for fault in faults.possible(wanted, on)]
    ledger = settle(on)
    return Outcome("cluster", _figures(rows, ledger), [m for r in rows for m in r.misses]
                   + ledger.misses)  # fmt: skip


def measure_pace(on: Cluster) -> dict[str, float]:
    """Saves a second by 8 clients of one address, and captures a second by three workers."""
    began = time.monotonic()
    with ThreadPoolExecutor(BURST_CLIENTS) as pool:
        for number in range(BURST):
            pool.submit(on.people[number % len(on.people)].save_new)
    saved_s = time.monotonic() - began
    while any(person.capturing() for person in on.people):
        time.sleep(0.1)
    done_s = time.monotonic() - began
    return {"saves_per_s": round(BURST / saved_s), "captures_per_s": round(BURST / done_s, 1)}


def _shown(row: Row) -> Row:
    seen = ", ".join(f"{count}x {what}" for what, count in row.seen.most_common()) or "nothing"
    cells = (_one(row.away_s), _one(row.saving_s), _one(row.kept_s), _one(row.ended_s))
    print(ROW.format(row.fault, *cells, row.saves, f"{seen} ({row.told})"), flush=True)
    return row


def _one(seconds: float | None) -> str:
    return "never" if seconds is None else f"{seconds:.1f}"


def _figures(rows: Sequence[Row], ledger: Ledger) -> dict[str, object]:
    return {
        "acknowledged": ledger.acknowledged,
        "lost": len(ledger.lost),
        "doubled": len(ledger.doubled),
        "states": ledger.states,
        "jobs_left": ledger.jobs_left,
        "verify": ledger.verified,
        "clients_saw": sum((row.seen for row in rows), Counter()),
    }


def _parts(on: Cluster) -> str:
    return (
        f"PostgreSQL with fsync, SeaweedFS, {len(on.servers)} servers behind nginx,"
        f" {len(on.workers)} workers; {on.network.says}"
    )


if __name__ == "__main__":
    sys.exit(main())
