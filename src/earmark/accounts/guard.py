"""The one layer that refuses: it stands before every route and lets through what may pass.

``guard_routes`` is called once, when the application is put together, and wraps each
route of the table, those in mounts and included routers too. Then, for each request:

1. Who asks? A bearer token if one was sent (nothing else counts then), else the session
   in the cookie. One indexed read.
2. Might another site have made the browser send it? Refused (``web.csrf``).
3. Does the one who asks have what the route needs (``web.access``)? What declares nothing
   needs a signed-in reader; a route of a kind unknown here stops the start.

Whose row it is, is not decided here but in the queries: they take the reader's account.
The guard keeps no state: a session or token that was ended is dead at the next request.
"""

import contextlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import Depends
from fastapi.routing import APIRoute, iter_route_contexts
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from earmark import clock
from earmark.accounts import actions, queries
from earmark.accounts.reader import Reader
from earmark.accounts.reader import Scope as TokenScope
from earmark.accounts.session_cookie import session_secret
from earmark.db.engine import Database
from earmark.errors import NoRoom, NotAllowed, NotSignedIn, TooMany
from earmark.web.access import Needs, need_of
from earmark.web.csrf import refuse_other_sites
from earmark.web.state import database_of, settings_of

NOTED_EVERY = timedelta(minutes=10)
"""How exactly the last use of a session or token is known; each note is a disk write."""

_POLICY_VIOLATION = 1008
"""RFC 6455, section 7.4.1: nothing here speaks WebSocket."""

_SCOPES = {
    Needs.READ: TokenScope.READ,
    Needs.WRITE: TokenScope.WRITE,
    Needs.ADMIN: TokenScope.ADMIN,
    Needs.OWNER: TokenScope.ADMIN,
}


def guard_routes(routes: Sequence[BaseRoute]) -> None:
    """Put the guard before each route; a second call changes nothing.

    Raises TypeError, naming the route, for a kind of route that it cannot guard.
    """
    for context in iter_route_contexts(routes):
        route = context.original_route
        if isinstance(route, Mount) and route.routes:
            guard_routes(route.routes)
        elif _can_guard(route, is_direct=any(route is known for known in routes)):
            _guard(route)
        else:
            raise TypeError(f"{context.path}: a {type(route).__name__} cannot be guarded")


def is_guarded(route: BaseRoute) -> bool:
    """True if the guard stands before the route."""
    return isinstance(vars(route).get("handle"), Guard)


def current_reader(request: Request) -> Reader:
    """The one who asks. Raises NotSignedIn on a route that the guard let pass unasked."""
    reader: Reader | None = request.scope.get("state", {}).get("reader")
    if reader is None:
        raise NotSignedIn("Sign in first.")
    return reader


async def _current_reader(request: Request) -> Reader:  # async: a plain one would cost a thread
    return current_reader(request)


CurrentReader = Annotated[Reader, Depends(_current_reader)]
"""The one who asks, as a parameter of an API function."""


def find_reader(connection: HTTPConnection) -> Reader | None:
    """Who asks, if they are signed in or send a good token: for routes open to everybody."""
    at, database = clock.now(), database_of(connection)
    with database.read() as tx:
        found = _found(tx.connection(), connection, at)
    if found and _is_stale(found.seen_at, at):
        _note(database, found.reader, bearer_token(connection.headers), at)
    return found.reader if found else None


def _found(tx: Connection, connection: HTTPConnection, at: datetime) -> queries.Seen | None:
    """Whose token or session the request carries; a token counts alone if there is one."""
    token = bearer_token(connection.headers)
    if token is not None:
        return queries.find_token(tx, token, at)
    secret = session_secret(connection)
    return queries.find_session(tx, secret, at) if secret is not None else None


async def _who(connection: HTTPConnection) -> Reader | None:
    """Who asks: looked up at once on SQLite, in a thread where a server must be asked."""
    database = database_of(connection)
    if not database.is_sqlite:
        return await run_in_threadpool(find_reader, connection)
    at = clock.now()
    with database.glance() as tx:
        found = _found(tx, connection, at)
    if found and _is_stale(found.seen_at, at):
        token = bearer_token(connection.headers)
        await run_in_threadpool(_note, database, found.reader, token, at)
    return found.reader if found else None


def bearer_token(headers: Headers) -> str | None:
    """The token in ``Authorization: Bearer``; None with another scheme or none."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else None


class Guard:
    """An ASGI application that stands before the one of a route."""

    def __init__(self, handle: ASGIApp, endpoint: Any) -> None:
        """``endpoint`` carries the declaration; Any as a mount's endpoint is any object."""
        self._handle = handle
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or raise NotSignedIn or NotAllowed."""
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return
        connection = HTTPConnection(scope)
        need = need_of(self._endpoint, scope["method"])
        _refuse_other_sites(connection, scope["method"])
        state = scope.setdefault("state", {})
        state["reader"] = None
        if need is not Needs.PUBLIC:
            reader = await _who(connection)
            _require(need, reader)
            state["reader"] = reader
        await self._handle(scope, receive, send)


def _guard(route: BaseRoute) -> None:
    if is_guarded(route):
        return
    endpoint = route.app if isinstance(route, Mount) else getattr(route, "endpoint", None)
    # Set on the object: FastAPI runs the routes of included routers by this same method.
    setattr(route, "handle", Guard(route.handle, endpoint))  # noqa: B010 - mypy: a method


def _can_guard(route: BaseRoute, *, is_direct: bool) -> bool:
    """FastAPI copies routes of other kinds when it includes a router: a guard would be lost."""
    return isinstance(route, APIRoute) or (isinstance(route, Route | Mount) and is_direct)


def _refuse_other_sites(connection: HTTPConnection, method: str) -> None:
    headers = connection.headers
    if bearer_token(headers) is None:
        base_url = settings_of(connection).base_url
        refuse_other_sites(method, headers, base_url, has_cookie="cookie" in headers)


def _require(need: Needs, reader: Reader | None) -> None:
    if reader is None:
        raise NotSignedIn("Sign in, or send a token that is good.")
    scope = _SCOPES[need]
    if not reader.scope.includes(scope):
        raise NotAllowed(f"This needs a token of scope {scope}; this one has {reader.scope}.")
    if need is Needs.OWNER and not reader.is_owner:
        raise NotAllowed("Only an owner of this Earmark may do this.")


def _is_stale(seen_at: datetime | None, at: datetime) -> bool:
    return seen_at is None or at - seen_at >= NOTED_EVERY


def _note(database: Database, reader: Reader, token: str | None, at: datetime) -> None:
    """Note the use; reading goes on when the disk is full or the database is held."""
    with contextlib.suppress(NoRoom, TooMany):
        if token is not None:
            actions.note_token(database, token, at)
        elif reader.session is not None:
            actions.note_session(database, reader.session, at)
