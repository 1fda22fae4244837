"""The group of all commands; errors end as one line and exit status 1, wrong use as 2."""

import importlib
import os
import sys

import click

from earmark import __version__
from earmark.errors import EarmarkError

COMMANDS = {
    "serve": "earmark.cli.serve:serve",
    "worker": "earmark.cli.serve:worker",
    "user": "earmark.cli.accounts:user",
    "token": "earmark.cli.accounts:token",
    "save": "earmark.cli.library:save",
    "list": "earmark.cli.library:list_saved",
    "search": "earmark.cli.library:search",
    "show": "earmark.cli.library:show",
    "extract": "earmark.cli.extract:extract",
    "backup": "earmark.cli.keeping:backup",
    "restore": "earmark.cli.keeping:restore",
    "move": "earmark.cli.move:move",
    "upgrade": "earmark.cli.upgrade:upgrade",
    "reextract": "earmark.cli.reextract:reextract",
    "verify": "earmark.cli.keeping:verify",
    "settings": "earmark.cli.inspect:settings",
    "doctor": "earmark.cli.inspect:doctor",
}
"""Each command and where it is; loaded only when it is called, so that all start fast."""


class Commands(click.Group):
    """A group that imports a command's file when the command is asked for."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """The commands in the order of the table above."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, or None for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="earmark")
def earmark() -> None:
    """Save articles for later, keep them for good, know where they came from."""


def run() -> None:
    """Run the command line and leave with its status."""
    os.umask(0o077)  # what is written is for the one who runs it
    try:
        sys.exit(earmark(standalone_mode=False) or 0)
    except EarmarkError as exc:
        _fail(exc.message, 1)
    except click.UsageError as exc:
        _fail(f"{exc.format_message()} (earmark --help shows the commands)", exc.exit_code)
    except click.ClickException as exc:
        _fail(exc.format_message(), exc.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _fail("Stopped.", 1)


def _fail(message: str, status: int) -> None:
    click.echo(f"earmark: {' '.join(message.split())}", err=True)
    sys.exit(status)
