"""What a person can take along from the settings page, one entry a format.

``app.py`` puts the sequence of all formats into the application's state as ``exports``:
this one, and those that the slices above add. Each is a function that writes one file.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from earmark.accounts import queries
from earmark.accounts.reader import Reader
from earmark.db.engine import Database


@dataclass(frozen=True)
class ExportFormat:
    """A format: ``value`` in the form, ``text`` for the person, and what writes the file."""

    value: str
    text: str
    file_name: str
    media_type: str
    write: Callable[[Database, Reader], Iterable[bytes]]


def _account_json(db: Database, reader: Reader) -> Iterable[bytes]:
    with db.read() as tx:
        exported = queries.export_account(tx, reader.account_id)
    return [json.dumps(exported, ensure_ascii=False, indent=2).encode()]


ACCOUNT_EXPORT = ExportFormat(
    "account",
    "The account alone: name, sessions, tokens (JSON)",
    "earmark-account.json",
    "application/json",
    _account_json,
)
