"""Every error has its status, a sentence, and gives nothing away."""

import pytest
import structlog
from fastapi import FastAPI
from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from earmark import errors
from earmark.errors import Reason
from earmark.web.crashes import Crashes
from earmark.web.headers import SecurityHeaders
from earmark.web.problems import STATUSES as STATUS_OF_KIND
from earmark.web.problems import api_handlers, crash_page, page_handlers, status_of
from earmark.web.render import Renderer
from earmark.web.static_files import StaticFiles

ERRORS = {
    "invalid": errors.Invalid("url", "This is no address."),
    "not_signed_in": errors.NotSignedIn("Sign in first."),
    "not_allowed": errors.NotAllowed("Only an owner may."),
    "not_found": errors.NotFound("It is not there."),
    "conflict": errors.Conflict("The name is taken."),
    "too_many": errors.TooMany("Too often.", 29.2),
    "no_room": errors.NoRoom("The disk is full."),
    "store_away": errors.StoreAway("The store does not answer."),
    "private": errors.Unreachable("http://10.0.0.1", Reason.PRIVATE_ADDRESS, "Not from here."),
    "unreachable": errors.Unreachable("http://a.example", Reason.TIMED_OUT, "No answer.", 60.0),
    "unreadable": errors.Unreadable(Reason.EMPTY, "There is nothing in it."),
    "own": errors.EarmarkError("Something of ours."),
}

STATUSES = {
    "invalid": 422,
    "not_signed_in": 401,
    "not_allowed": 403,
    "not_found": 404,
    "conflict": 409,
    "too_many": 429,
    "no_room": 507,
    "store_away": 503,
    "private": 422,
    "unreachable": 502,
    "unreadable": 422,
    "own": 500,
}

SECRET = "hunter2-hunter2"


class Body(BaseModel):
    password: int


def fail(request: Request) -> Response:
    name = request.path_params["name"]
    raise ERRORS[name] if name in ERRORS else ZeroDivisionError(SECRET)


def take(body: Body) -> None:
    raise AssertionError(body)


@pytest.fixture
def client() -> TestClient:
    api = FastAPI(exception_handlers=api_handlers())
    api.add_api_route("/fail/{name}", fail)
    api.add_api_route("/take", take, methods=["POST"])
    routes = [Route("/fail/{name}", fail), Mount("/api", api)]
    middleware = [Middleware(SecurityHeaders), Middleware(Crashes, page=crash_page)]
    app = Starlette(routes=routes, middleware=middleware, exception_handlers=page_handlers())
    app.state.renderer = api.state.renderer = Renderer(StaticFiles())
    return TestClient(app, raise_server_exceptions=False, follow_redirects=False)


@pytest.mark.parametrize("name", ERRORS)
def test_each_error_has_its_status(name):
    assert status_of(ERRORS[name]) == STATUSES[name]


@pytest.mark.parametrize("name", ERRORS)
def test_the_api_answers_with_a_problem_document(client, name):
    answer = client.get(f"/api/fail/{name}")
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.status_code == problem["status"] == STATUSES[name]
    assert problem["detail"] == ERRORS[name].message
    assert {"type", "title"} <= set(problem)


@pytest.mark.parametrize("name", sorted(set(ERRORS) - {"not_signed_in"}))
def test_a_page_answers_with_a_page_that_says_what_happened(client, name):
    answer = client.get(f"/fail/{name}")
    assert answer.status_code == STATUSES[name]
    assert answer.headers["content-type"].startswith("text/html")
    assert ERRORS[name].message in answer.text


def test_an_invalid_field_is_named(client):
    assert client.get("/api/fail/invalid").json()["field"] == "url"


def test_the_reason_why_a_page_cannot_be_had_is_there_for_programs(client):
    assert client.get("/api/fail/unreachable").json()["reason"] == "timed_out"


@pytest.mark.parametrize("where", ["", "/api"])
def test_who_came_too_often_is_told_when_to_come_back(client, where):
    assert client.get(f"{where}/fail/too_many").headers["retry-after"] == "30"


def test_a_program_is_asked_for_a_token(client):
    assert client.get("/api/fail/not_signed_in").headers["www-authenticate"].startswith("Bearer")


def test_a_visitor_is_sent_to_sign_in_and_back(client):
    answer = client.get("/fail/not_signed_in?a=1&b=%2F")
    location = "/sign-in?next=%2Ffail%2Fnot_signed_in%3Fa%3D1%26b%3D%252F"
    assert (answer.status_code, answer.headers["location"]) == (303, location)


@pytest.mark.parametrize("where", ["", "/api"])
def test_a_crash_is_logged_under_the_name_that_the_answer_gives(client, where):
    with structlog.testing.capture_logs() as logged:
        answer = client.get(f"{where}/fail/crash")
    failed = [line for line in logged if line["event"] == "request.failed"]
    assert answer.status_code == 500
    assert len(failed) == 1
    assert failed[0]["request_id"] in answer.text
    assert isinstance(failed[0]["exc_info"], ZeroDivisionError)


@pytest.mark.parametrize("where", ["", "/api"])
def test_a_crash_tells_nothing_of_its_inside_and_keeps_the_headers(client, where):
    answer = client.get(f"{where}/fail/crash")
    assert SECRET not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("body", [b"{", b'{"password": "%s"}' % SECRET.encode(), b'["x"]'])
def test_what_was_sent_is_never_sent_back(client, body):
    answer = client.post("/api/take", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert SECRET not in answer.text


@pytest.mark.parametrize(("where", "kind"), [("", "text/html"), ("/api", "application/problem")])
def test_an_address_that_does_not_exist_is_answered_in_kind(client, where, kind):
    answer = client.get(f"{where}/nowhere")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith(kind)


@pytest.mark.parametrize("where", ["", "/api"])
def test_a_method_that_is_not_answered_is_said_so(client, where):
    answer = client.put(f"{where}/fail/invalid")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize("status", sorted(set(STATUS_OF_KIND.values())))
def test_every_status_of_ours_has_words_of_its_own(status):
    values = {"status": status, "sentence": None, "retry": None}
    said = Renderer(StaticFiles()).text(None, "error.html", **values)
    assert "Something broke" not in said
