"""The sweep takes what nothing points to, and nothing else, however unlucky the moment."""

from collections.abc import Callable, Collection
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from tests.databases import columns_by_table
from tests.makers import make_bookmark

from earmark import clock
from earmark.articles.queries import blobs_used_among
from earmark.blobs.models import Blob
from earmark.blobs.store import Blobs
from earmark.blobs.sweep import sweep
from earmark.db.engine import Database
from earmark.errors import EarmarkError


def nothing_used(_tx: Session, _digests: Collection[str]) -> set[str]:
    return set()


@pytest.fixture
def let_days_pass(database: Database) -> Callable[[int], None]:
    """Make all rows older, as if so many days had gone by."""

    def older(days: int) -> None:
        by = timedelta(days=days)
        with database.write() as tx:
            for row in tx.scalars(select(Blob)):
                row.seen_at -= by
                row.condemned_at = row.condemned_at and row.condemned_at - by

    return older


def test_what_nothing_points_to_is_condemned_first_and_deleted_a_day_later(
    database: Database, blobs: Blobs, let_days_pass
):
    [digest] = blobs.put(b"nobody's")
    let_days_pass(2)
    assert sweep(database, blobs, nothing_used) == (1, 0)
    assert blobs.get(digest) == b"nobody's"
    let_days_pass(2)
    sweep(database, blobs, nothing_used)
    assert blobs.store.digests() == []
    with database.read() as tx:
        assert tx.scalar(select(func.count()).select_from(Blob)) == 0


def test_what_was_put_a_moment_ago_is_left_alone(database: Database, blobs: Blobs):
    blobs.put(b"about to be used")
    assert sweep(database, blobs, nothing_used) == (0, 0)


def test_what_is_put_again_after_it_was_condemned_stays(
    database: Database, blobs: Blobs, let_days_pass
):
    [digest] = blobs.put(b"wanted again")
    let_days_pass(2)
    sweep(database, blobs, nothing_used)
    let_days_pass(2)
    blobs.put(b"wanted again")
    sweep(database, blobs, nothing_used)
    assert blobs.get(digest) == b"wanted again"


def test_what_came_into_use_after_it_was_condemned_stays(
    database: Database, blobs: Blobs, let_days_pass
):
    [digest] = blobs.put(b"used by now")
    let_days_pass(2)
    sweep(database, blobs, nothing_used)
    let_days_pass(2)
    sweep(database, blobs, lambda _tx, _digests: {digest})
    let_days_pass(2)
    sweep(database, blobs, lambda _tx, _digests: {digest})
    assert blobs.get(digest) == b"used by now"


def test_what_went_out_of_use_again_is_taken_in_the_end(
    database: Database, blobs: Blobs, let_days_pass
):
    [digest] = blobs.put(b"used for a while")
    let_days_pass(2)
    sweep(database, blobs, nothing_used)
    sweep(database, blobs, lambda _tx, _digests: {digest})
    for _ in range(2):
        sweep(database, blobs, nothing_used)
        let_days_pass(2)
    sweep(database, blobs, nothing_used)
    assert blobs.store.digests() == []


def test_the_copies_of_a_kept_article_are_never_taken(
    database: Database, blobs: Blobs, account: int, let_days_pass
):
    make_bookmark(database, blobs, account)
    before = blobs.store.digests()
    for _ in range(3):
        let_days_pass(3)
        sweep(database, blobs, blobs_used_among)
    assert blobs.store.digests() == before != []


def test_every_column_that_names_a_blob_is_asked(database: Database):
    """A new column with a hash that the sweep does not know would lose its blobs."""
    with database.read() as tx:
        named = {
            f"{table}.{column}"
            for table, columns in columns_by_table(tx).items()
            for column in columns
            if column.endswith("sha256")
        }
    assert named == {
        "blobs.sha256",
        "snapshots.body_sha256",
        "extractions.body_html_sha256",
        "extractions.body_text_sha256",
        "pictures.original_sha256",
        "pictures.reading_sha256",
        "pictures.thumb_sha256",
    }


def test_more_than_a_batch_is_swept(database: Database, blobs: Blobs, let_days_pass):
    digests = blobs.put(*(str(n).encode() for n in range(250)))
    let_days_pass(2)
    used = set(digests[::5])

    def used_among(_tx: Session, asked: Collection[str]) -> set[str]:
        return used & set(asked)

    sweep(database, blobs, used_among)
    let_days_pass(2)
    sweep(database, blobs, used_among)
    assert set(blobs.store.digests()) == used


def test_a_sweep_that_stops_half_way_loses_nothing_that_is_in_use(
    database: Database, blobs: Blobs, let_days_pass
):
    blobs.put(b"a", b"b")
    let_days_pass(2)
    sweep(database, blobs, nothing_used)
    let_days_pass(2)

    def fails(_tx: Session, _digests: Collection[str]) -> set[str]:
        raise EarmarkError("The power went.")

    with pytest.raises(EarmarkError):
        sweep(database, blobs, fails)
    with database.write() as tx:
        assert tx.scalar(select(func.count()).select_from(Blob)) == 2
        tx.execute(update(Blob).values(seen_at=clock.now()))
    assert len(blobs.store.digests()) == 2
