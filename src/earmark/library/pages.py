"""The HTML of the saved list, all its routes: lists, the article, saving, marking, jobs.

Each page is a short function; what is shown is made ready in ``views``.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from earmark import clock
from earmark.accounts.guard import current_reader
from earmark.articles import queries as article_queries
from earmark.errors import EarmarkError, Invalid, NotFound
from earmark.fetch import parse_address
from earmark.library import actions, lists, queries, views
from earmark.library.lists import Shelf, Sort, Wanted
from earmark.library.new_bookmark import TITLE_LENGTH_MAX, NewBookmark, Sent
from earmark.library.positions import Position, begun, keep_position
from earmark.library.snippets import snippets_for
from earmark.library.stale_forms import note_after, tags_after
from earmark.search.suggest import suggest
from earmark.web.forms import back, form_page, go_to, local_path, text_of
from earmark.web.notices import with_notice
from earmark.web.paging import decode_cursor, encode_cursor
from earmark.web.sign_in_first import outlives_session
from earmark.web.state import blobs_of, database_of, renderer_of, root_path_of
from earmark.web.words import articles, number

PAGE_SIZE = 30
WORK_SHOWN = 50
BEGUN_SHOWN = 3

SORTS = {
    Sort.NEWEST: "Newest",
    Sort.OLDEST: "Oldest",
    Sort.SHORTEST: "Shortest",
    Sort.LONGEST: "Longest",
}
SEARCH_SORTS = {Sort.NEWEST: "Newest", Sort.BEST: "Best match"}


def shelf_page(shelf: Shelf) -> Callable[[Request], HTMLResponse]:
    """The page of one shelf of the saved list."""

    def show(request: Request) -> HTMLResponse:
        reader, sort = current_reader(request), _sort(request, SORTS)
        wanted = Wanted(shelf=shelf, sort=sort, after=_after(request), limit=PAGE_SIZE)
        with database_of(request).read() as tx:
            found = lists.page(tx, reader.account_id, wanted)
            before = lists.after_of_page_before(tx, reader.account_id, wanted)
            count = lists.count(tx, reader.account_id, shelf)
            has_begun = shelf is Shelf.UNREAD and not wanted.after
            begun_items = begun(tx, reader.account_id, BEGUN_SHOWN) if has_begun else []
            has_saved = count > 0 or queries.has_any(tx, reader.account_id)
        now = clock.now()
        return renderer_of(request).render(
            request,
            "list.html",
            tab=shelf.value,
            here=_here(request),
            count=articles(count) if count else None,
            filters=[],
            sorts=_choices(request, SORTS, sort),
            begun=[views.row(item, now) for item in begun_items],
            rows=[views.row(item, now) for item in found.items],
            has_saved=has_saved,
            newer_href=_page_before(request, before),
            older_href=_next_page(request, found.next_after),
        )

    show.__name__ = f"show_{shelf.value}"
    return show


def search(request: Request) -> HTMLResponse:
    """What a search found, with the words in their sentence."""
    account_id, text = current_reader(request).account_id, request.query_params.get("q", "")
    sort = _sort(request, SEARCH_SORTS)
    wanted = Wanted(q=text, sort=sort, after=_after(request), limit=PAGE_SIZE)
    try:
        shown = _found(request, account_id, wanted) if text.strip() else _NOTHING_ASKED
        status = 200
    except Invalid as exc:
        shown, status = _NOTHING_ASKED | {"problem": exc.message}, 422
    return renderer_of(request).render(
        request,
        "search.html",
        status,
        query=text,
        here=_here(request),
        sorts=_choices(request, SEARCH_SORTS, sort),
        **shown,
    )


def _found(request: Request, account_id: int, wanted: Wanted) -> dict[str, Any]:
    """The values of a search's page that depend on what was found; Any: each its own type."""
    blobs, now = blobs_of(request), clock.now()
    with database_of(request).read() as tx:
        found = lists.page(tx, account_id, wanted)
        before = lists.after_of_page_before(tx, account_id, wanted)
        pieces = snippets_for(tx, blobs, found)
        is_empty = not found.items and not wanted.after and found.query is not None
        other = suggest(tx, found.query, account_id) if is_empty and found.query else None
    return {
        "count": None,
        "is_capped": found.is_capped,
        "suggestion": views.Link(other, f"/search?{urlencode({'q': other})}") if other else None,
        "notes": list(found.query.notes) if found.query else [],
        "problem": None,
        "rows": [views.row(item, now, pieces.get(item.bookmark.id, ())) for item in found.items],
        "newer_href": _page_before(request, before),
        "older_href": _next_page(request, found.next_after),
    }


