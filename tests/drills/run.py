"""All drills against the real server: ``python -m tests.drills.run [--whole] [NAME...]``.

Without ``--whole`` each runs in a short form that shows that it can be run, in some three
minutes together; ``make drill`` runs the whole ones. Exit status 1 if any of them has a miss.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.drills import corpus, disk, hostile, kill, power, ssrf
from tests.drills.outcome import Outcome

BUSY_READY_S = 15.0
"""The short forms run beside other tests, on processors that have more to do."""

Drill = Callable[[Path], Outcome]


@dataclass(frozen=True)
class Forms:
    """A drill in its two lengths."""

    whole: Drill
    short: Drill


DRILLS: Mapping[str, Forms] = {
    "kill": Forms(
        kill.run, lambda shared: kill.run(shared, rounds=2, longest_s=1.0, ready_s=BUSY_READY_S)
    ),
    "power": Forms(power.run, lambda shared: power.run(shared, states=3, adds=6)),
    "power-strict": Forms(
        lambda shared: power.run(shared, model="strict"),
        lambda shared: power.run(shared, states=3, adds=6, model="strict"),
    ),
    "disk": Forms(disk.run, lambda shared: disk.run(shared, 10, ballast_mib=4, after_full=30)),
    "ssrf": Forms(ssrf.run, lambda shared: ssrf.run(shared, settle_s=2.0)),
    "hostile": Forms(hostile.run, lambda shared: hostile.run(shared, deadline_s=5.0, every=3)),
    "corpus": Forms(corpus.run, lambda shared: corpus.run(shared, every=30, goal=30)),
}


def main() -> int:
    """Run the named drills, or all; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--whole", action="store_true", help="the whole length")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(DRILLS))
    asked = parser.parse_args()
    unknown = set(asked.names) - set(DRILLS)
    if unknown:
        parser.error(f"no drill is called {', '.join(sorted(unknown))}")
    shared = Path(os.environ.get("EARMARK_SHARED", "../shared")).resolve()
    if not shared.is_dir():
        parser.error(f"the drills' tools are not at {shared}; set EARMARK_SHARED")
    outcomes = [_run(name, shared, is_whole=asked.whole) for name in asked.names or DRILLS]
    failed = [outcome.drill for outcome in outcomes if outcome.misses]
    print(f"{len(outcomes) - len(failed)} of {len(outcomes)} drills passed. {', '.join(failed)}")
    return 1 if failed else 0


def _run(name: str, shared: Path, *, is_whole: bool) -> Outcome:
    forms, began = DRILLS[name], time.monotonic()
    outcome = (forms.whole if is_whole else forms.short)(shared)
    print(f"{outcome}\n  took: {time.monotonic() - began:.0f} s\n", flush=True)
    return outcome


if __name__ == "__main__":
    sys.exit(main())
