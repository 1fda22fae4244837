"""What the API says to those who err: a problem document, and nothing is changed.

One application serves all tests of this file, for none of them may change anything.
"""

import json
import os
from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient
from tests.databases import Databases, all_rows
from tests.makers import make_account, make_bookmark, make_token

from earmark.app import build_app
from earmark.instance import Instance, open_instance
from earmark.settings import Settings
from earmark.web.paging import encode_cursor

API = "/api/v1/bookmarks"
URL = "https://news.example.org/a"


@pytest.fixture(scope="module")
def instance(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    data_dir = tmp_path_factory.mktemp("data")
    with databases.lent(data_dir) as address:
        opened = open_instance(Settings(data_dir, address))
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def client(instance: Instance) -> Iterator[TestClient]:
    """A client with a token that may write, whose account has one Bookmark."""
    made = TestClient(build_app(instance), raise_server_exceptions=False)
    token = make_token(instance.database, make_account(instance.database))
    made.headers["authorization"] = f"Bearer {token}"
    made.post(API, json={"url": URL})
    yield made
    made.close()


@pytest.fixture(scope="module")
def own(client: TestClient) -> str:
    """The id of the account's one Bookmark."""
    return str(client.get(API).json()["items"][0]["id"])


@pytest.fixture(scope="module")
def theirs(instance: Instance) -> str:
    """The id of somebody else's Bookmark."""
    other = make_account(instance.database)
    return make_bookmark(instance.database, instance.blobs, other).id


@pytest.fixture
def everything(instance: Instance) -> Callable[[], dict[str, list[str]]]:
    """All that the database holds, but for when tokens were used."""

    def dump() -> dict[str, list[str]]:
        with instance.database.read() as tx:
            return all_rows(tx, without={"api_tokens"})

    return dump


def problem(response) -> dict[str, object]:
    """The problem document of an answer; checks that it is one (RFC 9457)."""
    assert response.headers["content-type"] == "application/problem+json"
    found = response.json()
    assert found["status"] == response.status_code
    assert found["title"]
    assert found["detail"]
    return found


BAD_BODIES = {
    "nothing": {},
    "wrong scheme": {"url": "ftp://example.org/a"},
    "script": {"url": "javascript:alert(1)"},
    "file": {"url": "file:///etc/passwd"},
    "user name": {"url": "https://user:secret@example.org/"},
    "no host": {"url": "https://"},
    "no scheme": {"url": "example.org"},
    "control characters": {"url": "https://example.org/\u0000a"},
    "ten megabytes": {"url": "https://example.org/" + "a" * 10_000_000},
    "unknown field": {"url": URL, "colour": "red"},
    "html and text": {"url": URL, "html": "<p>a", "text": "a"},
    "empty html": {"url": URL, "html": ""},
    "empty text alone": {"text": "  "},
    "tags no list": {"url": URL, "tags": "a"},
    "long tag": {"url": URL, "tags": ["x" * 101]},
    "many tags": {"url": URL, "tags": [str(n) for n in range(101)]},
    "long title": {"url": URL, "title": "x" * 1_001},
    "long note": {"url": URL, "note": "x" * 100_001},
    "time without zone": {"url": URL, "saved_at": "2026-03-04T05:06:07"},
    "time to come": {"url": URL, "saved_at": "2999-01-01T00:00:00Z"},
    "time long ago": {"url": URL, "saved_at": "1899-01-01T00:00:00Z"},
    "time of words": {"url": URL, "saved_at": "yesterday"},
    "url of numbers": {"url": 7},
    "a list": [URL],
    "null": None,
}


@pytest.mark.parametrize("name", BAD_BODIES)
def test_a_body_that_cannot_be_saved_is_a_problem_and_changes_nothing(
    client: TestClient, everything, name: str
):
    before = everything()
    response = client.post(API, json=BAD_BODIES[name])
    assert 400 <= problem(response)["status"] < 500
    assert "secret" not in response.text
    assert len(response.content) < 5_000
    assert everything() == before


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"{", "application/json"),
        (b"", "application/json"),
        (b"\xff\xfe\x00", "application/json"),
        (b'{"url": "https://a.example/", "note": "\\ud800"}', "application/json"),
        (b"[" * 100_000, "application/json"),
        (b"<url/>", "application/xml"),
        (b'{"url": "https://news.example.org/"}', "text/plain"),
        (b"no form at all", "multipart/form-data; boundary=x"),
        (b"no form at all", "multipart/form-data"),
        (b"--x\r\nContent-Disposition: form-data; name=url\r\n\r\nftp://x\r\n--x--\r\n",
         "multipart/form-data; boundary=x"),
        (b"url=ftp%3A%2F%2Fx", "application/x-www-form-urlencoded"),
    ],
)  # fmt: skip
def test_bytes_that_are_no_save_are_a_problem_and_change_nothing(
    client: TestClient, everything, content: bytes, content_type: str
):
    before = everything()
    response = client.post(API, content=content, headers={"content-type": content_type})
    assert 400 <= problem(response)["status"] < 500
    assert everything() == before


