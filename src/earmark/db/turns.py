"""Turns: whoever writes what another may write at the same moment takes its turn first.

On SQLite all writers take turns anyway, so nothing is done. On PostgreSQL a turn is an
advisory lock that ends with the transaction: writers of one person's list, one address or
one allowance come one after the other, all others go side by side. What is looked up after
taking the turn stays so until the commit (decisions/0008).
"""

from collections.abc import Iterable
from hashlib import blake2b

from sqlalchemy import ARRAY, BigInteger, bindparam, column, func, select
from sqlalchemy.orm import Session

_KEYS = func.unnest(bindparam("keys", type_=ARRAY(BigInteger))).table_valued(
    column("key", BigInteger), name="turns"
)
_TAKE = select(func.pg_advisory_xact_lock(_KEYS.c.key))


def take_turns(tx: Session, *names: str) -> None:
    """Wait until no other transaction has a turn of these names; they are ours to its end.

    Call it before anything is looked up, with all names at once: they are taken in one
    order by everybody, so that no two wait for each other.
    """
    if names and not tx.info["database"].is_sqlite:
        tx.connection().execute(_TAKE, {"keys": sorted(map(_key, names))})


def account_turn(account_id: int) -> str:
    """Of all that one person has: list, tags, search rows, tokens, sessions."""
    return f"account:{account_id}"


def account_turns(account_ids: Iterable[int]) -> list[str]:
    """Of several people."""
    return [account_turn(each) for each in account_ids]


def _key(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True)
