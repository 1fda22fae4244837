"""The web application: every slice's pages and API on one table of routes, guarded as one."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from functools import partial
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
from earmark.accounts import sign_up
from earmark.accounts.exports import ACCOUNT_EXPORT
from earmark.accounts.guard import guard_routes
from earmark.db.together import Together
from earmark.instance import Instance
from earmark.library import api as library_api
from earmark.library import pages as library_pages
from earmark.library import saving
from earmark.library.actions import save_all
from earmark.library.exports import list_export
from earmark.networks import parse_networks
from earmark.web import health
from earmark.web.access import public
from earmark.web.appearance import look_of
from earmark.web.body_limit import BodyLimit
from earmark.web.crashes import Crashes
from earmark.web.headers import SecurityHeaders
from earmark.web.metrics import StoredFigures
from earmark.web.metrics import routes as metrics_routes
from earmark.web.notices import Notices, notice_of
from earmark.web.problems import api_handlers, crash_page, page_handlers
from earmark.web.proxy import TrustedProxies
from earmark.web.render import Renderer
from earmark.web.request_log import RequestLog
from earmark.web.root_path import RootPath
from earmark.web.static_files import StaticFiles

Lifespan: TypeAlias = Callable[[Starlette], AbstractAsyncContextManager[None]]


def build_app(instance: Instance, lifespan: Lifespan | None = None) -> Starlette:
    """The application of an opened instance; ``lifespan`` is what goes on while it is up."""
    settings, metrics = instance.settings, instance.metrics
    if metrics:
        metrics.add(StoredFigures(instance.database))
    base_path = urlsplit(settings.base_url).path.rstrip("/")
    static_files = public(StaticFiles())
    renderer = Renderer(static_files, base_path, frame)
    api = _api(base_path)
    app = Starlette(
        routes=[
            Mount("/api/v1", api),  # first: what is tried later is found later
            *library_pages.routes,
            *saving.routes,
            *accounts_pages.routes,
            *sign_up.routes,
            *health.routes,
            *metrics_routes,
            Mount("/static", static_files),
        ],
        middleware=[
            Middleware(TrustedProxies, networks=parse_networks(settings.trusted_proxies)),
            Middleware(RequestLog, listener=metrics.request if metrics else None),
            Middleware(SecurityHeaders, base_url=settings.base_url),
            Middleware(GZipMiddleware, minimum_size=2_000, compresslevel=5),
            Middleware(RootPath, path=base_path),
            Middleware(Notices),
            Middleware(BodyLimit),
            Middleware(Crashes, page=crash_page),
        ],
        exception_handlers=page_handlers(),
        lifespan=lifespan,
    )
    for part in (app, api):
        part.state.database, part.state.blobs = instance.database, instance.blobs
        part.state.settings, part.state.renderer = settings, renderer
        part.router.redirect_slashes = False  # it would name the host as the proxy asked
    api.state.saves = Together(partial(save_all, instance.database))
    app.state.metrics = metrics
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
    api.include_router(library_api.direct)  # first, as the mount is
    api.include_router(library_api.api)
    api.include_router(accounts_api.api)
    for route in api.routes:
        if isinstance(route, Route) and route.path == api.openapi_url:
            public(route.endpoint)  # what the API looks like is in the source anyway
    return api
