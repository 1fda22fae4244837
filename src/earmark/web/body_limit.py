"""Requests larger than anything Earmark takes are refused before they fill the memory.

The web framework's own limit answers in plain words of its own, past our error handling;
this one is raised where the body is read, and so ends as a problem document or a page.
"""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUEST_BYTES_MAX = 64 * 2**20
"""A page sent by a browser has at most 32 MB, and JSON may nearly double it."""

TOO_LARGE = "This is larger than 64 MB, more than Earmark takes at once."


class BodyLimit:
    """ASGI middleware: reading more than the limit, or where more is announced, is a 413."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting its body."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "")
        size = int(announced) if announced.isdecimal() else 0

        async def counted() -> Message:
            nonlocal size
            _check(size)
            message = await receive()
            if not announced.isdecimal():
                size += len(message.get("body", b""))
                _check(size)
            return message

        await self._app(scope, counted, send)


def _check(size_bytes: int) -> None:
    if size_bytes > REQUEST_BYTES_MAX:
        raise HTTPException(413, TOO_LARGE)
