"""Turns: whoever writes what another may write at the same moment takes its turn first.

On SQLite all writers take turns anyway, so nothing is done. On PostgreSQL a turn is an
advisory lock that ends with the transaction: writers of one person's list, one address or
one allowance come one after the other, all others go side by side. What is looked up after
taking the turn stays so until the commit (decisions/0010).
"""

from hashlib import blake2b

from sqlalchemy import text
from sqlalchemy.orm import Session

_TAKE = text("SELECT pg_advisory_xact_lock(key) FROM unnest(CAST(:keys AS bigint[])) AS key")


def take_turns(tx: Session, *names: str) -> None:
    """Wait until no other transaction has a turn of these names; they are ours to its end.

    Call it before anything is looked up, with all names at once: they are taken in one
    order by everybody, so that no two wait for each other.
    """
    if names and not tx.info["database"].is_sqlite:
        tx.connection().execute(_TAKE, {"keys": sorted(map(_key, names))})


def _key(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True)
