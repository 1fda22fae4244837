"""The errors of Earmark: one small tree, each with a sentence for a person.

    EarmarkError
    ├── Invalid        what was sent cannot be used; says what to send instead
    ├── NotSignedIn    nobody, or a token or session that is no longer good
    ├── NotAllowed     somebody, but not for this
    ├── NotFound       it is not there, or not yours
    ├── Conflict       it clashes with what is there
    ├── TooMany        too often; may be tried again after a while
    │   └── Away       what Earmark stands on does not answer; the same
    ├── NoRoom         the disk is full; nothing was changed
    ├── StoreAway      kept files cannot be had or put just now; nothing was changed
    ├── Unreachable    a page could not be had
    └── Unreadable     bytes were had, but hold nothing that can be read

The message is for a person: what happened, then what they can do. ``Reason`` is for
the program. Engines raise only the last two (and ``Invalid`` for an address that is
none); ``web.problems`` is the one place that turns them into HTTP.
"""

from enum import StrEnum


class Reason(StrEnum):
    """Why a page could not be had or read; stored with the failed capture."""

    BAD_ADDRESS = "bad_address"
    PRIVATE_ADDRESS = "private_address"
    UNKNOWN_HOST = "unknown_host"
    NO_CONNECTION = "no_connection"
    BAD_CERTIFICATE = "bad_certificate"
    BAD_ANSWER = "bad_answer"
    TIMED_OUT = "timed_out"
    TOO_LARGE = "too_large"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    REFUSED = "refused"
    GONE = "gone"
    NOT_FOUND = "not_found"
    BUSY = "busy"
    SERVER_ERROR = "server_error"
    NOT_AN_ARTICLE = "not_an_article"
    EMPTY = "empty"
    TOO_COMPLEX = "too_complex"
    PARSER_FAILED = "parser_failed"


PASSING = frozenset(
    {
        Reason.UNKNOWN_HOST,
        Reason.NO_CONNECTION,
        Reason.BAD_ANSWER,
        Reason.TIMED_OUT,
        Reason.BUSY,
        Reason.SERVER_ERROR,
    }
)
"""Reasons that often pass by themselves, so that trying again is worth it."""


class EarmarkError(Exception):
    """The root: everything that Earmark raises on purpose."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Invalid(EarmarkError):
    """What was sent cannot be used; ``field`` names the part at fault."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class NotSignedIn(EarmarkError):
    """Nobody is signed in, or the session or token is no longer good."""


class NotAllowed(EarmarkError):
    """The one who asks is known but may not do this."""


class NotFound(EarmarkError):
    """It does not exist, or belongs to someone else: the two look the same."""


class Conflict(EarmarkError):
    """It clashes with what is there already."""


class TooMany(EarmarkError):
    """Asked too often; worth trying again after ``retry_after_s`` seconds."""

    def __init__(self, message: str, retry_after_s: float) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Away(TooMany):
    """What Earmark stands on (a database's server) does not answer; used again once it does."""


class NoRoom(EarmarkError):
    """There is no room left on the disk; nothing was changed."""


class StoreAway(EarmarkError):
    """The store of kept files cannot be used just now; nothing was changed."""


class Unreachable(EarmarkError):
    """A page could not be had; ``retry_after_s`` is what its host asked for, if it did."""

    def __init__(
        self, url: str, reason: Reason, message: str, retry_after_s: float | None = None
    ) -> None:
        super().__init__(message)
        self.url = url
        self.reason = reason
        self.retry_after_s = retry_after_s

    @property
    def is_passing(self) -> bool:
        """Whether trying again later is worth it without a person's hand."""
        return self.reason in PASSING


class Unreadable(EarmarkError):
    """The bytes hold nothing that can be read within the limits."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason
