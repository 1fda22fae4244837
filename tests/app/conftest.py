"""An application over a fresh data folder, and a client that holds a token."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient
from tests.makers import make_account, make_token

from earmark.app import build_app
from earmark.instance import Instance, open_instance
from earmark.settings import Settings


@pytest.fixture
def instance(settings: Settings) -> Iterator[Instance]:
    """A fresh instance; its worker does not run."""
    opened = open_instance(settings)
    yield opened
    opened.close()


@pytest.fixture
def account_id(instance: Instance) -> int:
    """The account that ``client`` asks for."""
    return make_account(instance.database)


@pytest.fixture
def client(instance: Instance, account_id: int) -> Iterator[TestClient]:
    """A client with a token that may write; a fault in the server is an answer of 500."""
    made = TestClient(build_app(instance), raise_server_exceptions=False)
    made.headers["authorization"] = f"Bearer {make_token(instance.database, account_id)}"
    yield made
    made.close()
