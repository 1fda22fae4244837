"""The tables of one person's keeping: Bookmarks, their numbers, and Tags.

A Bookmark carries what the lists show (headline, site, words ...) copied from its best
Extraction, so that a list page is one query whatever hangs behind it.
"""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from earmark.db.base import Base, UtcDateTime, new_id


class Bookmark(Base):
    """One person's keeping of an Article; the reader sees "Saved"."""

    __tablename__ = "bookmarks"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    number: Mapped[int] = mapped_column(Integer)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"))
    url: Mapped[str] = mapped_column(Text)
    canonical_url: Mapped[str] = mapped_column(Text)
    title: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    order_key: Mapped[int] = mapped_column(BigInteger)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    starred_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), default="capturing")
    state_reason: Mapped[str | None] = mapped_column(String(40))
    state_message: Mapped[str | None] = mapped_column(String(500))
    best_extraction_id: Mapped[str | None] = mapped_column(
        ForeignKey("extractions.id", ondelete="SET NULL")
    )
    headline: Mapped[str | None] = mapped_column(Text)
    byline: Mapped[str | None] = mapped_column(Text)
    site_name: Mapped[str | None] = mapped_column(Text)
    host: Mapped[str] = mapped_column(String(255), default="")
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    language: Mapped[str | None] = mapped_column(String(35))
    direction: Mapped[str] = mapped_column(String(3), default="ltr")
    description: Mapped[str | None] = mapped_column(Text)
    body_words: Mapped[int] = mapped_column(Integer, default=0)
    lead_picture: Mapped[int | None] = mapped_column(Integer)
    position_quote: Mapped[str] = mapped_column(Text, default="", server_default="")
    position_share: Mapped[float] = mapped_column(Float, default=0.0, server_default="0")
    position_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("uq_bookmarks_article", "account_id", "article_id", unique=True),
        Index("uq_bookmarks_number", "account_id", "number", unique=True),
        Index("uq_bookmarks_order_key", "order_key", unique=True),
        Index("ix_bookmarks_account_id_order_key", "account_id", "order_key"),
        Index("ix_bookmarks_account_id_state", "account_id", "state"),
        Index(
            "ix_bookmarks_account_id_position_at",
            "account_id",
            "position_at",
            sqlite_where=text("position_at IS NOT NULL"),
            postgresql_where=text("position_at IS NOT NULL"),
        ),
        Index("ix_bookmarks_article_id", "article_id"),
    )


class ListCounter(Base):
    """The highest numbers that a person's Bookmarks and Tags ever had: none is given twice."""

    __tablename__ = "list_counters"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    last_number: Mapped[int] = mapped_column(Integer, server_default="0")
    last_tag_number: Mapped[int] = mapped_column(Integer, server_default="0")


class Tag(Base):
    """A word that one person files Bookmarks under."""

    __tablename__ = "tags"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    number: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(100))
    name_key: Mapped[str] = mapped_column(String(100))

    __table_args__ = (
        Index("uq_tags_name_key", "account_id", "name_key", unique=True),
        Index("uq_tags_number", "account_id", "number", unique=True),
    )


class BookmarkTag(Base):
    """A Tag on a Bookmark."""

    __tablename__ = "bookmark_tags"

    account_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    bookmark_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    tag_id: Mapped[str] = mapped_column(String(36), primary_key=True)

    __table_args__ = (
        ForeignKeyConstraint(
            ["account_id", "bookmark_id"],
            ["bookmarks.account_id", "bookmarks.id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["account_id", "tag_id"], ["tags.account_id", "tags.id"], ondelete="CASCADE"
        ),
        Index("ix_bookmark_tags_account_id_tag_id", "account_id", "tag_id"),
    )
