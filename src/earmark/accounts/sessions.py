"""The row of a signed-in browser: made, put off, ended; all in the caller's write."""

from datetime import datetime, timedelta

from sqlalchemy import Delete, delete
from sqlalchemy.orm import Session

from earmark.accounts.credentials import hash_of, new_secret
from earmark.accounts.devices import device_name
from earmark.accounts.models import BrowserSession
from earmark.accounts.reader import Reader

SESSION_IDLE = timedelta(days=90)
"""A session that nobody used for so long is over."""

SESSION_WHOLE = timedelta(days=365)
"""So long after signing in one has to do it again."""


def add(tx: Session, account_id: int, at: datetime, address: str, user_agent: str) -> str:
    """Start a session; the secret for its cookie, of which only the hash is kept."""
    secret = new_secret()
    tx.add(
        BrowserSession(
            id_hash=hash_of(secret),
            account_id=account_id,
            created_at=at,
            last_seen_at=at,
            expires_at=at + SESSION_IDLE,
            device=device_name(user_agent),
            address=address[:45],
        )
    )
    return secret


def ends_at(session: BrowserSession, seen_at: datetime) -> datetime:
    """When a session that was used at ``seen_at`` is over."""
    return min(seen_at + SESSION_IDLE, session.created_at + SESSION_WHOLE)


def end(tx: Session, id_hash: str | None) -> None:
    """End one session, if there is one."""
    if id_hash is not None:
        tx.execute(delete(BrowserSession).where(BrowserSession.id_hash == id_hash))


def all_of(reader: Reader) -> Delete:
    """The statement that ends all sessions of an account; may be narrowed."""
    return delete(BrowserSession).where(BrowserSession.account_id == reader.account_id)
