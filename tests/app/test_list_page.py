"""The page of the list: as many queries for forty articles as for ten, first page or third."""

from collections.abc import Iterator

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient
from tests.makers import make_bookmark

from earmark.instance import Instance


@pytest.fixture
def asked(instance: Instance) -> Iterator[list[str]]:
    """The queries that were asked of the database."""
    queries: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        queries.append(statement)

    event.listen(instance.database._reader, "before_cursor_execute", note)
    yield queries
    event.remove(instance.database._reader, "before_cursor_execute", note)


@pytest.mark.parametrize("path", ["/", "/search?q=herring", "/search?q=herring&sort=best"])
def test_forty_articles_cost_as_many_queries_as_ten(
    client: TestClient, instance: Instance, account_id: int, asked: list[str], path: str
):
    counted = []
    for more in (10, 30):
        for _ in range(more):
            make_bookmark(instance.database, instance.blobs, account_id, body="herring")
        asked.clear()
        page = client.get(path)
        assert page.text.count('class="row"') == min(30, 10 if not counted else 40)
        counted.append(len(asked))
    assert counted[0] == counted[1] <= 9
