"""Requests larger than anything Earmark takes are refused before they fill the memory."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUEST_BYTES_MAX = 64 * 2**20
"""A page sent by a browser has at most 32 MB, and JSON may nearly double it."""

TOO_LARGE = "This is larger than 64 MB, more than Earmark takes at once."


class BodyLimit:
    """ASGI middleware inside the error handling: answers 413 instead of reading on."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting its body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        _check(int(Headers(scope=scope).get("content-length", "0") or 0))
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            _check(received)
            return message

        await self._app(scope, counted, send)


def _check(size_bytes: int) -> None:
    if size_bytes > REQUEST_BYTES_MAX:
        raise HTTPException(413, TOO_LARGE)
