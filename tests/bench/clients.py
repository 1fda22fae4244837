"""Clients that save as fast as they are answered, in one light process of their own.

``python -m tests.bench.clients PORT TOKEN CLIENTS``, addresses on standard input, one a
line. Each client has one kept-alive connection and sends the next address as soon as its
last save was answered. Prints a JSON list: milliseconds from the first byte sent to the
last byte received, for each save. An answer other than 201 ends it with a failure.
"""

import json
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"


def save_all_ms(port: int, token: str, clients: int, urls: Sequence[str]) -> list[float]:
    """How long each save took to be acknowledged, by ``clients`` clients at once."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.clients", str(port), token, str(clients)],
        input="\n".join(urls),
        cwd=Path(__file__).resolve().parents[2],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    times: list[float] = json.loads(done.stdout)
    return times


@dataclass
class Client:
    """One connection, and what has come of the answer so far."""

    socket: socket.socket
    began: float = 0.0
    received: bytes = b""

    def send(self, request: bytes) -> None:
        self.received, self.began = b"", time.perf_counter()
        self.socket.sendall(request)

    def is_answered(self) -> bool:
        """Whether the whole answer is here, after taking what has come."""
        piece = self.socket.recv(65536)
        if not piece:
            raise ConnectionError("the server closed the connection")
        self.received += piece
        head, end, body = self.received.partition(b"\r\n\r\n")
        if not end:
            return False
        if not head.startswith(b"HTTP/1.1 201"):
            raise RuntimeError(self.received[:500].decode("latin-1"))
        length = head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0]
        return len(body) >= int(length)


def _requests(port: int, token: str, urls: Sequence[str]) -> list[bytes]:
    head = (
        f"POST /api/v1/bookmarks HTTP/1.1\r\nHost: {HOST}:{port}\r\n"
        f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\n"
    )
    bodies = [json.dumps({"url": url}).encode() for url in urls]
    return [f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body for body in bodies]


def _run(port: int, count: int, requests: list[bytes]) -> list[float]:
    waiting, times = selectors.DefaultSelector(), []
    open_count = 0
    for _ in range(min(count, len(requests))):
        client = Client(socket.create_connection((HOST, port)))
        client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        waiting.register(client.socket, selectors.EVENT_READ, client)
        client.send(requests.pop())
        open_count += 1
    while open_count:
        for key, _ in waiting.select():
            client = key.data
            if not client.is_answered():
                continue
            times.append((time.perf_counter() - client.began) * 1000)
            if requests:
                client.send(requests.pop())
            else:
                waiting.unregister(client.socket)
                open_count -= 1
    return times


if __name__ == "__main__":
    asked_port, asked_token, asked_count = sys.argv[1:]
    wanted = _requests(int(asked_port), asked_token, sys.stdin.read().split())
    print(json.dumps(_run(int(asked_port), int(asked_count), wanted)))
