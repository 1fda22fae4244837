"""Makers for accounts, and a client that speaks to the whole application."""

from collections.abc import Callable, Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from earmark import clock
from earmark.accounts import actions
from earmark.accounts.models import Account
from earmark.accounts.names import name_key
from earmark.accounts.passwords import hash_password
from earmark.accounts.reader import Reader
from earmark.accounts.session_cookie import SESSION_COOKIE
from earmark.app import build_app
from earmark.db.engine import Database
from earmark.instance import Instance, open_instance
from earmark.settings import Settings

PASSWORD = "seven quiet herons"
OWN_SITE = {"Sec-Fetch-Site": "same-origin"}

Browser = Callable[..., TestClient]


@pytest.fixture(scope="session")
def password_hash() -> str:
    """One hash for all readers here: each costs as much as 30 pages."""
    return hash_password(PASSWORD)


@pytest.fixture
def ada(database: Database, password_hash: str) -> Reader:
    """The owner."""
    return make_reader(database, "Ada", password_hash, is_owner=True)


@pytest.fixture
def bob(database: Database, password_hash: str) -> Reader:
    """A member."""
    return make_reader(database, "Bob", password_hash)


def make_reader(
    database: Database, name: str, password_hash: str, *, is_owner: bool = False
) -> Reader:
    account = Account(name=name, name_key=name_key(name), is_owner=is_owner)
    account.password_hash, account.created_at = password_hash, clock.now()
    with database.write() as tx:
        tx.add(account)
    return Reader(account.id, account.public_id, name, is_owner)


@pytest.fixture
def instance(settings: Settings) -> Iterator[Instance]:
    """The instance of the test's data folder; nothing runs in it."""
    opened = open_instance(settings)
    yield opened
    opened.close()


@pytest.fixture
def app(instance: Instance) -> Starlette:
    return build_app(instance)


@pytest.fixture
def browser(app: Starlette, database: Database) -> Browser:
    """Makes browsers: signed in as the reader, or as nobody."""

    def make(reader: Reader | None = None, address: str = "192.0.2.1") -> TestClient:
        client = TestClient(app, follow_redirects=False, client=(address, 50000), headers=OWN_SITE)
        if reader is not None:
            secret = actions.start_session(database, reader, address, "Firefox/140.0 Linux")
            client.cookies.set(SESSION_COOKIE, secret, domain="testserver.local")
        return client

    return make
