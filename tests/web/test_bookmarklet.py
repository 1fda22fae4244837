"""The bookmarklet is one address that fits into a link, with the save page's address in it."""

import re
from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from earmark.web.bookmarklet import bookmarklet


@given(st.text())
def test_it_is_one_word_that_no_address_breaks_out_of(address: str):
    assert re.fullmatch(r"javascript:[A-Za-z0-9()\[\]{}=,;:!?.*+'~_%/-]+", bookmarklet(address))


def test_it_hands_over_to_the_save_page():
    script = unquote(bookmarklet("https://e.example/earmark/save"))
    assert script.endswith('handOver("https://e.example/earmark/save")})()')
    assert "function pageAsSeen()" in script


def test_it_is_short_enough_for_every_browsers_bookmarks():
    assert len(bookmarklet("https://e.example/save")) < 8_000
