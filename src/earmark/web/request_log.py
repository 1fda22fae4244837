"""One line for each request, and the id by which everything that it causes can be found.

The id is the one that a trusted proxy gave (``X-Request-ID``, see ``proxy``), else a new one.
It goes back in the answer, stands in every line logged on the way, and follows into the
jobs that the request queues. A line tells the route, never the address that was asked for:
that may hold what somebody searched for, or a secret.
"""

import re
import time
from collections.abc import Callable
from typing import TypeAlias

from starlette.datastructures import Headers
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from earmark.db.base import new_id
from earmark.logs import bound_contextvars, log

UNSEEN_ROUTES = frozenset({"/static", "/healthz", "/readyz", "/metrics"})
"""Asked for all the time by browsers and watchers: neither logged nor counted."""

CLIENT_LEFT = 499
"""Nobody was there any more to be answered; the number that nginx logs for it."""

_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{1,40}")


Listener: TypeAlias = Callable[[str, str, int, float], None]
"""Is told method, route, status and seconds of a request."""


class RequestLog:
    """ASGI middleware: gives each request its id and tells of it when it is over."""

    def __init__(self, app: ASGIApp, listener: Listener | None = None) -> None:
        """``listener`` is told of each request that is logged."""
        self._app = app
        self._listener = listener

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on under its id."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id, began_s, status = _given_id(scope) or new_id(), time.perf_counter(), 0

        async def send_named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                name = (b"x-request-id", request_id.encode())
                message["headers"] = [*message["headers"], name]
            await send(message)

        with bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, send_named)
            finally:
                self._tell(scope, status or CLIENT_LEFT, time.perf_counter() - began_s)

    def _tell(self, scope: Scope, status: int, took_s: float) -> None:
        method, route = scope["method"], route_of(scope)
        if route in UNSEEN_ROUTES:
            return
        reader = scope.get("state", {}).get("reader")
        log.info(
            "request.answered",
            method=method,
            route=route,
            status=status,
            took_ms=round(took_s * 1000, 1),
            **({"account_id": reader.account_id} if reader else {}),
        )
        if self._listener:
            self._listener(method, route, status, took_s)


def route_of(scope: Scope) -> str:
    """The template of the route that answered, from Earmark's own root; "none" if none did."""
    route = scope.get("route")
    path = getattr(route, "path", None)
    if path is None:
        return "none"
    if isinstance(route, Mount):
        return str(path)
    root = scope.get("root_path", "").removeprefix(scope.get("app_root_path", ""))
    return f"{root}{path}"


def _given_id(scope: Scope) -> str | None:
    given = Headers(scope=scope).get("x-request-id", "")
    return given if _GIVEN_ID.fullmatch(given) else None
