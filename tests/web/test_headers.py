"""Security headers on every answer, and what stays as the answer has it."""

from importlib.resources import files

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from earmark.web.headers import CONTENT_SECURITY_POLICY, EVERYWHERE, SecurityHeaders


def plain(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("plain")


def stricter(_request: Request) -> PlainTextResponse:
    headers = {"Content-Security-Policy": "sandbox", "Cache-Control": "private, max-age=60"}
    return PlainTextResponse("kept page", headers=headers)


@pytest.fixture
def client() -> TestClient:
    routes = [Route("/", plain), Route("/stricter", stricter)]
    app = Starlette(routes=routes)
    return TestClient(SecurityHeaders(app, base_url="https://secure.example/earmark"))


@pytest.mark.parametrize("path", ["/", "/missing"])
@pytest.mark.parametrize("name", EVERYWHERE)
def test_every_answer_has_every_header(client, path, name):
    assert client.get(path).headers[name] == EVERYWHERE[name]


def test_an_answer_keeps_its_own_policy_and_caching(client):
    headers = client.get("/stricter").headers
    assert headers.get_list("content-security-policy") == ["sandbox"]
    assert headers.get_list("cache-control") == ["private, max-age=60"]


@pytest.mark.parametrize("url", ["https://secure.example/", "http://secure.example:443/"])
def test_tls_is_pinned_at_the_set_address_also_where_a_proxy_took_it_off(client, url):
    assert "max-age" in client.get(url).headers["strict-transport-security"]


@pytest.mark.parametrize("url", ["http://testserver/", "https://another.example/"])
def test_tls_is_pinned_nowhere_else(client, url):
    assert "strict-transport-security" not in client.get(url).headers


@pytest.mark.parametrize("word", ["unsafe-inline", "unsafe-eval", "*", "http:", "https:", "data:"])
def test_the_policy_lets_in_nothing_inline_and_nothing_foreign(word):
    assert word not in CONTENT_SECURITY_POLICY.split() + CONTENT_SECURITY_POLICY.split(";")
    assert f"'{word}'" not in CONTENT_SECURITY_POLICY
    assert f" {word}" not in CONTENT_SECURITY_POLICY


def test_no_template_sets_a_referrer_policy_of_its_own():
    """Under ``no-referrer`` our own forms come with ``Origin: null`` and are refused (csrf)."""
    templates = (files("earmark.web") / "templates").iterdir()
    setting = [page.name for page in templates if 'name="referrer"' in page.read_text("utf-8")]
    assert setting == []
