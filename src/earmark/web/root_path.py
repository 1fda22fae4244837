"""Living below a sub-path, whether the proxy in front takes it off or leaves it on."""

from starlette.types import ASGIApp, Receive, Scope, Send


class RootPath:
    """ASGI middleware: ``/earmark/read/1`` and ``/read/1`` are the same page of ``/earmark``."""

    def __init__(self, app: ASGIApp, path: str) -> None:
        self._app = app
        self._root = path.rstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with ``root_path`` set and ``path`` beginning with it."""
        if self._root and scope["type"] == "http":
            path: str = scope["path"]
            is_below = path == self._root or path.startswith(f"{self._root}/")
            scope = {
                **scope,
                "root_path": self._root,
                "path": path if is_below else self._root + path,
            }
        await self._app(scope, receive, send)
