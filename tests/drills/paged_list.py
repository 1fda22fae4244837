"""The saved list by page number, for drills that count pages; the API itself has cursors.

A small server between drill and API: ``/?page=1`` asks for the newest hundred, ``?page=N``
follows the cursor that page N-1 ended with. It passes the caller's token on and changes
nothing in the answers.
"""

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, urlsplit

from tests.drills.client import call
from tests.drills.live import HOST

ITEM = r'"canonical_url":"[^"]*/(kd[0-9a-fx]+q)"'
"""Matches once in each listed Bookmark; group 1 is the drill's own word in its address."""


@contextlib.contextmanager
def paged_list(port: int) -> Iterator[str]:
    """The address of a list by page number over the server on ``port``."""
    server = ThreadingHTTPServer((HOST, 0), _handler(port))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def _handler(port: int) -> type[BaseHTTPRequestHandler]:
    cursors: dict[int, str] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            number = int(parse_qs(urlsplit(self.path).query).get("page", ["1"])[0])
            if number > 1 and number not in cursors:
                return self._reply(200, b'{"items":[]}')
            cursor = f"&cursor={quote(cursors[number])}" if number > 1 else ""
            headers = {"Authorization": self.headers.get("Authorization", "")}
            path = f"/api/v1/bookmarks?limit=100{cursor}"
            try:
                answer, body = call(port, "GET", path, headers=headers)
            except OSError:
                return self._reply(502, b"{}")
            if answer.status == 200:
                self._keep(number + 1, json.loads(body)["next_cursor"])
            return self._reply(answer.status, body)

        def _keep(self, number: int, cursor: str | None) -> None:
            cursors.pop(number, None)
            if cursor:
                cursors[number] = cursor

        def _reply(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing: the drill speaks."""

    return Handler
