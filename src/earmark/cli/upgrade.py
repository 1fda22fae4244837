"""``earmark upgrade``: bring the database up to date, before any server starts on it."""

from pathlib import Path

import click

from earmark.cli.opening import data_option
from earmark.db.copy_before import make_copy
from earmark.db.schema import bring_up_to_date, find_version
from earmark.logs import set_up_logs
from earmark.settings import read_settings


@click.command()
@click.option(
    "--i-have-a-backup", "has_backup", is_flag=True, help="Make no copy first: you made one."
)
@data_option
def upgrade(has_backup: bool, data_dir: Path | None) -> None:
    """Bring the database to the schema of this Earmark, after making a copy of it."""
    settings = read_settings(data_dir=data_dir)
    set_up_logs(settings.log_format)
    before = find_version(settings.database_address)
    back_up = _trust if has_backup else make_copy
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    bring_up_to_date(settings.database_address, settings.data_dir, back_up)
    after = find_version(settings.database_address)
    is_new = before != after
    click.echo(f"The database has schema {after}{f', before {before}' if is_new else ' already'}.")


def _trust(_url: str, _data_dir: Path, _version: str) -> str:
    return "made by the operator"
