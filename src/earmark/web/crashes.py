"""The edge of a request: what nobody foresaw is logged with its traceback, once, and answered.

Starlette answers a crash outside all middleware. ``Crashes`` does it inside: so the answer
gets its headers, is counted and has its request's id as every other.
"""

from collections.abc import Callable
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from earmark.db.base import new_id
from earmark.logs import ALREADY_LOGGED, bound_request_id, log

CrashPage: TypeAlias = Callable[[Request, Exception], Response]


class Crashes:
    """ASGI middleware, the innermost: answers a crash with ``page``, unless it was answered.

    The exception goes on, to whoever wants to know that there was one.
    """

    def __init__(self, app: ASGIApp, page: CrashPage) -> None:
        self._app = app
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        is_answered = False

        async def send_noted(message: Message) -> None:
            nonlocal is_answered
            is_answered = True
            await send(message)

        try:
            await self._app(scope, receive, send_noted)
        except Exception as error:
            if scope["type"] == "http" and not is_answered:
                await self._page(Request(scope), error)(scope, receive, send)
            raise


def log_crash(request: Request, error: Exception) -> str:
    """Log a crash once, under the id of its request; the id."""
    known: str | None = getattr(error, ALREADY_LOGGED, None)
    if known is not None:
        return known
    request_id = bound_request_id() or new_id()
    setattr(error, ALREADY_LOGGED, request_id)
    route = getattr(request.scope.get("route"), "path", None)
    log.error("request.failed", request_id=request_id, route=route, exc_info=error)
    return request_id
