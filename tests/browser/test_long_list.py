"""A list of ten thousand articles: as light as one of thirty, and walked by keyboard."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import insert
from tests.browser.conftest import Open
from tests.browser.faults import MAX_PAGE_BYTES, MAX_SCRIPT_BYTES, weights_of
from tests.browser.people import Person

from earmark.articles.models import Article
from earmark.db.base import new_id
from earmark.library.models import Bookmark

pytestmark = pytest.mark.check

COUNT = 10_000
HEADLINE = "The harbour master's account of the night in which the lamps went out, part {}"


@pytest.fixture
def ten_thousand(person: Person) -> Person:
    """A person who keeps so many, with headlines and bylines of the usual length."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [
        {
            "account_id": person.account_id,
            "id": new_id(),
            "number": number,
            "article_id": new_id(),
            "url": f"https://news.example.org/2026/harbour/{number}",
            "canonical_url": f"https://news.example.org/2026/harbour/{number}/{person.account_id}",
            "host": "news.example.org",
            "headline": HEADLINE.format(number),
            "byline": "Mette Lauridsen and Ole Friis",
            "site_name": "The Harbour Courier",
            "language": "en",
            "saved_at": at + timedelta(minutes=number),
            "order_key": person.account_id << 40 | number,
            "changed_at": at,
            "note": "",
            "state": "kept",
            "body_words": 900,
        }
        for number in range(1, COUNT + 1)
    ]
    articles = [{"id": row["article_id"], "first_seen_at": at} for row in rows]
    with person.database.write() as tx:
        tx.execute(insert(Article), articles)
        tx.execute(insert(Bookmark), rows)
    return person


def test_ten_thousand_are_paged_forward_and_back_by_keyboard(visit: Open, ten_thousand: Person):
    at = visit(person=ten_thousand)
    page = at.page
    expect(page.get_by_text("10,000 articles")).to_be_visible()
    script_bytes, text_bytes, fonts = weights_of(page)
    assert script_bytes < MAX_SCRIPT_BYTES
    assert text_bytes < MAX_PAGE_BYTES
    assert fonts == []
    first = page.locator(".row h2").first
    expect(first).to_contain_text("part 10000")
    for expected in ("part 9970", "part 9940"):
        page.get_by_role("link", name="Next page", exact=True).focus()
        page.keyboard.press("Enter")
        expect(first).to_contain_text(expected)
    page.get_by_role("link", name="Page before", exact=True).focus()
    page.keyboard.press("Enter")
    expect(first).to_contain_text("part 9970")
