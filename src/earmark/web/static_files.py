"""Style sheets, scripts, fonts and icons at ``/static/<hash>/<name>``, cached for good.

One hash over all files stands in every address: files refer to each other by relative
addresses (a module to a module, a style sheet to a font), so they can only change
together. An address with another hash (a page of the release before, during an update
of several machines) gets the present file, but is told to ask again next time.

Everything is read once at start, some 200 KB, and text is compressed when first asked for.
"""

import gzip
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

import brotli
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

CONTENT_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "woff2": "font/woff2",
    "webmanifest": "application/manifest+json",
    "txt": "text/plain; charset=utf-8",
}
"""Ending to type; a file with another ending is not served."""

_COMPRESSIBLE = ("css", "js", "svg", "webmanifest", "txt")
_FOR_GOOD = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"


class StaticFiles:
    """An ASGI application to be mounted at ``/static``; knows the address of each file."""

    def __init__(self) -> None:
        self._bodies = _read(files("earmark.web") / "static")
        self.tree_hash = _tree_hash(self._bodies)
        self._compressed = lru_cache(maxsize=None)(self._compress)

    def path_of(self, name: str) -> str:
        """The path of a file from Earmark's root; raises ``KeyError`` if there is none."""
        if name not in self._bodies:
            raise KeyError(name)
        return f"/static/{self.tree_hash}/{name}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        answer = self._answer(Request(scope), scope["path"].removeprefix(scope["root_path"]))
        await answer(scope, receive, send)

    def _answer(self, request: Request, path: str) -> Response:
        tree_hash, _, name = path.lstrip("/").partition("/")
        if name not in self._bodies:
            return Response("There is no such file.", 404, media_type="text/plain")
        if request.method not in ("GET", "HEAD"):
            return Response(status_code=405, headers={"Allow": "GET, HEAD"})
        headers = self._headers(name, tree_hash)
        if headers["ETag"] in request.headers.get("If-None-Match", ""):
            return Response(status_code=304, headers=headers)
        encoding = _encoding(name, request.headers.get("Accept-Encoding", ""))
        if encoding:
            headers["Content-Encoding"] = encoding
        body = self._compressed(name, encoding)
        return Response(body, headers={**headers, "Content-Type": CONTENT_TYPES[_ending(name)]})

    def _headers(self, name: str, tree_hash: str) -> dict[str, str]:
        return {
            "Cache-Control": _FOR_GOOD if tree_hash == self.tree_hash else _ASK_AGAIN,
            # Weak: the same content goes out in several encodings (RFC 9110, section 8.8.3).
            "ETag": f'W/"{sha256(self._bodies[name]).hexdigest()[:16]}"',
            "Vary": "Accept-Encoding",
            "X-Content-Type-Options": "nosniff",
        }

    def _compress(self, name: str, encoding: str) -> bytes:
        body = self._bodies[name]
        if encoding == "br":
            # Any release of the library returns bytes; it carries no types.
            return bytes(brotli.compress(body))
        return gzip.compress(body, mtime=0) if encoding == "gzip" else body


def _read(folder: Traversable, prefix: str = "") -> Mapping[str, bytes]:
    bodies: dict[str, bytes] = {}
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            bodies |= _read(entry, f"{prefix}{entry.name}/")
        elif _ending(entry.name) in CONTENT_TYPES:
            bodies[prefix + entry.name] = entry.read_bytes()
    return bodies


def _tree_hash(bodies: Mapping[str, bytes]) -> str:
    digest = sha256()
    for name, body in bodies.items():
        digest.update(f"{name}\0{len(body)}\0".encode() + body)
    return digest.hexdigest()[:12]


def _ending(name: str) -> str:
    return name.rpartition(".")[2]


def _encoding(name: str, accepted: str) -> str:
    """How to send it: br, gzip, or "" for as it is. Nobody sends a quality of 0."""
    if _ending(name) not in _COMPRESSIBLE:
        return ""
    offered = {part.split(";")[0].strip() for part in accepted.split(",")}
    return next((encoding for encoding in ("br", "gzip") if encoding in offered), "")
