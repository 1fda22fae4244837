"""A small web site on loopback that says exactly what a test wants it to say."""

import socket
import threading

HOST = "127.0.0.2"
Script = tuple[bytes | float, ...]


class Site:
    """A web site on loopback that answers each path with scripted bytes and waits.

    ``site.serves("/a", b"HTTP/1.1 200 OK...", 0.5, b"more")`` sends, waits half a second
    and sends again; then it closes. ``requests`` holds every request head as text.
    """

    def __init__(self, host: str = HOST) -> None:
        self._listener = socket.create_server((host, 0), backlog=64)
        self.host, self.port = self._listener.getsockname()[:2]
        self.url = f"http://{self.host}:{self.port}"
        self.requests: list[str] = []
        self._scripts: dict[str, Script] = {}
        self._closing = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def serves(self, path: str, *script: bytes | float) -> str:
        """Sets a path's answer; returns the whole address."""
        self._scripts[path] = script
        return self.url + path

    def close(self) -> None:
        if self._closing.is_set():
            return
        self._closing.set()
        self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            try:
                head = b""
                while b"\r\n\r\n" not in head:
                    head += connection.recv(65536) or b"\r\n\r\n"
                text = head.decode("latin-1")
                self.requests.append(text)
                path = text.split(" ")[1]
                for step in self._scripts.get(path, (answer(b"", status="404 Not Found"),)):
                    if isinstance(step, bytes):
                        connection.sendall(step)
                    elif self._closing.wait(step):
                        return
            except OSError:
                return


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """A whole, correct HTTP answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


class Canary:
    """A service that nothing may touch; counts who did."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.1)
        self.port: int = self._listener.getsockname()[1]
        self.connections = 0

    def __enter__(self) -> "Canary":
        return self

    def __exit__(self, *exc: object) -> None:
        try:
            self._listener.accept()[0].close()
            self.connections += 1
        except TimeoutError:
            pass
        finally:
            self._listener.close()
