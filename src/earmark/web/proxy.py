"""What a reverse proxy says about a request, believed only from proxies that are trusted.

From an address in ``EARMARK_TRUSTED_PROXIES``: who asks (``X-Forwarded-For``), by which
scheme and host (``-Proto``, ``-Host``), which part of the path was taken off
(``-Prefix``, see ``root_path``) and under which id the proxy logs it (``X-Request-ID``, see
``request_log``). From everybody else these headers are dropped here, so that nothing
behind this line can be fooled by them.
"""

import re
from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from earmark.networks import Network, find_address, is_among

FORWARDED = frozenset(
    {
        b"x-forwarded-for",
        b"x-forwarded-proto",
        b"x-forwarded-host",
        b"x-forwarded-prefix",
        b"x-request-id",
    }
)
"""The headers that are looked at; others such as ``Forwarded`` are never read."""

_HOST = re.compile(r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")


class TrustedProxies:
    """ASGI middleware: puts what a trusted proxy says into the request, in its place.

    The scope itself is changed, so that an error page made outside all middleware knows it.
    """

    def __init__(self, app: ASGIApp, networks: Sequence[Network]) -> None:
        self._app = app
        self._networks = networks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on as its sender meant it."""
        if scope["type"] == "http":
            peer = scope["client"][0] if scope.get("client") else ""
            if is_among(peer, self._networks):
                self._believe(scope)
            else:
                scope["headers"] = [pair for pair in scope["headers"] if pair[0] not in FORWARDED]
        await self._app(scope, receive, send)

    def _believe(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        client = self._sender(headers.getlist("x-forwarded-for"))
        if client:
            scope["client"] = (client, 0)
        scheme = _last(headers, "x-forwarded-proto").lower()
        if scheme in ("http", "https"):
            scope["scheme"] = scheme
        host = _last(headers, "x-forwarded-host")
        if _HOST.fullmatch(host):
            kept = [pair for pair in scope["headers"] if pair[0] != b"host"]
            scope["headers"] = [*kept, (b"host", host.encode("latin-1"))]

    def _sender(self, values: Sequence[str]) -> str | None:
        """The last address that no trusted proxy has: what stands before it anybody may write."""
        sender = None
        for text in reversed(",".join(values).split(",")):
            address = find_address(text)
            if address is None:
                break
            sender = str(address)
            if not is_among(sender, self._networks):
                break
        return sender


def _last(headers: Headers, name: str) -> str:
    """The value that the nearest proxy gave; those before it may come from anybody."""
    return ",".join(headers.getlist(name)).rpartition(",")[2].strip()
