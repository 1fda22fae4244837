"""Whole pages, invented, each with what a reader would want of it.

A folder of ``tests/pages`` holds ``source.html``, ``url.txt``, ``expected.html`` (blocks on
lines of their own) and ``expected.json`` (the fields that matter). One new folder per bug.
"""

import json
from pathlib import Path

import pytest

from earmark.extract import extract

PAGES = sorted(path.parent for path in (Path(__file__).parents[1] / "pages").glob("*/source.html"))


def article_of(page: Path):
    url = (page / "url.txt").read_text(encoding="utf-8").strip()
    return extract((page / "source.html").read_bytes(), url, "text/html; charset=utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_body_is_what_a_reader_wants(page):
    expected = (page / "expected.html").read_text(encoding="utf-8")
    assert article_of(page).body_html == expected.strip().replace(">\n<", "><")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_fields_are_what_a_reader_wants(page):
    expected = json.loads((page / "expected.json").read_text(encoding="utf-8"))
    found = article_of(page).to_json()
    assert {name: found[name] for name in expected} == expected
