"""One browser, one site and one real server for all journeys; each with a person of its own."""

import itertools
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.browser.faults import listen
from tests.browser.gallery import CHROMIUM
from tests.browser.people import PASSWORD, Person, Visit
from tests.drills.live import HOST, Server, environment, serving
from tests.makers import LocalSite
from tests.walled.site import WalledSite

from earmark.accounts import actions
from earmark.accounts.session_cookie import SESSION_COOKIE
from earmark.blobs.folder import FolderStore
from earmark.blobs.store import Blobs
from earmark.db.engine import Database

_numbers = itertools.count(1)

Open = Callable[..., Visit]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def site() -> Iterator[LocalSite]:
    """A small web site that the server may fetch from."""
    made = LocalSite()
    yield made
    made.close()


@pytest.fixture(scope="session")
def walled() -> Iterator[WalledSite]:
    """A site that shows its stories to browsers only; the server may try."""
    made = WalledSite()
    yield made
    made.close()


@pytest.fixture(scope="session")
def server(
    tmp_path_factory: pytest.TempPathFactory, site: LocalSite, walled: WalledSite
) -> Iterator[Server]:
    """A running server that has its owner; each test adds a person."""
    allow = f"{site.host}:{site.port},{walled.host}:{walled.port}"
    folder = tmp_path_factory.mktemp("server")
    with serving(folder, environ=environment(fetch_allow=allow)) as started:
        yield started


@pytest.fixture(scope="session")
def database(server: Server) -> Iterator[Database]:
    """The server's database, opened beside it."""
    opened = Database(f"sqlite:///{server.data_dir / 'earmark.db'}")
    actions.add_account(opened, "owner", PASSWORD, is_owner=True)
    yield opened
    opened.close()


@pytest.fixture
def person(database: Database, server: Server) -> Person:
    """Somebody with an account, an empty list and a session at this machine."""
    reader = actions.add_account(database, f"ann{next(_numbers)}", PASSWORD)
    session = actions.start_session(database, reader, HOST, "Firefox on Linux")
    return Person(
        reader, session, database, Blobs(database, FolderStore(server.data_dir / "blobs"))
    )


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Open]:
    """Opens a page, signed in as ``person`` if one is given.

    When the test is over, nothing was on any console, and the policy was not broken.
    """
    opened: list[Visit] = []

    def open_page(
        path: str = "/", *, person: Person | None = None, script: bool = True, port: int = 0
    ) -> Visit:
        address = f"http://{HOST}:{port or server.port}"
        context = browser.new_context(base_url=address, java_script_enabled=script)
        complaints = listen(context)
        if person:
            cookie = {"name": SESSION_COOKIE, "value": person.session, "url": address}
            context.add_cookies([cookie])
        page = context.new_page()
        opened.append(Visit(page, complaints, script))
        page.goto(path)
        return opened[-1]

    yield open_page
    for each in opened:
        each.page.context.close()
    assert [line for each in opened for line in each.complaints] == []


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def script(request: pytest.FixtureRequest) -> bool:
    """Whether the browser runs script: what takes this works with and without."""
    return bool(request.param)


@pytest.fixture
def new_server(tmp_path: Path, site: LocalSite) -> Iterator[Server]:
    """A server on its first start, which nobody has used yet."""
    allow = f"{site.host}:{site.port}"
    with serving(tmp_path, environ=environment(fetch_allow=allow)) as started:
        yield started


@pytest.fixture(scope="session")
def seen() -> str:
    """The script of bookmarklet and extension that takes a page as it is seen."""
    source = (files("earmark.web") / "static/page_as_seen.js").read_text("utf-8")
    return f"() => {{ {source}\n return pageAsSeen(); }}"
