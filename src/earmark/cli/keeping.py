"""``earmark backup``, ``restore`` and ``verify``: looking after the copies."""

from pathlib import Path

import click

from earmark.blobs.backup import Manifest, damaged_blobs, make_backup, restore_backup
from earmark.blobs.opening import open_store
from earmark.cli.opening import data_option, json_option, opened, print_json, progress
from earmark.db.schema import sqlite_path
from earmark.errors import EarmarkError, Invalid
from earmark.settings import Settings, read_settings


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@data_option
def backup(path: Path, data_dir: Path | None) -> None:
    """Copy everything into the new folder PATH, and check the copy."""
    with opened(data_dir) as instance, progress("Copying") as tell:
        made = make_backup(_database_file(instance.settings), instance.blobs.store, path, tell)
    click.echo(
        f"{path}: {made.bookmarks:,} bookmarks and {made.blobs:,} files"
        f" ({made.blob_bytes / 2**20:,.1f} MB), copied and checked."
    )
    _tell_lost(made)


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@data_option
def restore(path: Path, data_dir: Path | None) -> None:
    """Put the backup in PATH into an empty data folder, checking everything."""
    settings = read_settings(data_dir=data_dir)
    _database_file(settings)
    with progress("Restoring") as tell:
        found = restore_backup(path, settings.data_dir, open_store(settings), tell)
    click.echo(f"Restored {found.bookmarks:,} bookmarks and {found.blobs:,} files, checked.")
    for digest, reason in found.lost.items():
        click.echo(f"{digest}  lost before the backup: {reason}")


@click.command()
@json_option
@data_option
def verify(as_json: bool, data_dir: Path | None) -> None:
    """Read every kept file and compare its hash."""
    with opened(data_dir) as instance, progress("Checking") as tell:
        blobs = instance.blobs
        damaged = list(damaged_blobs(blobs.digests(), blobs.store, tell))
    if as_json:
        print_json({"damaged": [{"sha256": d, "reason": r} for d, r in damaged]})
    for digest, reason in damaged if not as_json else ():
        click.echo(f"{digest}  {reason}")
    if damaged:
        raise EarmarkError(f"{len(damaged)} kept files are missing or damaged.")
    if not as_json:
        click.echo("Every kept file is there and sound.")


def _tell_lost(made: Manifest) -> None:
    """Name what the backup lacks. Raises EarmarkError if there is anything."""
    for digest, reason in made.lost.items():
        click.echo(f"{digest}  {reason}")
    if made.lost:
        raise EarmarkError(
            f"The backup is there but not complete: {len(made.lost)} kept files are missing or"
            " damaged. Save or refresh their pages anew, and back up again."
        )


def _database_file(settings: Settings) -> Path:
    """SQLite's file. Raises Invalid on PostgreSQL, whose own tools do this better."""
    path = sqlite_path(settings.database_address)
    if path is None:
        raise Invalid(
            "database_url",
            "This Earmark keeps its data in PostgreSQL: back it up with pg_dump and then copy the"
            " kept files, restore with pg_restore, and check with earmark verify"
            " (docs/install/postgresql.md).",
        )
    return path
