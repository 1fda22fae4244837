"""The whole application with two people in it, and all ways to ask it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.testclient import TestClient
from tests.databases import all_rows
from tests.routes.examples import FORMS, JSON_BODIES, PARAMETERS
from tests.routes.table import Cell, cells

from earmark.accounts import actions
from earmark.accounts.reader import Reader, Scope
from earmark.accounts.session_cookie import SESSION_COOKIE
from earmark.instance import Instance

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


@dataclass(frozen=True)
class World:
    """An instance, its application, an owner and a member."""

    instance: Instance
    app: Starlette
    ada: Reader
    bob: Reader
    tokens: dict[tuple[str, Scope], str] = field(default_factory=dict)

    @property
    def cells(self) -> list[Cell]:
        return list(cells(self.app.routes))

    def session(self, reader: Reader) -> dict[str, str]:
        """The cookie of a fresh session."""
        secret = actions.start_session(self.instance.database, reader)
        return {"Cookie": f"{SESSION_COOKIE}={secret}"}

    def token(self, reader: Reader, scope: Scope) -> dict[str, str]:
        """The header with a token of the reader, of this scope."""
        key = (reader.name, scope)
        if key not in self.tokens:
            made = actions.make_token(self.instance.database, reader.account_id, "matrix", scope)
            self.tokens[key] = made[1]
        return {"Authorization": f"Bearer {self.tokens[key]}"}

    def ids(self, cell: Cell, reader: Reader) -> dict[str, str]:
        """Ids of the reader's own things for all that the cell names."""
        return {name: PARAMETERS[name].make(self.instance, reader) for name in ids_named_by(cell)}

    def ask(
        self, cell: Cell, ids: Mapping[str, str], headers: Mapping[str, str], **content: Any
    ) -> httpx2.Response:
        """One request of this cell; ``content`` in place of its example body."""
        client = TestClient(self.app, raise_server_exceptions=False, follow_redirects=False)
        body = content or body_of(cell, ids)
        address = cell.address(dict(ids))
        return client.request(cell.method, address, headers=dict(headers), **body)

    def fingerprint(self) -> str:
        """A hash over all rows but those that asking itself may touch."""
        with self.instance.database.read() as tx:
            rows: list[object] = [all_rows(tx, {"sessions", "sign_in_limits", "api_tokens"})]
            ids = "SELECT account_id, id FROM api_tokens WHERE name != 'matrix' ORDER BY id"
            rows.append(("api_tokens", [repr(row) for row in tx.execute(text(ids))]))
        return hashlib.sha256(repr(rows).encode()).hexdigest()


def ids_named_by(cell: Cell) -> list[str]:
    """The parameters in the path, and in the example form."""
    in_form = [value[1:-1] for value in FORMS.get(cell.name, {}).values() if value[:1] == "{"]
    return [*cell.params, *in_form]


def body_of(cell: Cell, ids: Mapping[str, str]) -> dict[str, Any]:
    """The example body, as the client takes it."""
    if cell.name in JSON_BODIES:
        return {"json": JSON_BODIES[cell.name]}
    form = FORMS.get(cell.name, {})
    return {"data": {name: value.format_map(ids) for name, value in form.items()}} if form else {}
