"""The server process: opens the instance, starts worker and web, says where it is."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
import threading
from collections.abc import AsyncIterator
from types import FrameType

import click
import uvicorn
from anyio import to_thread
from starlette.applications import Starlette

from earmark import __version__, memory
from earmark.accounts.actions import first_run_secret
from earmark.app import Lifespan, build_app
from earmark.instance import Instance, open_instance
from earmark.jobs.worker import Worker
from earmark.listening import listen
from earmark.logs import log
from earmark.settings import Settings, read_settings

SWITCH_S = 0.0005
"""How long a busy job thread keeps the interpreter from a request that waits; Python's 5 ms
made a save wait four times as long while captures ran (make bench-save)."""

GRACE_S = 9
"""Seconds that requests and jobs under way have to end after SIGTERM, side by side."""

LAST_S = 0.8
"""Seconds after that in which a thread that cannot be cancelled is waited for."""


def serve(settings: Settings) -> None:
    """Serve until told to stop. Raises Conflict when the port is taken."""
    sys.setswitchinterval(SWITCH_S)
    listener = listen(settings.host, settings.port)
    instance = open_instance(settings)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave_to_uvicorn)
    try:
        app = build_app(instance, lifespan=running(instance))
        memory.settle()
        _Server(_config(settings, app), app).run(sockets=[listener])
    finally:
        instance.close()
    log.info("server.stopped")


def _leave_to_uvicorn(_number: int, _frame: object) -> None:
    """Uvicorn stops by its own handler, then hands the signal to this one: all is done."""


class _Server(uvicorn.Server):
    """Ends requests and jobs side by side when it is asked to stop; asked twice, ends at once."""

    def __init__(self, config: uvicorn.Config, app: Starlette) -> None:
        super().__init__(config)
        self._app = app

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Note that a signal asked to stop."""
        if self.should_exit:
            os._exit(128 + sig)
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Refuse new connections, and wait for what is under way."""
        log.info("server.stopping", requests=len(self.server_state.tasks))
        last = threading.Timer(GRACE_S + LAST_S, _cut_off)
        last.daemon = True
        last.start()
        self._app.state.ending.begin()
        await super().shutdown(sockets)


def _cut_off() -> None:
    """End although a thread still waits for something; jobs were handed back before."""
    log.warning("server.cut_off")
    os._exit(0)


class _Ending:
    """The end of a worker: begun when the server is asked to stop, waited for at the end."""

    def __init__(self, worker: Worker) -> None:
        self._thread = threading.Thread(target=worker.stop, args=(GRACE_S,), name="job-ending")

    def begin(self) -> None:
        """Begin no new job, and give those under way their time; a second call changes nothing."""
        if self._thread.ident is None:
            self._thread.start()

    async def wait(self) -> None:
        """Wait until all jobs have ended or were handed back."""
        self.begin()
        await to_thread.run_sync(self._thread.join)


def serve_reloading(settings: Settings) -> None:
    """Serve for development: a changed file starts the process anew."""
    os.environ["EARMARK_DATA_DIR"] = str(settings.data_dir)
    uvicorn.run(
        "earmark.server:make_app",
        factory=True,
        reload=True,
        reload_dirs=["src"],
        reload_includes=["*.py", "*.html", "*.css", "*.js"],
        host=settings.host,
        port=settings.port,
        log_level="warning",
    )


def make_app() -> Starlette:
    """The application by the environment's settings; for reloading and for other servers."""
    instance = open_instance(read_settings())
    return build_app(instance, lifespan=running(instance))


def running(instance: Instance) -> Lifespan:
    """What goes on while the application is up: the worker, and the first word to a person."""

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        worker = app.state.worker = instance.worker()
        ending = app.state.ending = _Ending(worker)
        worker.start()
        instance.children.warm_up()
        log.info("server.started", version=__version__, pid=os.getpid())
        _say_where(instance)
        giving_back = asyncio.create_task(memory.give_back_for_ever())
        yield
        giving_back.cancel()
        await ending.wait()

    return lifespan


def _say_where(instance: Instance) -> None:
    settings = instance.settings
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = settings.base_url.rstrip("/") or f"http://{host}:{settings.port}"
    secret = first_run_secret(instance.database)
    if secret:
        click.echo("Welcome. Open this address once to make the owner's account:\n")
        click.echo(f"  {address}/set-up?secret={secret}\n")
    else:
        click.echo(f"Earmark is at {address}/ (Ctrl-C stops it)")


def _config(settings: Settings, app: Starlette) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http="httptools",
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        proxy_headers=False,  # web.proxy
        timeout_graceful_shutdown=GRACE_S,
        timeout_keep_alive=30,
    )
