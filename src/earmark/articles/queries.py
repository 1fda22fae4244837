"""What is known of Articles: the best copy for an account, its bodies and pictures."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from earmark import clock
from earmark.articles.models import (
    Article,
    CaptureFailure,
    Extraction,
    Picture,
    Snapshot,
)

FRESH_FOR = timedelta(days=1)
"""A save captures anew when the newest public Snapshot is older than this."""

COMPLETE_SHARE = 0.6
"""A copy with fewer words than this share of the longest is a cut one (a teaser, a soft error)."""


def needs_capture(tx: Session, article_id: str, at: datetime | None = None) -> bool:
    """Whether a save should fetch the page: never captured, or not for a day."""
    taken_at = tx.scalar(select(Article.public_capture_at).where(Article.id == article_id))
    return taken_at is None or taken_at < (at or clock.now()) - FRESH_FOR


def best_extraction(tx: Session, article_id: str, account_id: int) -> Extraction | None:
    """The copy that this account should see, of those it may see.

    Order: an article before a stub before anything else; a complete copy before one that
    has lost much of its text; then the newest capture, then the newest reading of it.
    """
    rows = tx.execute(
        select(Extraction, Snapshot.taken_at)
        .join(Snapshot, Snapshot.id == Extraction.snapshot_id)
        .where(Extraction.article_id == article_id)
        .where(or_(Snapshot.account_id.is_(None), Snapshot.account_id == account_id))
    ).all()
    if not rows:
        return None
    longest = max((e.body_words for e, _ in rows if e.verdict == "article"), default=0)

    def merit(row: Sequence[object]) -> tuple[int, bool, datetime, datetime]:
        extraction, taken_at = row[0], row[1]
        assert isinstance(extraction, Extraction)
        assert isinstance(taken_at, datetime)
        is_complete = extraction.body_words >= longest * COMPLETE_SHARE
        return _RANK.get(extraction.verdict, 0), is_complete, taken_at, extraction.made_at

    return max(rows, key=merit)[0]


_RANK = {"article": 2, "stub": 1}


def last_failure(tx: Session, article_id: str, account_id: int) -> CaptureFailure | None:
    """Why the last capture that concerns this account failed; None if it worked."""
    return tx.scalars(
        select(CaptureFailure)
        .where(CaptureFailure.article_id == article_id)
        .where(CaptureFailure.account_id.in_((0, account_id)))
        .order_by(CaptureFailure.failed_at.desc())
    ).first()


def pictures(tx: Session, extraction_id: str) -> list[Picture]:
    """The pictures of an Extraction, in body order."""
    of = select(Picture).where(Picture.extraction_id == extraction_id)
    return list(tx.scalars(of.order_by(Picture.position)))


def find_picture(tx: Session, extraction_id: str, position: int) -> Picture | None:
    """One picture of an Extraction."""
    return tx.get(Picture, (extraction_id, position))


def find_snapshot(tx: Session, snapshot_id: str) -> Snapshot | None:
    """A Snapshot by id."""
    return tx.get(Snapshot, snapshot_id)


def find_extraction(tx: Session, extraction_id: str) -> Extraction | None:
    """An Extraction by id."""
    return tx.get(Extraction, extraction_id)


def snapshots(tx: Session, article_id: str, account_id: int) -> list[Snapshot]:
    """The Snapshots of an Article that this account may see, newest first."""
    return list(
        tx.scalars(
            select(Snapshot)
            .where(Snapshot.article_id == article_id)
            .where(or_(Snapshot.account_id.is_(None), Snapshot.account_id == account_id))
            .order_by(Snapshot.taken_at.desc(), Snapshot.id.desc())
        )
    )


def blobs_used_among(tx: Session, digests: Collection[str]) -> set[str]:
    """Those of the digests that a Snapshot, an Extraction or a Picture points to."""
    used: set[str] = set()
    for column in _BLOB_COLUMNS:
        used.update(d for d in tx.scalars(select(column).where(column.in_(digests))) if d)
    return used


_BLOB_COLUMNS: tuple[InstrumentedAttribute[str] | InstrumentedAttribute[str | None], ...] = (
    Snapshot.body_sha256,
    Extraction.body_html_sha256,
    Extraction.body_text_sha256,
    Picture.original_sha256,
    Picture.reading_sha256,
    Picture.thumb_sha256,
)
