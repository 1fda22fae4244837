"""What is known of Articles: the best copy for an account, its bodies and pictures."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
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
"""A copy with fewer words than this share of the longest is a cut one (a teaser, a soft error).

Of 1,312 pairs of readings of one page by different extractors (fundus and wcxb articles,
2026-11) a shorter one of 0.6 to 0.95 had dropped furniture: better in 176 of 237 pairs, much
worse (0.1 of F1) in 2. Below 0.6 it was better in 19 of 52 and much worse in 32."""

GUESS = 0.3
"""Confidence below which an extractor has only guessed; "all text of the page" has 0."""


def needs_capture(tx: Session, article_id: str, at: datetime | None = None) -> bool:
    """Whether a save should fetch the page: never captured, or not for a day."""
    taken_at = tx.scalar(select(Article.public_capture_at).where(Article.id == article_id))
    return taken_at is None or taken_at < (at or clock.now()) - FRESH_FOR


def best_extraction(tx: Session, article_id: str, account_id: int) -> Extraction | None:
    """The copy that this account should see, of those it may see.

    Order: an article before a stub before anything else; a complete copy before one that
    has lost much of its text; then the newest capture; of that capture's readings a sound
    one before one that has lost pictures or certainty; then the newest.
    """
    rows = tx.execute(
        select(Extraction, Snapshot.taken_at)
        .join(Snapshot, Snapshot.id == Extraction.snapshot_id)
        .where(Extraction.article_id == article_id)
        .where(or_(Snapshot.account_id.is_(None), Snapshot.account_id == account_id))
    ).all()
    if not rows:
        return None
    readings = [extraction for extraction, _ in rows]
    longest, sound = _longest(readings), _sound(tx, readings)

    def merit(row: Sequence[object]) -> tuple[int, bool, datetime, bool, datetime]:
        extraction, taken_at = row[0], row[1]
        assert isinstance(extraction, Extraction)
        assert isinstance(taken_at, datetime)
        rank = _RANK.get(extraction.verdict, 0)
        is_complete = extraction.body_words >= longest * COMPLETE_SHARE
        return rank, is_complete, taken_at, extraction.id in sound, extraction.made_at

    return max(rows, key=merit)[0]


_RANK = {"article": 2, "stub": 1}


def _longest(readings: Sequence[Extraction]) -> int:
    """Words of the longest article; a mere guess is no measure where there is more certainty."""
    articles = [e for e in readings if e.verdict == "article"]
    certain = [e for e in articles if e.confidence >= GUESS]
    return max((e.body_words for e in certain or articles), default=0)


def _sound(tx: Session, readings: Sequence[Extraction]) -> set[str]:
    """Ids of those that have half of the certainty and pictures that one of the same bytes has."""
    families: dict[str, list[Extraction]] = {}
    for extraction in readings:
        families.setdefault(extraction.snapshot_id, []).append(extraction)
    compared = [e.id for family in families.values() if len(family) > 1 for e in family]
    pictures = _kept_pictures(tx, compared) if compared else {}
    found: set[str] = set()
    for family in families.values():
        most_pictures = max(pictures.get(e.id, 0) for e in family)
        most_certain = max(e.confidence for e in family)
        found |= {
            e.id
            for e in family
            if 2 * pictures.get(e.id, 0) >= most_pictures and 2 * e.confidence >= most_certain
        }
    return found


def _kept_pictures(tx: Session, extraction_ids: Collection[str]) -> dict[str, int]:
    """How many pictures of each Extraction are kept."""
    rows = tx.execute(
        select(Picture.extraction_id, func.count())
        .where(Picture.extraction_id.in_(extraction_ids), Picture.reading_sha256.is_not(None))
        .group_by(Picture.extraction_id)
    )
    return dict(rows.all())


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
