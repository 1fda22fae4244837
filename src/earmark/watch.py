"""A small server beside ``earmark worker``: whether that can do its work, and what it counts."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import uvicorn
from starlette.applications import Starlette

from earmark.instance import Instance
from earmark.jobs.worker import Worker
from earmark.web import health
from earmark.web.metrics import StoredFigures
from earmark.web.metrics import routes as metrics_routes
from earmark.web.problems import api_handlers


@contextlib.contextmanager
def watched(instance: Instance, worker: Worker, listener: socket.socket) -> Iterator[None]:
    """Answer /healthz, /readyz and /metrics on a bound socket, in a thread, until the end."""
    app = build_watch_app(instance, worker)
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", ws="none", log_config=None))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True, name="watch")
    thread.start()
    while thread.is_alive() and not server.started:
        time.sleep(0.01)
    yield
    server.should_exit = True
    thread.join(2.0)


def build_watch_app(instance: Instance, worker: Worker) -> Starlette:
    """The application that answers those who watch over a worker."""
    app = Starlette(routes=[*health.routes, *metrics_routes], exception_handlers=api_handlers())
    app.state.database, app.state.blobs = instance.database, instance.blobs
    app.state.settings, app.state.worker = instance.settings, worker
    app.state.metrics = instance.metrics
    if instance.metrics:
        instance.metrics.add(StoredFigures(instance.database))
    return app
