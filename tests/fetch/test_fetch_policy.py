"""The one exception to the guard, as the operator writes it."""

import pytest

from earmark.errors import Invalid
from earmark.fetch import FetchPolicy, parse_allow


def test_pairs_of_address_and_port_are_read():
    pairs = parse_allow("127.0.0.2:8801, [::1]:8802,[2001:DB8:0::1]:80,")
    assert pairs == {("127.0.0.2", 8801), ("::1", 8802), ("2001:db8::1", 80)}


def test_nothing_is_allowed_by_default():
    assert parse_allow("") == parse_allow(" , ") == FetchPolicy().allow == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        *("localhost:80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "::1:80"),
        *("10.0.0.0/8:80", "*:80", "127.0.0.1:٨٠", "[127.0.0.1]:x", "127.1:80", "[::1]", ":80"),
        "127.0.0.1:99999999999999999999",
    ],
)
def test_names_ranges_and_half_pairs_are_refused_with_the_way_to_write_it(text):
    with pytest.raises(Invalid, match=r"ADDRESS:PORT, like 127\.0\.0\.2:8801"):
        parse_allow(f"127.0.0.2:1,{text}")


def test_the_user_agent_says_who_asks():
    assert "Earmark/" in FetchPolicy().user_agent
