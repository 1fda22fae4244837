"""An example for each parameter and each body of a route: extend it with each new route.

The matrix fails, naming the route, where one is missing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from earmark.accounts import actions
from earmark.accounts.reader import Reader, Scope
from earmark.instance import Instance
from earmark.library import actions as library
from earmark.library.new_bookmark import NewBookmark
from earmark.web.access import Needs

ADDRESS = "https://example.org/of-"


@dataclass(frozen=True)
class Example:
    """How to make a thing of a reader and get its id.

    ``is_owned`` is False for what belongs to no single account: a place in a list, or
    people, whom all owners look after. ``odd_ids`` are further ids that are of nothing.
    """

    make: Callable[[Instance, Reader], str]
    is_owned: bool = True
    odd_ids: tuple[str, ...] = ("-1", "0", "999999999999999999999999", "x", "%27%3B--")


def _bookmark(instance: Instance, reader: Reader) -> str:
    new = NewBookmark(url=f"{ADDRESS}{reader.name}")
    return library.save(instance.database, instance.blobs, reader.account_id, new).id


def _token(instance: Instance, reader: Reader) -> str:
    token, _ = actions.make_token(instance.database, reader.account_id, "example", Scope.READ)
    return token.id


def _person(instance: Instance, reader: Reader) -> str:
    return actions.invite(instance.database, reader)[0].id if reader.is_owner else reader.public_id


PARAMETERS: Mapping[str, Example] = {
    "bookmark_id": Example(_bookmark),
    "token_id": Example(_token),
    "person_id": Example(_person, is_owned=False),
    "position": Example(lambda _instance, _reader: "0", is_owned=False, odd_ids=("9" * 30,)),
}

JSON_BODIES: Mapping[str, Any] = {
    "POST /api/v1/bookmarks": {"url": f"{ADDRESS}nobody"},
    "POST /api/v1/tokens": {"name": "made by the matrix"},
    "PATCH /api/v1/bookmarks/{bookmark_id}": {"note": "changed"},
    "PUT /api/v1/bookmarks/{bookmark_id}/position": {"quote": "The ferry", "share": 0.5},
}
"""A body with which the request would change something if it were let through."""

FORMS: Mapping[str, Mapping[str, str]] = {
    "POST /bookmarks": {"url": f"{ADDRESS}nobody"},
    "POST /bookmarks/{bookmark_id}/tags": {"tags": "changed"},
    "POST /bookmarks/{bookmark_id}/note": {"note": "changed"},
    "POST /bookmarks/{bookmark_id}/position": {"quote": "The ferry", "share": "0.5"},
    "POST /settings/appearance": {"theme": "sepia", "density": "dense"},
    "POST /jobs/retry": {"id": "{bookmark_id}"},
    "POST /settings/tokens": {"token_name": "made by the matrix", "scope": "read"},
    "POST /settings/people": {"person_name": "Eve"},
    "POST /settings/export": {"format": "account"},
}
"""The same for forms; ``{name}`` stands for the id of a parameter."""

REVIEWED: Mapping[Needs, frozenset[str]] = {
    Needs.PUBLIC: frozenset(
        {
            "GET /sign-in",
            "HEAD /sign-in",
            "POST /sign-in",
            "GET /set-up",
            "HEAD /set-up",
            "POST /set-up",
            "GET /sign-up",
            "HEAD /sign-up",
            "POST /sign-up",
            "GET /healthz",
            "HEAD /healthz",
            "GET /readyz",
            "GET /metrics",
            "HEAD /metrics",
            "HEAD /readyz",
            "GET /api/v1/openapi.json",
            "HEAD /api/v1/openapi.json",
            "GET /static/any",
            "POST /static/any",
        }
    ),
    Needs.ADMIN: frozenset(
        {
            "GET /settings",
            "HEAD /settings",
            "POST /settings/password",
            "POST /settings/sessions/end-others",
            "POST /settings/tokens",
            "POST /settings/tokens/{token_id}/revoke",
            "POST /settings/export",
            "POST /settings/delete",
            "GET /api/v1/tokens",
            "POST /api/v1/tokens",
            "DELETE /api/v1/tokens/{token_id}",
        }
    ),
    Needs.OWNER: frozenset(
        {
            "POST /settings/people",
            "POST /settings/people/{person_id}/remove",
        }
    ),
}
"""The routes that are open to everybody, and those that need more than their method says.

All others need a signed-in reader: scope read for GET and HEAD, write for the rest. Think
twice before a route joins the first list or leaves the others.
"""
