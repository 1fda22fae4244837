"""Registration: closed unless the operator opens it, and then by the rules of all accounts."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient
from tests.accounts.conftest import OWN_SITE

from earmark.accounts import queries
from earmark.accounts.reader import Reader
from earmark.app import build_app
from earmark.db.engine import Database
from earmark.instance import Instance, open_instance
from earmark.settings import Settings

EVE = {"name": "Eve", "password": "eleven brown otters"}


@pytest.fixture
def opened(settings: Settings) -> Iterator[Instance]:
    """An instance on which everybody may make an account."""
    instance = open_instance(replace(settings, open_registration=True))
    yield instance
    instance.close()


@pytest.fixture
def visitor(opened: Instance) -> TestClient:
    """A browser that nobody has signed in with."""
    client = ("192.0.2.7", 50000)
    return TestClient(build_app(opened), client=client, headers=OWN_SITE, follow_redirects=False)


def names(database: Database) -> list[str]:
    with database.read() as tx:
        return [account.name for account in queries.people(tx)]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_where_it_is_closed_there_is_no_such_page(browser, database, ada, method: str):
    answer = browser().request(method, "/sign-up", data=EVE)
    assert (answer.status_code, names(database)) == (404, ["Ada"])
    assert "/sign-up" not in browser().get("/sign-in").text


def test_where_it_is_open_the_sign_in_page_leads_there(visitor: TestClient, ada: Reader):
    assert 'href="/sign-up"' in visitor.get("/sign-in").text
    assert visitor.get("/sign-up").status_code == 200


def test_who_signs_up_is_a_signed_in_member(visitor: TestClient, database: Database, ada: Reader):
    answer = visitor.post("/sign-up", data=EVE)
    me = visitor.get("/api/v1/me").json()
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert (me["name"], me["is_owner"]) == ("Eve", False)
    assert visitor.get("/sign-up").headers["location"] == "/"


def test_the_first_account_is_made_with_the_printed_address_only(
    visitor: TestClient, database: Database
):
    answer = visitor.post("/sign-up", data=EVE)
    assert (answer.status_code, names(database)) == (404, [])
    assert "printed" in answer.text


@pytest.mark.parametrize(
    ("form", "status", "sentence"),
    [
        (EVE | {"name": "ADA"}, 409, "taken"),
        (EVE | {"name": ""}, 422, "name"),
        (EVE | {"password": "short"}, 422, "characters"),
        (EVE | {"password": ""}, 422, "characters"),
    ],
    ids=str,
)
def test_what_cannot_be_is_said_on_the_form(
    visitor: TestClient, database: Database, ada: Reader, form, status: int, sentence: str
):
    answer = visitor.post("/sign-up", data=form)
    assert (answer.status_code, names(database)) == (status, ["Ada"])
    assert sentence in answer.text


def test_after_five_accounts_from_one_address_the_next_must_wait(
    visitor: TestClient, database: Database, ada: Reader
):
    answers = []
    for number in range(7):
        visitor.cookies.clear()
        answers.append(visitor.post("/sign-up", data=EVE | {"name": f"Eve {number}"}))
    assert [answer.status_code for answer in answers] == [303] * 5 + [429] * 2
    assert int(answers[-1].headers["retry-after"]) <= 720
    assert len(names(database)) == 6
