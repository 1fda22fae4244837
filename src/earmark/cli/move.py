"""``earmark move``: the same Earmark on another database, its files in another store."""

from collections.abc import Callable, Iterator
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from earmark.blobs.copying import copy_blobs
from earmark.blobs.models import Blob
from earmark.blobs.opening import open_store
from earmark.cli.opening import data_option, progress
from earmark.db.hold import held
from earmark.errors import EarmarkError, Invalid
from earmark.moving.database import PASSES, check_source, move_rows, total_of
from earmark.moving.everything import HELD, TABLES, Step, row_count
from earmark.settings import Settings, read_settings


@click.command()
@click.option("--to", "database_url", metavar="URL", help="The new database, empty.")
@click.option("--blobs-to", "blob_url", metavar="PLACE", help="A folder, or s3://BUCKET/PREFIX.")
@data_option
def move(database_url: str | None, blob_url: str | None, data_dir: Path | None) -> None:
    """Carry everything to another database, kept files to another store, or both.

    Where it comes from is what the settings name; that is only read, and stays as it is. Run
    it again after anything cut it off: it goes on where it stopped.
    """
    before = read_settings(data_dir=data_dir)
    after = read_settings(data_dir=data_dir, database_url=database_url, blob_url=blob_url)
    _check_asked(before, after)
    check_source(before.database_address)
    with held(before.database_address, HELD) as source:
        lost = _move_files(source, before, after) if blob_url else 0
        if database_url:
            _move_rows(source, after)
    click.echo(
        "The old one is as it was. Give the new address in the settings"
        f" ({' and '.join(_to_be_set(database_url, blob_url))}), start Earmark, and look around"
        " before you delete the old."
    )
    if lost:
        raise EarmarkError(
            f"{lost} kept files were missing or damaged where they were, as listed above. All"
            " else was moved; refresh their pages, or put the files back, and move again."
        )


def _check_asked(before: Settings, after: Settings) -> None:
    same_database = before.database_address == after.database_address
    same_store = before.blob_url == after.blob_url
    if same_database and same_store:
        raise Invalid("to", "Say where to: --to URL for the database, --blobs-to for kept files.")


def _to_be_set(database_url: str | None, blob_url: str | None) -> Iterator[str]:
    if database_url:
        yield "EARMARK_DATABASE_URL"
    if blob_url:
        yield "EARMARK_BLOB_URL"


def _move_files(source: Session, before: Settings, after: Settings) -> int:
    """Copy the kept files; how many could not be had."""
    digests = list(source.scalars(select(Blob.sha256).order_by(Blob.sha256)))
    with progress("Copying files") as tell:
        lost = copy_blobs(open_store(before), open_store(after), digests, tell)
    click.echo(f"{len(digests) - len(lost):,} kept files copied and checked.")
    for digest, reason in lost.items():
        click.echo(f"{digest}  {reason}")
    return len(lost)


def _move_rows(source: Session, after: Settings) -> None:
    with progress("Moving") as tell:
        moved = move_rows(source, after.database_address, _steps(tell, PASSES * row_count(source)))
    rows = sum(moved[table.name].rows for table in TABLES)
    click.echo(
        f"{rows:,} rows of {len(TABLES)} tables moved, {moved['bookmarks'].rows:,} bookmarks among"
        f" them, and {moved['jobs'].rows:,} jobs. Both sides have the sum {total_of(moved)[:16]}."
    )


def _steps(tell: Callable[[int, int], None], total: int) -> Step:
    done = 0

    def step(more: int) -> None:
        nonlocal done
        done += more
        tell(done, total)

    return step
