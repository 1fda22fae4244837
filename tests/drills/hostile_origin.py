"""The shared hostile origin as a process: a fault a path, and canaries that none may touch."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, build_opener

from tests.drills.live import free_port

FIRST_HOST = "127.0.0.2"

CANARY_HOSTS = ("127.0.0.1", FIRST_HOST, "127.255.255.254", "[::1]")


@dataclass(frozen=True)
class HostileOrigin:
    """A running origin; every one of its hosts has the same paths."""

    port: int
    canary_port: int
    hosts: tuple[str, ...]

    @property
    def address(self) -> str:
        return f"http://{FIRST_HOST}:{self.port}"

    @property
    def allow(self) -> str:
        """The value of EARMARK_FETCH_ALLOW that lets exactly these hosts through."""
        return ",".join(f"{host}:{self.port}" for host in self.hosts)

    def stats(self) -> dict[str, Any]:  # Any: JSON
        found: dict[str, Any] = json.loads(self._ask("/_stats"))
        return found

    def patterns(self) -> list[str]:
        """The kinds of paths, such as ``/status/CODE``."""
        return [line for line in self._ask("/_index").split() if line.startswith("/")]

    def _ask(self, path: str) -> str:
        with build_opener(ProxyHandler({})).open(self.address + path, timeout=30) as answer:
            text: bytes = answer.read()
        return text.decode()


@contextlib.contextmanager
def hostile_origin(shared: Path, hosts: int = 1) -> Iterator[HostileOrigin]:
    """A hostile origin on ``hosts`` loopback addresses (at most 248: one block of addresses)."""
    port, canary_port = free_port(), free_port()
    command = [sys.executable, str(shared / "drills" / "hostile_origin.py")]
    command += ["--host", FIRST_HOST, "--port", str(port), "--hosts", str(hosts)]
    for host in CANARY_HOSTS:
        command += ["--canary", f"{host}:{canary_port}"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert process.stdout
        if not process.stdout.readline():
            raise RuntimeError("the hostile origin did not start")
        names = tuple(f"127.0.0.{2 + n}" for n in range(hosts))
        yield HostileOrigin(port, canary_port, names)
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()
