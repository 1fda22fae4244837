"""Forms: reading them off the request, and going back to where they were sent from."""

import functools
from collections.abc import Awaitable, Callable
from typing import TypeAlias
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from earmark.web.state import root_path_of

FIELDS_MAX = 100
FIELD_BYTES_MAX = 40 * 2**20
"""The largest field is a whole page sent by a browser."""

FormPage: TypeAlias = Callable[[Request, FormData], Response]


def form_page(handle: FormPage) -> Callable[[Request], Awaitable[Response]]:
    """A page function that gets the form it was sent, and may block (it runs in a thread)."""

    @functools.wraps(handle)
    async def endpoint(request: Request) -> Response:
        async with request.form(max_fields=FIELDS_MAX, max_part_size=FIELD_BYTES_MAX) as form:
            return await run_in_threadpool(handle, request, form)

    return endpoint


def text_of(form: FormData, name: str, default: str = "") -> str:
    """A text field of the form; a file in its place counts as not given."""
    value = form.get(name, default)
    return default if isinstance(value, UploadFile) else value


def local_path(path: str, default: str = "/") -> str:
    r"""The path if it stays within Earmark, else ``default``: no redirect leads outside.

    >>> local_path("/read/1?x=2"), local_path("//evil.example"), local_path("/\\evil.example")
    ('/read/1?x=2', '/', '/')
    """
    is_local = path.startswith("/") and not path.startswith("//")
    return path if is_local and path.isprintable() and "\\" not in path else default


def go_to(request: Request, path: str) -> RedirectResponse:
    """Send the browser to a path of ours, by GET."""
    return RedirectResponse(root_path_of(request) + path, status_code=303)


def send_again(request: Request, path: str) -> RedirectResponse:
    """Have the browser send the same form to a path of ours (RFC 9110, section 15.4.8)."""
    return RedirectResponse(root_path_of(request) + path, status_code=307)


def back(request: Request, form: FormData, default: str = "/") -> RedirectResponse:
    """Send the browser to the page that the form names in ``next``, else where it was sent from."""
    return go_to(request, local_path(text_of(form, "next"), came_from(request) or default))


def came_from(request: Request) -> str | None:
    """The path of ours that the form stood on, as far as the browser tells."""
    parts = urlsplit(request.headers.get("referer", ""))
    root = root_path_of(request)
    if parts.netloc != request.headers.get("host") or not parts.path.startswith(f"{root}/"):
        return None
    path = parts.path.removeprefix(root)
    return local_path(f"{path}?{parts.query}" if parts.query else path)
