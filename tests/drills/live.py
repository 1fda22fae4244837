"""The real server, started as people start it, on a data folder and a port of its own."""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

EARMARK = Path(sys.executable).with_name("earmark")

NAME, PASSWORD = "drill", "a long word for drills"

HOST = "127.0.0.1"

MIB = 2**20


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def environment(**settings: object) -> dict[str, str]:
    """This process's environment with exactly these ``EARMARK_`` settings (data_dir=...)."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EARMARK_")}
    return kept | {f"EARMARK_{name.upper()}": str(value) for name, value in settings.items()}


def make_account(data_dir: Path) -> str:
    """Make the account ``NAME`` in a data folder; returns a token of it with scope write."""
    environ = environment(data_dir=data_dir)
    run_earmark(environ, "user", "add", NAME, "--owner", "--password-stdin", given=PASSWORD)
    return run_earmark(environ, "token", "create", "--user", NAME).strip()


def run_earmark(environ: Mapping[str, str], *words: str, given: str = "") -> str:
    """What the command line prints. Raises CalledProcessError when it ends with a failure."""
    command = [str(EARMARK), *words]
    done = subprocess.run(
        command, input=given, env=dict(environ), capture_output=True, text=True, check=True
    )
    return done.stdout


class Server:
    """One ``earmark serve``; ``environ`` comes from ``environment()``."""

    def __init__(self, data_dir: Path, environ: Mapping[str, str], port: int) -> None:
        self.data_dir, self.port = data_dir, port
        self.environ = dict(environ)
        self._log = data_dir.parent / "serve.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, until: str = "/readyz", limit_s: float = 60.0) -> float:
        """Start it; returns the seconds until ``until`` answered 200."""
        command = [str(EARMARK), "serve", "--data", str(self.data_dir), "--port", str(self.port)]
        with self._log.open("ab") as log:
            began = time.monotonic()
            self._process = subprocess.Popen(
                command,
                env=self.environ,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        while time.monotonic() - began < limit_s:
            if self._process.poll() is not None:
                raise RuntimeError(f"the server ended at once:\n{self.log()[-2000:]}")
            if _answers(self.port, until):
                return time.monotonic() - began
            time.sleep(0.005)
        self.kill()
        raise RuntimeError(f"the server did not answer {until} within {limit_s:.0f} s")

    @property
    def pid(self) -> int:
        assert self._process, "not started"
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def log(self) -> str:
        """Everything that it has written to its terminal."""
        return self._log.read_text("utf-8", "replace") if self._log.exists() else ""

    def resident_mib(self) -> tuple[float, float]:
        """Resident memory of the server, and of its children together."""
        return _resident_mib(self.pid), sum(_resident_mib(child) for child in children(self.pid))

    def exit_status(self, limit_s: float) -> int:
        """The status with which it ends by itself. Raises TimeoutExpired if it does not."""
        assert self._process, "not started"
        return self._process.wait(limit_s)

    def stop(self) -> None:
        """End it as a service manager does; kill it if that takes over 15 s."""
        if self.is_alive:
            os.kill(self.pid, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                assert self._process
                self._process.wait(15)
        self.kill()

    def kill(self) -> None:
        """End it and its children, as a crash would."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
            self._process.wait()


@contextlib.contextmanager
def serving(
    folder: Path, template: Path | None = None, environ: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """A started server on ``folder``/data, a copy of ``template`` if one is given."""
    data_dir = folder / "data"
    if template:
        shutil.copytree(template, data_dir)
    server = Server(data_dir, environ or environment(), free_port())
    try:
        server.start()
        yield server
    finally:
        server.stop()


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    except http.client.HTTPException:
        return False
    finally:
        connection.close()


def _resident_mib(pid: int) -> float:
    """Resident memory of a process by /proc; 0 if it has just ended."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    return 0.0


def children(pid: int) -> list[int]:
    """The processes below a process."""
    found: list[int] = []
    for listing in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(word) for word in listing.read_text().split()]
    return found + [grandchild for child in found for grandchild in children(child)]
