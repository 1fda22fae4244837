"""The ways to save from anywhere: the page behind the bookmarklet, and what leads to it."""

from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient
from tests.makers import page_of

from earmark.instance import Instance

URL = "https://news.example.org/a"
API = "/api/v1/bookmarks"
SHELL = "<!DOCTYPE html><title>App</title><div id=root></div><script>start()</script>"
CLICK = {
    "sec-fetch-mode": "navigate",
    "sec-fetch-dest": "document",
    "sec-fetch-user": "?1",
}


def save_page(**about: str) -> str:
    return f"/save?{urlencode(about)}"


def test_the_save_page_that_awaits_a_page_is_within_reach_of_its_opener(client: TestClient):
    answer = client.get(save_page(url=URL, title="Boats", sends="page"), headers=CLICK)
    assert answer.headers["cross-origin-opener-policy"] == "unsafe-none"
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "data-awaits-page" in answer.text
    assert "data-auto-submit" not in answer.text
    assert "news.example.org" in answer.text
    assert "Boats" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        save_page(url=URL),
        save_page(url=URL, sends="x"),
        save_page(url="ftp://a", sends="page"),
        "/saving",
        "/",
    ],
)
def test_every_other_page_is_not(client: TestClient, path: str):
    answer = client.get(path, headers=CLICK)
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert "data-awaits-page" not in answer.text


def test_a_page_handed_to_the_form_is_kept_for_its_sender(client: TestClient, instance: Instance):
    form = {"url": URL, "title": "", "html": page_of("Boats come in")}
    answer = client.post("/bookmarks", data=form, follow_redirects=False)
    instance.worker().run_until_idle()
    [kept] = client.get(API).json()["items"]
    [copy] = client.get(f"{API}/{kept['id']}/snapshots").json()["items"]
    assert answer.status_code == 303
    assert (kept["state"], kept["headline"]) == ("kept", "Boats come in")
    assert (copy["origin"], copy["is_private"]) == ("browser", True)


def test_a_stub_leads_to_how_to_send_it_again(client: TestClient, instance: Instance):
    stub = client.post(API, json={"url": URL, "html": SHELL}).json()
    instance.worker().run_until_idle()
    link = f'href="/read/{stub["id"]}/send-again"'
    page = client.get(f"/read/{stub['id']}/send-again").text
    assert link in client.get("/").text
    assert link in client.get(f"/read/{stub['id']}").text
    assert f'href="{URL}"' in page
    assert "javascript:" in page


def test_a_kept_article_leads_nowhere_else(client: TestClient, instance: Instance):
    kept = client.post(API, json={"url": URL, "html": page_of("Boats come in")}).json()
    instance.worker().run_until_idle()
    assert "send-again" not in client.get("/").text
    assert "send-again" not in client.get(f"/read/{kept['id']}").text


def test_what_has_no_address_cannot_be_sent_again(client: TestClient):
    kept = client.post(API, json={"text": "Only words."}).json()
    answer = client.get(f"/read/{kept['id']}/send-again")
    assert answer.status_code == 422
    assert "there is no page to send again" in answer.text
