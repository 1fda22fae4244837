"""Pages behind walls, sent from the browser by the bookmarklet or its script: whole."""

import http.client
import json
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Open
from tests.browser.people import COPY_MS, PASSWORD, Person
from tests.browser.walls import kept_of, missing_of, open_story, sign_in_at
from tests.drills.live import HOST, Server
from tests.makers import make_token
from tests.walled.site import WALLS, WalledSite

from earmark.articles import queries as article_queries
from earmark.web.bookmarklet import bookmarklet

pytestmark = pytest.mark.check


def post(server: Server, token: str, page: dict[str, str]) -> int:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    with closing(http.client.HTTPConnection(HOST, server.port, timeout=30)) as connection:
        connection.request("POST", "/api/v1/bookmarks", json.dumps(page), headers)
        return connection.getresponse().status


def test_twenty_pages_behind_walls_come_out_whole(
    visit: Open, person: Person, server: Server, walled: WalledSite, seen: str
):
    at = visit(person=person)
    token = make_token(person.database, person.account_id)
    sign_in_at(at.page, walled)
    for url, story in walled.addresses.items():
        open_story(at.page, url, story)
        page = at.page.evaluate(seen)
        assert post(server, token, {"url": page["url"], "html": page["html"]}) == 201
    missing = {
        url: missing_of(person, kept_of(person, url), story)
        for url, story in walled.addresses.items()
    }
    assert {url: parts for url, parts in missing.items() if parts} == {}
    assert len(missing) == 20
    at.complaints.clear()  # the walls are not ours


def hand_over(page: Page, server: Server) -> Page:
    """Press the bookmarklet on a page; the window that it opens."""
    address = bookmarklet(f"http://{HOST}:{server.port}/save")
    with page.expect_popup() as opened:
        page.evaluate("address => { location.href = address }", address)
    return opened.value


@pytest.mark.parametrize("wall", WALLS)
def test_the_bookmarklet_hands_over_what_the_person_sees(
    visit: Open, person: Person, server: Server, walled: WalledSite, wall: str
):
    url, story = walled.behind(wall)
    at = visit(person=person)
    sign_in_at(at.page, walled)
    open_story(at.page, url, story)
    window = hand_over(at.page, server)
    expect(window.get_by_text("The page came along as you see it.")).to_be_visible()
    expect(window.get_by_text(story.headline).first).to_be_visible()
    expect(window.get_by_text(walled.host, exact=True)).to_be_visible()
    window.get_by_role("button", name="Save", exact=True).click()
    expect(window.get_by_role("heading", level=1, name=story.headline)).to_be_visible()
    assert missing_of(person, kept_of(person, url), story) == []
    at.complaints.clear()  # the walls are not ours


def test_a_picture_that_script_loads_comes_with_its_address(
    visit: Open, person: Person, walled: WalledSite, seen: str, server: Server
):
    url, story = walled.behind("browsers-only")
    at = visit(person=person)
    open_story(at.page, url, story)
    page = at.page.evaluate(seen)
    post(server, make_token(person.database, person.account_id), {"url": url, "html": page["html"]})
    kept = kept_of(person, url)
    with person.database.read() as tx:
        pictures = article_queries.pictures(tx, kept.best_extraction_id or "")
    assert [picture.url for picture in pictures] == [f"{walled.url}/pictures/1.jpg"]
    at.complaints.clear()


def test_after_signing_in_the_window_says_that_the_page_is_to_be_sent_again(
    visit: Open, person: Person, server: Server, walled: WalledSite
):
    url, story = walled.behind("browsers-only")
    at = visit("/sign-in")
    open_story(at.page, url, story)
    window = hand_over(at.page, server)
    window.fill("#name", person.reader.name)
    window.fill("#password", PASSWORD)
    window.press("#password", "Enter")
    expect(window.get_by_text("The page itself did not come along")).to_be_visible()
    expect(window.locator("#url")).to_have_value(url)
    window = hand_over(at.page, server)
    expect(window.get_by_text("The page came along as you see it.")).to_be_visible()
    at.complaints.clear()


def test_a_stub_becomes_the_article_when_its_page_is_sent_again(
    visit: Open, person: Person, server: Server, walled: WalledSite
):
    url, story = walled.behind("application")
    at = visit(person=person)
    at.save(url)
    at.page.get_by_role("link", name="Send it from your browser").click(timeout=COPY_MS)
    with at.page.expect_popup() as opened:
        at.page.get_by_role("link", name="Open the original").click()
    original = opened.value
    expect(original.get_by_text(story.paragraphs[-1])).to_be_visible()
    window = hand_over(original, server)
    expect(window.get_by_text("The page came along as you see it.")).to_be_visible()
    window.get_by_role("button", name="Save", exact=True).click()
    expect(window.get_by_text("This was on your list already.")).to_be_visible()
    kept = kept_of(person, url)
    assert missing_of(person, kept, story) == []
    with person.database.read() as tx:
        copies = article_queries.snapshots(tx, kept.article_id, person.account_id)
    assert [copy.origin for copy in copies] == ["browser", "server"]


def test_a_window_that_no_page_reaches_says_that_only_the_address_is_saved(
    visit: Open, person: Person, walled: WalledSite
):
    url, _story = walled.behind("proof")
    at = visit(f"/save?url={url}&title=A&sends=page", person=person)
    expect(at.page.get_by_text("The page itself did not come along")).to_be_visible()


def test_a_page_of_another_address_is_not_taken(
    visit: Open, person: Person, server: Server, walled: WalledSite
):
    url, story = walled.behind("browsers-only")
    at = visit(person=person)
    open_story(at.page, url, story)
    forged = (
        f"const w = open('http://{HOST}:{server.port}/save?url={url}x&sends=page');"
        "addEventListener('message', () => w.postMessage("
        f"{{earmark: 'page', url: '{url}', title: 'T', html: '<p>x</p>'}}, '*'))"
    )
    with at.page.expect_popup() as opened:
        at.page.evaluate(forged)
    expect(opened.value.get_by_text("is not the page of this address")).to_be_visible()
    expect(opened.value.locator("textarea[name=html]")).to_have_value("")
    at.complaints.clear()
