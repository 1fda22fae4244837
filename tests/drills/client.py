"""Clients of the API and of the pages, as small as programs and browsers may be."""

import http.client
import json
import time
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias
from urllib.parse import quote, urlencode

from tests.drills.live import HOST, NAME, PASSWORD

Json: TypeAlias = dict[str, Any]  # Any: whatever JSON can hold

POLL_S = 0.1


class Refused(Exception):
    """An answer that is no success; ``status`` is HTTP's, so is ``retry_after``."""

    def __init__(self, status: int, text: str, retry_after: str | None = None) -> None:
        super().__init__(f"{status}: {text[:300]}")
        self.status, self.retry_after = status, retry_after


def call(
    port: int,
    method: str,
    path: str,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    timeout_s: float = 60.0,
) -> tuple[http.client.HTTPResponse, bytes]:
    """One request on a connection of its own; the answer and its body."""
    connection = http.client.HTTPConnection(HOST, port, timeout=timeout_s)
    try:
        connection.request(method, path, body, dict(headers or {}))
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


class Api:
    """``/api/v1`` with a token. Each call raises Refused for anything but 2xx."""

    def __init__(self, port: int, token: str, timeout_s: float = 60.0) -> None:
        self._port, self._timeout_s = port, timeout_s
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def ask(self, method: str, path: str, sent: Json | None = None) -> Json:
        body = json.dumps(sent).encode() if sent is not None else None
        answer, text = call(
            self._port, method, f"/api/v1{path}", body, self._headers, self._timeout_s
        )
        if not 200 <= answer.status < 300:
            retry_after = answer.headers["Retry-After"]
            raise Refused(answer.status, text.decode("utf-8", "replace"), retry_after)
        found: Json = json.loads(text) if text else {}
        return found

    def save(self, **new: object) -> Json:
        return self.ask("POST", "/bookmarks", new)

    def get(self, bookmark_id: str) -> Json:
        return self.ask("GET", f"/bookmarks/{bookmark_id}")

    def article(self, bookmark_id: str) -> Json:
        return self.ask("GET", f"/bookmarks/{bookmark_id}/article")

    def delete(self, bookmark_id: str) -> None:
        self.ask("DELETE", f"/bookmarks/{bookmark_id}")

    def search(self, words: str) -> list[Json]:
        return list(self.items(f"q={quote(words)}"))

    def items(self, query: str = "") -> Iterator[Json]:
        """All Bookmarks, page after page."""
        cursor = ""
        while True:
            found = self.ask("GET", f"/bookmarks?limit=100&{query}{cursor}")
            yield from found["items"]
            if found["next_cursor"] is None:
                return
            cursor = f"&cursor={quote(found['next_cursor'])}"

    def wait(self, bookmark_id: str, limit_s: float) -> Json:
        """The Bookmark once it is no longer being captured, or as it is after ``limit_s``."""
        until = time.monotonic() + limit_s
        while (found := self.get(bookmark_id))["state"] == "capturing":
            if time.monotonic() > until:
                return found
            time.sleep(POLL_S)
        return found

    def wait_for_all(self, limit_s: float) -> bool:
        """Whether nothing was being captured any more within ``limit_s``."""
        until = time.monotonic() + limit_s
        while self.ask("GET", "/bookmarks?state=capturing&limit=1")["items"]:
            if time.monotonic() > until:
                return False
            time.sleep(POLL_S * 2)
        return True


class Browser:
    """The pages, signed in with name and password."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._headers = {
            "Origin": f"http://{HOST}:{port}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        signed_in = self._send("/sign-in", name=NAME, password=PASSWORD)
        self._headers["Cookie"] = (signed_in.headers["Set-Cookie"] or "").partition(";")[0]

    def save(self, **fields: str) -> str:
        """Send the form that saves; returns the Bookmark's id."""
        return (self._send("/bookmarks", **fields).headers["Location"] or "").rpartition("/")[2]

    def read(self, path: str) -> str:
        """The HTML of a page."""
        answer, text = call(self._port, "GET", path, None, self._headers)
        if answer.status != 200:
            raise Refused(answer.status, text.decode("utf-8", "replace"))
        return text.decode()

    def _send(self, path: str, **fields: str) -> http.client.HTTPResponse:
        body = urlencode(fields).encode()
        answer, text = call(self._port, "POST", path, body, self._headers)
        if answer.status != 303:
            raise Refused(answer.status, text.decode("utf-8", "replace"))
        return answer
