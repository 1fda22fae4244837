"""The JSON of the saved list: ``/api/v1/bookmarks`` and ``/api/v1/tags``."""

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Query, Request, Response

from earmark.accounts.guard import CurrentReader, current_reader
from earmark.articles import queries as article_queries
from earmark.errors import NotFound
from earmark.library import actions, lists, queries
from earmark.library.intake import NEW_BOOKMARK_BODY, read_new_bookmark
from earmark.library.lists import Shelf, Sort, Wanted
from earmark.library.new_bookmark import checked
from earmark.library.positions import Position, keep_position
from earmark.library.queries import Item
from earmark.library.shapes import (
    ArticleOut,
    BookmarkOut,
    BookmarkPage,
    Changes,
    NewPosition,
    SnapshotOut,
    SnapshotPage,
    State,
    TagOut,
    TagPage,
)
from earmark.library.snippets import snippets_for
from earmark.web.direct import DirectRoute
from earmark.web.paging import decode_cursor, encode_cursor
from earmark.web.state import BlobStore, Db, blobs_of, database_of

api = APIRouter(tags=["bookmarks"])
direct = APIRouter(tags=["bookmarks"], route_class=DirectRoute)
"""The one route whose time is a promise: within 3 bare commits and 2 ms, at 20 clients too."""

Limit = Annotated[int, Query(ge=1, le=lists.LIMIT_MAX)]


@direct.post(
    "/bookmarks",
    status_code=201,
    response_model=BookmarkOut,
    responses={200: {"model": BookmarkOut, "description": "It was on the list already."}},
    openapi_extra=NEW_BOOKMARK_BODY,
)
async def create_bookmark(request: Request) -> Response:
    """Save a page: its address, or the page itself as HTML, text or a file, or both."""
    reader, new = current_reader(request), await read_new_bookmark(request)
    db, blobs = database_of(request), blobs_of(request)
    if new.is_plain:
        saved = await request.app.state.saves.do(checked(reader.account_id, new))
    else:
        saved = await to_thread.run_sync(actions.save, db, blobs, reader.account_id, new)
    if saved.made and not new.has_words:
        shown = BookmarkOut.of(Item(saved.made, []))
    else:
        shown = await to_thread.run_sync(get_bookmark, saved.id, reader, db)
    status = 201 if saved.is_new else 200
    return Response(shown.model_dump_json(), status, media_type="application/json")


@api.get("/bookmarks")
def list_bookmarks(
    reader: CurrentReader,
    db: Db,
    blobs: BlobStore,
    q: str = "",
    state: State | None = None,
    tag: str | None = None,
    shelf: Shelf | None = None,
    sort: Sort = Sort.NEWEST,
    cursor: str | None = None,
    limit: Limit = 30,
) -> BookmarkPage:
    """The saved list, or what a search in it finds."""
    after = decode_cursor(cursor)
    wanted = Wanted(q=q, shelf=shelf, state=state, tag=tag, sort=sort, after=after, limit=limit)
    with db.read() as tx:
        found = lists.page(tx, reader.account_id, wanted)
        pieces = snippets_for(tx, blobs, found)
    return BookmarkPage(
        items=[BookmarkOut.of(item, pieces.get(item.bookmark.id)) for item in found.items],
        next_cursor=encode_cursor(found.next_after) if found.next_after else None,
        notes=list(found.query.notes) if found.query else [],
        is_capped=found.is_capped,
    )


@api.get("/bookmarks/{bookmark_id}")
def get_bookmark(bookmark_id: str, reader: CurrentReader, db: Db) -> BookmarkOut:
    """One Bookmark."""
    with db.read() as tx:
        return BookmarkOut.of(queries.get(tx, reader.account_id, bookmark_id))


@api.patch("/bookmarks/{bookmark_id}")
def change_bookmark(
    bookmark_id: str, changes: Changes, reader: CurrentReader, db: Db, blobs: BlobStore
) -> BookmarkOut:
    """Change marks, tags, note or title."""
    flags = changes.model_dump(include={"is_read", "is_archived", "is_starred"}, exclude_none=True)
    with db.read() as tx:
        queries.get(tx, reader.account_id, bookmark_id)
    words = changes.model_dump(include={"title", "note", "tags"}, exclude_none=True)
    if words:  # first, for they may be refused
        actions.edit(db, blobs, reader.account_id, bookmark_id, **words)
    if flags:
        actions.mark(db, reader.account_id, bookmark_id, **flags)
    return get_bookmark(bookmark_id, reader, db)


@api.put("/bookmarks/{bookmark_id}/position")
def put_position(
    bookmark_id: str, position: NewPosition, reader: CurrentReader, db: Db
) -> BookmarkOut:
    """Remember where in the text the person is; the last word counts, from whatever device."""
    place = Position(position.quote, position.share)
    keep_position(db, reader.account_id, bookmark_id, place)
    return get_bookmark(bookmark_id, reader, db)


@api.delete("/bookmarks/{bookmark_id}", status_code=204)
def delete_bookmark(bookmark_id: str, reader: CurrentReader, db: Db) -> None:
    """Take a Bookmark off the list."""
    actions.remove(db, reader.account_id, bookmark_id)


@api.post("/bookmarks/{bookmark_id}/refresh", status_code=202)
def refresh_bookmark(bookmark_id: str, reader: CurrentReader, db: Db) -> BookmarkOut:
    """Capture the page anew; what is kept stays."""
    actions.refresh(db, reader.account_id, bookmark_id)
    return get_bookmark(bookmark_id, reader, db)


@api.get("/bookmarks/{bookmark_id}/article")
def get_article(bookmark_id: str, reader: CurrentReader, db: Db, blobs: BlobStore) -> ArticleOut:
    """The article as JSON; 404 while there is no copy of it."""
    with db.read() as tx:
        item = queries.get(tx, reader.account_id, bookmark_id)
        copy = queries.best_copy(tx, item.bookmark)
        pictures = article_queries.pictures(tx, copy.id) if copy else []
    if copy is None:
        raise NotFound("There is no copy of this article yet.")
    return ArticleOut.of(copy, pictures, blobs)


@api.get("/bookmarks/{bookmark_id}/snapshots")
def list_snapshots(bookmark_id: str, reader: CurrentReader, db: Db) -> SnapshotPage:
    """The kept copies that this account may see."""
    with db.read() as tx:
        item = queries.get(tx, reader.account_id, bookmark_id)
        rows = article_queries.snapshots(tx, item.bookmark.article_id, reader.account_id)
    return SnapshotPage(items=[SnapshotOut.of(row) for row in rows])


@api.get("/tags")
def list_tags(
    reader: CurrentReader, db: Db, cursor: str | None = None, limit: Limit = 100
) -> TagPage:
    """The account's tags."""
    start = (decode_cursor(cursor) or (0,))[0]
    with db.read() as tx:
        rows = queries.tags(tx, reader.account_id, limit + 1, start)
    shown = [TagOut(id=t.id, number=t.number, name=t.name, bookmarks=t.bookmarks) for t in rows]
    more = encode_cursor((start + limit,)) if len(rows) > limit else None
    return TagPage(items=shown[:limit], next_cursor=more)