_NOTHING_ASKED: dict[str, Any] = {
    "count": None,
    "is_capped": False,
    "suggestion": None,
    "notes": [],
    "problem": None,
    "rows": [],
    "newer_href": None,
    "older_href": None,
}


def row(request: Request) -> HTMLResponse:
    """One row of a list by itself, asked for while its capture is under way."""
    reader = current_reader(request)
    with database_of(request).read() as tx:
        item = queries.get(tx, reader.account_id, request.path_params["bookmark_id"])
    here = request.query_params.get("here", "/")
    shown = views.row(item, clock.now())
    return renderer_of(request).render(request, "row.html", row=shown, here=here)


def read(request: Request) -> HTMLResponse:
    """The article page."""
    reader = current_reader(request)
    with database_of(request).read() as tx:
        item = queries.get(tx, reader.account_id, request.path_params["bookmark_id"])
        copy = queries.best_copy(tx, item.bookmark)
        pictures = article_queries.pictures(tx, copy.id) if copy else []
        snapshot = article_queries.find_snapshot(tx, copy.snapshot_id) if copy else None
    body = blobs_of(request).text(copy.body_html_sha256) if copy else ""
    taken_at = snapshot.taken_at if snapshot else None
    root_path = root_path_of(request)
    values = views.article_values(item, copy, pictures, body, taken_at, clock.now(), root_path)
    return renderer_of(request).render(request, "article.html", 200, **values)


def picture(request: Request) -> Response:
    """A kept picture of an article on the reader's own list."""
    reader = current_reader(request)
    with database_of(request).read() as tx:
        item = queries.get(tx, reader.account_id, request.path_params["bookmark_id"])
        best = item.bookmark.best_extraction_id
        position = request.path_params["position"]
        found = article_queries.find_picture(tx, best, position) if best else None
    is_thumb = request.query_params.get("size") == "thumb"
    digest = (found.thumb_sha256 if is_thumb else found.reading_sha256) if found else None
    if digest is None:
        raise NotFound("This picture is not kept.")
    headers = {"Cache-Control": "private, max-age=86400", "ETag": f'"{digest[:32]}"'}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(blobs_of(request).get(digest), media_type="image/webp", headers=headers)


def ask_to_save(request: Request) -> HTMLResponse:
    """The small page behind bookmarklets and share sheets; changes nothing by itself."""
    address = _shared_address(request)
    title = request.query_params.get("title", "")
    problem, _site = _problem_with(address)
    if problem is None and request.query_params.get("sends") == "page":
        return _hand_over_page(request, address, title)
    may_auto_save = problem is None and _is_own_click(request)
    return _save_page(request, address, title, "", problem, may_auto_save=may_auto_save)


def _hand_over_page(request: Request, address: str, title: str) -> HTMLResponse:
    """The page to which the bookmarklet hands the page itself; the person saves it.

    It alone stays within reach of the page that opened it, or nothing could be handed over.
    """
    answer = _save_page(request, address, title, "", None, awaits_page=True)
    answer.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return answer


@outlives_session
def save(request: Request, form: FormData) -> Response:
    """Save what the form names, and show it; what cannot be saved is shown with the reason."""
    reader = current_reader(request)
    address, title = text_of(form, "url").strip(), text_of(form, "title").strip()
    tags = text_of(form, "tags")
    new = NewBookmark(address or None, _sent(form), title or None, tags.split(","))
    try:
        saved = actions.save(database_of(request), blobs_of(request), reader.account_id, new)
    except Invalid as exc:
        return _save_page(request, address, title, tags, exc.message, status=422)
    answer = go_to(request, local_path(text_of(form, "next"), f"/read/{saved.id}"))
    return with_notice(request, answer, "saved" if saved.is_new else "known", saved.id)


def _save_page(
    request: Request,
    address: str,
    title: str,
    tags: str,
    problem: str | None,
    *,
    may_auto_save: bool = False,
    awaits_page: bool = False,
    status: int = 200,
) -> HTMLResponse:
    return renderer_of(request).render(
        request,
        "save.html",
        status,
        address=address[:2000],
        title=title[:TITLE_LENGTH_MAX],
        site=_problem_with(address)[1],
        tags_text=tags,
        problem=problem,
        may_auto_save=may_auto_save,
        awaits_page=awaits_page,
    )


