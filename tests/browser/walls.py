"""A person before the walls of the site: signs in, waits for the story, looks what was kept."""

import time

from playwright.sync_api import Page, expect
from tests.browser.people import COPY_MS, Person
from tests.walled.site import WalledSite
from tests.walled.stories import Story

from earmark.library import lists, queries
from earmark.library.lists import Wanted
from earmark.library.models import Bookmark


def sign_in_at(page: Page, walled: WalledSite) -> None:
    """Sign in to the site as its reader."""
    page.goto(f"{walled.url}/sign-in")
    page.fill("[type=email]", "ann@example.org")
    page.fill("[type=password]", "secret")
    page.get_by_role("button", name="Sign in").click()


def open_story(page: Page, url: str, story: Story) -> None:
    """Open a story and wait until the whole of it is seen."""
    page.goto(url)
    expect(page.get_by_text(story.paragraphs[-1])).to_be_visible(timeout=COPY_MS)


def kept_of(person: Person, url: str) -> Bookmark:
    """The Bookmark of an address, once its copy is there; raises TimeoutError."""
    until = time.monotonic() + COPY_MS / 1000
    while time.monotonic() < until:
        with person.database.read() as tx:
            items = lists.page(tx, person.account_id, Wanted(limit=50)).items
        for item in items:
            if item.bookmark.url == url and item.bookmark.state == "kept":
                return item.bookmark
        time.sleep(0.1)
    states = [(item.bookmark.url, item.bookmark.state) for item in items]
    raise TimeoutError(f"{url} is not kept: {states}")


def missing_of(person: Person, kept: Bookmark, story: Story) -> list[str]:
    """What of the story is not in the copy."""
    with person.database.read() as tx:
        copy = queries.best_copy(tx, kept)
    assert copy
    text = person.blobs.text(copy.body_text_sha256)
    headline = [] if copy.headline == story.headline else [story.headline]
    return headline + [part for part in story.paragraphs if part not in text]
