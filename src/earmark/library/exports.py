"""A person's whole saved list as one JSON file, to take along from the settings page."""

import json
from collections.abc import Iterable, Iterator

from earmark.accounts.exports import ExportFormat
from earmark.accounts.reader import Reader
from earmark.blobs.store import Blobs
from earmark.db.engine import Database
from earmark.errors import EarmarkError, StoreAway
from earmark.library import lists, queries
from earmark.library.lists import Sort, Wanted
from earmark.library.queries import Item
from earmark.library.shapes import BookmarkOut

BATCH = 100


def list_export(blobs: Blobs) -> ExportFormat:
    """The saved list with the text of every kept article, under the API's names."""

    def write(db: Database, reader: Reader) -> Iterable[bytes]:
        return _json(db, blobs, reader.account_id)

    text = "The saved list with all kept texts, tags and notes (JSON)"
    return ExportFormat("json", text, "earmark-saved.json", "application/json", write)


def _json(db: Database, blobs: Blobs, account_id: int) -> Iterator[bytes]:
    """A JSON array, written as it is read, oldest first."""
    opening = b"["
    for item in _all(db, account_id):
        yield opening + b"\n" + json.dumps(_plain(db, blobs, item), ensure_ascii=False).encode()
        opening = b","
    yield b"\n]\n" if opening == b"," else b"[]\n"


def _all(db: Database, account_id: int) -> Iterator[Item]:
    wanted = Wanted(sort=Sort.OLDEST, limit=BATCH)
    while True:
        with db.read() as tx:
            found = lists.page(tx, account_id, wanted)
        yield from found.items
        if not found.next_after:
            return
        wanted = Wanted(sort=Sort.OLDEST, limit=BATCH, after=found.next_after)


def _plain(db: Database, blobs: Blobs, item: Item) -> dict[str, object]:
    plain: dict[str, object] = BookmarkOut.of(item).model_dump(mode="json", exclude={"snippet"})
    plain["highlights"] = []
    with db.read() as tx:
        copy = queries.best_copy(tx, item.bookmark)
    if copy:
        plain["body_html"] = _text(blobs, copy.body_html_sha256)
        plain["body_text"] = _text(blobs, copy.body_text_sha256)
    return plain


def _text(blobs: Blobs, digest: str) -> str | None:
    """The kept text; None for a damaged file, which must not keep the rest from leaving."""
    try:
        return blobs.text(digest)
    except StoreAway:
        raise  # an export that lacks everything must not look whole
    except EarmarkError:
        return None
