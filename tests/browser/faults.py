"""What a browser finds wrong with a page: the one list that gallery and journeys go by.

``listen`` before the page is opened, ``faults_of`` when it stands. Looked for are: anything
on the console or broken of the policy, a layout shift, a page that scrolls sideways, on a
touch screen a target that a thumb misses, more bytes than the design allows, and what
axe-core finds when AXE_CORE names its file.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Response

MAX_PAGE_BYTES = 60_000
"""Over the wire, without pictures and fonts (DESIGN: What the page weighs)."""

MAX_SCRIPT_BYTES = 30_000

MAX_SHIFT = 0.01
"""Cumulative layout shift; 0.1 is called good, but these pages have nothing to move."""

MIN_TARGET_PX = 44
"""The height of what a finger presses (WCAG 2.2, 2.5.5); links within a sentence may be less."""


class Complaints(list[str]):
    """What the console and the policy complained of since ``listen``."""


def listen(context: BrowserContext) -> Complaints:
    """Hear the pages of a context from now on."""
    heard = Complaints()
    context.on("console", lambda message: _note(heard, message.type, message.text))
    context.on("response", lambda response: _note_missing(heard, response))
    context.on("weberror", lambda error: heard.append(f"script: {error.error}"))
    context.add_init_script(_WATCH)
    return heard


def _note(heard: Complaints, kind: str, text: str) -> None:
    if kind in ("error", "warning") and not text.startswith("Failed to load resource"):
        heard.append(f"console: {text}")


def _note_missing(heard: Complaints, response: Response) -> None:
    """A part of a page that could not be had; whole pages may well answer with an error."""
    if response.status >= 400 and not response.request.is_navigation_request():
        heard.append(f"{response.status}: {response.url}")


_WATCH = """
document.addEventListener("securitypolicyviolation", event =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
new PerformanceObserver(list => {
  for (const entry of list.getEntries())
    if (!entry.hadRecentInput) window.shifts = (window.shifts ?? 0) + entry.value;
}).observe({type: "layout-shift", buffered: true});
"""


def settle(page: Page) -> None:
    """Wait for the fonts and for every picture, also those further down."""
    page.evaluate(
        """async () => {
          for (const image of document.images) image.loading = "eager";
          await Promise.all([...document.images].map(image => image.decode().catch(() => {})));
          await document.fonts.ready;
          await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
        }"""
    )


def faults_of(page: Page) -> list[str]:
    """The faults of the page as it stands now, a line each."""
    return [*_shift(page), *_weights(page), *_sideways(page), *_targets(page), *_axe(page)]


def _shift(page: Page) -> Iterator[str]:
    shift = page.evaluate("window.shifts ?? 0")
    if shift > MAX_SHIFT:
        yield f"layout shift {shift:.3f}"


def _weights(page: Page) -> Iterator[str]:
    script, text, fonts = weights_of(page)
    if script > MAX_SCRIPT_BYTES:
        yield f"{script} bytes of script"
    if text > MAX_PAGE_BYTES:
        yield f"{text} bytes without pictures and fonts"
    if fonts and not page.locator(".article").count():
        yield f"a page that is no article loads {fonts}"


def weights_of(page: Page) -> tuple[int, int, list[str]]:
    """Bytes over the wire: of script, and of all without pictures and fonts; the fonts' paths."""
    sizes = page.evaluate(
        """() => performance.getEntriesByType("resource")
           .concat(performance.getEntriesByType("navigation"))
           .map(e => [new URL(e.name).pathname, e.encodedBodySize])"""
    )
    script = sum(size for path, size in sizes if path.endswith(".js"))
    text = sum(
        size for path, size in sizes if not path.endswith(".woff2") and not _is_picture(path)
    )
    return script, text, [path for path, _ in sizes if path.endswith(".woff2")]


def _is_picture(path: str) -> bool:
    return "/pictures/" in path or path.endswith(".png")


def _sideways(page: Page) -> Iterator[str]:
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if over > 0:
        yield f"{over} px wider than the window"


def _targets(page: Page) -> Iterator[str]:
    small = page.evaluate(
        """least => matchMedia("(pointer: coarse)").matches ?
          [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
            .filter(e => e.checkVisibility({checkVisibilityCSS: true}) && e.type !== "hidden")
            .filter(e => getComputedStyle(e).display !== "inline")
            .map(e => [e.closest("label") ?? e, e])
            .filter(([box]) => box.getBoundingClientRect().height < least - 0.5)
            .filter(([box]) => !box.closest(".body, .skip, .unseen"))
            .map(([box, e]) => `${Math.round(box.getBoundingClientRect().height)} px: ` +
                 (e.textContent.trim() || e.id).slice(0, 30)) : []""",
        MIN_TARGET_PX,
    )
    if small:
        yield f"hard to hit: {'; '.join(dict.fromkeys(small))}"


def _axe(page: Page) -> Iterator[str]:
    """Against WCAG 2.2 AA and axe-core's own good practice."""
    if "AXE_CORE" not in os.environ:
        return
    page.evaluate(Path(os.environ["AXE_CORE"]).read_text("utf-8"))
    for violation in page.evaluate("axe.run(document, {resultTypes: ['violations']})")[
        "violations"
    ]:
        nodes = "; ".join(str(node["target"]) for node in violation["nodes"][:3])
        yield f"axe {violation['id']}: {violation['help']}: {nodes}"
