"""Secrets that we make ourselves: 256 random bits, of which only the hash is kept.

A plain SHA-256 is enough for them: unlike a password they cannot be guessed, so there is
nothing that a slow hash would slow down, and one look-up by the unique hash finds the row.
"""

import hashlib
import secrets

TOKEN_PREFIX = "earmark_"  # noqa: S105 - not a secret: what every token starts with
"""By this secret scanners know a token that was left in a repository or a log."""

_SECRET_BYTES = 32


def new_secret() -> str:
    """A fresh secret of 256 bits in 43 characters that are safe in an address or a cookie."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def new_token() -> str:
    """A fresh API token: the prefix and a secret."""
    return TOKEN_PREFIX + new_secret()


def hash_of(secret: str) -> str:
    """What is kept of a secret: its SHA-256 in 64 hexadecimal digits; any text has one."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def set_up_path(secret: str) -> str:
    """The path, from Earmark's own root, at which an invitation's secret makes an account."""
    return f"/set-up?secret={secret}"
