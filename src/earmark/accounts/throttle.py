"""Wrong passwords cost allowance: by name and address, by name, and by address.

An allowance is spent one by one and comes back at an even pace. Every attempt pays before
its password is looked at, so that a thousand at once gain nothing, and a right password
is paid back. An attempt that finds one of its allowances empty is refused unread, with
the seconds until the next one.

- **pair**, a name from an address: 10, then 5 an hour.
- **address**, all names from it: 10, then 5 an hour.
- **name**, from all addresses: 15, then 5 an hour; with it nobody gets more than 20
  guesses at a name in any hour, however many addresses they have.

An address from which the account has a live session pays for the pair only: whoever is
signed in at home can sign in there again while the whole world guesses. From a new place
one waits for a free guess, 12 minutes at most if the attack pauses; ``earmark user
password`` always works. The state is in the database, for all processes and restarts.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from earmark.accounts.credentials import hash_of
from earmark.accounts.models import SignInLimit
from earmark.accounts.names import name_key
from earmark.db.turns import take_turns
from earmark.errors import TooMany

REFILL = timedelta(minutes=12)
"""One more attempt each 12 minutes: 5 an hour."""

LONGEST = REFILL * 15
"""No allowance needs longer to fill; a row that says so was written by a clock gone wrong."""


@dataclass(frozen=True)
class Allowance:
    """What one key may spend: ``attempts`` at once, then one each ``REFILL``."""

    key: str
    attempts: int

    @property
    def key_hash(self) -> str:
        """The key as it stands in the database."""
        return hash_of(self.key)


def allowances_of(name: str, address: str, *, is_known_address: bool) -> Sequence[Allowance]:
    """What a sign-in with this name from this address is paid from."""
    place, key = network_of(address), name_key(name)
    pair = Allowance(f"pair:{place}:{key}", 10)
    if is_known_address:
        return (pair,)
    return (pair, Allowance(f"address:{place}", 10), Allowance(f"name:{key}", 15))


def allowances_of_account(account_id: int) -> Sequence[Allowance]:
    """What a question for the password inside a session is paid from."""
    return (Allowance(f"account:{account_id}", 10),)


def allowances_of_registration(address: str) -> Sequence[Allowance]:
    """What a new account without an invitation is paid from: 5 from an address, then 5 an hour."""
    return (Allowance(f"registration:{network_of(address)}", 5),)


class TooManyTries(TooMany):
    """An allowance is empty; ``what`` says of what, without how long to wait."""

    def __init__(self, what: str, retry_after_s: float) -> None:
        super().__init__(f"{what} Wait a while before the next.", retry_after_s)
        self.what = what


def check(tx: Session, allowances: Sequence[Allowance], at: datetime) -> None:
    """Raise TooManyTries with the time to wait if one of the allowances is empty."""
    waits_s = [_wait_s(tx, allowance, at) for allowance in allowances]
    if max(waits_s) > 0:
        raise TooManyTries("Too many wrong passwords.", max(waits_s))


def spend(tx: Session, allowances: Sequence[Allowance], at: datetime) -> None:
    """Take one attempt from each allowance; raises TooManyTries, taking nothing."""
    take_turns(tx, *(allowance.key_hash for allowance in allowances))
    _forget_cleared(tx, at)
    check(tx, allowances, at)
    for allowance in allowances:
        row = tx.get(SignInLimit, allowance.key_hash, with_for_update=True)
        if row is None:
            tx.add(SignInLimit(key_hash=allowance.key_hash, clear_at=at + REFILL))
        else:
            row.clear_at += REFILL


def pay_back(tx: Session, allowances: Sequence[Allowance]) -> None:
    """Return what ``spend`` took: the password was right."""
    take_turns(tx, *(allowance.key_hash for allowance in allowances))
    for allowance in allowances:
        row = tx.get(SignInLimit, allowance.key_hash, with_for_update=True)
        if row is not None:
            row.clear_at -= REFILL


def _forget_cleared(tx: Session, at: datetime) -> None:
    """Drop the rows that mean nothing any more, but those that another is at."""
    over, impossible = SignInLimit.clear_at <= at, SignInLimit.clear_at > at + LONGEST
    free = select(SignInLimit.key_hash).where(over | impossible).with_for_update(skip_locked=True)
    tx.execute(delete(SignInLimit).where(SignInLimit.key_hash.in_(free)))


def network_of(address: str) -> str:
    """The address by which a client counts: all of an IPv4, the first 64 bits of an IPv6.

    >>> network_of("2001:db8::1") == network_of("2001:db8::2")
    True
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)


def _wait_s(tx: Session, allowance: Allowance, at: datetime) -> float:
    """Seconds until one attempt is free, 0 when one is."""
    clear_at = tx.scalar(
        select(SignInLimit.clear_at).where(SignInLimit.key_hash == allowance.key_hash)
    )
    if clear_at is None or clear_at > at + LONGEST:
        return 0.0
    return max(0.0, (clear_at - at - REFILL * (allowance.attempts - 1)).total_seconds())
