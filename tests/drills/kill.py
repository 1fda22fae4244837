"""kill -9 at random moments, sometimes twice: nothing acknowledged is lost or doubled."""

from pathlib import Path

from tests.drills.outcome import Outcome, unless
from tests.drills.tools import Report, run_tool, stage

READY_S = 3.0
"""Seconds from the start after a crash until the server is ready, at most, with nothing beside."""


def run(
    shared: Path, rounds: int = 20, longest_s: float = 2.0, ready_s: float = READY_S
) -> Outcome:
    """Kill the server ``rounds`` times while four clients save; see ``killdrill.py``."""
    with stage(shared) as on:
        options = ["--rounds", str(rounds), "--max-s", str(longest_s), "--retry-unacked"]
        return _judged(run_tool(on, "killdrill.py", [*on.service, *options]), rounds, ready_s)


def _judged(report: Report, rounds: int, ready_s: float) -> Outcome:
    found = report.found
    if not found:
        return Outcome("kill -9", {}, [f"the tool ended with {report.status}: {report.output}"])
    answers = [name for name in found["errors"] if name.startswith("HTTPError")]
    misses = [
        *unless(found["rounds"] == rounds, f"{found['rounds']} of {rounds} rounds were run"),
        *unless(not found["lost"], f"{found['lost']} acknowledged saves are lost"),
        *unless(not found["duplicates"], f"{found['duplicates']} saves are there twice"),
        *unless(not answers, f"saves were answered with {answers}"),
        *unless(not found["start_failures"], f"it did not start again: {report.output}"),
        *unless(report.status == 0, f"the tool ended with {report.status}"),
    ]
    slowest_s = found["restart_s_max"]
    is_quick = slowest_s is not None and slowest_s <= ready_s
    misses += unless(is_quick, f"ready again only after {slowest_s} s (at most {ready_s} s)")
    return Outcome("kill -9", found, misses)
