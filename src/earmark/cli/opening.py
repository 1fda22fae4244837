"""What commands share: opening the instance, naming the account, printing results."""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from earmark.accounts import queries as accounts
from earmark.errors import Invalid, NotFound
from earmark.instance import Instance, open_instance
from earmark.logs import set_up_logs
from earmark.settings import read_settings

data_option = click.option(
    "--data", "data_dir", type=click.Path(path_type=Path), help="The data folder."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
user_option = click.option(
    "--user", "user_name", help="The account; needed when there are several."
)


@contextmanager
def opened(data_dir: Path | None = None, **overrides: Any) -> Iterator[Instance]:
    """The instance of the settings, closed at the end; Any: values of settings."""
    settings = read_settings(data_dir=data_dir, **overrides)
    set_up_logs(settings.log_format, logging.WARNING)  # standard output is for results
    instance = open_instance(settings)
    try:
        yield instance
    finally:
        instance.close()


def account_id_of(instance: Instance, user_name: str | None) -> int:
    """The account that a command acts for: the named one, or the only one there is.

    Raises NotFound, or Invalid when there are several and none was named.
    """
    with instance.database.read() as tx:
        if user_name:
            return accounts.get_account(tx, user_name).id
        everyone = accounts.people(tx)
    if not everyone:
        raise NotFound("There is no account yet. Make one: earmark user add NAME --owner")
    if len(everyone) > 1:
        raise Invalid("user", "There are several accounts; say whose list with --user NAME.")
    return everyone[0].id


def print_json(value: Any) -> None:  # Any: whatever JSON can hold
    """One JSON document, readable."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A progress line on the terminal; silent where nobody watches."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
