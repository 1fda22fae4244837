"""Cursors come back as they went out; anything else is refused with a sentence."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earmark.errors import Invalid
from earmark.web.paging import INTEGER_LIMIT, Listing, decode_cursor, encode_cursor

KEYS = st.lists(st.integers(1 - INTEGER_LIMIT, INTEGER_LIMIT - 1), min_size=1, max_size=4).map(
    tuple
)


@given(key=KEYS)
def test_a_cursor_comes_back_as_it_went_out(key):
    assert decode_cursor(encode_cursor(key)) == key


@given(key=KEYS)
def test_a_cursor_needs_no_quoting_in_an_address(key):
    assert all(letter.isalnum() or letter in "-_" for letter in encode_cursor(key))


@pytest.mark.parametrize("cursor", [None, ""])
def test_without_a_cursor_the_list_begins(cursor):
    assert decode_cursor(cursor) == ()


def packed(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "!!!!",
        "é",
        "W10=====",
        packed("[]"),
        packed("{}"),
        packed("7"),
        packed('["1"]'),
        packed("[1.5]"),
        packed("[true]"),
        packed("[null]"),
        packed("[1e999]"),
        packed("[NaN]"),
        packed("[9223372036854775808]"),
        packed("[1,2,3,4,5]"),
        packed("[" * 100),
        packed("[" + "9" * 5000 + "]"),
    ],
)
def test_what_is_no_cursor_is_refused(cursor):
    with pytest.raises(Invalid) as caught:
        decode_cursor(cursor)
    assert caught.value.field == "cursor"


@given(cursor=st.text(min_size=1, max_size=60))
def test_any_text_is_a_cursor_or_refused(cursor):
    try:
        key = decode_cursor(cursor)
    except Invalid:
        return
    assert decode_cursor(encode_cursor(key)) == key


def test_a_listing_leaves_out_a_total_that_nobody_counted():
    assert Listing[int](items=[1]).model_dump() == {"items": [1], "next_cursor": None}
    assert Listing[int](items=[], total=0).model_dump()["total"] == 0
