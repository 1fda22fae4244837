"""What changes accounts, sessions and tokens: many small actions, each one transaction.

Passwords are hashed before the transaction opens: the one writer must not wait for them.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from earmark import clock
from earmark.accounts import passwords, queries, sessions, throttle
from earmark.accounts.credentials import TOKEN_PREFIX, hash_of, new_secret, new_token
from earmark.accounts.models import Account, ApiToken, BrowserSession, Invitation
from earmark.accounts.names import checked_name, name_key
from earmark.accounts.reader import Reader, Scope
from earmark.accounts.throttle import Allowance
from earmark.accounts.turns import PEOPLE_TURN, account_turn
from earmark.db.engine import Database
from earmark.db.turns import take_turns
from earmark.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn
from earmark.jobs.queue import enqueue

INVITATION_LIFE = timedelta(days=14)
"""A holiday fits in."""

TOKENS_MAX = 200
"""Tokens of one account; so many fit on one page, and more would be a program gone wrong."""

TOKEN_NAME_MAX_CHARACTERS = 100
TOKEN_PREFIX_CHARACTERS = len(TOKEN_PREFIX) + 6

NO_OWNER = "There is no account yet. Open the address that Earmark printed when it started."
WRONG_SIGN_IN = "Name or password is not right."
WRONG_PASSWORD = "This is not the password."  # noqa: S105 - a sentence


ACCOUNT_DELETED = "library.account_deleted"
"""Queued by name: accounts do not know the slices above them."""


def first_run_secret(db: Database) -> str | None:
    """A fresh one-time secret for making the owner's account; None once there is an account.

    An earlier one that was not used is good no more.
    """
    at, secret = clock.now(), new_secret()
    with db.write() as tx:
        take_turns(tx, PEOPLE_TURN)
        if queries.has_accounts(tx):
            return None
        tx.execute(delete(Invitation).where(Invitation.is_for_owner))
        tx.add(_invitation(secret, at, is_for_owner=True))
    return secret


def make_owner(db: Database, secret: str, name: str, password: str) -> Reader:
    """Make the first account with the secret that the first start printed.

    Raises NotFound if the secret is not good, Invalid for a name or password that cannot be.
    """
    return _join(db, secret, name, password, is_owner=True)


def accept_invitation(db: Database, secret: str, name: str, password: str) -> Reader:
    """Make a member's account with the secret of an invitation.

    Raises NotFound if the secret is not good, Conflict if the name is taken, Invalid for a
    name or password that cannot be; the invitation stays good after each but the first.
    """
    return _join(db, secret, name, password, is_owner=False)


def invite(db: Database, reader: Reader, name: str = "") -> tuple[Invitation, str]:
    """An invitation and its secret; ``name`` is proposed to the one invited.

    Raises NotAllowed for one who is not an owner, Conflict if the name is taken.
    """
    _require_owner(reader)
    secret = new_secret()
    invitation = _invitation(secret, clock.now(), name=checked_name(name) if name else "")
    invitation.created_by = reader.account_id
    with db.write() as tx:
        if name and queries.find_account(tx, name):
            raise _name_taken(name)
        tx.add(invitation)
    return invitation, secret


def add_account(db: Database, name: str, password: str, *, is_owner: bool = False) -> Reader:
    """An account as the operator makes one (``earmark user add``).

    Raises Conflict if the name is taken, Invalid for a name or password that cannot be.
    """
    account = _new_account(name, password, is_owner=is_owner)
    with db.write() as tx:
        _insert(tx, account)
    return _reader(account)


def register(db: Database, name: str, password: str, address: str) -> Reader:
    """A member's account without an invitation, where the operator allows that.

    Raises Invalid and Conflict as ``accept_invitation``, TooMany after five from one address,
    NotFound as long as there is no owner.
    """
    checked_name(name)
    passwords.checked_password(password)
    with db.write() as tx:
        if not queries.has_accounts(tx):
            raise NotFound(NO_OWNER)
        _spend_on_registration(tx, address)
    return add_account(db, name, password)


def _spend_on_registration(tx: Session, address: str) -> None:
    try:
        throttle.spend(tx, throttle.allowances_of_registration(address), clock.now())
    except throttle.TooManyTries as exc:
        what = "Too many accounts were made from here."
        raise throttle.TooManyTries(what, exc.retry_after_s) from exc


def sign_in(
    db: Database,
    name: str,
    password: str,
    address: str = "",
    user_agent: str = "",
    replaces: str | None = None,
) -> str:
    """The secret of a new session; ``replaces`` is the secret of one that ends with it.

    Raises NotSignedIn if name and password do not belong together, the same after the same
    time for a name that does not exist, and TooMany after too many of those (``throttle``).
    """
    at = clock.now()
    allowances, account = _pay(db, name, address, at)
    password_hash = account.password_hash if account else None
    if not passwords.is_password(password, password_hash) or account is None:
        raise NotSignedIn(WRONG_SIGN_IN)
    newer_hash = _newer_hash(password, account)
    with db.write() as tx:
        throttle.pay_back(tx, allowances)
        _still(tx, account).password_hash = newer_hash
        tx.execute(delete(BrowserSession).where(BrowserSession.expires_at <= at))
        sessions.end(tx, hash_of(replaces) if replaces else None)
        return sessions.add(tx, account.id, at, address, user_agent)


def start_session(db: Database, reader: Reader, address: str = "", user_agent: str = "") -> str:
    """The secret of a first session, for an account that was made a moment ago."""
    with db.write() as tx:
        return sessions.add(tx, reader.account_id, clock.now(), address, user_agent)


def sign_out(db: Database, reader: Reader) -> None:
    """End the session that asks; a second time changes nothing."""
    with db.write() as tx:
        sessions.end(tx, reader.session)


def end_other_sessions(db: Database, reader: Reader) -> None:
    """End all sessions of the account but the one that asks."""
    with db.write() as tx:
        tx.execute(sessions.all_of(reader).where(BrowserSession.id_hash != (reader.session or "")))


def change_password(
    db: Database,
    reader: Reader,
    current_password: str,
    new_password: str,
    address: str = "",
    user_agent: str = "",
) -> str:
    """Set a new password, end every session, and return the secret of a fresh one.

    API tokens stay: they do not come from the password and are revoked one by one.
    Raises Invalid if the current password is wrong or the new one cannot be, TooMany after
    too many wrong ones.
    """
    passwords.checked_password(new_password, "new_password")
    _require_password(db, reader, current_password, "current_password")
    new_hash = passwords.hash_password(new_password)
    with db.write() as tx:
        _account(tx, reader).password_hash = new_hash
        tx.execute(sessions.all_of(reader))
        return sessions.add(tx, reader.account_id, clock.now(), address, user_agent)


def reset_password(db: Database, name: str, password: str) -> None:
    """Set the password of an account from the command line and end all its sessions.

    Raises NotFound if there is no such account, Invalid if the password cannot be.
    """
    new_hash = passwords.hash_password(passwords.checked_password(password))
    with db.write() as tx:
        account = queries.get_account(tx, name)
        tx.refresh(account, with_for_update=True)
        account.password_hash = new_hash
        tx.execute(delete(BrowserSession).where(BrowserSession.account_id == account.id))


def make_token(
    db: Database,
    account_id: int,
    name: str,
    scope: Scope,
    expires_at: datetime | None = None,
) -> tuple[ApiToken, str]:
    """A new API token and its secret, which can be shown this once only.

    Raises Invalid for a name that is empty or over 100 characters or an end in the past,
    Conflict if the account has ``TOKENS_MAX`` already.
    """
    at, secret, name = clock.now(), new_token(), name.strip()
    if not name or len(name) > TOKEN_NAME_MAX_CHARACTERS or not name.isprintable():
        raise Invalid("name", "A token needs a name of at most 100 characters on one line.")
    if expires_at is not None and expires_at <= at:
        raise Invalid("expires_at", "The token would be over already. Choose a later time.")
    token = ApiToken(account_id=account_id, name=name, scope=scope.value, expires_at=expires_at)
    token.prefix, token.token_hash = secret[:TOKEN_PREFIX_CHARACTERS], hash_of(secret)
    token.created_at = at
    with db.write() as tx:
        take_turns(tx, account_turn(account_id))
        if len(queries.tokens_of(tx, account_id)) >= TOKENS_MAX:
            raise Conflict(f"There are {TOKENS_MAX} tokens. Revoke some that are not used.")
        tx.add(token)
    return token, secret


def revoke_token(db: Database, reader: Reader, token_id: str) -> None:
    """End a token at once. Raises NotFound if the reader has none with this id."""
    with db.write() as tx:
        take_turns(tx, account_turn(reader.account_id))
        token = tx.get(ApiToken, (reader.account_id, token_id))
        if token is None:
            raise NotFound("There is no such token.")
        tx.delete(token)


def delete_account(db: Database, reader: Reader, password: str) -> None:
    """Delete the reader's account and all that it owns, for good.

    Raises Invalid if the password is wrong, Conflict if others would be left without an
    owner, TooMany after too many wrong passwords.
    """
    _require_password(db, reader, password, "password")
    with db.write() as tx:
        take_turns(tx, PEOPLE_TURN, account_turn(reader.account_id))
        account = _account(tx, reader)
        others = [other for other in queries.people(tx) if other.id != account.id]
        if others and not any(other.is_owner for other in others):
            raise Conflict("You are the only owner. Remove the other people first.")
        _delete(tx, account)


def remove_person(db: Database, reader: Reader, public_id: str) -> None:
    """Delete another's account with all that it owns, or take an invitation back.

    Raises NotAllowed for one who is not an owner, NotFound if there is nobody with this id,
    Conflict for the reader's own account, which is deleted with its password only.
    """
    _require_owner(reader)
    if public_id == reader.public_id:
        raise Conflict("This is your own account. Delete it at the end of the settings.")
    with db.write() as tx:
        take_turns(tx, PEOPLE_TURN)
        _delete(tx, queries.get_person(tx, public_id))


def _delete(tx: Session, person: Account | Invitation) -> None:
    """Delete an account or an invitation; what is no table's row goes by a job, by and by."""
    tx.delete(person)
    if isinstance(person, Account):
        enqueue(tx, ACCOUNT_DELETED, {"account_id": person.id})


