"""``earmark serve`` and ``earmark worker``: the processes that stay."""

import os
import signal
import threading
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import click

from earmark import __version__, memory
from earmark.cli.opening import data_option, opened
from earmark.instance import Instance
from earmark.jobs.worker import Worker
from earmark.logs import log, set_up_logs
from earmark.settings import read_settings

GRACE_S = 9
"""Seconds that jobs under way have to end after SIGTERM."""


@click.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on.")
@click.option("--reload", "is_reloading", is_flag=True, help="Start anew when the code changes.")
@data_option
def serve(host: str | None, port: int | None, is_reloading: bool, data_dir: Path | None) -> None:
    """Serve the pages and the API, and do the work behind them."""
    memory.load_at_once()
    from earmark import server

    settings = read_settings(data_dir=data_dir, host=host, port=port)
    set_up_logs(settings.log_format)
    if is_reloading:
        server.serve_reloading(settings)
    else:
        server.serve(settings)


@click.command()
@click.option("--port", type=int, help="Answer /healthz, /readyz and /metrics there.")
@data_option
def worker(port: int | None, data_dir: Path | None) -> None:
    """Do the work only: capture pages, fetch pictures, keep the search up to date."""
    stop = _stop_signals()
    with opened(data_dir) as instance:
        set_up_logs(instance.settings.log_format)
        running = instance.worker()
        running.start()
        with _watched(instance, running, port) if port else nullcontext():
            log.info("worker.started", version=__version__, pid=os.getpid())
            click.echo(f"Working for {instance.settings.data_dir.resolve()}. Ctrl-C stops.")
            stop.wait()
            log.info("worker.stopping")
            running.stop(GRACE_S)
    log.info("worker.stopped")


def _watched(instance: Instance, running: Worker, port: int) -> AbstractContextManager[None]:
    from earmark.listening import listen
    from earmark.watch import watched

    return watched(instance, running, listen(instance.settings.host, port))


def _stop_signals() -> threading.Event:
    """Set by the first signal that asks to stop; the second ends the process at once."""
    stop = threading.Event()

    def asked(number: int, _frame: object) -> None:
        if stop.is_set():
            os._exit(128 + number)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, asked)
    return stop
