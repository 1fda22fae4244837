"""Every way to save, and what becomes of it on the page."""

import http.client
import json
from contextlib import closing

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Open
from tests.browser.people import COPY_MS, Person, publish
from tests.drills.live import HOST, Server, run_earmark
from tests.makers import LocalSite, make_token, page_of

pytestmark = pytest.mark.check


def test_a_save_by_form_becomes_the_article(
    visit: Open, person: Person, site: LocalSite, script: bool
):
    address, headline = publish(site)
    at = visit(person=person, script=script)
    at.save(address)
    at.expect_said("Saved. The copy is on its way.")
    at.await_copy(headline)
    at.save(address + "?utm_source=letter")
    at.expect_said("This was on your list already.")
    expect(at.link(headline)).to_have_count(1)


def test_a_click_elsewhere_saves_and_a_prefetch_does_not(
    visit: Open, person: Person, site: LocalSite, server: Server
):
    address, headline = publish(site)
    link = f"http://{HOST}:{server.port}/save?url={address}"
    start = site.serve("/start", f'<link rel=prefetch href="{link}"><a href="{link}">keep</a>')
    at = visit(person=person)
    at.page.goto(start)
    at.page.wait_for_timeout(500)
    at.page.goto("/")
    expect(at.page.get_by_text("Nothing saved yet.")).to_be_visible()
    at.page.goto(start)
    at.page.get_by_role("link", name="keep").click()
    title = at.page.get_by_role("heading", level=1, name=headline)
    expect(title).to_be_visible(timeout=COPY_MS)
    at.complaints.clear()  # the site that links here is not ours


def test_without_script_the_save_page_takes_one_press(visit: Open, person: Person, site: LocalSite):
    address, _headline = publish(site)
    at = visit(f"/save?url={address}&title=Ferries", person=person, script=False)
    at.page.fill("#tags", "boats, later")
    at.press("Save")
    expect(at.page.get_by_text("a crate of oranges").first).to_be_visible(timeout=COPY_MS)
    expect(at.page.locator("#tags")).to_have_value("boats, later")


def test_what_the_api_saves_stands_on_the_open_list(
    visit: Open, person: Person, site: LocalSite, server: Server
):
    address, headline = publish(site)
    at = visit(person=person)
    token = make_token(person.database, person.account_id)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    with closing(http.client.HTTPConnection(HOST, server.port, timeout=10)) as connection:
        connection.request("POST", "/api/v1/bookmarks", json.dumps({"url": address}), headers)
        assert connection.getresponse().status == 201
    at.page.reload()
    at.await_copy(headline)


def test_what_the_command_line_saves_stands_on_the_list(
    visit: Open, person: Person, site: LocalSite, server: Server
):
    address, headline = publish(site)
    environ = {**server.environ, "EARMARK_DATA_DIR": str(server.data_dir)}
    run_earmark(environ, "save", address, "--user", person.reader.name, "--tag", "boats")
    at = visit(person=person)
    at.await_copy(headline)
    expect(at.page.get_by_role("link", name="boats")).to_be_visible()


def test_a_failed_save_says_why_and_can_be_tried_again(
    visit: Open, person: Person, site: LocalSite
):
    address = site.serve("/gone", "nothing", status=404)
    at = visit(person=person)
    at.save(address)
    again = at.page.get_by_role("button", name="Try again").first
    expect(again).to_be_visible(timeout=COPY_MS)
    at.page.goto("/jobs")
    expect(at.page.get_by_role("heading", name="Failed")).to_be_visible()
    site.serve("/gone", page_of("Back again", "The page is there once more. " * 40))
    at.press("Try all again")
    at.page.goto("/")
    expect(at.link("Back again")).to_be_visible(timeout=COPY_MS)


def test_an_address_that_cannot_be_saved_stays_in_its_field_with_the_reason(
    visit: Open, person: Person, script: bool
):
    at = visit("/save?url=ftp://example.org/a&title=A", person=person, script=script)
    expect(at.page.locator("#url")).to_have_value("ftp://example.org/a")
    expect(at.page.get_by_text("Only http and https addresses can be saved.")).to_be_visible()


def test_a_save_goes_on_by_itself_after_the_session_was_over(
    visit: Open, person: Person, site: LocalSite, script: bool
):
    address, headline = publish(site)
    at = visit(person=person, script=script)
    person.end_sessions()
    at.save(address)
    expect(at.page.get_by_text("Your session was over.")).to_be_visible()
    at.sign_in(person.reader.name, "not the password")
    expect(at.page.get_by_text("Name or password is not right.")).to_be_visible()
    at.sign_in(person.reader.name)
    at.expect_said("Saved. The copy is on its way.")
    at.await_copy(headline)


def test_the_tags_typed_on_the_save_page_outlive_the_session_too(
    visit: Open, person: Person, site: LocalSite
):
    address, _headline = publish(site)
    at = visit(f"/save?url={address}", person=person, script=False)
    at.page.fill("#tags", "typed with care")
    person.end_sessions()
    at.press("Save")
    at.sign_in(person.reader.name)
    expect(at.page.locator("#tags")).to_have_value("typed with care")
