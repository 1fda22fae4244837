"""A reader who comes back, on whatever device, is at the sentence where they stopped."""

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Open
from tests.browser.people import Person
from tests.makers import make_bookmark

pytestmark = pytest.mark.check

PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
SENTENCES = [
    f"On day {day} the ferry brought {day * 3} crates to the island, and the harbour master wrote "
    f"that the wind had turned and that nobody had seen number {day} before."
    for day in range(1, 121)
]
BODY = "\n\n".join(" ".join(SENTENCES[at : at + 4]) for at in range(0, len(SENTENCES), 4))
AT_EDGE = """() => {
  const below = document.getElementById("toolbar").offsetHeight + 12;
  const left = document.querySelector(".body").getBoundingClientRect().left + 4;
  const caret = document.caretPositionFromPoint(left, below + 10);
  const text = caret.offsetNode.textContent;
  return text.slice(Math.max(0, caret.offset - 200), caret.offset + 200);
}"""


@pytest.fixture
def article(person: Person) -> str:
    kept = make_bookmark(
        person.database, person.blobs, person.account_id, headline="The ferry", body=BODY
    )
    return f"/read/{kept.id}"


def stop_at(page: Page, sentence: str) -> None:
    """Scroll till the sentence stands right below the toolbar, and rest."""
    with page.expect_response("**/position") as told:
        page.evaluate(
            """(sentence) => {
              const all = document.createTreeWalker(document.querySelector(".body"), 4);
              while (all.nextNode()) {
                const at = all.currentNode.data.indexOf(sentence);
                if (at < 0) continue;
                const range = document.createRange();
                range.setStart(all.currentNode, at);
                range.setEnd(all.currentNode, at + 5);
                const below = document.getElementById("toolbar").offsetHeight + 12;
                window.scrollBy(0, range.getBoundingClientRect().top - below);
              }
            }""",
            sentence,
        )
    assert told.value.status == 204


def test_the_same_sentence_on_another_screen(visit: Open, person: Person, article: str):
    phone = visit(article, person=person)
    phone.page.set_viewport_size(PHONE)
    stop_at(phone.page, SENTENCES[60])
    desktop = visit("/", person=person)
    desktop.page.set_viewport_size(DESKTOP)
    desktop.page.goto(article)
    desktop.page.wait_for_function("window.scrollY > 0")
    assert "On day 61 the ferry" in desktop.page.evaluate(AT_EDGE)


def test_what_is_begun_is_offered_on_the_list(visit: Open, person: Person, article: str):
    at = visit(article, person=person)
    stop_at(at.page, SENTENCES[60])
    at.page.goto("/")
    shelf = at.page.get_by_role("region", name="Continue reading")
    expect(shelf).to_contain_text("50% read")
    shelf.get_by_role("link", name="The ferry").click()
    at.page.wait_for_function("window.scrollY > 0")
    assert "On day 61 the ferry" in at.page.evaluate(AT_EDGE)


def test_at_the_end_it_is_no_longer_offered(visit: Open, person: Person, article: str):
    at = visit(article, person=person)
    stop_at(at.page, SENTENCES[60])
    with at.page.expect_response("**/position"):
        at.page.keyboard.press("End")
    at.page.goto("/")
    expect(at.page.get_by_role("region", name="Continue reading")).to_have_count(0)


def test_an_address_with_a_place_of_its_own_wins(visit: Open, person: Person, article: str):
    at = visit(article, person=person)
    stop_at(at.page, SENTENCES[60])
    at.page.goto("/")
    at.page.goto(f"{article}#keeping")
    expect(at.page.locator("#keeping")).to_be_in_viewport()
