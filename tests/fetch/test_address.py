"""What counts as a web address, and that its host is the one a browser would go to."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark.errors import Invalid
from earmark.fetch import Address, parse_address
from earmark.fetch.address import BAD_PORTS, resolve


def test_an_address_is_read_into_its_parts():
    address = parse_address("  HTTPS://Bücher.Example:8443/a/../b c?q=ä#frag  ")
    assert address == Address(
        text="https://xn--bcher-kva.example:8443/b%20c?q=%C3%A4",
        scheme="https",
        host="xn--bcher-kva.example",
        port=8443,
        path="/b%20c",
        query="q=%C3%A4",
        fragment="frag",
    )
    assert address.target == "/b%20c?q=%C3%A4"
    assert address.authority == "xn--bcher-kva.example:8443"
    assert address.origin == "https://xn--bcher-kva.example:8443"


def test_a_backslash_ends_the_host_as_it_does_in_browsers():
    address = parse_address("http://example.com\\@127.0.0.1/")
    assert (address.host, address.path) == ("example.com", "/@127.0.0.1/")


def test_the_schemes_own_port_is_not_named_to_the_server():
    assert parse_address("https://example.org:443/").authority == "example.org"
    assert parse_address("http://[2001:db8::1]:80/").authority == "[2001:db8::1]"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not a web address"),
        ("example.org/article", "not a web address"),
        ("http://", "not a web address"),
        ("http://exa mple.org/", "not a web address"),
        ("http://[::1/", "not a web address"),
        ("http://256.1.1.1/", "not a web address"),
        ("http://example.org:99999/", "not a web address"),
        ("ftp://example.org/", "Only http and https"),
        ("file:///etc/passwd", "Only http and https"),
        ("javascript:alert(1)", "Only http and https"),
        ("data:text/html,x", "Only http and https"),
        ("feed:https://example.org/", "Only http and https"),
        ("https://anna@example.org/", "user name or password"),
        ("https://:secret@example.org/", "user name or password"),
        ("ht\ntp://example.org/", "control characters"),
        ("http://example.org/a\x00b", "control characters"),
        ("http://example.org/a\x85b", "control characters"),
        ("http://example.org:25/", "Port 25"),
        ("http://example.org:0/", "Port 0"),
        ("https://example.org/" + "a" * 8192, "longer than 8,192"),
        ("https://example.org/" + "ä" * 4000, "longer than 8,192"),
        ("http://example.org/\ud800", "not a web address"),
    ],
)
def test_what_is_no_web_address_is_refused_with_a_sentence(text, says):
    with pytest.raises(Invalid, match=says) as refused:
        parse_address(text)
    assert refused.value.field == "url"
    assert refused.value.message.endswith(".")


@pytest.mark.parametrize("port", sorted(BAD_PORTS))
def test_ports_of_other_protocols_are_refused(port):
    with pytest.raises(Invalid, match=f"Port {port} "):
        parse_address(f"http://example.org:{port}/")


@pytest.mark.parametrize(
    ("reference", "leads_to"),
    [
        ("/c", "https://example.org/c"),
        ("c?x", "https://example.org/a/c?x"),
        ("//other.example/", "https://other.example/"),
        ("http:127.0.0.1/", "http://127.0.0.1/"),
        ("", "https://example.org/a/b"),
        ("ü", "https://example.org/a/%C3%BC"),
    ],
)
def test_a_reference_is_resolved_as_browsers_do(reference, leads_to):
    assert resolve(parse_address("https://example.org/a/b"), reference).text == leads_to


@settings(deadline=None)
@given(st.text() | st.text().map("http://".__add__))
def test_any_text_is_an_address_or_invalid_and_an_address_stays_itself(text):
    try:
        address = parse_address(text)
    except Invalid:
        return
    again = parse_address(address.text)
    assert (again.text, again.host, again.port) == (address.text, address.host, address.port)
    assert address.text.isascii()


def test_every_case_of_the_url_standard_has_its_host_or_is_refused(shared: Path):
    cases = json.loads((shared / "hostile" / "wpt_urls.json").read_text())
    plain = [case for case in cases if isinstance(case, dict) and not case.get("base")]
    compared = [_disagreement(case) for case in plain]
    assert [case for case in compared if case] == []
    assert len(compared) > 200


def test_every_reference_of_the_url_standard_has_its_host_or_is_refused(shared: Path):
    cases = json.loads((shared / "hostile" / "wpt_urls.json").read_text())
    based = [case for case in cases if isinstance(case, dict) and case.get("base")]
    compared = [_disagreement_resolving(case) for case in based]
    assert [case for case in compared if case] == []
    assert len(compared) > 100


def _disagreement(case: dict[str, str]) -> tuple[str, str] | None:
    try:
        found = parse_address(case["input"])
    except Invalid:
        return None
    return None if found.host == case.get("hostname") else (case["input"], found.host)


def _disagreement_resolving(case: dict[str, str]) -> tuple[str, str] | None:
    try:
        found = resolve(parse_address(case["base"]), case["input"])
    except Invalid:
        return None
    return None if found.host == case.get("hostname") else (case["input"], found.host)
