"""The guard: who it takes a request to be from, and what it notes."""

from datetime import timedelta

import pytest
from fastapi import APIRouter, FastAPI
from sqlalchemy import event, update
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from earmark import clock
from earmark.accounts import actions, queries
from earmark.accounts.guard import (
    bearer_token,
    current_reader,
    guard_routes,
    is_guarded,
)
from earmark.accounts.models import ApiToken, BrowserSession
from earmark.accounts.reader import Scope
from earmark.accounts.session_cookie import SESSION_COOKIE
from earmark.errors import NotSignedIn

ME = "/api/v1/me"


def test_a_session_is_dead_at_the_request_after_signing_out(browser, ada):
    client = browser(ada)
    assert client.get(ME).status_code == 200
    client.post("/sign-out")
    assert client.get(ME).status_code == 401


def test_a_copied_cookie_is_dead_after_signing_out(browser, ada):
    client = browser(ada)
    copied = {"Cookie": f"{SESSION_COOKIE}={client.cookies[SESSION_COOKIE]}"}
    client.post("/sign-out")
    assert browser().get(ME, headers=copied).status_code == 401


def test_a_token_is_dead_at_the_request_after_it_was_revoked(browser, database, ada):
    token, secret = actions.make_token(database, ada.account_id, "phone", Scope.READ)
    headers = {"Authorization": f"Bearer {secret}"}
    assert browser().get(ME, headers=headers).status_code == 200
    actions.revoke_token(database, ada, token.id)
    assert browser().get(ME, headers=headers).status_code == 401


def test_a_token_decides_alone_when_a_cookie_comes_along(browser, database, ada, bob):
    _, secret = actions.make_token(database, bob.account_id, "phone", Scope.READ)
    answer = browser(ada).get(ME, headers={"Authorization": f"Bearer {secret}"})
    assert (answer.json()["name"], answer.json()["scope"]) == ("Bob", "read")


def test_another_scheme_of_authorization_leaves_the_session_in_force(browser, ada):
    answer = browser(ada).get(ME, headers={"Authorization": "Basic eDp5"})
    assert answer.json()["name"] == "Ada"


@pytest.mark.sqlite  # a server is asked in a thread, by the readers' pool
def test_asking_reads_the_database_once_and_writes_nothing(browser, instance, ada):
    client, statements = browser(ada), []
    client.get(ME)
    database = instance.database
    for engine in (database._reader, database._glancer, database._writer):
        event.listen(engine, "before_cursor_execute", lambda *seen: statements.append(seen[2]))
    client.get(ME)
    assert [statement.split()[0] for statement in statements] == ["SELECT"]


def test_the_last_use_of_a_session_is_noted_after_ten_minutes(browser, database, ada):
    client, earlier = browser(ada), clock.now() - timedelta(minutes=11)
    with database.write() as tx:
        tx.execute(update(BrowserSession).values(last_seen_at=earlier))
    client.get(ME)
    with database.read() as tx:
        session = queries.sessions_of(tx, ada.account_id, clock.now())[0]
    assert clock.now() - session.last_seen_at < timedelta(minutes=1)


def test_the_first_use_of_a_token_is_noted(browser, database, ada):
    token, secret = actions.make_token(database, ada.account_id, "phone", Scope.READ)
    browser().get(ME, headers={"Authorization": f"Bearer {secret}"})
    with database.read() as tx:
        assert tx.get_one(ApiToken, (ada.account_id, token.id)).last_used_at is not None


@pytest.mark.parametrize(
    ("header", "token"),
    [
        ("Bearer abc", "abc"),
        ("bearer  abc ", "abc"),
        ("Bearer", ""),
        ("Basic abc", None),
        ("", None),
    ],
)
def test_only_the_bearer_scheme_carries_a_token(header, token):
    assert bearer_token(Headers({"authorization": header})) == token


def test_a_reader_who_was_not_asked_for_is_no_reader():
    with pytest.raises(NotSignedIn):
        current_reader(Request({"type": "http", "headers": []}))


def test_all_routes_are_guarded_those_in_mounts_and_included_routers_too():
    def page(request: Request) -> PlainTextResponse:
        return PlainTextResponse(request.url.path)

    router, api = APIRouter(), FastAPI()
    router.add_api_route("/deep", page)
    api.include_router(router, prefix="/v1")
    api.add_api_route("/shallow", page)
    leaf = Mount("/files", PlainTextResponse("file"))
    app = Starlette(routes=[Route("/", page), leaf, Mount("/api", api)])
    guard_routes(app.routes)
    guarded = [*app.routes[:2], *router.routes, *api.routes[-1:]]
    assert [is_guarded(route) for route in guarded] == [True] * 4


def test_guarding_twice_is_guarding_once():
    route = Route("/", PlainTextResponse("page"))
    guard_routes([route])
    handle = route.handle
    guard_routes([route])
    assert route.handle is handle


def test_a_plain_route_in_an_included_router_stops_the_start():
    """FastAPI copies it when it includes the router, and the copy would have no guard."""
    router, api = APIRouter(), FastAPI()
    router.add_route("/plain", PlainTextResponse("page"))
    api.include_router(router)
    with pytest.raises(TypeError, match="/plain"):
        guard_routes(api.routes)
