"""Finding, archiving, starring, tags and notes; two tabs, the back button."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Open
from tests.browser.people import Person
from tests.makers import make_bookmark

pytestmark = pytest.mark.check

ORANGES = "The ferry left with a crate of oranges on her deck. " * 30


@pytest.fixture
def article(person: Person) -> str:
    """The path of an article on the person's list, "Oranges at dawn"."""
    kept = make_bookmark(
        person.database, person.blobs, person.account_id, headline="Oranges at dawn", body=ORANGES
    )
    return f"/read/{kept.id}"


def test_a_search_shows_the_words_and_opens_the_article(
    visit: Open, person: Person, article: str, script: bool
):
    at = visit(person=person, script=script)
    at.page.fill("#q", "crate oranges")
    at.page.press("#q", "Enter")
    expect(at.page.locator("mark").first).to_have_text("crate")
    at.link("Oranges at dawn").click()
    expect(at.page).to_have_url(re.compile(article))
    at.page.go_back()
    expect(at.page.locator("#q")).to_have_value("crate oranges")
    expect(at.link("Oranges at dawn")).to_be_visible()


def test_what_is_archived_in_the_list_is_in_the_archive_and_can_be_undone(
    visit: Open, person: Person, article: str, script: bool
):
    at = visit(person=person, script=script)
    at.page.locator(".row").get_by_role("button", name="Archive").click()
    at.expect_said("Archived.")
    at.page.goto("/archive")
    expect(at.link("Oranges at dawn")).to_be_visible()
    at.page.locator(".row").get_by_role("button", name="Unarchive").click()
    at.expect_said("Back among the unread.")
    at.page.goto("/")
    at.page.locator(".row").get_by_role("button", name="Archive").click()
    at.press("Undo")
    at.page.goto("/")
    expect(at.link("Oranges at dawn")).to_be_visible()


def test_star_and_read_are_kept_from_the_article(
    visit: Open, person: Person, article: str, script: bool
):
    at = visit(article, person=person, script=script)
    at.press("Star")
    at.expect_said("Starred.")
    at.press("Mark read")
    at.expect_said("Marked as read.")
    at.page.goto("/starred")
    row = at.page.locator(".row", has=at.link("Oranges at dawn"))
    expect(row).to_contain_text("read")
    at.page.goto("/")
    expect(at.page.get_by_text("All read.")).to_be_visible()


def test_tags_and_note_are_kept_and_found(visit: Open, person: Person, article: str, script: bool):
    at = visit(article, person=person, script=script)
    at.page.fill("#tags", "fruit, sea voyage")
    at.press("Keep tags")
    at.page.fill("#note", "Ask Bo about the tangerines")
    at.press("Keep note")
    at.expect_said("The note is kept.")
    at.page.get_by_role("link", name="sea voyage").click()
    expect(at.link("Oranges at dawn")).to_be_visible()
    at.page.fill("#q", "tangerines")
    at.page.press("#q", "Enter")
    expect(at.link("Oranges at dawn")).to_be_visible()


def test_a_note_goes_on_by_itself_after_the_session_was_over(
    visit: Open, person: Person, article: str, script: bool
):
    at = visit(article, person=person, script=script)
    typed = 'Three lines,\n"with quotes" & <signs>\nthat took an evening.'
    at.page.fill("#note", typed)
    person.end_sessions()
    at.press("Keep note")
    at.sign_in(person.reader.name)
    at.expect_said("The note is kept.")
    expect(at.page.locator("#note")).to_have_value(typed)


def test_a_page_that_was_left_open_undoes_nothing(
    visit: Open, person: Person, article: str, script: bool
):
    old, older, new = (visit(article, person=person, script=script) for _ in range(3))
    new.page.fill("#tags", "fruit")
    new.press("Keep tags")
    new.page.fill("#note", "from the new tab")
    new.press("Keep note")
    new.press("Archive")
    new.expect_said("Archived.")
    older.press("Archive")
    older.expect_said("Archived.")
    old.page.fill("#note", "from the old tab")
    old.press("Keep note")
    old.expect_said("Both texts are kept.")
    expect(old.page.locator("#note")).to_have_value("from the new tab\n\nfrom the old tab")
    expect(old.page.locator("#tags")).to_have_value("fruit")
    expect(old.page.get_by_role("button", name="Unarchive")).to_be_visible()


def test_what_was_deleted_in_another_tab_is_said_to_be_gone(
    visit: Open, person: Person, article: str
):
    old, new = (visit(article, person=person, script=False) for _ in range(2))
    new.page.get_by_text("Delete", exact=True).click()
    new.press("Delete this article")
    new.expect_said("Deleted")
    old.press("Star")
    expect(old.page.get_by_text("This is not on your saved list.")).to_be_visible()
