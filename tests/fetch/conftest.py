"""Sites to fetch from: a small scripted one of our own, and the shared hostile origin."""

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.fetch.scripted_site import HOST, Site

from earmark.fetch import Fetcher, FetchPolicy


@pytest.fixture
def site() -> Iterator[Site]:
    """A fresh scripted site."""
    made = Site()
    yield made
    made.close()


@pytest.fixture
def fetcher(site: Site) -> Fetcher:
    """A fetcher that may reach the scripted site, and gives up after 2 s."""
    return Fetcher(FetchPolicy(allow=frozenset({(site.host, site.port)}), deadline_s=2.0))


@dataclass(frozen=True)
class HostileOrigin:
    """The drill's web server with faults by path, and the port that nothing may touch."""

    url: str
    port: int
    canary_port: int

    @property
    def allow(self) -> frozenset[tuple[str, int]]:
        return frozenset({(HOST, self.port)})

    def stats(self) -> dict[str, Any]:
        with urllib.request.urlopen(self.url + "/_stats", timeout=5) as reply:
            counts: dict[str, Any] = json.load(reply)
        return counts

    def settled_canary_connections(self) -> int:
        time.sleep(0.2)  # a connection made just now is counted when the server gets to it
        return int(self.stats()["canary_connections"])


@pytest.fixture(scope="session")
def origin(shared: Path) -> Iterator[HostileOrigin]:
    """The hostile origin of the shared drills, running on free ports."""
    port, canary_port = _free_port(HOST), _free_port("127.0.0.1")
    command = [sys.executable, str(shared / "drills" / "hostile_origin.py")]
    command += ["--host", HOST, "--port", str(port)]
    command += ["--canary", f"127.0.0.1:{canary_port}", "--canary", f"[::1]:{canary_port}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()  # it prints one line when it listens
        yield HostileOrigin(f"http://{HOST}:{port}", port, canary_port)
        process.terminate()


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
