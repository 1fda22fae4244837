"""What a proxy says is believed from the proxies that the operator named, and from nobody else."""

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from earmark.networks import is_among, parse_networks
from earmark.web.proxy import TrustedProxies

PROXIES = "192.0.2.1, 198.51.100.0/24, 2001:db8::1"


def seen(request: Request) -> JSONResponse:
    """What the application takes the request to be."""
    return JSONResponse(
        {
            "client": request.client.host if request.client else None,
            "scheme": request.url.scheme,
            "host": request.headers["host"],
            "forwarded": [n for n in request.headers if n.startswith("x-") and n != "x-other"],
        }
    )


def ask(peer: str, headers: list[tuple[str, str]]) -> dict[str, object]:
    """What is seen of a request that comes from ``peer`` with these headers."""
    app = TrustedProxies(Starlette(routes=[Route("/", seen)]), parse_networks(PROXIES))
    with TestClient(app, client=(peer, 50000)) as client:
        return client.get("/", headers=headers).json()


def client_of(peer: str, *forwarded_for: str) -> object:
    return ask(peer, [("X-Forwarded-For", value) for value in forwarded_for])["client"]


SAYS = [
    ("X-Forwarded-For", "203.0.113.9"),
    ("X-Forwarded-Proto", "https"),
    ("X-Forwarded-Host", "news.example"),
    ("X-Forwarded-Prefix", "/read"),
    ("X-Request-ID", "abc"),
]


@pytest.mark.parametrize("peer", ["192.0.2.1", "198.51.100.77", "2001:db8::1", "::ffff:192.0.2.1"])
def test_a_trusted_proxy_is_believed(peer: str):
    found = ask(peer, SAYS)
    assert (found["client"], found["scheme"]) == ("203.0.113.9", "https")
    assert found["host"] == "news.example"


@pytest.mark.parametrize("peer", ["192.0.2.2", "203.0.113.9", "2001:db8::2", "testclient"])
def test_everybody_else_is_not_and_nothing_of_it_is_left(peer: str):
    found = ask(peer, [*SAYS, ("X-Other", "stays")])
    assert found == {"client": peer, "scheme": "http", "host": "testserver", "forwarded": []}


@pytest.mark.parametrize(
    ("forwarded_for", "client"),
    [
        (["203.0.113.9"], "203.0.113.9"),
        (["10.9.9.9, 203.0.113.9"], "203.0.113.9"),
        (["10.9.9.9", "203.0.113.9"], "203.0.113.9"),
        (["203.0.113.9, 198.51.100.5"], "203.0.113.9"),
        (["203.0.113.9, 198.51.100.5, 192.0.2.1"], "203.0.113.9"),
        (["203.0.113.9:4711"], "203.0.113.9"),
        (["[2001:db8:9::9]:4711"], "2001:db8:9::9"),
        (["198.51.100.5"], "198.51.100.5"),
        (["<script>, 198.51.100.5"], "198.51.100.5"),
        (["203.0.113.9, unknown"], "192.0.2.1"),
        ([""], "192.0.2.1"),
        ([], "192.0.2.1"),
    ],
    ids=str,
)
def test_the_client_is_the_last_address_that_no_trusted_proxy_has(forwarded_for, client: str):
    assert client_of("192.0.2.1", *forwarded_for) == client


@pytest.mark.parametrize("host", ["", "a b", "news.example/path", "evil@news.example", "é.example"])
def test_a_host_that_is_none_changes_nothing(host: str):
    headers = [("X-Forwarded-Host", host.encode("latin-1").decode("latin-1"))]
    raw = [(name, value.encode("latin-1")) for name, value in headers]
    assert ask("192.0.2.1", raw)["host"] == "testserver"


def test_of_several_hosts_and_schemes_the_nearest_proxys_counts():
    says = [("X-Forwarded-Host", "evil.example, news.example"), ("X-Forwarded-Proto", "http,https")]
    found = ask("192.0.2.1", says)
    assert (found["host"], found["scheme"]) == ("news.example", "https")


def test_an_unknown_scheme_changes_nothing():
    assert ask("192.0.2.1", [("X-Forwarded-Proto", "javascript")])["scheme"] == "http"


def test_nobody_is_trusted_unless_named():
    assert not is_among("127.0.0.1", parse_networks(""))