def note_session(db: Database, id_hash: str, at: datetime) -> None:
    """Note that a session was used, which puts its end off."""
    with db.write() as tx:
        row = tx.get(BrowserSession, id_hash, with_for_update=True)
        if row is not None:
            row.last_seen_at = at
            row.expires_at = sessions.ends_at(row, at)


def note_token(db: Database, token: str, at: datetime) -> None:
    """Note that an API token was used."""
    with db.write() as tx:
        of_token = ApiToken.token_hash == hash_of(token)
        tx.execute(update(ApiToken).where(of_token).values(last_used_at=at))


def _join(db: Database, secret: str, name: str, password: str, *, is_owner: bool) -> Reader:
    at = clock.now()
    with db.read() as tx:  # before the hash is made: only one who holds a secret costs that
        queries.get_invitation(tx, secret, at)
    account = _new_account(name, password, is_owner=is_owner)
    with db.write() as tx:
        take_turns(tx, PEOPLE_TURN)
        invitation = queries.get_invitation(tx, secret, at)
        if invitation.is_for_owner is not is_owner:
            raise NotFound(queries.NO_INVITATION)
        invitation.used_at = at
        _insert(tx, account)
    return _reader(account)


def _new_account(name: str, password: str, *, is_owner: bool) -> Account:
    account = Account(name=checked_name(name), name_key=name_key(name), is_owner=is_owner)
    account.password_hash = passwords.hash_password(passwords.checked_password(password))
    account.created_at = clock.now()
    return account


