"""What a browser says about where a request comes from, and what that is worth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

from earmark.errors import NotAllowed
from earmark.web.csrf import Evidence, evidence_of, refuse_other_sites

SAME, OTHER, NONE = Evidence.SAME_ORIGIN, Evidence.OTHER_SITE, Evidence.NONE
HOST = {"host": "earmark.example"}


@pytest.mark.parametrize(
    ("headers", "evidence"),
    [
        ({}, NONE),
        ({"sec-fetch-site": "same-origin"}, SAME),
        ({"sec-fetch-site": "none"}, SAME),
        ({"sec-fetch-site": "same-site"}, OTHER),
        ({"sec-fetch-site": "cross-site"}, OTHER),
        ({"sec-fetch-site": ""}, OTHER),
        ({"sec-fetch-site": "same-origin, cross-site"}, OTHER),
        ({"sec-fetch-site": "cross-site", "origin": "https://earmark.example"}, OTHER),
        ({"origin": "https://earmark.example"}, SAME),
        ({"origin": "http://earmark.example"}, SAME),
        ({"origin": "https://EARMARK.example"}, SAME),
        ({"origin": "https://earmark.example:443"}, SAME),
        ({"origin": "https://earmark.example:8443"}, OTHER),
        ({"origin": "https://evil.example"}, OTHER),
        ({"origin": "https://earmark.example.evil.example"}, OTHER),
        ({"origin": "https://user@earmark.example"}, OTHER),
        ({"origin": "null"}, OTHER),
        ({"origin": ""}, OTHER),
        ({"origin": "https://["}, OTHER),
        ({"origin": "earmark.example"}, OTHER),
    ],
)
def test_the_headers_say_where_a_request_comes_from(headers, evidence):
    assert evidence_of(Headers(HOST | headers), "") is evidence


def test_the_set_address_counts_as_ours_when_a_proxy_changes_the_host():
    headers = Headers({"host": "127.0.0.1:8000", "origin": "https://news.example"})
    assert evidence_of(headers, "https://news.example/earmark") is SAME
    assert evidence_of(headers, "https://other.example") is OTHER


def test_a_port_belongs_to_the_place():
    headers = Headers({"host": "localhost:8000", "origin": "http://localhost:9000"})
    assert evidence_of(headers, "") is OTHER


def test_an_empty_origin_is_not_ours_when_no_host_and_no_address_are_known():
    assert evidence_of(Headers({"origin": ""}), "") is OTHER


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_is_not_refused(method):
    refuse_other_sites(method, Headers({"sec-fetch-site": "cross-site"}), "", has_cookie=True)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "post", "ODD"])
def test_every_other_method_is_refused_from_another_site(method):
    with pytest.raises(NotAllowed):
        refuse_other_sites(method, Headers({"sec-fetch-site": "cross-site"}), "", has_cookie=True)


def test_no_evidence_is_refused_only_if_a_cookie_came_along():
    refuse_other_sites("POST", Headers(HOST), "", has_cookie=False)
    with pytest.raises(NotAllowed):
        refuse_other_sites("POST", Headers(HOST), "", has_cookie=True)


@given(origin=st.text(st.characters(max_codepoint=255), max_size=40))
def test_no_odd_origin_breaks_anything_or_counts_as_ours(origin):
    headers = Headers(raw=[(b"host", b"earmark.example"), (b"origin", origin.encode("latin-1"))])
    assert evidence_of(headers, "") is OTHER
