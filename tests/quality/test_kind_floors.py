"""How well kinds of pages are told apart, over the shared corpus."""

import pytest
from tests.quality.corpus import pages

from earmark.extract import extract

pytestmark = pytest.mark.check

NAMES = {"service": "other", "collection": "listing"}
"""The corpus's names for kinds that are called otherwise here."""


def test_threads_are_told_from_everything_else(shared):
    """A page taken for a thread loses its story, so hardly any may be; .96 are found."""
    told = [(page.gold["kind"], extract(page.content, page.gold["url"]).kind)
            for page in pages(shared, "wcxb-dev")]  # fmt: skip
    found = [gold for gold, ours in told if ours == "forum"]
    assert found.count("forum") >= 0.98 * len(found)  # 46 of 46
    assert found.count("forum") >= 0.9 * [gold for gold, _ in told].count("forum")  # of 48
    assert sum(NAMES.get(gold, gold) == ours for gold, ours in told) >= 0.87 * len(told)
