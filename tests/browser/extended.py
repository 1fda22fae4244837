"""Chromium with the extension in it, whose button can be pressed."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, BrowserType, Page, Worker
from tests.browser.gallery import CHROMIUM

EXTENSION = Path(__file__).parents[2] / "extension"


@dataclass(frozen=True)
class Extended:
    """A browser with the extension; ``address`` is where its pages are."""

    context: BrowserContext
    worker: Worker

    @property
    def address(self) -> str:
        return self.worker.url.removesuffix("background.js")

    def set_up(self, address: str, token: str) -> Page:
        """The options, filled in and sent; the page says what came of it."""
        options = self.context.new_page()
        options.goto(self.address + "options.html")
        options.fill("#address", address)
        options.fill("#token", token)
        options.get_by_role("button").click()
        return options

    def press(self, page: Page) -> None:
        """The button in the toolbar, as a person presses it while the page is shown."""
        page.bring_to_front()
        browser = self.context.browser
        assert browser
        session = browser.new_browser_cdp_session()
        found = session.send("Target.getTargets", {"filter": [{"type": "tab"}]})["targetInfos"]
        [tab] = [each["targetId"] for each in found if each["url"] == page.url]
        name = self.address.split("/")[2]
        session.send("Extensions.triggerAction", {"id": name, "targetId": tab})
        session.detach()

    def expect_said(self, options: Page, text: str) -> None:
        """What the small window under the button says; seen from a page of the extension."""
        window = "chrome.extension.getViews({type: 'popup'})[0]"
        said = f"() => {window}?.document.body?.innerText.includes({json.dumps(text)})"
        options.wait_for_function(said, timeout=15_000)

    def close_window(self, options: Page) -> None:
        options.evaluate("chrome.extension.getViews({type: 'popup'})[0]?.close()")


@contextmanager
def extended(chromium: BrowserType, folder: Path, server: str) -> Iterator[Extended]:
    """A browser that has the extension, and the person's leave to ask ``server``.

    That leave alone is written into the manifest: the browser's own question for it cannot
    be answered from a test. All other pages are reached by pressing the button only.
    """
    copy = folder / "extension"
    shutil.copytree(EXTENSION, copy)
    manifest = json.loads((copy / "manifest.json").read_text("utf-8"))
    manifest["host_permissions"] = [server]
    (copy / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    context = chromium.launch_persistent_context(
        folder / "profile",
        executable_path=CHROMIUM,
        headless=False,
        args=[
            "--headless=new",
            "--no-sandbox",
            f"--disable-extensions-except={copy}",
            f"--load-extension={copy}",
            "--enable-unsafe-extension-debugging",
        ],
    )
    try:
        found = context.service_workers
        yield Extended(context, found[0] if found else context.wait_for_event("serviceworker"))
    finally:
        context.close()
