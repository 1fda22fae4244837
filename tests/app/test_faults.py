"""What the API says of a request that does not fit: our sentences, with the field's name."""

import pytest
from starlette.testclient import TestClient
from tests.makers import make_token

from earmark.accounts.reader import Scope
from earmark.instance import Instance
from earmark.web.faults import SENTENCES, fault

API = "/api/v1/bookmarks"

FAULTS = [
    ("POST", API, {"url": 7}, "url must be a text."),
    ("POST", API, {"colour": 1}, "colour is not known here. Look for a slip in its name."),
    ("POST", API, {"tags": "a"}, "tags must be a list."),
    ("POST", API, {"tags": [1]}, "tags.0 must be a text."),
    ("POST", API, {"saved_at": "soon"}, "saved_at must be a time with its zone, such as"),
    ("POST", API, [], "body must be a JSON object."),
    ("PATCH", f"{API}/x", {"is_read": "perhaps"}, "is_read must be true or false."),
    ("PATCH", f"{API}/x", [], "body must be a JSON object."),
    ("PATCH", f"{API}/x", None, "body is missing."),
    ("GET", f"{API}?limit=0", None, "limit must be at least 1."),
    ("GET", f"{API}?limit=101", None, "limit must be at most 100."),
    ("GET", f"{API}?limit=all", None, "limit must be a whole number."),
    ("GET", f"{API}?limit={'9' * 5_000}", None, "limit must be a smaller whole number."),
    ("GET", f"{API}?sort=odd", None, "sort must be 'newest', "),
    ("GET", f"{API}?state=odd", None, "state must be 'capturing', 'kept', 'stub' or 'failed'."),
    ("POST", "/api/v1/tokens", {}, "name is missing."),
    ("POST", "/api/v1/tokens", {"name": "a", "scope": "all"}, "scope must be 'read', 'write' or"),
    ("POST", "/api/v1/tokens", {"name": "a", "expires_at": "2999-01-01T00:00:00"}, "its zone"),
]


@pytest.fixture
def admin(client: TestClient, instance: Instance, account_id: int) -> TestClient:
    """A client with a token that may do everything."""
    token = make_token(instance.database, account_id, Scope.ADMIN)
    client.headers["authorization"] = f"Bearer {token}"
    return client


@pytest.mark.parametrize(("method", "path", "body", "sentence"), FAULTS)
def test_a_fault_is_told_in_a_sentence_of_ours(
    admin: TestClient, method: str, path: str, body: object, sentence: str
):
    answer = admin.request(method, path, **({} if body is None else {"json": body}))
    problem = answer.json()
    assert answer.status_code == problem["status"] == 422
    assert sentence in problem["detail"]
    assert problem["detail"].startswith(problem["field"])
    first = {"field": problem["field"], "detail": problem["detail"]}
    assert first in problem["errors"]


def test_all_faults_are_told_not_only_the_first(admin: TestClient):
    errors = admin.post(API, json={"url": 7, "colour": 1}).json()["errors"]
    assert {error["field"] for error in errors} == {"url", "colour"}


@pytest.mark.parametrize("kind", SENTENCES)
def test_every_sentence_is_whole(kind: str):
    context = {"ge": 1, "le": 9, "expected": "'a' or 'b'"}
    found = fault({"type": kind, "loc": ("body", "name"), "ctx": context, "msg": "Input"})
    assert found["detail"].startswith("name ")
    assert found["detail"].endswith(".")
    assert "{" not in found["detail"]


def test_a_kind_that_nobody_thought_of_still_names_the_field():
    found = fault({"type": "brand_new", "loc": ("query", "q"), "msg": "Input should be"})
    assert found == {"field": "q", "detail": "q cannot be used."}
