"""Passwords: Argon2id, few at a time, and the same time for names that do not exist.

``argon2`` is loaded when the first password is looked at: a server that nobody signs in
to stays small.
"""

import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from earmark.errors import Invalid, TooMany

if TYPE_CHECKING:
    from argon2 import PasswordHasher

PASSWORD_MIN_CHARACTERS = 10
PASSWORD_MAX_CHARACTERS = 1000
"""More is surely a mistake; without a limit a long one would cost the server time."""

MEMORY_KIB, PASSES, LANES = 19 * 1024, 2, 1
"""The least that OWASP's Password Storage Cheat Sheet (2025) asks of Argon2id."""

AT_ONCE = 2
"""Passwords worked on at the same time: as many as a small machine has cores."""

WAITING_MAX = 18
"""Sign-ins that may wait for their turn; they hold request threads, of which there are 40."""

_turns = threading.BoundedSemaphore(AT_ONCE)
_places = threading.BoundedSemaphore(AT_ONCE + WAITING_MAX)


def checked_password(password: str, field: str = "password") -> str:
    """The password, if it may be chosen.

    Raises Invalid if it is shorter than 10 or longer than 1,000 characters. Nothing else
    is asked for: length is what counts (NIST SP 800-63B, 3.1.1.2).
    """
    if len(password) < PASSWORD_MIN_CHARACTERS:
        raise Invalid(field, f"A password has at least {PASSWORD_MIN_CHARACTERS} characters.")
    if len(password) > PASSWORD_MAX_CHARACTERS:
        raise Invalid(field, f"A password has at most {PASSWORD_MAX_CHARACTERS} characters.")
    return password


def hash_password(password: str) -> str:
    """The hash to keep. Raises TooMany when too many wait already."""
    with _turn():
        return _hasher().hash(_normalised(password))


def is_password(password: str, password_hash: str | None) -> bool:
    """True if the password is the one that the hash was made from.

    Without a hash (no such account, or one without a password) the answer is False after
    the same time. Raises TooMany when too many wait already.
    """
    from argon2.exceptions import InvalidHashError, VerificationError

    with _turn():
        try:
            _hasher().verify(password_hash or _nobodys_hash(), _normalised(password))
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """True if the hash was made with other parameters than today's."""
    return _hasher().check_needs_rehash(password_hash)


def _normalised(password: str) -> bytes:
    """The same bytes however a keyboard composes the letters; a cut keeps the cost bounded."""
    short = password[: PASSWORD_MAX_CHARACTERS + 1]
    return unicodedata.normalize("NFKC", short).encode("utf-8", "surrogatepass")


@contextmanager
def _turn() -> Iterator[None]:
    if not _places.acquire(blocking=False):
        raise TooMany("Many people are signing in just now. Try again in a moment.", 2.0)
    try:
        with _turns:
            yield
    finally:
        _places.release()


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(b"nobody has this password")