def marking(notice: str, **flags: bool) -> Callable[[Request, FormData], Response]:
    """A page function that sets flags on a Bookmark, and says so."""

    def handle(request: Request, form: FormData) -> Response:
        account_id = current_reader(request).account_id
        bookmark_id = request.path_params["bookmark_id"]
        actions.mark(database_of(request), account_id, bookmark_id, **flags)
        answer = back(request, form, f"/read/{bookmark_id}")
        return with_notice(request, answer, notice, bookmark_id)

    return handle


def remember_position(request: Request, form: FormData) -> Response:
    """Remember where in the text the person is; the article's page says so by itself."""
    account_id = current_reader(request).account_id
    try:
        position = Position(text_of(form, "quote"), float(text_of(form, "share")))
    except ValueError:
        raise Invalid("share", "This is no share of a text.") from None
    keep_position(database_of(request), account_id, request.path_params["bookmark_id"], position)
    return Response(status_code=204)


def refresh(request: Request, form: FormData) -> Response:
    """Capture the page anew."""
    account_id = current_reader(request).account_id
    bookmark_id = request.path_params["bookmark_id"]
    actions.refresh(database_of(request), account_id, bookmark_id)
    return with_notice(request, back(request, form, f"/read/{bookmark_id}"), "refreshed")


def delete(request: Request, form: FormData) -> Response:
    """Take it off the list."""
    account_id = current_reader(request).account_id
    actions.remove(database_of(request), account_id, request.path_params["bookmark_id"])
    answer = go_to(request, local_path(text_of(form, "next")))
    return with_notice(request, answer, "deleted")


@outlives_session
def keep_tags(request: Request, form: FormData) -> Response:
    """Change the tags by what was changed in the form."""
    now = _own_item(request).tags
    tags = tags_after(now, text_of(form, "shown"), text_of(form, "tags"))
    _edit(request, tags=tags)
    return with_notice(request, _back_to_article(request, form), "tagged")


@outlives_session
def keep_note(request: Request, form: FormData) -> Response:
    """Change the note; one that was written elsewhere meanwhile stays beside it."""
    now, typed = _own_item(request).bookmark.note, text_of(form, "note")
    note = note_after(now, text_of(form, "shown"), typed)
    _edit(request, note=note)
    said = "noted" if note == typed else "united"
    return with_notice(request, _back_to_article(request, form), said)


def _own_item(request: Request) -> queries.Item:
    account_id = current_reader(request).account_id
    with database_of(request).read() as tx:
        return queries.get(tx, account_id, request.path_params["bookmark_id"])


def _edit(request: Request, *, tags: list[str] | None = None, note: str | None = None) -> None:
    account_id, bookmark_id = current_reader(request).account_id, request.path_params["bookmark_id"]
    db, blobs = database_of(request), blobs_of(request)
    actions.edit(db, blobs, account_id, bookmark_id, tags=tags, note=note)


def _back_to_article(request: Request, form: FormData) -> Response:
    return back(request, form, f"/read/{request.path_params['bookmark_id']}")


def jobs(request: Request) -> HTMLResponse:
    """What waits, what failed, and why."""
    account_id, now = current_reader(request).account_id, clock.now()
    with database_of(request).read() as tx:
        waiting = queries.work(tx, account_id, "capturing", WORK_SHOWN)
        failed = queries.work(tx, account_id, "failed", WORK_SHOWN)
        waiting_count = queries.count_work(tx, account_id, "capturing")
        failed_count = queries.count_work(tx, account_id, "failed")
    return renderer_of(request).render(
        request,
        "jobs.html",
        here="/jobs",
        waiting=[views.job_line(work, now) for work in waiting],
        more_waiting=_more(waiting_count - len(waiting)),
        failed=[views.job_line(work, now) for work in failed],
        more_failed=_more(failed_count - len(failed)),
    )


def retry(request: Request, form: FormData) -> Response:
    """Try one failed capture again."""
    account_id = current_reader(request).account_id
    actions.refresh(database_of(request), account_id, text_of(form, "id"))
    return with_notice(request, back(request, form, "/jobs"), "retried")


