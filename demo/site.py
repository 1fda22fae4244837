"""The invented papers' servers, in memory: answers like a fetch, without a network."""

from collections.abc import Callable, Sequence
from urllib.parse import unquote, urlsplit

from demo.pages import page_of
from demo.pictures import picture_at
from demo.source import DemoArticle
from earmark.errors import Reason, Unreachable
from earmark.fetch import Fetcher, FetchPolicy, Page
from earmark.fetch.client import ACCEPT_PAGE

SILENT_HOST = "tidetable.example"
"""The one host that never answers."""


class DemoSite(Fetcher):
    """Stands where the ``Fetcher`` does; ``tell`` hears of each address that was asked for."""

    def __init__(
        self, articles: Sequence[DemoArticle], tell: Callable[[str], None] = lambda _url: None
    ) -> None:
        super().__init__(FetchPolicy())
        self._articles = articles
        self._by_url = {article.url: article for article in articles}
        self._tell = tell

    def fetch(
        self,
        url: str,
        *,
        accept: str = ACCEPT_PAGE,
        referer: str | None = None,
        max_body_bytes: int | None = None,
    ) -> Page:
        """The page or picture at the address, or a 404.

        Raises Unreachable (TIMED_OUT) for ``SILENT_HOST``.
        """
        del accept, referer, max_body_bytes  # ours are small, and of one kind
        self._tell(url)
        if urlsplit(url).hostname == SILENT_HOST:
            raise Unreachable(url, Reason.TIMED_OUT, "No answer within 30 s. Try again later.")
        if article := self._by_url.get(unquote(url)):
            return _page(url, 200, "text/html; charset=utf-8", page_of(article, self._articles))
        if picture := picture_at(urlsplit(url).path):
            return _page(url, 200, picture[1], picture[0])
        return _page(url, 404, "text/html; charset=utf-8", b"<h1>Not found</h1>")


def _page(url: str, status: int, content_type: str, body: bytes) -> Page:
    return Page(
        requested_url=url,
        final_url=url,
        hops=(url,),
        status=status,
        headers=(("content-type", content_type),),
        content_type=content_type,
        body=body,
        wire_bytes=len(body),
        took_ms=1,
        retry_after_s=None,
        remote_address="192.0.2.1",
    )
