"""Blobs from one store to another, each checked by its hash before and after."""

import hashlib
from collections.abc import Callable

from earmark.blobs.store import Store, plain_bytes
from earmark.errors import Conflict, EarmarkError, StoreAway

Progress = Callable[[int, int], None]
"""Called with blobs done and blobs in all."""


def copy_blobs(source: Store, target: Store, digests: list[str], tell: Progress) -> dict[str, str]:
    """Copy and check each; digest and reason of those that cannot be had from the source."""
    lost = {}
    for done, digest in enumerate(digests):
        tell(done, len(digests))
        if reason := fault_of(source, digest):
            lost[digest] = reason
        else:
            copy_blob(source, target, digest)
    tell(len(digests), len(digests))
    return lost


def copy_blob(source: Store, target: Store, digest: str) -> None:
    """Copy one and read it back; raises as the stores do, Conflict if it is damaged."""
    target.put(digest, source.get(digest))
    check_blob(target, digest)


def check_blob(store: Store, digest: str) -> None:
    """Raises Conflict unless the blob has the bytes that its name says."""
    if hashlib.sha256(plain_bytes(store.get(digest))).hexdigest() != digest:
        raise Conflict(f"The kept file {digest[:12]} is damaged.")


def fault_of(store: Store, digest: str) -> str | None:
    """Why the blob cannot be had from the store; None if it is sound."""
    try:
        check_blob(store, digest)
    except StoreAway:
        raise
    except EarmarkError as exc:
        return exc.message
    except OSError as exc:  # a bad block, or a file that may not be read
        return f"The kept file {digest[:12]} cannot be read: {exc.strerror}."
    return None
