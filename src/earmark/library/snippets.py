"""The sentence of an article in which a search's words stand, for each item of a page."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from earmark.articles.models import Extraction
from earmark.blobs.store import Blobs
from earmark.errors import EarmarkError, StoreAway
from earmark.library.lists import Found
from earmark.search.snippets import snippet

Pieces = list[tuple[str, bool]]


def snippets_for(tx: Session, blobs: Blobs, found: Found) -> dict[str, Pieces]:
    """Bookmark id -> pieces of text, True where a word of the search was hit."""
    if found.query is None or not found.query.has_words:
        return {}
    bests = {i.bookmark.best_extraction_id: i.bookmark.id for i in found.items}
    rows = tx.execute(
        select(Extraction.id, Extraction.body_text_sha256).where(
            Extraction.id.in_([key for key in bests if key])
        )
    )
    try:
        texts = {bests[extraction_id]: _text(blobs, digest) for extraction_id, digest in rows}
    except StoreAway:
        return {}  # the list is of more use without them than not at all
    return {bookmark_id: snippet(text, found.query) for bookmark_id, text in texts.items()}


def _text(blobs: Blobs, digest: str) -> str:
    """The kept text; a damaged blob costs its snippet, not the page."""
    try:
        return blobs.text(digest)
    except StoreAway:
        raise
    except EarmarkError:
        return ""
