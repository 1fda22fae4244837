"""Cookies within one fetch: back to the host that set them, and to no other."""

import pytest

from earmark.fetch import parse_address
from earmark.fetch.cookies import CookieJar

SHOP = parse_address("https://shop.example/")


def jar_with(*headers: str) -> CookieJar:
    jar = CookieJar()
    for header in headers:
        jar.remember(SHOP, header)
    return jar


def test_a_cookie_goes_back_to_its_host_only():
    jar = jar_with("id=7; Path=/; Domain=example; HttpOnly")
    assert jar.header(parse_address("https://shop.example/cart")) == "id=7"
    assert jar.header(parse_address("https://www.shop.example/")) is None
    assert jar.header(parse_address("https://example/")) is None


def test_a_secure_cookie_is_not_sent_in_the_clear():
    jar = jar_with("a=1; Secure", "b=2")
    assert jar.header(parse_address("http://shop.example/")) == "b=2"


def test_a_later_cookie_of_the_same_name_replaces_the_first():
    assert jar_with("a=1", "b=2", "a=3").header(SHOP) == "a=3; b=2"


@pytest.mark.parametrize("end", ["Max-Age=0", "max-age=-1", "MAX-AGE = 0"])
def test_a_cookie_that_ends_at_once_is_dropped(end):
    assert jar_with("a=1", f"a=; {end}").header(SHOP) is None


@pytest.mark.parametrize("header", ["", "novalue", "=x", "ü=1", "a=" + "v" * 5000])
def test_what_is_no_cookie_is_overlooked(header):
    assert jar_with(header).header(SHOP) is None


def test_a_flood_of_cookies_is_bounded():
    flood = [f"c{number}={'v' * 3000}" for number in range(500)]
    assert len(jar_with(*flood).header(SHOP) or "") <= 8192
