"""The API of the saved list: what it promises to those who ask it rightly."""

import pytest
from starlette.testclient import TestClient
from tests.makers import LATIN, make_bookmark, page_of

from earmark.accounts import actions as accounts
from earmark.accounts.reader import Scope
from earmark.instance import Instance

API = "/api/v1/bookmarks"
URL = "https://news.example.org/a"


def test_a_save_answers_201_and_the_second_200_with_the_same_id(client: TestClient):
    first = client.post(API, json={"url": URL + "?utm_source=x", "tags": ["a"]})
    again = client.post(API, json={"url": URL, "tags": ["b"], "note": "why"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["url"] == URL + "?utm_source=x"
    assert first.json()["canonical_url"] == URL
    assert first.json()["state"] == "capturing"
    assert again.json()["id"] == first.json()["id"]
    assert again.json()["tags"] == ["a", "b"]


def test_a_page_is_sent_read_and_got_back(client: TestClient, instance: Instance):
    made = client.post(API, json={"url": URL, "html": page_of("Boats come in")}).json()
    instance.worker().run_until_idle()
    kept = client.get(f"{API}/{made['id']}").json()
    article = client.get(f"{API}/{made['id']}/article").json()
    [snapshot] = client.get(f"{API}/{made['id']}/snapshots").json()["items"]
    assert (kept["state"], kept["headline"], kept["has_content"]) == ("kept", "Boats come in", True)
    assert LATIN.strip() in article["body_text"]
    assert (snapshot["origin"], snapshot["is_private"]) == ("browser", True)


def test_an_article_says_which_signal_each_field_came_from(client: TestClient, instance: Instance):
    page = page_of("Boats come in").replace(
        "<title>", "<meta name=author content='Ann Lee'><title>"
    )
    made = client.post(API, json={"url": URL, "html": page}).json()
    instance.worker().run_until_idle()
    why = client.get(f"{API}/{made['id']}/article").json()["why"]
    assert why["byline"] == {"source": "meta author", "runners_up": []}


def test_a_title_given_by_the_person_wins_in_the_list(client: TestClient, instance: Instance):
    made = client.post(API, json={"url": URL, "html": page_of("Boats"), "title": "Mine"}).json()
    instance.worker().run_until_idle()
    assert client.get(f"{API}/{made['id']}").json()["headline"] == "Mine"


def test_a_file_is_sent_in_a_form(client: TestClient, instance: Instance):
    files = {"file": ("a.html", page_of("From a file").encode(), "text/html")}
    made = client.post(API, data={"url": URL, "tags": "a, b"}, files=files)
    instance.worker().run_until_idle()
    kept = client.get(f"{API}/{made.json()['id']}").json()
    assert (made.status_code, kept["headline"], kept["tags"]) == (201, "From a file", ["a", "b"])


def test_marks_words_and_removal(client: TestClient):
    made = client.post(API, json={"url": URL}).json()
    path = f"{API}/{made['id']}"
    changed = client.patch(path, json={"is_read": True, "tags": ["x"], "note": "n", "title": "t"})
    assert changed.status_code == 200
    shown = client.get(path).json()
    assert (shown["is_read"], shown["tags"], shown["note"], shown["headline"]) == (
        True,
        ["x"],
        "n",
        "t",
    )
    assert client.post(path + "/refresh").status_code == 202
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404


def test_a_list_is_paged_by_its_cursor(client: TestClient):
    saved = [client.post(API, json={"url": f"{URL}{n}"}).json()["id"] for n in range(5)]
    shown, cursor = [], None
    while cursor != "":
        page = client.get(API, params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        shown += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"] or ""
    assert shown == saved[::-1]


def test_a_search_shows_where_the_words_stand(
    client: TestClient, instance: Instance, account_id: int
):
    make_bookmark(instance.database, instance.blobs, account_id, body="A shoal of herring swam.")
    [item] = client.get(API, params={"q": "herring"}).json()["items"]
    assert {"text": "herring", "is_hit": True} in item["snippet"]


def test_a_revoked_token_is_good_no_more(client: TestClient, instance: Instance, account_id: int):
    token, secret = accounts.make_token(instance.database, account_id, "x", Scope.READ)
    headers = {"authorization": f"Bearer {secret}"}
    assert client.get(API, headers=headers).status_code == 200
    with instance.database.write() as tx:
        tx.delete(tx.merge(token))
    assert client.get(API, headers=headers).status_code == 401


def test_a_reading_token_may_not_write(client: TestClient, instance: Instance, account_id: int):
    _, secret = accounts.make_token(instance.database, account_id, "x", Scope.READ)
    headers = {"authorization": f"Bearer {secret}"}
    assert client.post(API, json={"url": URL}, headers=headers).status_code == 403


def test_the_openapi_document_names_the_saved_list(client: TestClient):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert {"/bookmarks", "/bookmarks/{bookmark_id}", "/tags"} <= set(paths)


def test_it_lives_and_is_ready(client: TestClient):
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200


@pytest.mark.sqlite
def test_it_is_not_ready_without_its_database(client: TestClient, instance: Instance):
    instance.database.close()
    for path in instance.settings.data_dir.glob("earmark.db*"):
        path.unlink()
    (instance.settings.data_dir / "earmark.db").mkdir()
    response = client.get("/readyz")
    assert response.status_code == 503
    (instance.settings.data_dir / "earmark.db").rmdir()
