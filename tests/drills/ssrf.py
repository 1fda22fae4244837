"""Addresses that lead inside: whatever is saved, nothing but the allowed origin is touched."""

from pathlib import Path

from tests.drills.client import Api
from tests.drills.live import environment, serving
from tests.drills.outcome import Outcome, unless
from tests.drills.tools import Report, Stage, run_tool, stage

REBINDING = ("rebind.test=127.0.0.2,127.0.0.1", "both.test=127.0.0.2+127.0.0.1")
"""Names whose second answer, or second address, is the canary's host (see ``fakedns``)."""


def run(shared: Path, settle_s: float = 5.0) -> Outcome:
    """Save every address of the shared list and names that rebind; see ``ssrf_probe.py``."""
    with stage(shared) as on:
        names = {
            "PYTHONPATH": str(shared / "drills" / "fakedns"),
            "CHAOS_HOSTS": ";".join(REBINDING),
        }
        environ = environment(fetch_allow=on.origin.allow) | names
        with serving(on.folder, on.template, environ) as server:
            # The stage's port was for a tool that starts the server itself.
            return _probed(Stage(**{**vars(on), "port": server.port}), settle_s)


def _probed(on: Stage, settle_s: float) -> Outcome:
    api = Api(on.port, on.token)
    options = [*on.add, "--add-body", '{"url": {url_json}}', "--settle", str(settle_s)]
    options += ["--origin", on.origin.address, "--canary-port", str(on.origin.canary_port)]
    options += ["--leak", f"GET http://127.0.0.1:{on.port}/api/v1/bookmarks?limit=100"]
    addresses = str(on.shared / "hostile" / "ssrf.jsonl")
    report = run_tool(on, "ssrf_probe.py", [addresses, *options])
    before = on.origin.stats()["canary_connections"]
    for name in ("rebind.test", "both.test"):
        api.save(url=f"http://{name}:{on.origin.canary_port}/")
        api.save(url=f"http://{name}:{on.origin.port}/ok/{name}")
    is_done = api.wait_for_all(60)
    kept = [item["url"] for item in api.items("state=kept")]
    touched = on.origin.stats()["canary_connections"]
    return _judged(report, touched, is_done=is_done, rebound=touched - before, kept=kept)


def _judged(
    report: Report, touched: int, *, is_done: bool, rebound: int, kept: list[str]
) -> Outcome:
    found = report.found
    if not found:
        return Outcome("ssrf", {}, [f"the tool ended with {report.status}: {report.output}"])
    misses = [
        *unless(touched == 0, f"{touched} canary connections: {found['canary_log']}"),
        *unless(rebound == 0, f"{rebound} of them by names that rebind"),
        *unless(found["control_fetched"], "the allowed page was not fetched either"),
        *unless(not found["server_errors"], f"5xx or no answer: {found['server_errors']}"),
        *unless(not found["leaked"], f"inside words are on the list: {found['leaked']}"),
        *unless(is_done, "some are still being captured after a minute"),
        *unless(report.status == 0, f"the tool ended with {report.status}"),
    ]
    return Outcome("ssrf", {**found, "kept": kept}, misses)
