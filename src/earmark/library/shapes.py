"""The shapes that the API of the saved list takes and gives; clients rely on their names."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from earmark.articles.models import Extraction, Picture, Snapshot
from earmark.blobs.store import Blobs
from earmark.extract import Why
from earmark.library.queries import Item

State = Literal["capturing", "kept", "stub", "failed"]


class NewBookmarkIn(BaseModel):
    """A page to save: its address, or the page itself as HTML or text, or both."""

    model_config = ConfigDict(extra="forbid")

    url: str | None = None
    html: str | None = None
    text: str | None = None
    title: str | None = None
    tags: list[str] = Field(default_factory=list)
    note: str | None = None
    saved_at: datetime | None = None


class Changes(BaseModel):
    """What to change on a Bookmark; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    title: str | None = None
    note: str | None = None
    tags: list[str] | None = None
    is_read: bool | None = None
    is_archived: bool | None = None
    is_starred: bool | None = None


class NewPosition(BaseModel):
    """Where a person has stopped: the words there, and the share of the text before them."""

    model_config = ConfigDict(extra="forbid")

    quote: str = Field(max_length=2000)
    share: float = Field(ge=0, le=1, allow_inf_nan=False)


class KeptPosition(BaseModel):
    """Where a person has stopped, and when that was."""

    quote: str
    share: float
    at: datetime


class SnippetPiece(BaseModel):
    """A piece of text, and whether the search hit it."""

    text: str
    is_hit: bool


class BookmarkOut(BaseModel):
    """A Bookmark, as lists and single requests give it."""

    id: str
    number: int
    url: str
    canonical_url: str
    state: State
    state_reason: str | None
    state_message: str | None
    headline: str | None
    title: str | None
    byline: str | None
    site_name: str | None
    published_at: datetime | None
    language: str | None
    description: str | None
    body_words: int
    saved_at: datetime
    changed_at: datetime
    is_read: bool
    is_archived: bool
    is_starred: bool
    has_content: bool
    position: KeptPosition | None
    tags: list[str]
    note: str
    snippet: list[SnippetPiece] | None = None

    @classmethod
    def of(cls, item: Item, snippet: list[tuple[str, bool]] | None = None) -> "BookmarkOut":
        """The Bookmark's columns under the names that clients rely on."""
        kept = item.bookmark
        return cls(
            id=kept.id,
            number=kept.number,
            url=kept.url,
            canonical_url=kept.canonical_url,
            state=kept.state,  # type: ignore[arg-type]  # the column holds only these
            state_reason=kept.state_reason,
            state_message=kept.state_message,
            headline=kept.title or kept.headline,
            title=kept.title,
            byline=kept.byline,
            site_name=kept.site_name,
            published_at=kept.published_at,
            language=kept.language,
            description=kept.description,
            body_words=kept.body_words,
            saved_at=kept.saved_at,
            changed_at=kept.changed_at,
            is_read=kept.read_at is not None,
            is_archived=kept.archived_at is not None,
            is_starred=kept.starred_at is not None,
            has_content=kept.best_extraction_id is not None,
            position=KeptPosition(
                quote=kept.position_quote, share=kept.position_share, at=kept.position_at
            )
            if kept.position_at
            else None,
            tags=item.tags,
            note=kept.note,
            snippet=[SnippetPiece(text=t, is_hit=h) for t, h in snippet] if snippet else None,
        )


class BookmarkPage(BaseModel):
    """A page of Bookmarks."""

    items: list[BookmarkOut]
    next_cursor: str | None
    notes: list[str] = Field(default_factory=list)
    is_capped: bool = False


class PictureOut(BaseModel):
    """A picture of an article."""

    url: str
    caption: str | None
    credit: list[str]
    alt: str | None
    is_kept: bool
    failure: str | None = Field(description="Why it could not be kept; null while it may be.")

    @classmethod
    def of(cls, picture: Picture) -> "PictureOut":
        """The picture under the names that clients rely on."""
        return cls(
            url=picture.url,
            caption=picture.caption,
            credit=picture.credit,
            alt=picture.alt,
            is_kept=picture.reading_sha256 is not None,
            failure=picture.failure,
        )


class CandidateOut(BaseModel):
    """A value that another signal of the page gave for a field."""

    value: str
    source: str


class WhyOut(BaseModel):
    """The signal that a field was taken from, and what others said instead."""

    source: str
    runners_up: list[CandidateOut]

    @classmethod
    def of(cls, stored: Any) -> "WhyOut":  # Any: JSON
        """The reason as it was stored with the copy."""
        return cls.model_validate(Why.from_json(stored).to_json())


class ArticleOut(BaseModel):
    """The article as kept: the best copy that this account may see."""

    headline: str | None
    byline: list[str]
    agency: list[str]
    dateline: str | None
    site_name: str | None
    published_at: datetime | None
    modified_at: datetime | None
    language: str | None
    description: str | None
    words: int
    verdict: str
    body_html: str
    body_text: str
    pictures: list[PictureOut]
    claims: list[str] = Field(default_factory=list, description="Empty until claims are read.")
    extractor_version: str
    why: dict[str, WhyOut]

    @classmethod
    def of(cls, copy: Extraction, pictures: list[Picture], blobs: Blobs) -> "ArticleOut":
        """The copy with its bodies, read from the blobs."""
        return cls(
            headline=copy.headline,
            byline=copy.byline,
            agency=copy.agency,
            dateline=copy.dateline,
            site_name=copy.site_name,
            published_at=copy.published_at,
            modified_at=copy.modified_at,
            language=copy.language,
            description=copy.description,
            words=copy.body_words,
            verdict=copy.verdict,
            body_html=blobs.text(copy.body_html_sha256),
            body_text=blobs.text(copy.body_text_sha256),
            pictures=[PictureOut.of(picture) for picture in pictures],
            extractor_version=copy.extractor_version,
            why={name: WhyOut.of(why) for name, why in copy.why.items()},
        )


class SnapshotOut(BaseModel):
    """A kept copy of the page at a moment."""

    id: str
    taken_at: datetime
    origin: str
    final_url: str
    status: int | None
    content_type: str | None
    body_sha256: str
    body_bytes: int
    is_private: bool

    @classmethod
    def of(cls, row: Snapshot) -> "SnapshotOut":
        """The Snapshot under the names that clients rely on."""
        return cls(
            id=row.id,
            taken_at=row.taken_at,
            origin=row.origin,
            final_url=row.final_url,
            status=row.status,
            content_type=row.content_type,
            body_sha256=row.body_sha256,
            body_bytes=row.body_bytes,
            is_private=row.account_id is not None,
        )


class SnapshotPage(BaseModel):
    """The Snapshots of an article, newest first."""

    items: list[SnapshotOut]
    next_cursor: None = None


class TagOut(BaseModel):
    """A tag and how many Bookmarks wear it."""

    id: str
    number: int
    name: str
    bookmarks: int


class TagPage(BaseModel):
    """A page of tags, in alphabetical order."""

    items: list[TagOut]
    next_cursor: str | None
