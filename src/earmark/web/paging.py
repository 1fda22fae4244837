"""Lists page by page: a cursor says after which row to go on, by the row's sort key.

Unlike an offset it stays right while rows come and go, and the thousandth page costs as
much as the first. It is opaque outside (base64 of JSON) and grants nothing: it is only
compared with, inside the rows of the one who asks.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, SerializerFunctionWrapHandler, model_serializer

from earmark.errors import Invalid

Item = TypeVar("Item")

KEY_PARTS_MAX = 4
CURSOR_LENGTH_MAX = 200
INTEGER_LIMIT = 2**63
"""Databases keep integers of 64 bits; a larger one could only come from a forged cursor."""


class Listing(BaseModel, Generic[Item]):
    """What every list of the API is: ``{items, next_cursor, total?}``.

    ``next_cursor`` is None on the last page; ``total`` is left out where it would cost.
    """

    items: list[Item]
    next_cursor: str | None = None
    total: int | None = None

    @model_serializer(mode="wrap")
    def _without_unknown_total(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        written: dict[str, Any] = write(self)  # Any: the items are written already
        if self.total is None:
            written.pop("total", None)
        return written


def encode_cursor(key: Sequence[int]) -> str:
    """The cursor after the row with this sort key.

    >>> decode_cursor(encode_cursor((1700000000, 7)))
    (1700000000, 7)
    """
    text = json.dumps(list(key), separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def decode_cursor(cursor: str | None) -> tuple[int, ...]:
    """The sort key in a cursor, () without one. Raises Invalid for a text that is none."""
    if not cursor:
        return ()
    key = _parsed(cursor)
    if not isinstance(key, list) or not 0 < len(key) <= KEY_PARTS_MAX:
        raise _not_a_cursor()
    if not all(type(part) is int and abs(part) < INTEGER_LIMIT for part in key):
        raise _not_a_cursor()
    return tuple(key)


def _parsed(cursor: str) -> object:
    if len(cursor) > CURSOR_LENGTH_MAX or not cursor.isascii():
        raise _not_a_cursor()
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        parsed: object = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError) as exc:
        raise _not_a_cursor() from exc
    return parsed


def _not_a_cursor() -> Invalid:
    return Invalid("cursor", "This is not a cursor of a list. Start again without one.")
