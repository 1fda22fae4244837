"""How to save from anywhere, and how to send a page again of which there is only a stub."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from earmark.accounts.guard import current_reader
from earmark.errors import Invalid
from earmark.library import queries
from earmark.library.models import Bookmark
from earmark.library.views import shown_headline
from earmark.web.bookmarklet import bookmarklet
from earmark.web.public_address import whole_address
from earmark.web.state import database_of, renderer_of, settings_of


@dataclass(frozen=True)
class Again:
    """What is to be sent again; see ``saving.html``."""

    headline: str
    reason: str | None
    read_href: str
    source_href: str

    @classmethod
    def of(cls, kept: Bookmark) -> "Again":
        """The Bookmark as its owner sees it. Raises Invalid for one without an address."""
        if not kept.host:
            raise Invalid("url", "This was sent as a file or text; there is no page to send again.")
        reason = kept.state_message if kept.state in ("stub", "failed") else None
        return cls(shown_headline(kept), reason, f"/read/{kept.id}", kept.url)


def show_ways(request: Request) -> HTMLResponse:
    """Bookmarklet, extension, phone, SingleFile."""
    return _page(request, None)


def show_ways_for(request: Request) -> HTMLResponse:
    """The same, for sending one page again. Raises NotFound, Invalid."""
    account_id = current_reader(request).account_id
    with database_of(request).read() as tx:
        item = queries.get(tx, account_id, request.path_params["bookmark_id"])
    return _page(request, Again.of(item.bookmark))


def _page(request: Request, again: Again | None) -> HTMLResponse:
    base_url = settings_of(request).base_url
    return renderer_of(request).render(
        request,
        "saving.html",
        bookmarklet=bookmarklet(whole_address(request, base_url, "/save")),
        api_address=whole_address(request, base_url, "/api/v1/bookmarks"),
        again=again,
    )


routes = [
    Route("/saving", show_ways),
    Route("/read/{bookmark_id}/send-again", show_ways_for),
]
