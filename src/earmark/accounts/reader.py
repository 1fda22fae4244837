"""Who asks: the ``Reader`` that every action and query is handed, and what they may do."""

from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """How far a token reaches; each scope includes those before it. A session has all."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"

    def includes(self, other: "Scope") -> bool:
        """True if one who holds this scope may do what needs ``other``."""
        order = list(Scope)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True)
class Reader:
    """One account, as it asks right now.

    ``account_id`` is the number that the rows of the account carry, ``public_id`` what is
    shown outside. ``session`` is the hash of the session's secret when a browser asks,
    None when a token or the command line does.
    """

    account_id: int
    public_id: str
    name: str
    is_owner: bool = False
    scope: Scope = Scope.ADMIN
    session: str | None = None
