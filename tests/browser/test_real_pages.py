"""Real pages of the running server, with what was really kept: nothing that a browser faults."""

from pathlib import Path

import pytest
from demo.pictures import draw_picture
from playwright.sync_api import Page, expect
from tests.browser.conftest import Open
from tests.browser.faults import faults_of, settle
from tests.browser.people import STORY, Person, Visit
from tests.makers import LocalSite, page_of

pytestmark = pytest.mark.check

LONG_READ = "\n\n".join([STORY, f"<em>{STORY}</em>", STORY])


@pytest.fixture
def read(visit: Open, person: Person, site: LocalSite, tmp_path: Path) -> Visit:
    """An article with pictures and italics, just opened as its reader opens it."""
    draw_picture("harbour", 7, 960).save(tmp_path / "boat.jpg")
    site.serve("/boat.jpg", (tmp_path / "boat.jpg").read_bytes(), content_type="image/jpeg")
    figure = '<figure><img src="/boat.jpg" alt="A boat"><figcaption>At dawn.</figcaption></figure>'
    address = site.serve("/boats", page_of("Boats at dawn", LONG_READ, figure * 2))
    at = visit(person=person)
    at.save(address)
    at.await_copy("Boats at dawn")
    expect(at.page.locator(".row-picture, .row").first).to_be_visible()
    at.page.goto("/jobs")
    at.page.goto("/")
    at.link("Boats at dawn").click()
    expect(at.page.locator(".body em").first).to_be_visible()
    settle(at.page)
    return at


def test_reading_shifts_nothing_and_has_no_other_fault(read: Visit):
    read.page.mouse.wheel(0, 4000)
    read.page.wait_for_timeout(200)
    assert faults_of(read.page) == []


def test_a_line_has_66_characters_give_or_take(read: Visit):
    read.page.set_viewport_size({"width": 1440, "height": 900})
    assert 60 <= mean_line(read.page) <= 72


def test_text_and_italics_are_in_the_serif(read: Visit):
    read.page.wait_for_function(
        """() => ["normal", "italic"].every(style => [...document.fonts].some(face =>
             face.family.includes("Earmark Serif") && face.style === style &&
             face.status === "loaded"))"""
    )


def mean_line(page: Page) -> float:
    """Characters a line of the first paragraph, without its last line."""
    return float(
        page.evaluate(
            """() => {
              const text = document.querySelector(".body p").firstChild, range = new Range();
              const tops = {};
              for (let i = 0; i < text.length; i++) {
                range.setStart(text, i); range.setEnd(text, i + 1);
                const top = Math.round(range.getBoundingClientRect().top);
                tops[top] = (tops[top] ?? 0) + 1;
              }
              const lines = Object.values(tops).slice(0, -1);
              return lines.reduce((a, b) => a + b) / lines.length;
            }"""
        )
    )


@pytest.mark.parametrize(
    "path", ["/", "/archive", "/starred", "/search", "/search?q=boats", "/jobs", "/settings"]
)
def test_a_page_of_somebody_new_has_no_fault(visit: Open, person: Person, path: str):
    at = visit(path, person=person)
    assert faults_of(at.page) == []


@pytest.mark.parametrize("path", ["/nowhere", "/read/nothing", "/?cursor=x", "/set-up?secret=no"])
def test_a_page_that_says_what_is_wrong_has_no_fault(visit: Open, person: Person, path: str):
    at = visit(path, person=person)
    assert faults_of(at.page) == []
