"""One sentence about what was just done, carried over the redirect to the next page.

The cookie names a sentence of the table below and a row, never text of its own, so that
nobody can put words into a page. It is gone once a page has shown it.
"""

import re

from starlette.datastructures import MutableHeaders
from starlette.requests import Request, cookie_parser
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from earmark.web.public_address import is_tls
from earmark.web.render import Notice
from earmark.web.state import root_path_of, settings_of

COOKIE = "earmark_notice"
LIFE_S = 60

SENTENCES: dict[str, tuple[str, str | None]] = {
    "saved": ("Saved. The copy is on its way.", None),
    "known": ("This was on your list already.", None),
    "archived": ("Archived.", "/bookmarks/{about}/unarchive"),
    "unarchived": ("Back among the unread.", None),
    "starred": ("Starred.", "/bookmarks/{about}/unstar"),
    "unstarred": ("Unstarred.", "/bookmarks/{about}/star"),
    "read": ("Marked as read.", "/bookmarks/{about}/unread"),
    "unread": ("Marked as unread.", None),
    "deleted": ("Deleted, with its tags and note.", None),
    "refreshed": ("A new copy is on its way. The old ones stay.", None),
    "tagged": ("The tags are kept.", None),
    "noted": ("The note is kept.", None),
    "united": ("The note had changed elsewhere meanwhile. Both texts are kept.", None),
    "retried": ("Tried again. What works appears on your list.", None),
}
"""What was done -> its sentence, and where "Undo" posts to, if it can be undone."""

_VALUE = re.compile(r"([a-z]+)(?:\.([0-9a-f-]{36}))?")


def with_notice(request: Request, response: Response, name: str, about: str = "") -> Response:
    """The answer, made to carry the sentence ``name`` about the row with the id ``about``."""
    value = f"{name}.{about}" if about else name
    path = root_path_of(request) or "/"
    secure = is_tls(request, settings_of(request).base_url)
    response.set_cookie(
        COOKIE, value, LIFE_S, path=path, secure=secure, httponly=True, samesite="lax"
    )
    return response


def notice_of(request: Request) -> Notice | None:
    """What the page should say first; None mostly."""
    found = _VALUE.fullmatch(request.cookies.get(COOKIE, ""))
    if not found or found.group(1) not in SENTENCES:
        return None
    text, undo = SENTENCES[found.group(1)]
    about = found.group(2)
    return Notice(text, undo.format(about=about) if undo and about else None)


class Notices:
    """ASGI middleware: a page that was shown takes the notice's cookie back."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back without the notice."""
        if scope["type"] != "http" or not _carries_notice(scope):
            await self._app(scope, receive, send)
            return

        async def send_cleared(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_page(message):
                path = scope.get("root_path") or "/"
                MutableHeaders(scope=message).append(
                    "Set-Cookie", f"{COOKIE}=; Max-Age=0; Path={path}; HttpOnly; SameSite=Lax"
                )
            await send(message)

        await self._app(scope, receive, send_cleared)


def _carries_notice(scope: Scope) -> bool:
    cookies = (value for name, value in scope["headers"] if name == b"cookie")
    return any(COOKIE in cookie_parser(value.decode("latin-1")) for value in cookies)


def _is_page(message: Message) -> bool:
    headers = MutableHeaders(scope=message)
    return message["status"] == 200 and headers.get("content-type", "").startswith("text/html")
