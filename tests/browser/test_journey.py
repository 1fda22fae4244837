"""The main job in a real browser: first run, save, read, find; with script and without."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)
from tests.browser.gallery import CHROMIUM
from tests.drills.live import Server, environment, serving
from tests.makers import LocalSite, page_of

pytestmark = pytest.mark.check

PASSWORD = "a horse, a harbour"
STORY = "The ferry left at dawn with nine passengers and a crate of oranges on her deck. " * 20


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def server(tmp_path: Path, site: LocalSite) -> Iterator[Server]:
    allow = f"{site.host}:{site.port}"
    with serving(tmp_path, environ=environment(fetch_allow=allow)) as started:
        yield started


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console complained of; a broken policy shows there."""
    return []


def opened(browser: Browser, server: Server, complaints: list[str], *, script: bool) -> Page:
    context: BrowserContext = browser.new_context(
        base_url=f"http://127.0.0.1:{server.port}", java_script_enabled=script
    )

    def listen(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    context.on("console", listen)
    return context.new_page()


def set_up(page: Page, server: Server) -> None:
    """Open the address that the first start printed, and make the owner's account."""
    found = re.search(r"http://\S+/set-up\S+", server.log())
    assert found, server.log()
    page.goto(found.group())
    page.fill("#name", "ann")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    expect(page).to_have_url(re.compile(r"/$"))


def save(page: Page, address: str) -> None:
    page.fill("#save-url", address)
    page.press("#save-url", "Enter")


def test_a_save_turns_into_the_article_by_itself(
    browser: Browser, server: Server, site: LocalSite, complaints: list[str]
):
    address = site.serve("/ferry", page_of("The early ferry", STORY), delay_s=0.6)
    page = opened(browser, server, complaints, script=True)
    set_up(page, server)
    save(page, address)
    expect(page.get_by_text("The copy is on its way").first).to_be_visible()
    page.get_by_role("link", name="The early ferry").click()
    expect(page.get_by_role("heading", level=1, name="The early ferry")).to_be_visible()
    expect(page.get_by_text("a crate of oranges").first).to_be_visible()
    assert complaints == []


def test_everything_works_without_script(
    browser: Browser, server: Server, site: LocalSite, complaints: list[str]
):
    address = site.serve("/ferry", page_of("The early ferry", STORY))
    page = opened(browser, server, complaints, script=False)
    set_up(page, server)
    save(page, address)
    link = page.get_by_role("link", name="The early ferry")
    for _ in range(20):
        if link.count():
            break
        page.wait_for_timeout(200)
        page.reload()
    page.fill("#q", "oranges")
    page.press("#q", "Enter")
    expect(page.locator("mark").first).to_have_text("oranges")
    link.click()
    page.get_by_role("button", name="Archive").click()
    page.goto("/archive")
    expect(link).to_be_visible()
    page.goto("/")
    expect(link).to_have_count(0)
    assert complaints == []


def test_a_click_saves_and_a_prefetch_does_not(
    browser: Browser, server: Server, site: LocalSite, complaints: list[str]
):
    address = site.serve("/ferry", page_of("The early ferry", STORY))
    page = opened(browser, server, complaints, script=True)
    set_up(page, server)
    link = f"http://127.0.0.1:{server.port}/save?url={address}"
    start = site.serve("/start", f'<link rel=prefetch href="{link}"><a href="{link}">keep</a>')
    page.goto(start)
    page.wait_for_timeout(500)
    page.goto("/")
    expect(page.get_by_text("Nothing saved yet.")).to_be_visible()
    page.goto(start)
    page.get_by_role("link", name="keep").click()
    expect(page.get_by_role("heading", level=1, name="The early ferry")).to_be_visible(
        timeout=10_000
    )


def test_a_failed_save_says_why_and_can_be_tried_again(
    browser: Browser, server: Server, site: LocalSite, complaints: list[str]
):
    address = site.serve("/gone", "nothing", status=404)
    page = opened(browser, server, complaints, script=True)
    set_up(page, server)
    save(page, address)
    expect(page.get_by_role("button", name="Try again").first).to_be_visible(timeout=10_000)
    site.serve("/gone", page_of("Back again", STORY))
    page.get_by_role("button", name="Try again").first.click()
    expect(page.get_by_role("link", name="Back again")).to_be_visible(timeout=10_000)


def test_after_signing_out_the_back_button_shows_nothing(
    browser: Browser, server: Server, site: LocalSite, complaints: list[str]
):
    page = opened(browser, server, complaints, script=True)
    set_up(page, server)
    page.goto("/settings")
    page.get_by_role("button", name="Sign out", exact=True).first.click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    page.fill("#name", "ann")
    page.fill("#password", "not the password")
    page.press("#password", "Enter")
    expect(page.get_by_text("Name or password is not right.")).to_be_visible()