def retry_all(request: Request, form: FormData) -> Response:
    """Try all failed captures again."""
    actions.refresh_failed(database_of(request), current_reader(request).account_id)
    return with_notice(request, back(request, form, "/jobs"), "retried")


def _shared_address(request: Request) -> str:
    """The address that was shared; some share sheets put it into the text or title."""
    params = request.query_params
    given = [params.get(name, "").strip() for name in ("url", "text", "title")]
    words = [word for text in given for word in text.split()]
    addresses = (word for word in words if word.startswith(("http://", "https://")))
    return given[0] or next(addresses, "")


def _problem_with(address: str) -> tuple[str | None, str]:
    """Why the address cannot be saved (None: it can), and its site."""
    if not address:
        return "No address came along. Open the page you want and try again.", ""
    try:
        return None, parse_address(address).host
    except EarmarkError as exc:
        return exc.message, ""


def _is_own_click(request: Request) -> bool:
    """Whether the browser says that a person opened this as a page of its own, now.

    Sec-Fetch-* cannot be set by a site's script; a prefetch or a frame is no click.
    """
    headers = request.headers
    is_prefetch = "prefetch" in (headers.get("sec-purpose", "") + headers.get("purpose", ""))
    return (
        headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-dest") == "document"
        and headers.get("sec-fetch-user") == "?1"
        and not is_prefetch
    )


def _sent(form: FormData) -> Sent | None:
    """The page that the bookmarklet handed over, or text pasted instead of an address."""
    html, text = text_of(form, "html"), text_of(form, "text").strip()
    if html:
        return Sent(html.encode(), "text/html; charset=utf-8", "browser")
    return Sent(text.encode(), "text/plain; charset=utf-8", "text") if text else None


def _sort(request: Request, known: dict[Sort, str]) -> Sort:
    asked = request.query_params.get("sort", "")
    return Sort(asked) if asked in known else Sort.NEWEST


def _after(request: Request) -> tuple[int, ...]:
    return decode_cursor(request.query_params.get("cursor"))


def _here(request: Request) -> str:
    query = request.url.query
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    return f"{path}?{query}" if query else path


def _with(request: Request, **changes: str | None) -> str:
    params = dict(request.query_params) | changes
    kept = {name: value for name, value in params.items() if value}
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    return f"{path}?{urlencode(kept)}" if kept else path


def _choices(request: Request, known: dict[Sort, str], current: Sort) -> list[views.Link]:
    links = []
    for sort, label in known.items():
        value = None if sort is Sort.NEWEST else sort.value
        links.append(views.Link(label, _with(request, sort=value, cursor=None), sort is current))
    return links


def _page_before(request: Request, after: tuple[int, ...]) -> str | None:
    if "cursor" not in request.query_params:
        return None
    return _with(request, cursor=encode_cursor(after) if after else None)


def _next_page(request: Request, after: tuple[int, ...]) -> str | None:
    return _with(request, cursor=encode_cursor(after)) if after else None


def _more(count: int) -> str | None:
    return number(count) if count > 0 else None


def _post(path: str, handle: Callable[[Request, FormData], Response]) -> Route:
    return Route(f"/bookmarks/{{bookmark_id}}/{path}", form_page(handle), methods=["POST"])


routes = [
    Route("/", shelf_page(Shelf.UNREAD)),
    Route("/archive", shelf_page(Shelf.ARCHIVE)),
    Route("/starred", shelf_page(Shelf.STARRED)),
    Route("/search", search),
    Route("/save", ask_to_save),
    Route("/read/{bookmark_id}", read),
    Route("/bookmarks", form_page(save), methods=["POST"]),
    Route("/bookmarks/{bookmark_id}/row", row),
    Route("/bookmarks/{bookmark_id}/pictures/{position:int}", picture),
    _post("archive", marking("archived", is_archived=True)),
    _post("unarchive", marking("unarchived", is_archived=False)),
    _post("star", marking("starred", is_starred=True)),
    _post("unstar", marking("unstarred", is_starred=False)),
    _post("read", marking("read", is_read=True)),
    _post("unread", marking("unread", is_read=False, is_archived=False)),
    _post("position", remember_position),
    _post("refresh", refresh),
    _post("delete", delete),
    _post("tags", keep_tags),
    _post("note", keep_note),
    Route("/jobs", jobs),
    Route("/jobs/retry", form_page(retry), methods=["POST"]),
    Route("/jobs/retry-all", form_page(retry_all), methods=["POST"]),
]
