"""Makers of rows and of a small web site: a test names only what matters to it."""

import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

from sqlalchemy import delete, text, update

from earmark import clock
from earmark.accounts import actions as accounts
from earmark.accounts.models import Account
from earmark.accounts.names import name_key
from earmark.accounts.reader import Scope
from earmark.articles import actions as articles
from earmark.articles import rereading
from earmark.articles.capture import Capture, Received
from earmark.articles.reading_room import ReadingRoom
from earmark.blobs.store import Blobs
from earmark.db.engine import Database
from earmark.extract import ExtractedArticle
from earmark.fetch import Fetcher, FetchPolicy
from earmark.jobs.child import ChildPool
from earmark.jobs.models import JobRow
from earmark.jobs.queue import open_queue
from earmark.jobs.worker import Worker
from earmark.library import actions
from earmark.library.actions import Saved
from earmark.library.jobs import LibraryTasks
from earmark.library.new_bookmark import NewBookmark

HOST = "127.0.0.2"
LATIN = "The harbour was quiet before the first boats came in from the north with their catch. "

_numbers = count(1)


def make_account(database: Database, name: str | None = None) -> int:
    """An account that cannot sign in by password; its id."""
    name = name or f"reader{next(_numbers)}"
    with database.write() as tx:
        account = Account(
            name=name, name_key=name_key(name), is_owner=False, created_at=clock.now()
        )
        tx.add(account)
        tx.flush()
        return account.id


def make_token(database: Database, account_id: int, scope: Scope = Scope.WRITE) -> str:
    """The secret of a new API token."""
    _row, secret = accounts.make_token(database, account_id, "test", scope)
    return secret


def make_bookmark(
    database: Database,
    blobs: Blobs,
    account_id: int,
    *,
    headline: str = "Boats come in",
    body: str = LATIN,
    url: str | None = None,
    title: str | None = None,
    tags: Collection[str] = (),
    note: str | None = None,
    saved_at: datetime | None = None,
    byline: Collection[str] = (),
    site_name: str | None = None,
    language: str = "en",
) -> Saved:
    """A Bookmark with a kept public copy and its row in the search, without any fetch."""
    url = url or f"https://news{next(_numbers)}.example.org/story"
    new = NewBookmark(url=url, title=title, tags=tags, note=note, saved_at=saved_at)
    saved = actions.save(database, blobs, account_id, new)
    article = make_article(
        headline=headline, body=body, byline=list(byline), site_name=site_name, language=language
    )
    articles.store_capture(database, blobs, saved.article_id, Capture(received(url), article))
    with database.write() as tx:
        tx.execute(delete(JobRow).where(JobRow.key == f"capture:{saved.article_id}"))
    bring_up_lists(database, blobs)
    return saved


def let_leases_run_out(database: Database) -> None:
    """Make it long ago that any worker was heard of."""
    long_ago = {
        "sqlite": "UPDATE jobs SET lease_until = '2026-01-01 00:00:00'",
        "postgresql": "UPDATE procrastinate_workers SET last_heartbeat = '2026-01-01'",
    }
    with database.write() as tx:
        tx.execute(text(long_ago[tx.get_bind().dialect.name]))


def lose_jobs(database: Database, kinds: Collection[str]) -> None:
    """Let a worker die over all jobs that may run; they may run again at once."""
    dying = open_queue(database)
    while dying.claim(kinds):
        pass
    let_leases_run_out(database)
    open_queue(database).take_back()
    with database.write() as tx:
        tx.execute(update(JobRow).values(run_at=clock.now()))


def make_article(
    headline: str = "Boats come in", body: str = LATIN, **more: object
) -> ExtractedArticle:
    """What an extractor would have read."""
    html = "".join(f"<p>{part}</p>" for part in body.split("\n\n"))
    return ExtractedArticle(
        headline=headline,
        body_html=html,
        body_text=body,
        body_words=len(body.split()),
        **more,  # type: ignore[arg-type]  # fields by name
    )


def received(url: str, body: bytes = b"<p>kept</p>", taken_at: datetime | None = None) -> Received:
    """Bytes as a fetch of the server brings them."""
    return Received(
        origin="server",
        requested_url=url,
        final_url=url,
        hops=(url,),
        status=200,
        headers=(("content-type", "text/html"),),
        content_type="text/html",
        body=body,
        taken_at=taken_at or clock.now(),
    )


def read_all_anew(database: Database, blobs: Blobs, children: ChildPool) -> list[str]:
    """Read every Snapshot that this version has not read, and those it has; the outcomes."""
    with database.read() as tx:
        ids = rereading.all_waiting(tx, clock.now())
    room = ReadingRoom(children)
    return [rereading.read_anew(database, blobs, room, each).outcome for each in ids]


def bring_up_lists(database: Database, blobs: Blobs) -> None:
    """Run the jobs that bring saved lists up to their Articles; no others."""
    Worker(database, LibraryTasks(database, blobs).by_kind(), threads=0).run_until_idle()


def page_of(headline: str, body: str = LATIN * 12, extra: str = "") -> str:
    """An HTML page with one article on it; paragraphs of ``body`` are parted by blank lines."""
    paragraphs = "".join(f"<p>{part}</p>" for part in body.split("\n\n"))
    return (
        f"<!DOCTYPE html><html lang=en><head><title>{headline}</title></head>"
        f"<body><article><h1>{headline}</h1>{paragraphs}{extra}</article></body></html>"
    )


@dataclass(frozen=True)
class Answer:
    """How the site answers at one path."""

    body: bytes
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    meanwhile: Callable[[], None] = lambda: None


class LocalSite:
    """A tiny real web site on 127.0.0.2: answers by path, late if wanted, and counts."""

    def __init__(self, host: str = HOST) -> None:
        self._answers: dict[str, Answer] = {}
        self._guard = threading.Lock()
        self._now = 0
        self.most_at_once = 0
        self.asked: list[str] = []
        self._server = ThreadingHTTPServer((host, 0), _handler_for(self))
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        self.url = f"http://{host}:{self.port}"
        self.host = host
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def serve(self, path: str, body: str | bytes, **more: object) -> str:
        """Answer at a path from now on (see ``Answer``); the whole address."""
        content = body.encode() if isinstance(body, str) else body
        self._answers[path] = Answer(content, **more)  # type: ignore[arg-type]  # fields by name
        return self.url + path

    def redirect(self, path: str, target: str, status: int = 302) -> str:
        """Send those who ask for ``path`` on to ``target``; the whole address."""
        return self.serve(path, b"", status=status, headers={"Location": target})

    def fetcher(self, deadline_s: float = 5.0) -> Fetcher:
        """A fetcher that may come here, and nowhere else on this machine."""
        allow = frozenset({(self.host, self.port)})
        return Fetcher(FetchPolicy(allow=allow, deadline_s=deadline_s))

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str) -> Answer:
        """What to say at a path, after its delay."""
        with self._guard:
            self.asked.append(path)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
            found = self._answers.get(path, Answer(b"nothing here", 404))
        time.sleep(found.delay_s)
        found.meanwhile()
        with self._guard:
            self._now -= 1
        return found


def _handler_for(site: LocalSite) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = site.answer(self.path)
            self.send_response(found.status)
            headers = {"Content-Type": found.content_type, **found.headers}
            for name, value in headers.items():
                if value:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(found.body)))
            self.end_headers()
            self.wfile.write(found.body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler
