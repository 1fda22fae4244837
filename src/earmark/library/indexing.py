"""A Bookmark's row in the search: which of its words are found where."""

from sqlalchemy.orm import Session

from earmark.library.models import Bookmark
from earmark.library.tagging import tags_of
from earmark.search import index
from earmark.search.terms import SearchText


def put(tx: Session, bookmark: Bookmark, body_text: str) -> None:
    """Make the search know the Bookmark as it is now; in the caller's write."""
    tags = tags_of(tx, bookmark.account_id, [bookmark.id])[bookmark.id]
    names = [name for name in (bookmark.title, bookmark.headline) if name]
    index.put(
        tx,
        SearchText(
            account_id=bookmark.account_id,
            order_key=bookmark.order_key,
            headline="\n".join(names) or bookmark.url,
            body=body_text,
            own=bookmark.note,
            byline=bookmark.byline or "",
            site=f"{bookmark.host} {bookmark.site_name or ''}".strip(),
            tags=tuple(tags),
        ),
    )
