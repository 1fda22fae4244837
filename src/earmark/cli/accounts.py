"""``earmark user`` and ``earmark token``: people and the tokens of their programs."""

import sys
from pathlib import Path

import click

from earmark.accounts import actions
from earmark.accounts import queries as accounts
from earmark.accounts.reader import Scope
from earmark.cli.opening import account_id_of, data_option, json_option, opened, print_json

password_option = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input."
)


@click.group()
def user() -> None:
    """The people of this Earmark."""


@user.command("add")
@click.argument("name")
@click.option("--owner", is_flag=True, help="May invite and remove people.")
@password_option
@data_option
def add(name: str, owner: bool, password_stdin: bool, data_dir: Path | None) -> None:
    """Make an account."""
    password = _password(password_stdin)
    with opened(data_dir) as instance:
        actions.add_account(instance.database, name, password, is_owner=owner)
    click.echo(f"{name} can sign in now.")


@user.command("password")
@click.argument("name")
@password_option
@data_option
def change_password(name: str, password_stdin: bool, data_dir: Path | None) -> None:
    """Give an account a new password; all its sessions end."""
    password = _password(password_stdin)
    with opened(data_dir) as instance:
        actions.reset_password(instance.database, name, password)
    click.echo(f"{name} has a new password and is signed out everywhere.")


@user.command("list")
@json_option
@data_option
def list_people(as_json: bool, data_dir: Path | None) -> None:
    """Show who has an account."""
    with opened(data_dir) as instance, instance.database.read() as tx:
        people = accounts.people(tx)
    if as_json:
        rows = [
            {"name": p.name, "is_owner": p.is_owner, "created_at": p.created_at} for p in people
        ]
        print_json({"items": rows, "next_cursor": None})
        return
    for person in people:
        click.echo(f"{person.name}{' (owner)' if person.is_owner else ''}")


@click.group()
def token() -> None:
    """Secrets with which programs act for an account."""


@token.command("create")
@click.option("--user", "user_name", required=True, help="The account.")
@click.option(
    "--scope", type=click.Choice([s.value for s in Scope]), default="write", show_default=True
)
@click.option("--name", default="command line", show_default=True, help="What it is for.")
@data_option
def create(user_name: str, scope: str, name: str, data_dir: Path | None) -> None:
    """Make a token and print it, this once."""
    with opened(data_dir) as instance:
        account_id = account_id_of(instance, user_name)
        _row, secret = actions.make_token(instance.database, account_id, name, Scope(scope))
    click.echo(secret)


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
