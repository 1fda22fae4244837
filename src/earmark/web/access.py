"""What a route needs of the one who asks, as declared on its endpoint.

    @public                       # everybody, signed in or not
    @needs(Needs.ADMIN)           # a session, or a token of scope admin
    def revoke(...): ...          # nothing said: signed in; read for GET, write otherwise

Only the declaration stands here; ``accounts.guard`` puts it through on every route.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing (RFC 9110, section 9.2.1); TRACE is not answered."""

_ATTRIBUTE = "__earmark_needs__"

Endpoint = TypeVar("Endpoint")


class Needs(StrEnum):
    """What a route asks for; from READ on, each asks for more than the one before."""

    PUBLIC = "public"
    READ = "read"
    WRITE = "write"
    ADMIN = "admin"
    OWNER = "owner"
    """Scope admin, and the account is an owner's."""


def public(endpoint: Endpoint) -> Endpoint:
    """Declare an endpoint or a mounted application open to everybody."""
    return _declare(endpoint, Needs.PUBLIC)


def needs(need: Needs) -> Callable[[Endpoint], Endpoint]:
    """Declare what an endpoint (a function or a mounted application) needs."""
    return lambda endpoint: _declare(endpoint, need)


def _declare(endpoint: Endpoint, need: Needs) -> Endpoint:
    setattr(endpoint, _ATTRIBUTE, need)
    return endpoint


def need_of(endpoint: Any, method: str) -> Needs:
    """What a request with this method needs; Any because a mount's endpoint is any object."""
    declared: Needs | None = getattr(endpoint, _ATTRIBUTE, None)
    if declared is not None:
        return declared
    return Needs.READ if method in SAFE_METHODS else Needs.WRITE
