"""A picture of every page in every state, and what a browser finds wrong with it.

    python -m tests.browser.gallery [NAME ...]      all pages, or those whose names begin so

Serves the templates with their sample values on loopback under the headers that Earmark
sends, opens each in Chromium as phone, tablet and desktop, light and dark, and writes
``screenshots/<name>.<view>.png``. Prints the faults (see ``faults``); ends with 1 when
there are any.
"""

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import uvicorn
from demo.pictures import picture_at
from playwright.sync_api import Browser, Page, sync_playwright
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from tests.browser.faults import faults_of, listen, settle
from tests.web.sample_pages import PAGES

from earmark.web.headers import SecurityHeaders
from earmark.web.render import Renderer
from earmark.web.static_files import StaticFiles

CHROMIUM = "/usr/bin/chromium"
FOLDER = Path("screenshots")
NAMES = [name for name, (template, _) in PAGES.items() if template != "row.html"]
"""Whole pages; a row by itself is only ever a part of one."""


@dataclass(frozen=True)
class View:
    """One device: its name, its width and height in CSS pixels, light or dark."""

    name: str
    width: int
    height: int
    scheme: str = "light"

    @property
    def has_touch(self) -> bool:
        """Whether it is used with a finger."""
        return self.width < 1000


VIEWS = tuple(
    View(name + ending, width, height, scheme)
    for name, width, height in (("phone", 390, 844), ("tablet", 820, 1180), ("desktop", 1440, 900))
    for ending, scheme in (("", "light"), ("-dark", "dark"))
)


def main(prefixes: list[str]) -> int:
    """Take all pictures; 1 when a fault was found."""
    names = [name for name in NAMES if not prefixes or name.startswith(tuple(prefixes))]
    FOLDER.mkdir(exist_ok=True)
    faults: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for view in VIEWS:
            for name, page, found in look(browser, view, names):
                faults += found
                take(page, view, FOLDER / f"{name}.{view.name}.png")
        browser.close()
    print(*faults, sep="\n")
    print(f"{len(names)} pages in {len(VIEWS)} views, {len(faults)} faults")
    return 1 if faults else 0


def take(page: Page, view: View, path: Path) -> None:
    """A picture of the whole page. Not Playwright's ``full_page``, which takes the touch away."""
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": view.width, "height": max(height, view.height)})
    settle(page)
    page.screenshot(path=path)


def look(
    browser: Browser, view: View, names: Sequence[str] = NAMES
) -> Iterator[tuple[str, Page, list[str]]]:
    """Each page as it stands in this view, with its name and its faults."""
    context = browser.new_context(
        viewport={"width": view.width, "height": view.height},
        color_scheme=view.scheme,
        reduced_motion="reduce",
        has_touch=view.has_touch,
        is_mobile=view.has_touch,
    )
    heard = listen(context)
    with serving(application()) as address:
        for name in names:
            page = context.new_page()
            page.goto(f"{address}/gallery/{name}")
            settle(page)
            found = [*faults_of(page), *heard]
            heard.clear()
            yield name, page, [f"{name}.{view.name}: {fault}" for fault in found]
            page.close()
    context.close()


def application() -> Starlette:
    """The sample pages as a web application."""
    static_files = StaticFiles()
    renderer = Renderer(static_files)

    def sample(request: Request) -> Response:
        template, values = PAGES[request.path_params["name"]]
        return renderer.render(request, template, **values)

    return Starlette(
        routes=[
            Route("/gallery/{name}", sample),
            Route("/bookmarks/{id}/pictures/{n:int}", picture),
            Route("/bookmarks/{id}/row", nothing_new),
            Route("/read/{id}", nothing_new),
            Mount("/static", static_files),
        ],
        middleware=[Middleware(SecurityHeaders), Middleware(GZipMiddleware)],
    )


def picture(request: Request) -> Response:
    """One of the demo's drawings; the id says which one, and whether it is dark."""
    bookmark_id, n = request.path_params["id"], request.path_params["n"]
    content, media_type = _drawn(bookmark_id, n)
    return Response(content, media_type=media_type, headers={"Cache-Control": "max-age=600"})


@lru_cache(maxsize=200)
def _drawn(bookmark_id: str, n: int) -> tuple[bytes, str]:
    seed = sum(map(ord, bookmark_id)) + n
    is_dark = bookmark_id.startswith("dark")
    kind = "night" if is_dark else ("harbour", "table", "coast", "city", "hills")[seed % 5]
    drawn = picture_at(f"/media/{kind}-{seed}-960.jpg")
    assert drawn
    return drawn


def nothing_new(_request: Request) -> Response:
    """The answer to a page that asks whether its copy has come."""
    return Response(status_code=204)


@contextmanager
def serving(app: Starlette) -> Iterator[str]:
    """The application on a free loopback port while the block runs; yields its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