def test_a_file_of_an_unknown_kind_is_refused(client: TestClient, everything):
    before = everything()
    files = {"file": ("a.bin", os.urandom(5_000).replace(b"<", b""), "application/octet-stream")}
    assert problem(client.post(API, files=files))["field"] == "file"
    assert everything() == before


@pytest.mark.check
def test_more_than_earmark_takes_is_refused(client: TestClient):
    body = json.dumps({"url": URL, "text": "x" * 65 * 2**20})
    response = client.post(API, content=body, headers={"content-type": "application/json"})
    assert problem(response)["status"] == 413


@pytest.mark.parametrize(
    "params",
    [
        {"limit": 0},
        {"limit": -1},
        {"limit": 101},
        {"limit": 10**30},
        {"limit": "all"},
        {"sort": "random"},
        {"state": "perfect"},
        {"shelf": "top"},
        {"cursor": "!!!"},
        {"cursor": "ä"},
        {"cursor": "e30"},
        {"cursor": encode_cursor((1, 2, 3, 4))},
        {"cursor": encode_cursor((0, -5))},
        {"cursor": encode_cursor((7,)), "sort": "shortest"},
        {"cursor": encode_cursor((0, 7)), "sort": "shortest"},
        {"cursor": encode_cursor((2, 1, 7)), "sort": "newest"},
        {"cursor": encode_cursor((10**18,)), "sort": "best", "q": "a"},
        {"q": "x " * 600},
    ],
    ids=str,
)
def test_a_list_that_makes_no_sense_is_a_problem(client: TestClient, params: dict[str, object]):
    assert 400 <= problem(client.get(API, params=params))["status"] < 500


@pytest.mark.parametrize("params", [{"limit": 0}, {"limit": 101}, {"cursor": "!!!"}], ids=str)
def test_a_tag_list_that_makes_no_sense_is_a_problem(client: TestClient, params: dict[str, object]):
    assert 400 <= problem(client.get("/api/v1/tags", params=params))["status"] < 500


@pytest.mark.parametrize(
    "q", ['"', "((((", "tag:", "saved:never", "NOT", "* OR -", "\x00", "鯨" * 90]
)
def test_nothing_typed_into_the_search_is_a_fault(client: TestClient, q: str):
    assert client.get(API, params={"q": q}).status_code == 200


ONE = [
    ("GET", "", None),
    ("PATCH", "", {"is_read": True}),
    ("PATCH", "", {"note": "mine"}),
    ("DELETE", "", None),
    ("POST", "/refresh", None),
    ("GET", "/article", None),
    ("GET", "/snapshots", None),
]


@pytest.mark.parametrize(("method", "rest", "body"), ONE)
@pytest.mark.parametrize("whose", ["nobody's", "another's"])
def test_what_is_not_ones_own_is_not_there(
    client: TestClient, everything, theirs: str, method: str, rest: str, body, whose: str
):
    wanted = theirs if whose == "another's" else "0" * 36
    before = everything()
    response = client.request(method, f"{API}/{wanted}{rest}", json=body)
    assert problem(response)["status"] == 404
    assert theirs not in response.text
    assert everything() == before


@pytest.mark.parametrize(
    "body", [{"colour": "red"}, {"tags": "a"}, {"is_read": "perhaps"}, [], {"note": "x" * 100_001}]
)
def test_a_change_that_makes_no_sense_changes_nothing(
    client: TestClient, everything, own: str, body
):
    before = everything()
    response = client.patch(f"{API}/{own}", json=body)
    assert 400 <= problem(response)["status"] < 500
    assert everything() == before


def test_a_change_of_which_one_part_is_wrong_changes_nothing(
    client: TestClient, everything, own: str
):
    before = everything()
    response = client.patch(f"{API}/{own}", json={"is_read": True, "title": "x" * 1_001})
    assert problem(response)["status"] == 422
    assert everything() == before


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer wrong",
        "Bearer em_" + "0" * 40,
        "Basic YTpi",
        "Bearer \xff",
        "nonsense",
    ],
)
def test_without_a_good_token_nothing_is_told(client: TestClient, header: str):
    response = client.get(API, headers={"authorization": header.encode("latin-1")})
    assert problem(response)["status"] == 401
    assert response.headers["www-authenticate"]


def test_an_unknown_path_and_a_wrong_method_are_problems(client: TestClient):
    assert problem(client.get("/api/v1/nothing"))["status"] == 404
    assert problem(client.put(API, json={}))["status"] == 405


@pytest.mark.parametrize("key", [(2, 2**62, 5), (2, 5, 2**62), (0, 2**62), (4, 2**62)])
def test_a_cursor_of_numbers_that_no_list_has_breaks_nothing(client: TestClient, key):
    sort = {0: "newest", 2: "shortest", 4: "best"}[key[0]]
    asked = {"cursor": encode_cursor(key), "sort": sort, "q": "word" if sort == "best" else ""}
    assert client.get(API, params=asked).status_code in (200, 422)
