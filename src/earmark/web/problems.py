"""Errors as HTTP: a problem document (RFC 9457) from the API, a page from the pages.

The one place that knows which error is which status. ``api_handlers`` and
``page_handlers`` are the ``exception_handlers`` of the two applications. What was sent is
never sent back: it may hold a password. The forms that are carried through the sign-in
(``sign_in_first``) hold none.
"""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from math import ceil
from typing import Any, TypeAlias
from urllib.parse import quote

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from earmark.errors import (
    Away,
    Conflict,
    EarmarkError,
    Invalid,
    NoRoom,
    NotAllowed,
    NotFound,
    NotSignedIn,
    Reason,
    StoreAway,
    TooMany,
    Unreachable,
    Unreadable,
)
from earmark.web.access import SAFE_METHODS
from earmark.web.crashes import log_crash
from earmark.web.faults import fault
from earmark.web.forms import came_from
from earmark.web.sign_in_first import sign_in_page_with_form
from earmark.web.state import renderer_of, root_path_of
from earmark.web.words import soon

Answer: TypeAlias = Response | Awaitable[Response]
Handler = Callable[[Request, Any], Answer]  # Any: each handles its own kind of exception

STATUSES: Mapping[type[EarmarkError], int] = {
    Invalid: 422,
    NotSignedIn: 401,
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    TooMany: 429,
    Away: 503,
    NoRoom: 507,
    StoreAway: 503,
    Unreachable: 502,
    Unreadable: 422,
}

OUR_ADDRESS_REASONS = (Reason.BAD_ADDRESS, Reason.PRIVATE_ADDRESS)
"""Reasons why a page cannot be had that lie in what was sent, not in the other server."""

STORE_AWAY_S = 60.0
"""Seconds after which those are to ask again who came while the kept files were away."""

BROKEN = "Something broke on the server. What was saved before is safe. Try again."


def status_of(error: EarmarkError) -> int:
    """The HTTP status of an error, 500 for one without a kind of its own."""
    if isinstance(error, Unreachable) and error.reason in OUR_ADDRESS_REASONS:
        return 422
    return next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), 500)


def problem_response(
    status: int, detail: str, headers: Mapping[str, str] | None = None, **more: object
) -> JSONResponse:
    """A problem document; ``more`` are its further members (``field``, ``reason``)."""
    title = HTTPStatus(status).phrase
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return JSONResponse(body, status, dict(headers or {}), "application/problem+json")


def api_handlers() -> dict[Any, Any]:
    """The exception handlers of the API; Any as Starlette types them."""
    handlers: dict[Any, Handler] = {
        EarmarkError: _api_error,
        RequestValidationError: _api_invalid,
        HTTPException: _api_http,
        Exception: _api_broken,
    }
    return dict(handlers)


def page_handlers() -> dict[Any, Any]:
    """The exception handlers of the pages; Any as Starlette types them."""
    handlers: dict[Any, Handler] = {
        NotSignedIn: _to_sign_in,
        EarmarkError: _page_error,
        HTTPException: _page_http,
    }
    return dict(handlers)


def _api_error(_request: Request, error: EarmarkError) -> Response:
    more: dict[str, object] = {}
    if isinstance(error, Invalid):
        more["field"] = error.field
    if isinstance(error, Unreachable | Unreadable):
        more["reason"] = error.reason.value
    return problem_response(status_of(error), error.message, headers_of(error), **more)


def headers_of(error: EarmarkError) -> dict[str, str]:
    """``Retry-After`` where it is worth it, and what a 401 must carry (RFC 9110, 11.6.1)."""
    if isinstance(error, NotSignedIn):
        return {"WWW-Authenticate": 'Bearer realm="Earmark"'}
    seconds = STORE_AWAY_S if isinstance(error, StoreAway) else None
    if isinstance(error, TooMany | Unreachable):
        seconds = error.retry_after_s
    return {"Retry-After": str(ceil(seconds))} if seconds is not None else {}


def _api_invalid(_request: Request, error: RequestValidationError) -> Response:
    """The first fault as the problem, all of them in ``errors``."""
    faults = [fault(found) for found in error.errors()]
    if any(found["type"] == "json_invalid" for found in error.errors()):
        return problem_response(400, "The body is not valid JSON.")
    first = faults[0] if faults else {"field": "body", "detail": "body cannot be used."}
    return problem_response(422, first["detail"], field=first["field"], errors=faults)


def _api_http(_request: Request, error: HTTPException) -> Response:
    return problem_response(error.status_code, _sentence(error), error.headers)


def _api_broken(request: Request, error: Exception) -> Response:
    return problem_response(500, BROKEN, request_id=log_crash(request, error))


async def _to_sign_in(request: Request, error: NotSignedIn) -> Response:
    """Off to the sign-in page, and back afterwards; htmx is told in a header of its own."""
    page = await sign_in_page_with_form(request)
    if page is not None:
        return page
    is_part = request.headers.get("hx-request") == "true"
    is_page = request.method in SAFE_METHODS and not is_part
    after = _local(request) if is_page else came_from(request)
    path = f"{root_path_of(request)}/sign-in"
    if after:
        path = f"{path}?next={quote(after, safe='')}"
    if is_part:
        return Response(status_code=401, headers={"HX-Redirect": path, **headers_of(error)})
    return RedirectResponse(path, 303)


def _local(request: Request) -> str:
    """The path that was asked for, counted from Earmark's own root, with its query."""
    path = request.url.path.removeprefix(root_path_of(request))
    return f"{path}?{request.url.query}" if request.url.query else path


def _page_error(request: Request, error: EarmarkError) -> Response:
    seconds = error.retry_after_s if isinstance(error, TooMany | Unreachable) else None
    response = _page(request, status_of(error), error.message, seconds)
    response.headers.update(headers_of(error))
    return response


def _page_http(request: Request, error: HTTPException) -> Response:
    is_ours = error.detail != HTTPStatus(error.status_code).phrase
    response = _page(request, error.status_code, error.detail if is_ours else None)
    response.headers.update(error.headers or {})
    return response


def crash_page(request: Request, error: Exception) -> Response:
    """The page for what nobody foresaw (``web.crashes``)."""
    return _page(request, 500, f"The log names it {log_crash(request, error)}.")


def _page(
    request: Request, status: int, sentence: str | None, retry_s: float | None = None
) -> Response:
    values = {"status": status, "sentence": sentence, "retry": retry_s and soon(retry_s)}
    return renderer_of(request).render(request, "error.html", status_code=status, **values)


def _sentence(error: HTTPException) -> str:
    known = {404: "There is nothing at this address.", 405: "This method is not answered here."}
    is_ours = error.detail != HTTPStatus(error.status_code).phrase
    return str(error.detail) if is_ours else known.get(error.status_code, f"{error.detail}.")
