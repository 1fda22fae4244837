"""Security headers on every answer.

The policy lets a page load from this server only and run no inline script, so that
markup which slipped through every sieve before still cannot act. What an answer has
already (a kept picture's stricter policy, its caching) stays as it is.

- ``Referrer-Policy: same-origin``: nobody learns which article was opened from here, and
  our own forms keep the ``Origin`` that ``csrf`` looks at (under ``no-referrer`` browsers
  send ``Origin: null``; Fetch standard, section 3.2).
- ``Cache-Control: no-store`` unless the answer says otherwise: after signing out the back
  button shows nothing private.
- HSTS only where ``EARMARK_BASE_URL`` says https and was asked for, for one year, without
  subdomains: they are not ours to bind. Elsewhere it is the proxy's business.
"""

from collections.abc import Mapping
from typing import TypeAlias

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from earmark.web.public_address import is_at_secure_base

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

EVERYWHERE = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}

RawHeaders: TypeAlias = list[tuple[bytes, bytes]]

STRICT_TRANSPORT_SECURITY = "max-age=31536000"


class SecurityHeaders:
    """ASGI middleware that adds the headers; belongs around the whole application."""

    def __init__(self, app: ASGIApp, base_url: str = "") -> None:
        self._app = app
        self._base_url = base_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back with the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_pinned = is_at_secure_base(HTTPConnection(scope), self._base_url)

        async def send_hardened(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = hardened(message["headers"], is_pinned=is_pinned)
            await send(message)

        await self._app(scope, receive, send_hardened)


def hardened(headers: RawHeaders, *, is_pinned: bool) -> RawHeaders:
    """The headers, with those of ours that are missing; ``is_pinned`` adds HSTS."""
    there = {name.lower() for name, _ in headers}
    ours = _EVERYWHERE + _PINNED if is_pinned else _EVERYWHERE
    return [*headers, *(pair for pair in ours if pair[0] not in there)]


def _raw(headers: Mapping[str, str]) -> RawHeaders:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


_EVERYWHERE = _raw(EVERYWHERE)
_PINNED = _raw({"Strict-Transport-Security": STRICT_TRANSPORT_SECURITY})
