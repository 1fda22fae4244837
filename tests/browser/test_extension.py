"""The extension in a real browser: pressed on a page, it brings the page home."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.extended import EXTENSION, Extended, extended
from tests.browser.people import Person
from tests.browser.walls import kept_of, missing_of, open_story, sign_in_at
from tests.drills.live import HOST, Server, free_port
from tests.makers import make_token
from tests.walled.site import WalledSite

from earmark.accounts.reader import Scope

pytestmark = pytest.mark.check

WEB_EXT = EXTENSION.parent / "build/web-ext/node_modules/.bin/web-ext"


@pytest.fixture
def at(browser: Browser, tmp_path: Path) -> Iterator[Extended]:
    """A browser with the extension, which knows no Earmark yet."""
    with extended(browser.browser_type, tmp_path, f"http://{HOST}/*") as opened:
        yield opened


def home(server: Server) -> str:
    return f"http://{HOST}:{server.port}"


@pytest.fixture
def options(at: Extended, person: Person, server: Server) -> Page:
    """The extension's options, once they are filled in."""
    token = make_token(person.database, person.account_id)
    opened = at.set_up(home(server) + "/", token)
    expect(opened.locator("#said")).to_contain_text(f"Connected as {person.reader.name}")
    return opened


def test_a_page_behind_a_login_is_saved_whole_by_one_press(
    at: Extended, options: Page, person: Person, walled: WalledSite
):
    url, story = walled.behind("sign-in-page")
    page = at.context.new_page()
    sign_in_at(page, walled)
    open_story(page, url, story)
    page.evaluate("getSelection().selectAllChildren(document.querySelector('figcaption'))")
    at.press(page)
    at.expect_said(options, "Saved. The copy is on its way.")
    kept = kept_of(person, url)
    assert missing_of(person, kept, story) == []
    assert kept.note == "The view on Monday."
    at.close_window(options)
    at.press(page)
    at.expect_said(options, "Saved again: on your list since")


def test_what_a_component_hides_in_a_closed_shadow_tree_comes_along(
    at: Extended, options: Page, person: Person, walled: WalledSite
):
    url, story = walled.behind("application")
    page = at.context.new_page()
    closed = "attachShadow = function(o) { return old.call(this, {...o, mode: 'closed'}) }"
    page.add_init_script(f"const old = Element.prototype.attachShadow; Element.prototype.{closed}")
    open_story(page, url, story)
    at.press(page)
    at.expect_said(options, "Saved.")
    assert missing_of(person, kept_of(person, url), story) == []


def test_a_page_saved_while_earmark_is_away_waits_and_is_sent_later(
    at: Extended, options: Page, person: Person, server: Server, walled: WalledSite
):
    url, story = walled.behind("browsers-only")
    away = {"address": f"http://{HOST}:{free_port()}", "token": "x"}
    at.worker.evaluate("server => chrome.storage.local.set({server})", away)
    page = at.context.new_page()
    open_story(page, url, story)
    at.press(page)
    at.expect_said(options, "sent as soon as it can be")
    at.expect_said(options, "Waiting to be sent: 1")
    page.close()
    token = make_token(person.database, person.account_id)
    again = at.set_up(home(server), token)
    expect(again.locator("#said")).to_contain_text("Connected as")
    expect(again.locator("#waiting")).to_have_text("")
    assert missing_of(person, kept_of(person, url), story) == []


def test_a_revoked_token_keeps_the_page_and_says_what_to_do(
    at: Extended, options: Page, server: Server, walled: WalledSite
):
    revoked = {"address": home(server), "token": "earmark_revoked"}
    at.worker.evaluate("server => chrome.storage.local.set({server})", revoked)
    page = at.context.new_page()
    open_story(page, *walled.behind("browsers-only"))
    at.press(page)
    at.expect_said(options, "The page waits here: set a new token, and it is sent.")
    options.reload()
    expect(options.locator("#waiting")).to_have_text("Waiting to be sent: 1")


def test_what_earmark_will_never_take_is_told_and_does_not_hold_up_the_rest(
    at: Extended, options: Page, person: Person, server: Server, walled: WalledSite
):
    url, story = walled.behind("browsers-only")
    at.worker.evaluate("chrome.storage.local.set({'page:1': {url: 'ftp://a', html: '<p>x</p>'}})")
    page = at.context.new_page()
    open_story(page, url, story)
    at.press(page)
    at.expect_said(options, "Saved.")
    options.reload()
    expect(options.get_by_text("ftp://a: Only http and https addresses")).to_be_visible()
    options.get_by_role("button", name="Forget these").click()
    expect(options.get_by_text("ftp://a")).to_have_count(0)


def test_without_an_address_it_asks_for_one(at: Extended, walled: WalledSite):
    extension = at.context.new_page()
    extension.goto(at.address + "options.html")
    page = at.context.new_page()
    open_story(page, *walled.behind("browsers-only"))
    at.press(page)
    at.expect_said(extension, "Tell the extension first where your Earmark is.")


@pytest.mark.parametrize(
    ("path", "scope", "said"),
    [
        ("", None, "Earmark does not know this token."),
        ("", Scope.READ, "This token may only read."),
        ("/static", Scope.WRITE, "it is not Earmark"),
    ],
)
def test_the_options_keep_nothing_that_does_not_work(
    at: Extended, person: Person, server: Server, path: str, scope: Scope | None, said: str
):
    token = make_token(person.database, person.account_id, scope) if scope else "earmark_x"
    options = at.set_up(home(server) + path, token)
    expect(options.locator("#said")).to_contain_text(said)
    assert at.worker.evaluate("chrome.storage.local.get()") == {}


def test_it_asks_for_no_more_than_it_needs():
    manifest = json.loads((EXTENSION / "manifest.json").read_text("utf-8"))
    assert set(manifest["permissions"]) == {
        "activeTab", "alarms", "contextMenus", "scripting", "storage", "unlimitedStorage",
    }  # fmt: skip
    assert "host_permissions" not in manifest
    assert "content_scripts" not in manifest


def test_web_ext_finds_nothing_wrong():
    """One manifest serves both browsers: Firefox passes over the key that is for Chrome."""
    if not WEB_EXT.exists():
        pytest.skip("no web-ext: npm install --prefix build/web-ext web-ext")
    command = [str(WEB_EXT), "lint", "--source-dir", str(EXTENSION), "--output", "json"]
    found = json.loads(subprocess.run(command, capture_output=True, check=False).stdout)
    assert (found["errors"], found["notices"]) == ([], [])
    assert [each["code"] for each in found["warnings"]] == ["BACKGROUND_SERVICE_WORKER_IGNORED"]
