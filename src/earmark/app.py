"""The web application: every slice's pages and API on one table of routes, guarded as one."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import TypeAlias
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.routing import Mount, Route

from earmark import __version__
from earmark.accounts import api as accounts_api
from earmark.accounts import pages as accounts_pages
from earmark.accounts.exports import ACCOUNT_EXPORT
from earmark.accounts.guard import guard_routes
from earmark.instance import Instance
from earmark.library import api as library_api
from earmark.library import pages as library_pages
from earmark.library.exports import list_export
from earmark.web import health
from earmark.web.access import public
from earmark.web.appearance import look_of
from earmark.web.body_limit import BodyLimit
from earmark.web.headers import SecurityHeaders
from earmark.web.notices import Notices, notice_of
from earmark.web.problems import api_handlers, page_handlers
from earmark.web.render import Renderer
from earmark.web.root_path import RootPath
from earmark.web.static_files import StaticFiles

Lifespan: TypeAlias = Callable[[Starlette], AbstractAsyncContextManager[None]]


def build_app(instance: Instance, lifespan: Lifespan | None = None) -> Starlette:
    """The application of an opened instance; ``lifespan`` is what goes on while it is up."""
    base_path = urlsplit(instance.settings.base_url).path.rstrip("/")
    static_files = public(StaticFiles())
    renderer = Renderer(static_files, base_path, frame)
    api = _api(base_path)
    app = Starlette(
        routes=[
            *library_pages.routes,
            *accounts_pages.routes,
            *health.routes,
            Mount("/static", static_files),
            Mount("/api/v1", api),
        ],
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(GZipMiddleware, minimum_size=2_000, compresslevel=5),
            Middleware(RootPath, path=base_path),
            Middleware(Notices),
            Middleware(BodyLimit),
        ],
        exception_handlers=page_handlers(),
        lifespan=lifespan,
    )
    for part in (app, api):
        part.state.database, part.state.blobs = instance.database, instance.blobs
        part.state.settings, part.state.renderer = instance.settings, renderer
    app.state.exports = (list_export(instance.blobs), ACCOUNT_EXPORT)
    guard_routes(app.routes)
    return app


def frame(request: Request) -> Mapping[str, object]:
    """What every page shows of the one who reads it."""
    reader = request.scope.get("state", {}).get("reader")
    look = look_of(request)
    return {
        "reader_name": reader.name if reader else None,
        "notice": notice_of(request),
        "theme": look.theme,
        "density": look.density,
    }


def _api(base_path: str) -> FastAPI:
    api = FastAPI(
        title="Earmark",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        root_path_in_servers=False,
        servers=[{"url": f"{base_path}/api/v1"}],
        exception_handlers=api_handlers(),
        telemetry={"tracing": False, "metrics": False},
    )
    api.include_router(library_api.api)
    api.include_router(accounts_api.api)
    for route in api.routes:
        if isinstance(route, Route) and route.path == api.openapi_url:
            public(route.endpoint)  # what the API looks like is in the source anyway
    return api
