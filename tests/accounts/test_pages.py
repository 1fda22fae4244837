"""Signing in, setting up and the settings, as a browser meets them."""

import re
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from earmark.accounts import actions
from earmark.accounts.reader import Scope
from earmark.accounts.session_cookie import SESSION_COOKIE
from earmark.app import build_app
from earmark.instance import open_instance

PASSWORD = "seven quiet herons"
SIGN_IN = {"name": "ada", "password": PASSWORD}


def test_a_page_sends_the_visitor_to_sign_in_and_back(browser, ada):
    client = browser()
    asked = client.get("/search?q=a%20b")
    assert asked.status_code == 303
    form = client.get(asked.headers["location"])
    assert 'value="/search?q=a%20b"' in form.text
    signed_in = client.post("/sign-in", data={**SIGN_IN, "next": "/search?q=a%20b"})
    assert signed_in.headers["location"] == "/search?q=a%20b"
    assert client.get("/settings").status_code == 200


def test_the_cookie_of_a_session_is_out_of_reach_of_scripts_and_other_sites(browser, ada):
    cookie = browser().post("/sign-in", data=SIGN_IN).headers["set-cookie"]
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie


def test_over_tls_the_cookie_stays_on_tls(browser, ada):
    answer = browser().post("https://testserver/sign-in", data=SIGN_IN)
    assert answer.headers["set-cookie"].startswith("__Host-earmark_session=")
    assert {"Path=/", "Secure"} <= set(answer.headers["set-cookie"].split("; "))


def test_signing_in_changes_the_session_that_a_browser_had(browser, ada):
    client = browser(ada)
    before = client.cookies[SESSION_COOKIE]
    client.post("/sign-in", data=SIGN_IN)
    stale = browser().get("/api/v1/me", headers={"Cookie": f"{SESSION_COOKIE}={before}"})
    assert client.cookies[SESSION_COOKIE] != before
    assert stale.status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\t/e",
        "//[",
    ],
)
def test_signing_in_never_leads_to_another_site(browser, ada, path):
    answer = browser().post("/sign-in", data={**SIGN_IN, "next": path})
    assert answer.headers["location"] == "/"


def test_wrong_password_and_unknown_name_get_the_same_page(browser, ada):
    plain = {"Accept-Encoding": "identity"}  # compressed, two names differ in length
    wrong = {"password": "wrong wrong"}
    known = browser().post("/sign-in", data={"name": "Ada", **wrong}, headers=plain)
    unknown = browser().post("/sign-in", data={"name": "Eve", **wrong}, headers=plain)
    assert known.status_code == unknown.status_code == 401
    assert known.text.replace("Ada", "Eve") == unknown.text
    for answer in (known, unknown):
        del answer.headers["x-request-id"]
    assert known.headers == unknown.headers


def test_too_many_wrong_passwords_are_told_when_to_come_back(browser, ada):
    client = browser()
    for _ in range(10):
        client.post("/sign-in", data={"name": "Ada", "password": "wrong wrong"})
    answer = client.post("/sign-in", data=SIGN_IN)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 720


def test_who_is_signed_in_needs_no_sign_in_page(browser, ada):
    assert browser(ada).get("/sign-in?next=/archive").headers["location"] == "/archive"


def test_signing_out_takes_the_cookie_away(browser, ada):
    client = browser(ada)
    answer = client.post("/sign-out")
    assert answer.headers["location"] == "/sign-in"
    assert "Max-Age=0" in answer.headers["set-cookie"]


def test_the_first_address_makes_the_owner_and_signs_in(browser, database):
    secret, client = actions.first_run_secret(database), browser()
    assert "Welcome" in client.get("/set-up", params={"secret": secret}).text
    form = {"secret": secret, "name": "Ada", "password": PASSWORD}
    assert client.post("/set-up", data=form).headers["location"] == "/"
    assert client.get("/api/v1/me").json()["is_owner"] is True
    assert client.post("/set-up", data=form).status_code == 404


