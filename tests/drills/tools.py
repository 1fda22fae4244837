"""Runs the shared drill tools against the real server, and reads what they found."""

import contextlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.drills.hostile_origin import HostileOrigin, hostile_origin
from tests.drills.live import EARMARK, HOST, environment, free_port, make_account
from tests.drills.paged_list import ITEM, paged_list


@dataclass(frozen=True)
class Stage:
    """What a tool needs: an account made beforehand, a port, an origin, a list by number."""

    shared: Path
    folder: Path
    template: Path
    token: str
    port: int
    origin: HostileOrigin
    list_address: str

    @property
    def header(self) -> str:
        return f"Authorization: Bearer {self.token}"

    @property
    def add(self) -> tuple[str, ...]:
        """The options that tell a tool how a page is saved."""
        address = f"POST http://{HOST}:{self.port}/api/v1/bookmarks"
        return ("--add", address, "--add-header", self.header)

    @property
    def service(self) -> tuple[str, ...]:
        """The options that tell a tool how to start the server, to save and to list."""
        page = json.dumps({"url": f"{self.origin.address}/ok/{{token}}"})
        return (
            *("--start", f"exec {EARMARK} serve --data {{data}} --port {self.port}"),
            *("--prepare", f"cp -r {self.template}/. {{data}}"),
            *("--ready", f"http://{HOST}:{self.port}/readyz"),
            *(*self.add, "--add-body", page),
            *("--list", f"GET {self.list_address}?page={{page}}", "--list-header", self.header),
            *("--item-re", ITEM),
        )


@dataclass(frozen=True)
class Report:
    """A tool's exit status and the JSON of its last line (empty when it died first)."""

    status: int
    found: dict[str, Any]  # Any: JSON
    output: str


@contextlib.contextmanager
def stage(shared: Path) -> Iterator[Stage]:
    """A stage in a folder of its own, gone at the end."""
    with contextlib.ExitStack() as open_things:
        folder = Path(open_things.enter_context(tempfile.TemporaryDirectory(prefix="drill-")))
        template, port = folder / "template", free_port()
        token = make_account(template)
        origin = open_things.enter_context(hostile_origin(shared))
        address = open_things.enter_context(paged_list(port))
        yield Stage(shared, folder, template, token, port, origin, address)


def run_tool(on: Stage, tool: str, options: Sequence[str]) -> Report:
    """Run ``drills/<tool>`` of the shared folder to its end."""
    return run_script(on, [str(on.shared / "drills" / tool), *options])


def run_script(on: Stage, command: Sequence[str]) -> Report:
    """Run a Python script that speaks as the shared tools do."""
    done = subprocess.run(
        [sys.executable, *command],
        env=environment(fetch_allow=on.origin.allow),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Report(done.returncode, _last_json(done.stdout), done.stdout[-4000:])


def _last_json(output: str) -> dict[str, Any]:
    """The last line that is a JSON object; an empty one if there is none."""
    for line in reversed(output.splitlines()):
        with contextlib.suppress(ValueError):
            found = json.loads(line)
            if isinstance(found, dict):
                return found
    return {}
