"""A person at a browser: what they do on the pages, step by step."""

import itertools
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect
from tests.browser.faults import Complaints
from tests.makers import LocalSite, page_of

from earmark.accounts import actions
from earmark.accounts.reader import Reader
from earmark.blobs.store import Blobs
from earmark.db.engine import Database

PASSWORD = "a horse, a harbour"
STORY = "The ferry left at dawn with nine passengers and a crate of oranges on her deck. " * 20
COPY_MS = 15_000
"""A copy takes less than a second on a quiet machine."""

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Person:
    """An account of the running server, and the server's database and blobs seen from here."""

    reader: Reader
    session: str
    database: Database
    blobs: Blobs

    @property
    def account_id(self) -> int:
        return self.reader.account_id

    def end_sessions(self) -> None:
        """What a year, or "sign out everywhere" on another machine, does."""
        with self.database.write() as tx:
            tx.execute(actions.sessions.all_of(self.reader))


@dataclass(frozen=True)
class Visit:
    """An open page; with ``has_script`` off the browser runs none."""

    page: Page
    complaints: Complaints
    has_script: bool

    def sign_in(self, name: str, password: str = PASSWORD) -> None:
        self.page.fill("#name", name)
        self.page.fill("#password", password)
        self.page.press("#password", "Enter")

    def save(self, address: str) -> None:
        self.page.fill("#save-url", address)
        self.page.press("#save-url", "Enter")

    def link(self, headline: str) -> Locator:
        return self.page.get_by_role("link", name=headline)

    def await_copy(self, headline: str) -> Locator:
        """The link to the article; without script the person reloads until it is there."""
        link = self.link(headline)
        if not self.has_script:
            for _ in range(COPY_MS // 200):
                if link.count():
                    break
                self.page.wait_for_timeout(200)
                self.page.reload()
        expect(link).to_be_visible(timeout=COPY_MS)
        return link

    def press(self, label: str) -> None:
        self.page.get_by_role("button", name=label, exact=True).first.click()

    def expect_said(self, sentence: str) -> None:
        """The notice of the last action."""
        expect(self.page.locator("#notice")).to_contain_text(sentence)


def publish(site: LocalSite, headline: str = "", **more: object) -> tuple[str, str]:
    """A new article on the site; its address and its headline, which no other article has."""
    number = next(_numbers)
    headline = headline or f"The early ferry, part {number}"
    return site.serve(f"/ferry/{number}", page_of(headline, STORY), **more), headline