def test_before_the_first_account_the_sign_in_page_says_what_to_do(browser):
    assert "There is no account yet" in browser().get("/sign-in").text


@pytest.mark.parametrize("secret", ["", "x", "x" * 5000, "\ud800"])
def test_a_wrong_secret_makes_no_account(browser, secret):
    form = {"secret": secret.encode("utf-8", "replace"), "name": "Eve", "password": PASSWORD}
    assert browser().post("/set-up", data=form).status_code == 404


def test_a_short_password_is_said_at_its_field_and_changes_nothing(browser, database):
    secret = actions.first_run_secret(database)
    form = {"secret": secret, "name": "Ada", "password": "short"}
    answer = browser().post("/set-up", data=form)
    assert answer.status_code == 422
    assert "at least 10 characters" in answer.text
    assert actions.first_run_secret(database)


def test_an_owner_invites_and_the_invited_joins(browser, ada):
    page = browser(ada).post("/settings/people", data={"person_name": "Bob"})
    address = re.search(r"http://testserver(/set-up\?secret=[\w-]+)", page.text)
    assert address
    guest = browser()
    assert 'value="Bob"' in guest.get(address[1]).text
    secret = address[1].partition("=")[2]
    guest.post("/set-up", data={"secret": secret, "name": "Bob", "password": PASSWORD})
    me = guest.get("/api/v1/me").json()
    assert (me["name"], me["is_owner"]) == ("Bob", False)


def test_a_member_sees_no_people(browser, ada, bob):
    page = browser(bob).get("/settings")
    assert page.status_code == 200
    assert "Ada" not in page.text


def test_a_new_token_is_shown_once(browser, ada):
    client = browser(ada)
    made = client.post("/settings/tokens", data={"token_name": "phone", "scope": "read"})
    secret = re.search(r"earmark_[\w-]{43}", made.text)
    assert secret
    assert client.get("/api/v1/me", headers={"Authorization": f"Bearer {secret[0]}"}).is_success
    assert secret[0] not in client.get("/settings").text


def test_a_token_is_revoked_from_its_line(browser, database, ada):
    token, _ = actions.make_token(database, ada.account_id, "tablet", Scope.READ)
    client = browser(ada)
    assert "tablet" in client.get("/settings").text
    client.post(f"/settings/tokens/{token.id}/revoke")
    assert "tablet" not in client.get("/settings").text


def test_a_changed_password_keeps_this_browser_and_ends_the_others(browser, ada):
    here, there = browser(ada), browser(ada)
    before = here.cookies[SESSION_COOKIE]
    form = {"current_password": PASSWORD, "new_password": "eight loud geese"}
    assert here.post("/settings/password", data=form).status_code == 303
    assert here.cookies[SESSION_COOKIE] != before
    assert [client.get("/settings").status_code for client in (here, there)] == [200, 303]


def test_a_wrong_password_is_said_on_the_settings_page(browser, ada):
    form = {"current_password": "wrong wrong", "new_password": "eight loud geese"}
    answer = browser(ada).post("/settings/password", data=form)
    assert answer.status_code == 422
    assert "This is not the password." in answer.text


def test_the_account_leaves_as_a_file(browser, ada):
    answer = browser(ada).post("/settings/export", data={"format": "account"})
    assert answer.headers["content-disposition"] == 'attachment; filename="earmark-account.json"'
    assert answer.json()["account"]["name"] == "Ada"


def test_an_unknown_export_format_is_a_sentence(browser, ada):
    answer = browser(ada).post("/settings/export", data={"format": "exe"})
    assert answer.status_code == 422
    assert "There is no such format." in answer.text


def test_deleting_the_account_says_good_bye_and_signs_out(browser, ada):
    client = browser(ada)
    answer = client.post("/settings/delete", data={"delete_password": PASSWORD})
    assert answer.status_code == 200
    assert "Good-bye" in answer.text
    assert client.get("/api/v1/me").status_code == 401


