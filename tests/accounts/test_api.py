"""``/me`` and ``/tokens``, and what happens to a request that cannot be used."""

import pytest


@pytest.fixture
def client(browser, ada):
    return browser(ada)


def test_me_says_who_asks(client, ada):
    me = {"id": ada.public_id, "name": "Ada", "is_owner": True, "scope": "admin"}
    assert client.get("/api/v1/me").json() == me


def test_a_made_token_is_listed_without_its_secret(client):
    made = client.post("/api/v1/tokens", json={"name": "phone", "scope": "write"})
    listed = client.get("/api/v1/tokens").json()
    assert made.status_code == 201
    assert made.json()["token"].startswith("earmark_")
    assert (listed["total"], listed["next_cursor"]) == (1, None)
    assert listed["items"][0] == {k: v for k, v in made.json().items() if k != "token"}


def test_a_token_is_read_only_unless_more_is_asked_for(client):
    assert client.post("/api/v1/tokens", json={"name": "phone"}).json()["scope"] == "read"


def test_a_revoked_token_is_gone(client):
    made = client.post("/api/v1/tokens", json={"name": "phone"}).json()
    assert client.delete(f"/api/v1/tokens/{made['id']}").status_code == 204
    assert client.delete(f"/api/v1/tokens/{made['id']}").status_code == 404
    assert client.get("/api/v1/tokens").json()["items"] == []


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        (b'{"name": ', 400, None),
        (b"[]", 422, "body"),
        (b"null", 422, "body"),
        (b'{"name": "x", "owner": true}', 422, "owner"),
        (b'{"name": 5}', 422, "name"),
        (b"{}", 422, "name"),
        (b'{"name": "x", "scope": "root"}', 422, "scope"),
        (b'{"name": "x", "expires_at": "2001-01-01T00:00:00Z"}', 422, "expires_at"),
        (b'{"name": "x", "expires_at": "2999-01-01T00:00:00"}', 422, "expires_at"),
        (b'{"name": "\\ud800"}', 422, "name"),
        (b"\xff\xfe", 400, None),
    ],
)
def test_a_body_that_cannot_be_used_is_a_problem_and_changes_nothing(client, body, status, field):
    answer = client.post(
        "/api/v1/tokens", content=body, headers={"Content-Type": "application/json"}
    )
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, problem["status"], problem.get("field")) == (status, status, field)
    assert client.get("/api/v1/tokens").json()["items"] == []