def _insert(tx: Session, account: Account) -> None:
    tx.add(account)
    try:
        tx.flush()
    except IntegrityError as exc:  # the name is the only key that can be taken
        raise _name_taken(account.name) from exc


def _name_taken(name: str) -> Conflict:
    return Conflict(f"The name “{name.strip()}” is taken. Choose another.")


def _pay(
    db: Database, name: str, address: str, at: datetime
) -> tuple[Sequence[Allowance], Account | None]:
    """Pay for one attempt; the account it is meant for, if there is one."""
    with db.read() as tx:  # first without writing: a flood must not keep the writer busy
        account = queries.find_account(tx, name)
        is_known = _is_known(tx, account.id if account else _NOBODY, address, at)
        allowances = throttle.allowances_of(name, address, is_known_address=is_known)
        throttle.check(tx, allowances, at)
    with db.write() as tx:
        throttle.spend(tx, allowances, at)
    return allowances, account


_NOBODY = 0
"""No account has this number; it is looked up so that unknown names take as long as known."""


def _is_known(tx: Session, account_id: int, address: str, at: datetime) -> bool:
    network = throttle.network_of(address)
    sessions = queries.sessions_of(tx, account_id, at)
    return any(throttle.network_of(session.address) == network for session in sessions)


def _require_password(db: Database, reader: Reader, password: str, field: str) -> None:
    allowances = throttle.allowances_of_account(reader.account_id)
    with db.write() as tx:
        throttle.spend(tx, allowances, clock.now())
        password_hash = _account(tx, reader).password_hash
    if not passwords.is_password(password, password_hash):
        raise Invalid(field, WRONG_PASSWORD)
    with db.write() as tx:
        throttle.pay_back(tx, allowances)


def _require_owner(reader: Reader) -> None:
    if not reader.is_owner:
        raise NotAllowed("Only an owner of this Earmark may do this.")


def _newer_hash(password: str, account: Account) -> str | None:
    """The hash with today's parameters, the present one if it has them."""
    if account.password_hash and passwords.is_outdated(account.password_hash):
        return passwords.hash_password(password)
    return account.password_hash


def _still(tx: Session, account: Account) -> Account:
    """The account, unless it or its password changed while the password was looked at."""
    now = tx.get(Account, account.id, with_for_update=True)
    if now is None or now.password_hash != account.password_hash:
        raise NotSignedIn(WRONG_SIGN_IN)
    return now


def _account(tx: Session, reader: Reader) -> Account:
    account = tx.get(Account, reader.account_id, with_for_update=True)
    if account is None:
        raise NotSignedIn("This account was deleted.")
    return account


def _reader(account: Account) -> Reader:
    return Reader(account.id, account.public_id, account.name, account.is_owner)


def _invitation(
    secret: str, at: datetime, *, is_for_owner: bool = False, name: str = ""
) -> Invitation:
    return Invitation(
        secret_hash=hash_of(secret),
        is_for_owner=is_for_owner,
        name=name,
        created_at=at,
        expires_at=at + INVITATION_LIFE,
    )
