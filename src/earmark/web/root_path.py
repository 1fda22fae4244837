"""Living below a sub-path, whether the proxy in front leaves it on the path or takes it off.

Leaving it on needs nothing. One that takes it off says so in ``X-Forwarded-Prefix``; then
the path is whole again when the sub-path is put before it, even where a page of ours is
called like the sub-path (``/read``). A path without it, as a health check on the same
machine asks for, is understood too.
"""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send


class RootPath:
    """ASGI middleware: tells the application that it lives at ``path`` ("/earmark" or "").

    The scope itself is changed, so that an error page made outside all middleware knows it.
    """

    def __init__(self, app: ASGIApp, path: str) -> None:
        self._app = app
        self._root = path.rstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with ``root_path`` set and ``path`` beginning with it."""
        if self._root and scope["type"] == "http":
            path: str = scope["path"]
            is_whole = path.startswith(f"{self._root}/") and not self._is_taken_off(scope)
            scope["root_path"] = self._root
            scope["path"] = path if is_whole else self._root + self._below(path)
        await self._app(scope, receive, send)

    def _is_taken_off(self, scope: Scope) -> bool:
        """Whether a proxy says that it took the sub-path off (``web.proxy`` drops lies)."""
        return Headers(scope=scope).get("x-forwarded-prefix", "").rstrip("/") == self._root

    def _below(self, path: str) -> str:
        return "/" if path == self._root else path
