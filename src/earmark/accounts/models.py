"""The tables of accounts. Deleting an account's row takes every row of it along."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from earmark.db.base import Base, UtcDateTime, new_id

HASH_LENGTH = 64
"""Hexadecimal digits of a SHA-256."""


class Account(Base):
    """One person. ``id`` is never given to another, for search rows carry it as a term."""

    __tablename__ = "accounts"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(36), unique=True, default=new_id)
    name: Mapped[str] = mapped_column(String(64))
    name_key: Mapped[str] = mapped_column(String(256), unique=True)
    """The name as compared: see ``names.name_key``."""
    password_hash: Mapped[str | None] = mapped_column(String(255))
    """Argon2id in PHC form; None for an account that cannot sign in with a password."""
    is_owner: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class BrowserSession(Base):
    """One signed-in browser. The secret is in its cookie only; here stands the hash."""

    __tablename__ = "sessions"

    id_hash: Mapped[str] = mapped_column(String(HASH_LENGTH), primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    device: Mapped[str] = mapped_column(String(80), default="")
    """The browser and system, as "Firefox on Linux"."""
    address: Mapped[str] = mapped_column(String(45), default="")
    """Where the sign-in came from, so that a person can tell their sessions apart."""


class ApiToken(Base):
    """A secret with which a program acts for an account; shown once, kept as a hash."""

    __tablename__ = "api_tokens"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(100))
    prefix: Mapped[str] = mapped_column(String(20))
    """The first characters of the secret, by which its owner knows it again."""
    token_hash: Mapped[str] = mapped_column(String(HASH_LENGTH), unique=True)
    scope: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Invitation(Base):
    """A one-time secret that lets a person make an account: the owner's or a member's."""

    __tablename__ = "invitations"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    secret_hash: Mapped[str] = mapped_column(String(HASH_LENGTH), unique=True)
    is_for_owner: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str] = mapped_column(String(64), default="")
    """The name that the inviting person had in mind; the invited one may take another."""
    created_by: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    """The account that invites; None for the invitation printed at the first start."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignInLimit(Base):
    """How much of its allowance of wrong passwords a name or an address has used up.

    See ``throttle``. The key is a hash: people type passwords into the field for the name.
    """

    __tablename__ = "sign_in_limits"

    key_hash: Mapped[str] = mapped_column(String(HASH_LENGTH), primary_key=True)
    clear_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    """When the whole allowance is there again; the row means nothing after that."""
