"""Signing in behind a proxy: whom the limit counts, which cookie is set, and who can pretend."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient
from tests.accounts.conftest import OWN_SITE, PASSWORD

from earmark.accounts import queries
from earmark.accounts.reader import Reader
from earmark.app import build_app
from earmark.clock import now
from earmark.db.engine import Database
from earmark.instance import open_instance
from earmark.settings import Settings

PROXY, STRANGER = "10.0.0.2", "198.51.100.7"

RIGHT = {"name": "Ada", "password": PASSWORD}
WRONG = {"name": "Ada", "password": "not this one"}

At = Callable[[str], TestClient]


@pytest.fixture
def at(settings: Settings) -> Iterator[At]:
    """A browser whose connection comes from an address; 10.0.0.0/8 are trusted proxies."""
    instance = open_instance(replace(settings, trusted_proxies="10.0.0.0/8"))
    app = build_app(instance)
    yield lambda address: TestClient(
        app, client=(address, 50000), headers=OWN_SITE, follow_redirects=False
    )
    instance.close()


def test_a_stranger_who_pretends_to_be_many_runs_out_of_guesses(at: At, ada: Reader):
    stranger = at(STRANGER)
    for number in range(11):
        pretended = {"X-Forwarded-For": f"203.0.113.{number}"}
        last = stranger.post("/sign-in", data=WRONG, headers=pretended)
    assert last.status_code == 429


def test_behind_the_proxy_each_visitor_has_guesses_of_their_own(at: At, ada: Reader):
    proxy = at(PROXY)
    for _ in range(11):
        last = proxy.post("/sign-in", data=WRONG, headers={"X-Forwarded-For": "203.0.113.1"})
    other = proxy.post("/sign-in", data=RIGHT, headers={"X-Forwarded-For": "203.0.113.2"})
    assert (last.status_code, other.status_code) == (429, 303)


@pytest.mark.parametrize(
    ("address", "place"), [(PROXY, "203.0.113.1"), (STRANGER, STRANGER)], ids=str
)
def test_the_list_of_sessions_names_the_visitor(
    at: At, database: Database, ada: Reader, address: str, place: str
):
    at(address).post("/sign-in", data=RIGHT, headers={"X-Forwarded-For": "203.0.113.1"})
    with database.read() as tx:
        [session] = queries.sessions_of(tx, ada.account_id, now())
    assert session.address == place


@pytest.mark.parametrize(
    ("address", "name"),
    [(PROXY, "__Host-earmark_session"), (STRANGER, "earmark_session")],
    ids=str,
)
def test_the_cookie_is_secure_if_a_trusted_proxy_says_tls(
    at: At, ada: Reader, address: str, name: str
):
    forwarded = {"X-Forwarded-Proto": "https"}
    answer = at(address).post("/sign-in", data=RIGHT, headers=forwarded)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{name}=")
    assert ("Secure" in cookie) is (address == PROXY)


@pytest.mark.parametrize(
    ("address", "home"),
    [(PROXY, "https://news.example/save"), (STRANGER, "http://testserver/save")],
    ids=str,
)
def test_addresses_in_pages_are_those_that_a_trusted_proxy_names(
    at: At, ada: Reader, address: str, home: str
):
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "news.example"}
    browser = at(address)
    signed_in = browser.post("/sign-in", data=RIGHT, headers=forwarded)
    cookie = {"Cookie": signed_in.headers["set-cookie"].partition(";")[0]}
    browser.cookies.clear()
    assert home in browser.get("/saving", headers={**forwarded, **cookie}).text
