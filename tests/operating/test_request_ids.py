"""The id of a request stands on the jobs that it queues, also when many are written at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient
from tests.makers import make_account, make_token

from earmark.app import build_app
from earmark.instance import Instance, open_instance
from earmark.jobs.models import JobRow
from earmark.settings import Settings


@pytest.fixture
def instance(settings: Settings) -> Iterator[Instance]:
    """An instance that believes the proxy at 127.0.0.1; its worker does not run."""
    opened = open_instance(replace(settings, trusted_proxies="127.0.0.1"))
    yield opened
    opened.close()


@pytest.fixture
def client(instance: Instance) -> Iterator[TestClient]:
    """A client behind the proxy, with a token that may write."""
    token = make_token(instance.database, make_account(instance.database))
    with TestClient(build_app(instance), client=("127.0.0.1", 50000)) as made:
        made.headers["Authorization"] = f"Bearer {token}"
        yield made


def save(client: TestClient, request_id: str, **new: object) -> None:
    headers = {"X-Request-ID": request_id}
    answer = client.post("/api/v1/bookmarks", json=new, headers=headers)
    assert answer.status_code in (200, 201)


def request_ids(instance: Instance) -> dict[str, str | None]:
    """The request id on each job that captures, by the address that it is for."""
    with instance.database.read() as tx:
        rows = tx.scalars(select(JobRow).where(JobRow.kind == "articles.capture"))
        return {row.args["url"]: row.request_id for row in rows}


def test_each_of_many_saves_at_once_gives_its_jobs_its_own_id(
    client: TestClient, instance: Instance
):
    wanted = {f"https://news.example.org/{n}": f"request-{n}" for n in range(40)}
    with ThreadPoolExecutor(20) as threads:
        list(threads.map(lambda pair: save(client, pair[1], url=pair[0]), wanted.items()))
    assert request_ids(instance) == wanted


def test_saving_again_what_still_waits_takes_the_newer_id(client: TestClient, instance: Instance):
    save(client, "first", url="https://news.example.org/a")
    save(client, "again", url="https://news.example.org/a")
    assert request_ids(instance) == {"https://news.example.org/a": "again"}


def test_what_is_sent_is_read_under_the_id_too(client: TestClient, instance: Instance):
    save(client, "letter", text="Words of a letter.", title="Letter")
    with instance.database.read() as tx:
        assert [row.request_id for row in tx.scalars(select(JobRow))] == ["letter"]
