"""A real S3 server (SeaweedFS) on loopback, and a wire in front of it that can be disturbed."""

import json
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import closing, suppress
from pathlib import Path
from uuid import uuid4

from earmark.blobs.bucket import Bucket
from earmark.blobs.s3 import S3Store

ACCESS_KEY, SECRET_KEY = "earmark-tests", "not-a-secret-at-all"
START_S = 60
SLOW_DOWN = b"<Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>"


class S3Server:
    """One server with one identity and one bucket; it can be ended and started again."""

    def __init__(self, folder: Path, host: str = "127.0.0.1") -> None:
        identity = {
            "name": "earmark",
            "credentials": [{"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}],
            "actions": ["Admin", "Read", "Write", "List"],
        }
        (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
        ports = free_ports(8)
        self.host, self.port = host, ports[0]
        self._folder, self._words = folder, _command(folder, host, ports)
        self._log = (folder / "weed.log").open("wb")
        self.start()
        S3Store(self.bucket()).put("00" * 32, b"the bucket is made by the first put")

    def start(self) -> None:
        """Start it, with all that it has kept, and wait until it answers."""
        self._process = subprocess.Popen(
            self._words, stdout=self._log, stderr=self._log, cwd=self._folder
        )
        self._wait_until_up()

    def bucket(self, port: int | None = None) -> Bucket:
        """A place of its own in the bucket, reached by ``port`` if another one is given."""
        return Bucket(
            endpoint=f"http://{self.host}:{port or self.port}",
            region="us-east-1",
            name="kept",
            prefix=f"tests/{uuid4().hex}",
            access_key=ACCESS_KEY,
            secret_key=SECRET_KEY,
        )

    def kill(self) -> None:
        """End it as a crash would."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """End it as a service manager does."""
        self._process.terminate()
        self._process.wait(START_S)

    def close(self) -> None:
        self.kill()
        self._log.close()

    def _wait_until_up(self) -> None:
        deadline = time.monotonic() + START_S
        while not _is_healthy(self.host, self.port):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The S3 server did not start: see {self._log.name}")
            time.sleep(0.1)


def _command(folder: Path, host: str, ports: list[int]) -> list[str]:
    names = ("s3", "s3", "master", "master", "volume", "volume", "filer", "filer")
    suffixes = ("port", "port.grpc") * 4
    return [
        str(Path(sys.executable).with_name("weed")),
        "server",
        f"-dir={folder}",
        f"-ip={host}",
        f"-ip.bind={host}",
        "-s3",
        f"-s3.config={folder / 's3.json'}",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        "-master.volumeSizeLimitMB=64",
        "-master.telemetry=false",
        "-master.electionTimeout=1s",
        "-volume.max=20",
        *(f"-{n}.{s}={p}" for n, s, p in zip(names, suffixes, ports, strict=True)),
    ]


def free_ports(count: int) -> list[int]:
    """Ports on loopback that nobody listens on."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(each.getsockname()[1]) for each in sockets]
    for each in sockets:
        each.close()
    return ports


def _is_healthy(host: str, port: int) -> bool:
    try:
        with closing(urllib.request.urlopen(f"http://{host}:{port}/healthz", timeout=1)) as got:
            return got.status == 200
    except OSError:
        return False


class Wire:
    """A TCP proxy that passes bytes on until it is told to refuse, cut, stall or vanish."""

    def __init__(self, upstream_port: int) -> None:
        self._upstream_port = upstream_port
        self._guard = threading.Lock()
        self._open: set[socket.socket] = set()
        self._refusals = self._cuts = 0
        self._stall_after: int | None = None
        self.passed_up = 0
        self.port = free_ports(1)[0]
        self._listener: socket.socket | None = None
        self.come_back()

    def refuse(self, count: int) -> None:
        """Answer so many requests with 503 SlowDown."""
        self._refusals = count
        self._hang_up()

    def cut(self, count: int) -> None:
        """Break off so many connections in the middle of what is sent."""
        self._cuts = count
        self._hang_up()

    def stall_after(self, byte_count: int) -> None:
        """Pass on no more than so many bytes from now on, and leave everyone hanging."""
        self.passed_up, self._stall_after = 0, byte_count

    def vanish(self) -> None:
        """Nobody listens any more, and all connections break."""
        if self._listener:
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        self._hang_up()

    def come_back(self) -> None:
        """Listen again, at the same port as before."""
        self._stall_after = None
        self._listener = socket.create_server(("127.0.0.1", self.port), backlog=64)
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def _hang_up(self) -> None:
        with self._guard:
            for each in self._open:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            with self._guard:
                self._open.add(client)
                is_refused, self._refusals = self._refusals > 0, max(0, self._refusals - 1)
                is_cut = not is_refused and self._cuts > 0
                self._cuts -= is_cut
            if is_refused:
                _say_slow_down(client)
            elif is_cut:
                client.recv(1000)
            else:
                self._pass_on(client)
        with self._guard:
            self._open.discard(client)

    def _pass_on(self, client: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", self._upstream_port)) as server:
            down = threading.Thread(target=_pump, args=(server, client), daemon=True)
            down.start()
            while data := client.recv(65536):
                while self._stall_after is not None and self.passed_up > self._stall_after:
                    time.sleep(0.05)
                self.passed_up += len(data)
                server.sendall(data)
            server.shutdown(socket.SHUT_RDWR)
            down.join()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)


def _say_slow_down(client: socket.socket) -> None:
    """Read one request to its end, then refuse it."""
    with client.makefile("rb") as asked:
        length = 0
        while (line := asked.readline()) not in (b"\r\n", b""):
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        asked.read(length)
    head = (
        f"HTTP/1.1 503 Slow Down\r\nContent-Length: {len(SLOW_DOWN)}\r\nConnection: close\r\n\r\n"
    )
    client.sendall(head.encode() + SLOW_DOWN)
