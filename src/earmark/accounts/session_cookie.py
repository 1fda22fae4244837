"""The cookie that holds a session's secret: its name, its life and how far it is sent.

Over TLS its name has the prefix with which browsers refuse what a neighbour on another
subdomain, or on plain HTTP, wants to plant (RFC 6265bis, section 4.1.3): ``__Host-`` where
Earmark has its host to itself, ``__Secure-`` on a sub-path, for ``__Host-`` allows none.
A cookie under another name than the request's own is not looked at.
"""

from datetime import timedelta

from starlette.requests import HTTPConnection, Request, cookie_parser
from starlette.responses import Response

from earmark.accounts.sessions import SESSION_WHOLE
from earmark.web.public_address import is_tls
from earmark.web.state import root_path_of, settings_of

SESSION_COOKIE = "earmark_session"


def cookie_name(connection: HTTPConnection) -> str:
    """What the cookie is called for this request."""
    if not is_tls(connection, settings_of(connection).base_url):
        return SESSION_COOKIE
    prefix = "__Secure-" if root_path_of(connection) else "__Host-"
    return prefix + SESSION_COOKIE


def session_secret(connection: HTTPConnection) -> str | None:
    """The secret in the session's cookie; None without one."""
    cookies = cookie_parser(connection.headers.get("cookie", ""))
    return cookies.get(cookie_name(connection)) or None


def with_session(request: Request, response: Response, secret: str) -> Response:
    """The answer, made to start a session in the browser."""
    response.set_cookie(
        cookie_name(request),
        secret,
        max_age=int(SESSION_WHOLE / timedelta(seconds=1)),
        path=root_path_of(request) or "/",
        secure=is_tls(request, settings_of(request).base_url),
        httponly=True,
        samesite="lax",
    )
    return response


def without_session(request: Request, response: Response) -> Response:
    """The answer, made to end the session in the browser."""
    response.delete_cookie(
        cookie_name(request),
        path=root_path_of(request) or "/",
        secure=is_tls(request, settings_of(request).base_url),
        httponly=True,
        samesite="lax",
    )
    return response
