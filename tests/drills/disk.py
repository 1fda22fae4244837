"""The disk is full: saves are refused with 507, nothing is lost, and it goes on afterwards."""

from pathlib import Path

from tests.drills.outcome import Outcome, unless
from tests.drills.tools import Report, run_tool, stage

CLEAR = "507"
"""Insufficient Storage (RFC 4918, section 11.5): the one answer that says what is the matter."""


def run(shared: Path, size_mib: int = 24, ballast_mib: int = 8, after_full: int = 100) -> Outcome:
    """Save until a disk of ``size_mib`` is full, and ``after_full`` times more; see the tool."""
    with stage(shared) as on:
        options = ["--size", f"{size_mib}m", "--ballast", str(ballast_mib)]
        options += ["--after-full", str(after_full)]
        return _judged(run_tool(on, "diskfull.py", [*on.service, *options]))


def _judged(report: Report) -> Outcome:
    found = report.found
    if not found:
        return Outcome("full disk", {}, [f"the tool ended with {report.status}: {report.output}"])
    moments = ("missing_while_full", "missing_after_kill_while_full", "missing_at_the_end")
    misses = [
        miss
        for moment in moments
        for miss in unless(found.get(moment) == 0, f"{moment}: {found.get(moment, 'not reached')}")
    ]
    resumed = found["adds_work_after_space_is_freed"]
    misses += [
        *unless(
            set(found["refusals"]) == {CLEAR}, f"refused with {found['refusals']}, not {CLEAR}"
        ),
        *unless(found["alive"], "the server died of the full disk"),
        *unless(found["restart_while_full_s"] is not None, f"no start while full: {found}"),
        *unless(resumed == 20, f"{resumed} of 20 saves worked once there was space again"),
        *unless(report.status == 0, f"the tool ended with {report.status}"),
    ]
    return Outcome("full disk", found, misses)
