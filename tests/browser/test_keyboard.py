"""With the keyboard alone: every step is seen, nothing holds the focus."""

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Open
from tests.browser.people import COPY_MS, PASSWORD, Person, Visit, publish
from tests.makers import LocalSite, make_bookmark

pytestmark = pytest.mark.check

STEPS_MAX = 120

FOCUS = """() => {
  const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
  return {
    name: (e.getAttribute("aria-label") ?? e.textContent).trim() || e.id,
    id: e.id, tag: e.tagName,
    isMarked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    isSeen: box.width > 0 && box.bottom > 0 && box.top < innerHeight &&
            parseFloat(style.opacity) === 1,
  };
}"""


def step(page: Page, key: str = "Tab") -> dict[str, object]:
    """Press a key; where the focus is then. Fails where it cannot be seen."""
    page.keyboard.press(key)
    page.wait_for_timeout(20)
    focus: dict[str, object] = page.evaluate(FOCUS)
    assert focus["tag"] == "BODY" or (focus["isMarked"] and focus["isSeen"]), focus
    return focus


def step_to(page: Page, wanted: str) -> None:
    """Press Tab until the focus is on what has this id, or begins with these words."""
    for _ in range(STEPS_MAX):
        focus = step(page)
        if focus["id"] == wanted or str(focus["name"]).startswith(wanted):
            return
    raise AssertionError(f"Tab does not lead to {wanted}")


def test_from_sign_in_to_an_archived_article_without_a_mouse(
    visit: Open, person: Person, site: LocalSite
):
    address, headline = publish(site)
    at = visit()
    page = at.page
    step_to(page, "name")
    page.keyboard.type(person.reader.name)
    step_to(page, "password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing saved yet.")).to_be_visible()
    step_to(page, "save-url")
    page.keyboard.type(address)
    page.keyboard.press("Enter")
    expect(at.link(headline)).to_be_visible(timeout=COPY_MS)
    step_to(page, headline)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name=headline)).to_be_visible()
    step_to(page, "Archive")
    page.keyboard.press("Enter")
    at.expect_said("Archived.")
    assert page.evaluate(FOCUS)["name"] == "Unarchive"


def test_the_skip_link_comes_first_and_leads_to_the_text(visit: Open, person: Person):
    at = visit(person=person)
    assert step(at.page)["name"] == "Skip to the text"
    at.page.keyboard.press("Enter")
    assert at.page.evaluate("document.activeElement.id") == "main"
    assert step(at.page)["id"] == "save-url"


@pytest.mark.parametrize("path", ["/", "/search?q=harbour", "/settings", "/jobs", "article"])
def test_tab_leads_through_the_whole_page_and_out_of_it(visit: Open, person: Person, path: str):
    kept = make_bookmark(person.database, person.blobs, person.account_id)
    at = visit(f"/read/{kept.id}" if path == "article" else path, person=person)
    seen = [step(at.page)["name"]]
    while (focus := step(at.page))["tag"] != "BODY":
        seen.append(focus["name"])
        assert len(seen) < STEPS_MAX, f"the focus goes round: {seen[-8:]}"
    assert len(seen) == reachable(at)


def reachable(at: Visit) -> int:
    """How many places Tab should stop at; of a group of radio buttons, one."""
    return int(
        at.page.evaluate(
            """() => [...document.querySelectorAll(
                 "a[href], button, input, select, textarea, summary, [tabindex='0']")]
               .filter(e => e.checkVisibility({checkVisibilityCSS: true}) && e.type !== "hidden")
               .filter(e => e.type !== "radio" || e.checked).length"""
        )
    )


def test_letters_walk_the_list_and_act_on_it(visit: Open, person: Person):
    for headline in ("Older", "Newer"):
        make_bookmark(person.database, person.blobs, person.account_id, headline=headline)
    at = visit(person=person)
    at.page.keyboard.press("j")
    assert step(at.page, "j")["name"] == "Older"
    assert step(at.page, "k")["name"] == "Newer"
    at.page.keyboard.press("e")
    at.expect_said("Archived.")
    at.page.keyboard.press("?")
    expect(at.page.get_by_role("dialog")).to_be_visible()
    at.page.keyboard.press("Escape")
    assert step(at.page, "/")["id"] == "q"
