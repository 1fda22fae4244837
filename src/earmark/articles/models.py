"""The tables of what was published: Articles, their addresses, Snapshots and Extractions.

An Article is an identity only. A Snapshot is the bytes as received and never changes; an
Extraction is what one extractor version read from one Snapshot. Better readings are added,
nothing is overwritten.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from earmark.db.base import Base, UtcDateTime, new_id


class Article(Base):
    """What was published, as an identity: nobody's property."""

    __tablename__ = "articles"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    first_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    merged_into: Mapped[str | None] = mapped_column(ForeignKey("articles.id"))
    public_capture_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Address(Base):
    """A canonical address, and the Article that is there."""

    __tablename__ = "addresses"

    canonical_url: Mapped[str] = mapped_column(Text, primary_key=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    origin: Mapped[str] = mapped_column(String(10))  # saved, redirect or canonical
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_addresses_article_id", "article_id"),)


class Snapshot(Base):
    """The bytes as received at a moment. With an ``account_id``, only that account may see it."""

    __tablename__ = "snapshots"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
    origin: Mapped[str] = mapped_column(String(10))  # server, browser, file or text
    requested_url: Mapped[str] = mapped_column(Text)
    final_url: Mapped[str] = mapped_column(Text)
    hops: Mapped[list[str]] = mapped_column(JSON, default=list)
    status: Mapped[int | None] = mapped_column(Integer)
    headers: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    content_type: Mapped[str | None] = mapped_column(String(255))
    body_sha256: Mapped[str] = mapped_column(String(64))
    body_bytes: Mapped[int] = mapped_column(Integer)

    __table_args__ = (
        Index("ix_snapshots_article_id_taken_at", "article_id", "taken_at"),
        Index("ix_snapshots_account_id", "account_id"),
        Index("ix_snapshots_body_sha256", "body_sha256"),
    )


class Extraction(Base):
    """What one extractor version read from one Snapshot, with its verdict on the copy."""

    __tablename__ = "extractions"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    snapshot_id: Mapped[str] = mapped_column(ForeignKey("snapshots.id", ondelete="CASCADE"))
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    extractor_version: Mapped[str] = mapped_column(String(20))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    verdict: Mapped[str] = mapped_column(String(10))  # article, stub, blocked, gone or error
    verdict_reason: Mapped[str | None] = mapped_column(String(40))
    verdict_message: Mapped[str | None] = mapped_column(String(500))
    headline: Mapped[str | None] = mapped_column(Text)
    byline: Mapped[list[str]] = mapped_column(JSON, default=list)
    agency: Mapped[list[str]] = mapped_column(JSON, default=list)
    dateline: Mapped[str | None] = mapped_column(Text)
    site_name: Mapped[str | None] = mapped_column(Text)
    section: Mapped[str | None] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    modified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    language: Mapped[str | None] = mapped_column(String(35))
    direction: Mapped[str] = mapped_column(String(3), default="ltr")
    kind: Mapped[str] = mapped_column(String(20), default="other")
    confidence: Mapped[float] = mapped_column(Float, default=0.0)
    body_words: Mapped[int] = mapped_column(Integer, default=0)
    body_html_sha256: Mapped[str] = mapped_column(String(64))
    body_text_sha256: Mapped[str] = mapped_column(String(64))
    why: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # Any: a note per field
    same_copy_print: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        Index("ix_extractions_article_id", "article_id"),
        Index("ix_extractions_snapshot_id", "snapshot_id"),
        Index("ix_extractions_body_html_sha256", "body_html_sha256"),
        Index("ix_extractions_body_text_sha256", "body_text_sha256"),
    )


class CaptureFailure(Base):
    """Why the last try to capture came to nothing; gone once a capture works.

    ``account_id`` is 0 for a public capture, else the account whose private copy it was.
    """

    __tablename__ = "capture_failures"

    article_id: Mapped[str] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    failed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(40))
    message: Mapped[str] = mapped_column(String(500))
    next_try_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Picture(Base):
    """A picture of an Extraction, in body order; kept once its blob is there."""

    __tablename__ = "pictures"

    extraction_id: Mapped[str] = mapped_column(
        ForeignKey("extractions.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    caption: Mapped[str | None] = mapped_column(Text)
    credit: Mapped[list[str]] = mapped_column(JSON, default=list)
    alt: Mapped[str | None] = mapped_column(Text)
    is_lead: Mapped[bool] = mapped_column(default=False)
    original_sha256: Mapped[str | None] = mapped_column(String(64))
    reading_sha256: Mapped[str | None] = mapped_column(String(64))
    thumb_sha256: Mapped[str | None] = mapped_column(String(64))
    media_type: Mapped[str | None] = mapped_column(String(40))
    width: Mapped[int | None] = mapped_column(Integer)
    height: Mapped[int | None] = mapped_column(Integer)
    failure: Mapped[str | None] = mapped_column(String(300))

    __table_args__ = (
        Index("ix_pictures_original_sha256", "original_sha256"),
        Index("ix_pictures_reading_sha256", "reading_sha256"),
        Index("ix_pictures_thumb_sha256", "thumb_sha256"),
    )
