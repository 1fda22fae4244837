"""Bookmarks as the terminal shows them: one line, or the API's JSON."""

from typing import Any

from earmark.library.queries import Item


def one_line(item: Item) -> str:
    """Number, state, headline and site of a Bookmark."""
    kept = item.bookmark
    name = kept.title or kept.headline or kept.url
    tags = "".join(f" #{tag.replace(' ', '_')}" for tag in item.tags)
    reason = f" - {kept.state_message}" if kept.state in ("failed", "stub") else ""
    return f"{kept.number:>5}  {kept.state:<9}  {name}  ({kept.host}){tags}{reason}"


def bookmark_as_json(item: Item) -> dict[str, Any]:  # Any: JSON
    """The Bookmark under the API's names."""
    kept = item.bookmark
    return {
        "id": kept.id,
        "number": kept.number,
        "url": kept.url,
        "canonical_url": kept.canonical_url,
        "state": kept.state,
        "state_reason": kept.state_reason,
        "state_message": kept.state_message,
        "headline": kept.title or kept.headline,
        "byline": kept.byline,
        "site_name": kept.site_name,
        "published_at": kept.published_at.isoformat() if kept.published_at else None,
        "language": kept.language,
        "body_words": kept.body_words,
        "saved_at": kept.saved_at.isoformat(),
        "is_read": kept.read_at is not None,
        "is_archived": kept.archived_at is not None,
        "is_starred": kept.starred_at is not None,
        "has_content": kept.best_extraction_id is not None,
        "tags": item.tags,
        "note": kept.note,
    }
