"""Below a sub-path, every way in which a proxy may pass a path on leads to the same page."""

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from earmark.web.root_path import RootPath


def here(request: Request) -> PlainTextResponse:
    return PlainTextResponse(request.scope["path"].removeprefix(request.scope["root_path"]))


def path_seen(path: str, root: str = "/read", prefix: str | None = None) -> str:
    """The path from Earmark's own root that a request for ``path`` is taken to be for."""
    app = RootPath(Starlette(routes=[Route("/{rest:path}", here)]), root)
    headers = {"X-Forwarded-Prefix": prefix} if prefix else {}
    with TestClient(app) as client:
        return client.get(path, headers=headers).text


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("/read/", "/"),
        ("/read", "/"),
        ("/read/search", "/search"),
        ("/read/read/7", "/read/7"),
        ("/readyz", "/readyz"),
        ("/search", "/search"),
    ],
)
def test_a_sub_path_that_was_left_on_is_taken_off(path: str, seen: str):
    assert path_seen(path) == seen


@pytest.mark.parametrize("prefix", ["/read", "/read/"])
@pytest.mark.parametrize("path", ["/", "/search", "/read/7", "/read/read"])
def test_what_a_proxy_took_off_is_not_taken_off_twice(path: str, prefix: str):
    assert path_seen(path, prefix=prefix) == path


def test_another_prefix_means_nothing():
    assert path_seen("/read/search", prefix="/other") == "/search"


def test_without_a_sub_path_all_paths_stay():
    assert path_seen("/read/7", root="") == "/read/7"
