"""What is asked about accounts; each takes an open ``Session`` and changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, or_, select
from sqlalchemy.orm import Session

from earmark.accounts.credentials import hash_of
from earmark.accounts.models import Account, ApiToken, BrowserSession, Invitation
from earmark.accounts.names import name_key
from earmark.accounts.reader import Reader, Scope
from earmark.errors import NotFound

CLOCK_SLACK = timedelta(days=1)
"""A session or token made further in the future was made by a clock gone wrong."""

NO_INVITATION = "This invitation is not good any more. Ask for a new one."


@dataclass(frozen=True)
class Seen:
    """Who asks, and when they were last noted to have asked."""

    reader: Reader
    seen_at: datetime | None


_WHO = (Account.id, Account.public_id, Account.name, Account.is_owner)

_BY_SESSION = (
    select(*_WHO, BrowserSession.last_seen_at)
    .join(BrowserSession, BrowserSession.account_id == Account.id)
    .where(BrowserSession.id_hash == bindparam("id_hash"))
    .where(BrowserSession.expires_at > bindparam("at"))
    .where(BrowserSession.created_at < bindparam("latest"))
)

_BY_TOKEN = (
    select(*_WHO, ApiToken.scope, ApiToken.last_used_at)
    .join(ApiToken, ApiToken.account_id == Account.id)
    .where(ApiToken.token_hash == bindparam("token_hash"))
    .where(or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > bindparam("at")))
)


def find_session(tx: Connection, secret: str, at: datetime) -> Seen | None:
    """Who the session belongs to, by one indexed look-up; None if it is not good any more."""
    id_hash = hash_of(secret)
    asked = {"id_hash": id_hash, "at": at, "latest": at + CLOCK_SLACK}
    row = tx.execute(_BY_SESSION, asked).first()
    if row is None:
        return None
    account_id, public_id, name, is_owner, seen_at = row
    return Seen(Reader(account_id, public_id, name, is_owner, Scope.ADMIN, id_hash), seen_at)


def find_token(tx: Connection, token: str, at: datetime) -> Seen | None:
    """Who the API token acts for, by one indexed look-up; None if it is not good any more."""
    asked = {"token_hash": hash_of(token), "at": at}
    row = tx.execute(_BY_TOKEN, asked).first()
    if row is None:
        return None
    account_id, public_id, name, is_owner, scope, used_at = row
    return Seen(Reader(account_id, public_id, name, is_owner, Scope(scope)), used_at)


def find_account(tx: Session, name: str) -> Account | None:
    """The account with this name, however it is written."""
    return tx.scalar(select(Account).where(Account.name_key == name_key(name)))


def get_account(tx: Session, name: str) -> Account:
    """The account with this name. Raises NotFound with a sentence for the command line."""
    account = find_account(tx, name)
    if account is None:
        raise NotFound(f"There is no account named “{name}”.")
    return account


def has_accounts(tx: Session) -> bool:
    """False until the first account is made."""
    return tx.scalar(select(Account.id).limit(1)) is not None


def get_invitation(tx: Session, secret: str, at: datetime) -> Invitation:
    """The invitation with this secret. Raises NotFound if it is used, over or never was."""
    invitation = tx.scalar(
        select(Invitation).where(
            Invitation.secret_hash == hash_of(secret),
            Invitation.used_at.is_(None),
            Invitation.expires_at > at,
        )
    )
    if invitation is None or (invitation.is_for_owner and has_accounts(tx)):
        raise NotFound(NO_INVITATION)
    return invitation


def sessions_of(tx: Session, account_id: int, at: datetime) -> Sequence[BrowserSession]:
    """The live sessions of an account, the one used last first."""
    live = (BrowserSession.account_id == account_id) & (BrowserSession.expires_at > at)
    return tx.scalars(
        select(BrowserSession).where(live).order_by(BrowserSession.last_seen_at.desc())
    ).all()


def tokens_of(tx: Session, account_id: int) -> Sequence[ApiToken]:
    """The tokens of an account, newest first (their ids are in order of birth)."""
    mine = ApiToken.account_id == account_id
    return tx.scalars(select(ApiToken).where(mine).order_by(ApiToken.id.desc())).all()


def people(tx: Session) -> Sequence[Account]:
    """All accounts, the oldest first; for owners."""
    return tx.scalars(select(Account).order_by(Account.id)).all()


def open_invitations(tx: Session, at: datetime) -> Sequence[Invitation]:
    """The invitations of members that can still be used, the oldest first; for owners."""
    usable = Invitation.used_at.is_(None) & (Invitation.expires_at > at)
    of_members = Invitation.is_for_owner.is_(False)
    return tx.scalars(select(Invitation).where(usable, of_members).order_by(Invitation.id)).all()


def get_person(tx: Session, public_id: str) -> Account | Invitation:
    """The account or the open invitation of a member with this id. Raises NotFound."""
    account = tx.scalar(select(Account).where(Account.public_id == public_id))
    if account is not None:
        return account
    invitation = tx.get(Invitation, public_id)
    if invitation is None or invitation.used_at or invitation.is_for_owner:
        raise NotFound("There is no such person.")
    return invitation


def export_account(tx: Session, account_id: int) -> dict[str, object]:
    """Everything that these tables hold of an account, but no secret and no hash.

    A dict, because it is written to JSON as it is: ``account``, ``sessions``, ``tokens``,
    ``invitations``; times in ISO 8601.
    """
    account = tx.get_one(Account, account_id)
    sessions = select(BrowserSession).where(BrowserSession.account_id == account_id)
    invited = select(Invitation).where(Invitation.created_by == account_id)
    return {
        "account": _plain(account, "public_id", "name", "is_owner", "created_at"),
        "sessions": [
            _plain(row, "device", "address", "created_at", "last_seen_at", "expires_at")
            for row in tx.scalars(sessions.order_by(BrowserSession.created_at))
        ],
        "tokens": [
            _plain(row, "name", "prefix", "scope", "created_at", "last_used_at", "expires_at")
            for row in tokens_of(tx, account_id)
        ],
        "invitations": [
            _plain(row, "name", "created_at", "expires_at", "used_at")
            for row in tx.scalars(invited.order_by(Invitation.id))
        ],
    }


def _plain(row: object, *names: str) -> dict[str, object]:
    values = {name: getattr(row, name) for name in names}
    return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in values.items()}
