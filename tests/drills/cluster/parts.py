"""The parts of the cluster, each a process that can be ended in several ways and come back."""

import http.client
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path

import psycopg
from tests.drills.live import EARMARK
from tests.postgres import SERVER_USER, make_cluster, start_postgres, stop_postgres

START_S = 60.0
TERM_S = 15.0
"""Ten seconds are promised after SIGTERM; a busy machine gets some more."""

DURABLE = {"fsync": "on", "shared_buffers": "128MB", "max_connections": "200"}

MANUAL = Path(__file__).parents[3] / "docs" / "install" / "scaling.md"

NGINX = """
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 1;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {block}
}}
"""
"""Around the block that the manual shows."""


class Process:
    """One program, in a session of its own; what it says goes to ``log``."""

    def __init__(
        self, name: str, command: Sequence[str], environ: Mapping[str, str], log: Path
    ) -> None:
        self.name = name
        self._command, self._environ, self._log = list(command), dict(environ), log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; whether it is ready is another question."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, env=self._environ, stdout=log, stderr=log, start_new_session=True
            )

    @property
    def pid(self) -> int:
        assert self._process, "not started"
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """kill -9 of the program; its children are left to notice."""
        os.kill(self.pid, signal.SIGKILL)
        assert self._process
        self._process.wait()

    def terminate(self) -> float:
        """SIGTERM; the seconds until it had ended. Raises TimeoutExpired when it does not."""
        began = time.monotonic()
        os.kill(self.pid, signal.SIGTERM)
        assert self._process
        self._process.wait(TERM_S)
        return time.monotonic() - began

    def close(self) -> None:
        """End it and all of its children."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
            self._process.wait()


class Server(Process):
    """``earmark serve`` without workers of its own."""

    def __init__(
        self,
        name: str,
        where: tuple[str, int],
        prefix: Sequence[str],
        environ: Mapping[str, str],
        log: Path,
    ) -> None:
        self.where = where
        words = [EARMARK, "serve", "--host", where[0], "--port", str(where[1])]
        environ = {**environ, "EARMARK_WORKERS": "0"}
        super().__init__(name, [*prefix, *map(str, words)], environ, log)

    def start(self) -> None:
        """Start it and wait until it is ready, however long S3 and PostgreSQL keep it."""
        super().start()
        wait_until(lambda: not self.is_alive or _answers(*self.where, "/readyz"), self.name)
        if not self.is_alive:
            raise RuntimeError(f"{self.name} ended at once: {self._log.read_text()[-2000:]}")


class Worker(Process):
    """``earmark worker``, known by the number that it gives itself in the database."""

    def __init__(
        self,
        name: str,
        prefix: Sequence[str],
        environ: Mapping[str, str],
        log: Path,
        postgres: "Postgres",
    ) -> None:
        super().__init__(name, [*prefix, str(EARMARK), "worker"], environ, log)
        self._postgres = postgres
        self._number = 0

    def start(self) -> None:
        """Start it and wait until it has signed on. One is started after the other."""
        last = self._last_number()
        super().start()
        wait_until(lambda: self._last_number() > last, self.name)
        self._number = self._last_number()

    def slow_pages_in_hand(self) -> int:
        """How many captures it is at that take a while."""
        asked = f"""SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'
                    AND worker_id = {self._number} AND args->'ids'->>'url' LIKE '%/slow/%'"""
        return int(str(self._postgres.ask(asked)[0][0]))

    def _last_number(self) -> int:
        asked = "SELECT coalesce(max(id), 0) FROM procrastinate_workers"
        return int(str(self._postgres.ask(asked)[0][0]))


class Nginx(Process):
    """The one address of the cluster, set as the manual shows for two servers."""

    def __init__(self, folder: Path, port: int, servers: Sequence[Server]) -> None:
        self.port = port
        folder.mkdir(parents=True)
        [block] = re.findall(r"```nginx\n(.*?)```", MANUAL.read_text(), re.DOTALL)
        block = block.replace("listen 80;", f"listen 127.0.0.1:{port};")
        for shown, server in zip(("10.0.0.21:8000", "10.0.0.22:8000"), servers, strict=True):
            block = block.replace(shown, ":".join(map(str, server.where)))
        settings = folder / "nginx.conf"
        settings.write_text(NGINX.format(folder=folder, block=block))
        command = ["nginx", "-p", str(folder), "-c", str(settings), "-g", "daemon off;"]
        super().__init__("nginx", command, os.environ, folder / "nginx.log")

    def start(self) -> None:
        """Start it and wait until it passes something on."""
        super().start()
        wait_until(lambda: _answers("127.0.0.1", self.port, "/healthz"), self.name)

    def reload(self) -> None:
        """Have it read its settings anew."""
        os.kill(self.pid, signal.SIGHUP)


class Postgres:
    """PostgreSQL by TCP, with fsync, in a folder of its own."""

    def __init__(self, folder: Path, host: str, port: int) -> None:
        self._folder = folder
        self._settings = {**DURABLE, "listen_addresses": f"'{host}'", "port": str(port)}
        self.url = f"postgresql+psycopg://{SERVER_USER}@{host}:{port}/postgres"
        make_cluster(folder)
        with (folder / "data" / "pg_hba.conf").open("a") as access:
            access.write("host all all 10.77.0.0/16 trust\n")
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers."""
        start_postgres(self._folder, self._settings)

    def kill(self) -> None:
        """End it at once, as a loss of power would."""
        stop_postgres(self._folder)

    def stop(self) -> None:
        """End it in order, cutting all sessions off."""
        stop_postgres(self._folder, "fast")

    def kill_backend(self) -> None:
        """kill -9 of the process behind one of Earmark's sessions; PostgreSQL then starts anew."""
        asked = "SELECT pid FROM pg_stat_activity WHERE application_name = 'earmark' LIMIT 1"
        [[pid]] = self.ask(asked)
        os.kill(int(str(pid)), signal.SIGKILL)

    def ask(self, statement: str) -> list[tuple[object, ...]]:
        """The rows of a query. Raises psycopg.Error when it is away."""
        address = self.url.replace("+psycopg", "")
        with closing(psycopg.connect(address, connect_timeout=5)) as connection:
            return connection.execute(statement.encode()).fetchall()


def wait_until(is_so: Callable[[], bool], what: str, limit_s: float = START_S) -> None:
    """Look ten times a second until it is so. Raises RuntimeError after ``limit_s``."""
    until = time.monotonic() + limit_s
    while not is_so():
        if time.monotonic() > until:
            raise RuntimeError(f"{what}: not within {limit_s:.0f} s")
        time.sleep(0.1)


def _answers(host: str, port: int, path: str) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
