"""Pages behind walls: fetched by the server none passes for kept; see browser/test_walls too."""

from collections.abc import Iterator

import pytest
from tests.walled.site import WalledSite

from earmark.articles.jobs import CaptureTasks
from earmark.articles.reading_room import ReadingRoom
from earmark.blobs.store import Blobs
from earmark.db.engine import Database
from earmark.jobs.child import ChildPool
from earmark.jobs.worker import Worker
from earmark.library import actions, queries
from earmark.library.jobs import LibraryTasks
from earmark.library.new_bookmark import NewBookmark


@pytest.fixture
def walled() -> Iterator[WalledSite]:
    made = WalledSite()
    yield made
    made.close()


def test_of_twenty_pages_behind_walls_the_server_keeps_none_and_says_why(
    database: Database, blobs: Blobs, account: int, children: ChildPool, walled: WalledSite
):
    captures = CaptureTasks(database, blobs, walled.fetcher(), ReadingRoom(children))
    tasks = {**captures.by_kind(), **LibraryTasks(database, blobs).by_kind()}
    new = [NewBookmark(url) for url in walled.addresses]
    ids = [actions.save(database, blobs, account, each).id for each in new]
    Worker(database, tasks, threads=4).run_until_idle()
    with database.read() as tx:
        found = [queries.get(tx, account, id_).bookmark for id_ in ids]
    assert len(found) == 20
    wrong = [b.url for b in found if b.state not in ("stub", "failed") or not b.state_reason]
    assert wrong == []