def test_no_page_of_a_reader_is_kept_by_the_browser(browser, ada):
    client = browser(ada)
    kept = {path: client.get(path).headers["cache-control"] for path in ("/", "/settings")}
    assert kept == {"/": "no-store", "/settings": "no-store"}


def test_htmx_is_told_to_leave_for_the_sign_in_page(browser):
    answer = browser().post("/sign-out", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"] == "/sign-in"


def test_below_a_path_everything_stays_below_it(settings, ada):
    settings = replace(settings, base_url="https://news.example/earmark")
    instance = open_instance(settings)
    client = TestClient(build_app(instance), "https://news.example/earmark", follow_redirects=False)
    asked = client.get("/settings")
    signed_in = client.post("/sign-in", data={**SIGN_IN, "next": "/settings"})
    instance.close()
    assert asked.headers["location"] == "/earmark/sign-in?next=%2Fsettings"
    assert signed_in.headers["location"] == "/earmark/settings"
    assert signed_in.headers["set-cookie"].startswith("__Secure-earmark_session=")
    assert {"Path=/earmark", "Secure"} <= set(signed_in.headers["set-cookie"].split("; "))


SENT = {"url": "https://example.org/a", "tags": "x, y", "next": "/archive"}


def test_a_form_that_comes_after_the_session_is_carried_through_the_sign_in(browser, ada):
    page = browser().post("/bookmarks", data=SENT)
    assert page.status_code == 401
    assert 'name="url" value="https://example.org/a"' in page.text
    answer = browser().post("/sign-in", data={**SIGN_IN, **SENT, "go_on": "/bookmarks"})
    assert (answer.status_code, answer.headers["location"]) == (307, "/bookmarks")


def test_a_wrong_password_does_not_lose_what_is_carried(browser, ada):
    page = browser().post(
        "/sign-in", data={**SIGN_IN, **SENT, "go_on": "/bookmarks", "password": "no"}
    )
    assert page.status_code == 401
    assert 'name="url" value="https://example.org/a"' in page.text
    assert 'name="go_on" value="/bookmarks"' in page.text


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_no_form_is_carried_to_another_site(browser, ada, path):
    answer = browser().post("/sign-in", data={**SIGN_IN, **SENT, "go_on": path})
    assert (answer.status_code, answer.headers["location"]) == (303, "/archive")


def test_a_password_that_was_typed_is_never_carried(browser, ada):
    typed = {"current_password": PASSWORD, "new_password": "eight quiet herons"}
    answer = browser().post("/settings/password", data=typed)
    assert (answer.status_code, answer.text) == (303, "")


def test_more_than_a_note_may_hold_is_not_carried(browser, ada):
    answer = browser().post("/bookmarks", data={"text": "x" * 2_000_000})
    assert (answer.status_code, answer.text) == (303, "")


def test_the_look_is_kept_in_the_browser(browser, ada):
    client = browser(ada)
    client.post("/settings/appearance", data={"theme": "sepia", "density": "dense"})
    page = client.get("/")
    assert 'data-theme="sepia" data-density="dense"' in page.text


@pytest.mark.parametrize("cookie", ["", "pink.wide", "<b>", "sepia", ".dense"])
def test_a_look_that_nobody_knows_is_left_as_nobody_set_it(browser, ada, cookie):
    page = browser().get("/sign-in", headers={"Cookie": f"earmark_look={cookie}"})
    assert page.status_code == 200
    assert "pink" not in page.text


def test_a_part_of_a_page_leads_to_the_sign_in_and_back_to_the_whole_page(browser, ada):
    asked = {"HX-Request": "true", "Referer": "http://testserver/archive?sort=oldest"}
    answer = browser().get("/bookmarks/x/row?here=/", headers=asked)
    assert answer.headers["hx-redirect"] == "/sign-in?next=%2Farchive%3Fsort%3Doldest"
