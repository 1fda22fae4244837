"""The session's cookie: what it is called, and which one is looked at."""

import pytest
from starlette.applications import Starlette
from starlette.requests import Request

from earmark.accounts.session_cookie import cookie_name, session_secret
from earmark.settings import Settings

HOST = b"news.example"


def asked(header: str = "", scheme: str = "http", base_url: str = "", root: str = "") -> Request:
    """A request with this Cookie header."""
    app = Starlette()
    app.state.settings = Settings(base_url=base_url)
    headers = [(b"host", HOST), (b"cookie", header.encode())]
    scope = {"type": "http", "scheme": scheme, "headers": headers, "app": app, "root_path": root}
    return Request(scope)


@pytest.mark.parametrize(
    ("header", "secret"),
    [
        ("a=b; earmark_session=abc; c=d", "abc"),
        ("earmark_session=", None),
        ("xearmark_session=abc", None),
        ("__Host-earmark_session=abc", None),
        ("", None),
    ],
)
def test_the_session_stands_in_its_own_cookie(header: str, secret: str | None):
    assert session_secret(asked(header)) == secret


@pytest.mark.parametrize(
    ("scheme", "base_url", "root", "name"),
    [
        ("http", "", "", "earmark_session"),
        ("http", "https://other.example", "", "earmark_session"),
        ("https", "", "", "__Host-earmark_session"),
        ("http", "https://news.example", "", "__Host-earmark_session"),
        ("http", "https://news.example:443/", "", "__Host-earmark_session"),
        ("https", "https://news.example/read", "/read", "__Secure-earmark_session"),
    ],
)
def test_over_tls_no_neighbour_can_plant_it(scheme: str, base_url: str, root: str, name: str):
    assert cookie_name(asked(scheme=scheme, base_url=base_url, root=root)) == name


def test_a_planted_cookie_is_not_looked_at_beside_the_real_one():
    planted = "earmark_session=theirs; __Host-earmark_session=mine"
    assert session_secret(asked(planted, scheme="https")) == "mine"
    assert session_secret(asked("earmark_session=theirs", scheme="https")) is None
