"""In, out, and when it does not work."""

import contextlib

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Open
from tests.browser.people import Person
from tests.drills.live import HOST

from earmark.accounts import actions
from earmark.errors import NotSignedIn

pytestmark = pytest.mark.check


def test_one_comes_back_to_the_page_that_was_asked_for(visit: Open, person: Person, script: bool):
    at = visit("/search?q=oranges", script=script)
    at.sign_in(person.reader.name)
    expect(at.page.locator("#q")).to_have_value("oranges")


def test_after_signing_out_the_back_button_shows_nothing(visit: Open, person: Person, script: bool):
    at = visit("/settings", person=person, script=script)
    at.press("Sign out")
    expect(at.page.get_by_role("button", name="Sign in")).to_be_visible()
    at.page.go_back()
    expect(at.page.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_wrong_password_is_said_and_the_name_stays(visit: Open, person: Person, script: bool):
    at = visit("/sign-in", script=script)
    at.sign_in(person.reader.name, "not the password")
    expect(at.page.get_by_text("Name or password is not right.")).to_be_visible()
    expect(at.page.locator("#name")).to_have_value(person.reader.name)
    at.sign_in(person.reader.name)
    expect(at.page.get_by_text("Nothing saved yet.")).to_be_visible()


def test_too_many_wrong_passwords_are_told_how_long_to_wait(visit: Open, person: Person):
    for _ in range(10):
        with contextlib.suppress(NotSignedIn):
            actions.sign_in(person.database, person.reader.name, "no", HOST, "")
    at = visit("/sign-in")
    at.sign_in(person.reader.name, "no")
    said = at.page.get_by_role("alert")
    expect(said).to_have_text("Too many wrong passwords. Try again in 12 minutes.")


def test_what_a_page_does_after_the_session_was_over_leads_to_the_sign_in_and_back(
    visit: Open, person: Person, script: bool
):
    at = visit("/search?q=oranges", person=person, script=script)
    person.end_sessions()
    at.press("Sign out")
    at.sign_in(person.reader.name)
    expect(at.page.locator("#q")).to_have_value("oranges")
