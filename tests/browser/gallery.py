"""A picture of every page in every state, and what a browser finds wrong with it.

    python -m tests.browser.gallery [NAME ...]      all pages, or those whose names begin so

Serves the templates with their sample values on loopback under the policy that Earmark
sends, opens each in Chromium as phone, tablet and desktop, light and dark, and writes
``screenshots/<name>.<view>.png``. Prints and counts as faults: anything on the console
(a policy that was broken shows there), a page that scrolls sideways, a layout shift, more
bytes than the design allows, and what axe-core finds when AXE_CORE names its file.
Ends with 1 when there are faults.
"""

import io
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, sync_playwright
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from tests.web.sample_pages import PAGES

from earmark.web.render import Renderer
from earmark.web.static_files import StaticFiles

CHROMIUM = "/usr/bin/chromium"
FOLDER = Path("screenshots")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "manifest-src 'self'"
)
MAX_PAGE_BYTES = 60_000
"""Over the wire, without pictures and fonts (DESIGN: What the page weighs)."""
MAX_SCRIPT_BYTES = 30_000
MAX_SHIFT = 0.01
"""Cumulative layout shift; 0.1 is called good, but this page has nothing to move."""


@dataclass(frozen=True)
class View:
    """One device: its name, its width and height in CSS pixels, light or dark."""

    name: str
    width: int
    height: int
    scheme: str = "light"


VIEWS = (
    View("phone", 390, 844),
    View("phone-dark", 390, 844, "dark"),
    View("tablet", 820, 1180),
    View("desktop", 1440, 900),
    View("desktop-dark", 1440, 900, "dark"),
)


def main(prefixes: list[str], views: Sequence[View] = VIEWS) -> int:
    """Take all pictures; 1 when a fault was found."""
    names = [name for name in PAGES if not prefixes or name.startswith(tuple(prefixes))]
    FOLDER.mkdir(exist_ok=True)
    with serving(application()) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        faults = [fault for view in views for fault in look(browser, address, view, names)]
        browser.close()
    print(*faults, sep="\n")
    print(f"{len(names)} pages in {len(views)} views, {len(faults)} faults")
    return 1 if faults else 0


def application() -> Starlette:
    """The sample pages as a web application."""
    static_files = StaticFiles()
    renderer = Renderer(static_files)

    def sample(request: Request) -> Response:
        template, values = PAGES[request.path_params["name"]]
        answer = renderer.render(request, template, **values)
        answer.headers["Content-Security-Policy"] = POLICY
        return answer

    return Starlette(
        routes=[
            Route("/gallery/{name}", sample),
            Route("/bookmarks/{id}/pictures/{n}", picture),
            Mount("/static", static_files),
        ],
        middleware=[Middleware(GZipMiddleware)],
    )


def picture(request: Request) -> Response:
    """A drawn landscape, so that the pictures of a list differ."""
    seed = sum(map(ord, request.path_params["id"]))
    image = Image.new("RGB", (1600, 900), ("#b9c4c9", "#c9c0ae", "#aab8a8")[seed % 3])
    draw = ImageDraw.Draw(image)
    for layer in range(4):
        base = 380 + layer * 130
        peaks = [(x * 200, base - (x * 7919 + seed * 31 + layer * 17) % 160) for x in range(9)]
        shade = 130 - layer * 28
        draw.polygon([(0, 900), *peaks, (1600, 900)], fill=(shade, shade + 6, shade + 12))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=70)
    return Response(buffer.getvalue(), media_type="image/jpeg")


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


def look(browser: Browser, address: str, view: View, names: list[str]) -> Iterator[str]:
    """What is wrong with these pages in this view; leaves a picture of each."""
    context = browser.new_context(
        viewport={"width": view.width, "height": view.height},
        color_scheme=view.scheme,
        reduced_motion="reduce",
        has_touch=view.width < 1000,
        bypass_csp=False,
    )
    for name in names:
        page = context.new_page()
        for fault in look_at(page, f"{address}/gallery/{name}", name, view):
            yield f"{name}.{view.name}: {fault}"
        page.close()
    context.close()


def look_at(page: Page, url: str, name: str, view: View) -> list[str]:
    """The faults of one page."""
    said: list[str] = []
    page.on("console", lambda message: said.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"script: {error}"))
    page.add_init_script(COUNT_SHIFTS)
    page.goto(url, wait_until="networkidle")
    shift = page.evaluate("window.shifts ?? 0")
    page.screenshot(path=FOLDER / f"{name}.{view.name}.png", full_page=True)
    expected = "Failed to load resource" if name in ASK_FOR_MORE else None
    return [
        *(line for line in said if not (expected and expected in line)),
        *([f"layout shift {shift:.3f}"] if shift > MAX_SHIFT else []),
        *weights(page, is_list=name.startswith(("list", "search"))),
        *sideways(page),
        *axe(page, is_fragment=name == "row"),
    ]


ASK_FOR_MORE = ("list-states", "article-capturing", "row")
"""They ask for what the gallery does not have: a newer row, an icon."""

COUNT_SHIFTS = """
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) window.shifts = (window.shifts ?? 0) + entry.value;
}).observe({type: "layout-shift", buffered: true});
"""


def weights(page: Page, *, is_list: bool) -> Iterator[str]:
    """Bytes over the wire, where they pass what the design allows."""
    sizes = page.evaluate(
        """() => performance.getEntriesByType("resource")
           .concat(performance.getEntriesByType("navigation"))
           .map(e => [new URL(e.name).pathname, e.encodedBodySize])"""
    )
    script = sum(size for path, size in sizes if path.endswith(".js"))
    text = sum(size for path, size in sizes if not path.endswith(".woff2") and not is_picture(path))
    fonts = [path for path, _ in sizes if path.endswith(".woff2")]
    if script > MAX_SCRIPT_BYTES:
        yield f"{script} bytes of script"
    if text > MAX_PAGE_BYTES:
        yield f"{text} bytes without pictures and fonts"
    if is_list and fonts:
        yield f"a list loads {fonts}"


def is_picture(path: str) -> bool:
    """Whether the path is a kept picture's or an icon's."""
    return "/pictures/" in path or path.endswith(".png")


def sideways(page: Page) -> Iterator[str]:
    """Whether the page scrolls sideways."""
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if over > 0:
        yield f"{over} px wider than the window"


def axe(page: Page, *, is_fragment: bool) -> Iterator[str]:
    """What axe-core finds against WCAG 2.2 AA and its own good practice."""
    if "AXE_CORE" not in os.environ or is_fragment:
        return
    page.evaluate(Path(os.environ["AXE_CORE"]).read_text("utf-8"))
    for violation in page.evaluate("axe.run()")["violations"]:
        nodes = "; ".join(str(node["target"]) for node in violation["nodes"][:3])
        yield f"axe {violation['id']}: {violation['help']}: {nodes}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
