"""A piece of work as it is asked for and as it is claimed, and what all engines hold to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from earmark.logs import bound_request_id

LEASE_S = 20.0
"""What a worker holds comes back when it has not been heard of for so long."""

RENEW_EVERY_S = 5.0
"""How often a worker makes itself heard: three times may fail before another takes over."""

HOST_CONNECTIONS_MAX = 2
"""Captures from one host at once: what browsers of the first web agreed on, and kind."""

LOSS_PAUSE_S = 3.0
"""Jobs that were lost twice come back one by one, so that the one that kills dies alone."""

MESSAGE_LENGTH_MAX = 500

NOW_PRIORITY, SOON_PRIORITY, LATER_PRIORITY = 10, 0, -10
"""A person waits / a result of that / bulk work such as imports."""


@dataclass(frozen=True)
class NewJob:
    """Work that is asked for.

    ``key`` names work that is wanted once however often it is asked for ("capture article
    X"); asking while it runs makes it run once more. ``run_at`` None is at once. ``request_id``
    is that of the request or job that is being done, unless one is given.
    """

    kind: str
    args: Mapping[str, Any]  # Any: each kind has its own ids
    key: str | None = None
    host: str | None = None
    priority: int = SOON_PRIORITY
    run_at: datetime | None = None
    request_id: str | None = field(default_factory=bound_request_id)


@dataclass(frozen=True)
class Job:
    """A claimed job: what to do, with which ids, for the how-manieth time.

    ``losses`` is how many workers died over it since one last came to an end with it.
    """

    id: int
    kind: str
    args: Mapping[str, Any]  # Any: each kind has its own ids
    host: str | None
    attempts: int
    request_id: str | None
    losses: int = 0


@dataclass(frozen=True)
class KeptJob:
    """A job as it is carried to another database: it waits, or was given up with its reason."""

    kind: str
    args: Mapping[str, Any]  # Any: each kind has its own ids
    key: str | None
    host: str | None
    priority: int
    is_given_up: bool
    run_at: datetime
    queued_at: datetime
    attempts: int
    losses: int
    reason: str | None
    message: str | None
    request_id: str | None


def periodic_key(kind: str) -> str:
    """The key of work that comes round by itself: one of each kind."""
    return f"every:{kind}"


def loss_pause_s(place: int, losses: int) -> float:
    """How long the ``place``-th of the jobs lost together waits, ``losses`` with this one."""
    return place * LOSS_PAUSE_S if losses > 1 else 0.0
