"""The world that the matrix walks through."""

from collections.abc import Iterator

import pytest
from tests.databases import Databases
from tests.routes.world import World

from earmark import clock
from earmark.accounts.models import Account
from earmark.accounts.reader import Reader
from earmark.app import build_app
from earmark.instance import Instance, open_instance
from earmark.settings import Settings


@pytest.fixture(scope="module")
def world(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One world for all tests of a module: each makes its own sessions and things."""
    data_dir = tmp_path_factory.mktemp("data")
    with databases.lent(data_dir) as address:
        instance = open_instance(Settings(data_dir, address))
        people = [_reader(instance, name, is_owner=name == "Ada") for name in ("Ada", "Bob")]
        yield World(instance, build_app(instance), *people)
        instance.close()


def _reader(instance: Instance, name: str, *, is_owner: bool) -> Reader:
    account = Account(name=name, name_key=name.lower(), is_owner=is_owner)
    account.created_at = clock.now()
    with instance.database.write() as tx:
        tx.add(account)
    return Reader(account.id, account.public_id, name, is_owner)
