"""The power goes: in every state that the disk may then be in, what was acknowledged is there."""

from pathlib import Path

from tests.drills.outcome import Outcome, unless
from tests.drills.tools import Report, run_script, stage

TOOL = str(Path(__file__).with_name("powercut_tool.py"))


def run(shared: Path, states: int = 21, adds: int = 40, model: str = "ext4") -> Outcome:
    """Save ``adds`` pages under strace, then start from ``states`` disks; see ``powercut.py``.

    Two thirds of the states, rounded down, are moments after a reply; the rest lie between.
    """
    with stage(shared) as on:
        options = ["--adds", str(adds), "--states", str(states), "--model", model]
        report = run_script(on, [TOOL, str(shared / "drills"), *on.service, *options])
        return _judged(report, f"power cut ({model})", states)


def _judged(report: Report, drill: str, states: int) -> Outcome:
    found = report.found
    if not found:
        return Outcome(drill, {}, [f"the tool ended with {report.status}: {report.output}"])
    kinds = found["results"].values()
    tried, lost = sum(k["states"] for k in kinds), sum(k["lost"] for k in kinds)
    failed = sum(k["start_failures"] for k in kinds)
    misses = [
        *unless(
            tried >= states * 2 // 3 + states // 3, f"only {tried} of {states} states were tried"
        ),
        *unless(not lost, f"{lost} acknowledged saves are lost: {found['sample']}"),
        *unless(not failed, f"{failed} states do not start: {found['sample']}"),
        *unless(not found["add_failures"], f"{found['add_failures']} saves were refused"),
        *unless(report.status == 0, f"the tool ended with {report.status}: {report.output}"),
    ]
    return Outcome(drill, found, misses)
