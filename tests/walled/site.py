"""A small site whose stories are shown to a person's browser and to nobody else.

Each story stands behind one wall, in turn: a sign-in form in its place, a way to the
sign-in page, a page that lets a script prove a browser, an application that is put
together by script, a refusal of whoever does not look like a browser.
"""

import io
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from PIL import Image
from tests.walled import pages
from tests.walled.stories import STORIES, Story

from earmark.fetch import Fetcher, FetchPolicy

HOST = "127.0.0.3"
WALLS = ("sign-in-form", "sign-in-page", "proof", "application", "browsers-only")
SIGNED_IN = "reader=ann"
PROVEN = "proof=42"


@dataclass(frozen=True)
class Reply:
    """One answer."""

    body: bytes
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


class WalledSite:
    """The site on loopback; ``addresses`` are those of its stories."""

    def __init__(self) -> None:
        self._server = ThreadingHTTPServer((HOST, 0), _Handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        self.host = HOST
        self.url = f"http://{HOST}:{self.port}"
        self.addresses: Mapping[str, Story] = {
            f"{self.url}/{WALLS[n % len(WALLS)]}/{story.slug}": story
            for n, story in enumerate(STORIES)
        }
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def behind(self, wall: str) -> tuple[str, Story]:
        """The first story behind a wall, and its address."""
        return next((url, story) for url, story in self.addresses.items() if f"/{wall}/" in url)

    def fetcher(self) -> Fetcher:
        """A fetcher that may come here, and nowhere else on this machine."""
        return Fetcher(FetchPolicy(allow=frozenset({(HOST, self.port)}), deadline_s=5))

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _reply(path: str, cookies: SimpleCookie, headers: Mapping[str, str]) -> Reply:
    wall, _, slug = path.strip("/").partition("/")
    if wall == "pictures":
        return Reply(_photograph(), content_type="image/jpeg")
    story = next((story for story in STORIES if story.slug == slug), None)
    if wall == "stories" and story:
        return Reply(json.dumps(vars(story)).encode(), content_type="application/json")
    if story is None or wall not in _REPLIES:
        return Reply(b"<h1>Not found</h1>", 404)
    return _REPLIES[wall](story, cookies, headers)


def _sign_in_form(story: Story, cookies: SimpleCookie, _headers: Mapping[str, str]) -> Reply:
    page = pages.plain(story) if "reader" in cookies else pages.sign_in(story)
    return Reply(page.encode())


def _sign_in_page(story: Story, cookies: SimpleCookie, _headers: Mapping[str, str]) -> Reply:
    if "reader" in cookies:
        return Reply(pages.busy(story).encode())
    return Reply(b"", 302, headers={"Location": "/sign-in"})


def _proof(story: Story, cookies: SimpleCookie, _headers: Mapping[str, str]) -> Reply:
    is_proven = "proof" in cookies
    page = pages.plain(story) if is_proven else pages.proof(PROVEN)
    return Reply(page.encode(), 200 if is_proven or len(story.slug) % 2 else 403)


def _application(story: Story, _cookies: SimpleCookie, _headers: Mapping[str, str]) -> Reply:
    return Reply(pages.application(story).encode())


def _browsers_only(story: Story, _cookies: SimpleCookie, headers: Mapping[str, str]) -> Reply:
    if "Sec-Fetch-Mode" in headers and "Earmark" not in headers.get("User-Agent", ""):
        return Reply(pages.busy(story).encode())
    return Reply(pages.DENIED.encode(), 403)


_REPLIES: Mapping[str, Callable[[Story, SimpleCookie, Mapping[str, str]], Reply]] = dict(
    zip(WALLS, (_sign_in_form, _sign_in_page, _proof, _application, _browsers_only), strict=True)
)


def _photograph() -> bytes:
    out = io.BytesIO()
    Image.radial_gradient("L").resize((900, 600)).save(out, "JPEG")
    return out.getvalue()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        cookies = SimpleCookie(self.headers.get("Cookie", ""))
        if self.path.startswith("/sign-in") and "/" not in self.path[1:]:
            self._send(Reply(pages.sign_in(None).encode()))
        else:
            self._send(_reply(self.path.partition("?")[0], cookies, dict(self.headers)))

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {"Set-Cookie": f"{SIGNED_IN}; Path=/", "Location": "/sign-in"}
        self._send(Reply(b"", 303, headers=headers))

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, *_: object) -> None:
        pass
