"""What the settings page shows, as ready values; see ``settings.html``."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from earmark.accounts.models import Account, ApiToken, BrowserSession, Invitation
from earmark.accounts.reader import Reader, Scope
from earmark.web.words import When, when


@dataclass(frozen=True)
class SessionLine:
    """One signed-in browser."""

    agent: str
    place: str
    last_seen: When
    is_current: bool

    @classmethod
    def of(cls, session: BrowserSession, reader: Reader, now: datetime) -> "SessionLine":
        """The row as its owner sees it."""
        is_current = session.id_hash == reader.session
        return cls(session.device, session.address, when(session.last_seen_at, now), is_current)


@dataclass(frozen=True)
class TokenLine:
    """One API token."""

    id: str
    name: str
    scope: str
    made: When
    used: When | None

    @classmethod
    def of(cls, token: ApiToken, now: datetime) -> "TokenLine":
        """The row as its owner sees it."""
        used = when(token.last_used_at, now) if token.last_used_at else None
        return cls(token.id, token.name, token.scope, when(token.created_at, now), used)


@dataclass(frozen=True)
class PersonLine:
    """One account, or one invitation that nobody has used yet (``joined`` is None)."""

    id: str
    name: str
    is_owner: bool
    is_self: bool
    joined: When | None


@dataclass(frozen=True)
class ScopeChoice:
    """A scope in the form for a new token."""

    value: str
    text: str


SCOPES = (
    ScopeChoice(Scope.READ.value, "Read only"),
    ScopeChoice(Scope.WRITE.value, "Read, save and change"),
    ScopeChoice(Scope.ADMIN.value, "Everything, tokens and account included"),
)


def person_lines(
    accounts: Sequence[Account], invitations: Sequence[Invitation], reader: Reader, now: datetime
) -> list[PersonLine]:
    """The people of this instance as an owner sees them: accounts, then the invited."""
    joined = [
        PersonLine(
            account.public_id,
            account.name,
            account.is_owner,
            account.id == reader.account_id,
            when(account.created_at, now),
        )
        for account in accounts
    ]
    invited = [
        PersonLine(invitation.id, invitation.name, False, False, None) for invitation in invitations
    ]
    return joined + invited
