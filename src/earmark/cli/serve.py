"""``earmark serve`` and ``earmark worker``: the processes that stay."""

import signal
import threading
from pathlib import Path

import click

from earmark.cli.opening import data_option, opened
from earmark.logs import set_up_logs
from earmark.settings import read_settings


@click.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on.")
@click.option("--reload", "is_reloading", is_flag=True, help="Start anew when the code changes.")
@data_option
def serve(host: str | None, port: int | None, is_reloading: bool, data_dir: Path | None) -> None:
    """Serve the pages and the API, and do the work behind them."""
    from earmark import server

    settings = read_settings(data_dir=data_dir, host=host, port=port)
    set_up_logs(settings.log_format)
    if is_reloading:
        server.serve_reloading(settings)
    else:
        server.serve(settings)


@click.command()
@data_option
def worker(data_dir: Path | None) -> None:
    """Do the work only: capture pages, fetch pictures, keep the search up to date."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with opened(data_dir) as instance:
        set_up_logs(instance.settings.log_format)
        running = instance.worker()
        running.start()
        click.echo(f"Working for {instance.settings.data_dir.resolve()}. Ctrl-C stops.")
        stop.wait()
        running.stop()
