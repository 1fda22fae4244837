"""Where a person has stopped is remembered, by the words there, and says what is begun."""

import pytest
from tests.makers import make_account, make_bookmark

from earmark.blobs.store import Blobs
from earmark.db.engine import Database
from earmark.errors import Invalid, NotFound
from earmark.library import actions, lists, queries
from earmark.library.lists import Wanted
from earmark.library.positions import Position, begun, keep_position, percent_read


def titles_begun(database: Database, account: int) -> list[str]:
    with database.read() as tx:
        return [item.bookmark.headline or "" for item in begun(tx, account, 10)]


def test_the_last_place_counts_and_stands_on_the_bookmark(database: Database, blobs: Blobs):
    account = make_account(database)
    saved = make_bookmark(database, blobs, account)
    for share in (0.7, 0.4):
        keep_position(database, account, saved.id, Position("The  boats\n came", share))
    with database.read() as tx:
        kept = queries.get(tx, account, saved.id).bookmark
    assert (kept.position_quote, kept.position_share) == ("The boats came", 0.4)
    assert kept.position_at is not None
    assert percent_read(kept) == 40


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan"), float("inf")])
def test_a_share_that_is_none_is_refused(database: Database, blobs: Blobs, share: float):
    account = make_account(database)
    saved = make_bookmark(database, blobs, account)
    with pytest.raises(Invalid):
        keep_position(database, account, saved.id, Position("", share))


def test_nobody_sets_a_place_on_anothers_list(database: Database, blobs: Blobs):
    saved = make_bookmark(database, blobs, make_account(database))
    with pytest.raises(NotFound):
        keep_position(database, make_account(database), saved.id, Position("", 0.5))


def test_what_is_begun_and_not_done_is_offered_last_read_first(database: Database, blobs: Blobs):
    account = make_account(database)
    shares = {"opened": 0.01, "first": 0.2, "second": 0.9, "done": 1.0, "put away": 0.5}
    for headline, share in shares.items():
        saved = make_bookmark(database, blobs, account, headline=headline)
        keep_position(database, account, saved.id, Position("", share))
    actions.mark(database, account, saved.id, is_archived=True)
    assert titles_begun(database, account) == ["second", "first"]


def test_a_search_finds_what_is_begun(database: Database, blobs: Blobs):
    account = make_account(database)
    wanted = make_bookmark(database, blobs, account)
    make_bookmark(database, blobs, account)
    keep_position(database, account, wanted.id, Position("", 0.5))
    with database.read() as tx:
        found = lists.page(tx, account, Wanted(q="is:begun"))
    assert [item.bookmark.id for item in found.items] == [wanted.id]
