"""Saving twice is saving once: which addresses are the same page, and which are not."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark.articles.canonical import TRACKING_NAMES, canonical_url
from earmark.errors import Invalid
from earmark.fetch import parse_address


def canonical(text: str) -> str:
    return canonical_url(parse_address(text))


@pytest.mark.parametrize(
    ("given_as", "is_known_as"),
    [
        ("HTTP://EXAMPLE.org", "http://example.org/"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("http://example.org:443/a", "http://example.org:443/a"),
        ("https://example.org./a", "https://example.org/a"),
        ("https://example.org/a/./b/../c", "https://example.org/a/c"),
        ("https://example.org/a?", "https://example.org/a"),
        ("https://example.org/a#part", "https://example.org/a"),
        ("https://example.org/a#:~:text=quote", "https://example.org/a"),
        ("https://example.org/#!/story/7", "https://example.org/#!/story/7"),
        ("https://example.org/#!", "https://example.org/"),
        ("https://example.org/%7euser/%c3%a9%2f", "https://example.org/~user/%C3%A9%2F"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("https://example.org/?b=2&a=1&b=1", "https://example.org/?a=1&b=2&b=1"),
        ("https://example.org/?a=1&&b=2&", "https://example.org/?a=1&b=2"),
        ("https://example.org/?p=5&utm_source=x&utm_medium=y", "https://example.org/?p=5"),
        ("https://example.org/?utm_whatever=1", "https://example.org/"),
        ("https://example.org/?UTM_Source=x&FBCLID=y", "https://example.org/"),
        ("https://example.org/?utm%5Fsource=x", "https://example.org/"),
        ("https://example.org/?12345&utm_source=rss", "https://example.org/?12345"),
        ("https://example.org/?hsCtaTracking=1&ScCid=2&id=3", "https://example.org/?id=3"),
    ],
)
def test_one_page_has_one_canonical_address(given_as, is_known_as):
    assert canonical(given_as) == is_known_as


@pytest.mark.parametrize("name", sorted(TRACKING_NAMES))
def test_every_tracking_parameter_is_taken_out(name):
    assert canonical(f"https://example.org/a?id=7&{name}=x") == "https://example.org/a?id=7"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a", "http://example.org/a"),
        ("https://example.org/a", "https://www.example.org/a"),
        ("https://example.org/a", "https://example.org/a/"),
        ("https://example.org/a", "https://example.org/A"),
        ("https://example.org/a", "https://example.org:8443/a"),
        ("https://example.org/a%2Fb", "https://example.org/a/b"),
        ("https://example.org/?id=1", "https://example.org/?id=2"),
        ("https://example.org/?a=1&a=2", "https://example.org/?a=2&a=1"),
        ("https://example.org/?12&34", "https://example.org/?34&12"),
        ("https://example.org/?q=a+b", "https://example.org/?q=a%2Bb"),
        ("https://example.org/?ref=x", "https://example.org/?ref=y"),
        ("https://example.org/?source=a", "https://example.org/?source=b"),
        ("https://example.org/?gl=us", "https://example.org/"),
        ("https://example.org/#!/a", "https://example.org/#!/b"),
    ],
)
def test_two_pages_keep_two_canonical_addresses(one, other):
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    "query",
    [
        "?z&a",
        "?z=1&a",
        "?z=1;a=2",
        "?url=http://other.example/?z=1&a=2",
        "?utm_source=a&url=http://other.example/",
        "?/story/7&a=1",
        '?filter={"z":1}&a=2',
        "?==&=",
    ],
)
def test_a_query_of_its_own_grammar_stays_as_it_is(query):
    text = parse_address(f"https://example.org/{query}").text
    assert canonical(text) == text


NAMES = st.sampled_from(["id", "utm_source", "fbclid", "b", "a%5f", "é", "", "%", "q"])
VALUES = st.text(alphabet="abz019-._~%/?;={}&+é ", max_size=8)
QUERIES = st.lists(st.tuples(NAMES, st.sampled_from(["=", ""]), VALUES), max_size=6).map(
    lambda parts: "&".join("".join(part) for part in parts)
)
HOSTS = st.sampled_from(
    ["example.org", "EXAMPLE.org.", "a..", "127.1", "[::ffff:1.2.3.4]", "0x7f.1.", "bücher.example"]
)
PATHS = st.text(alphabet="abAB./%2eE7f~é#!? ", max_size=12)


@settings(deadline=None)
@given(st.sampled_from(["http", "https"]), HOSTS, PATHS, QUERIES, PATHS)
def test_a_canonical_address_stays_as_it_is_and_at_its_host(scheme, host, path, query, fragment):
    _holds_its_promises(f"{scheme}://{host}/{path}?{query}#{fragment}")


@settings(deadline=None)
@given(st.text().map("http://".__add__))
def test_no_address_makes_it_fail(text):
    _holds_its_promises(text)


def test_every_case_of_the_url_standard_keeps_its_host(shared: Path):
    cases = json.loads((shared / "hostile" / "wpt_urls.json").read_text())
    for case in cases:
        if isinstance(case, dict):
            _holds_its_promises(case["input"])


def _holds_its_promises(text: str) -> None:
    try:
        address = parse_address(text)
    except Invalid:
        return
    known_as = canonical_url(address)
    again = parse_address(known_as)
    assert canonical_url(again) == known_as
    assert again.host in {address.host, address.host.removesuffix(".")}
    assert (again.scheme, again.port) == (address.scheme, address.port)
    assert again.path.count("/") == address.path.count("/")
