"""What is wrong with what was sent to the API, in sentences of our own.

Pydantic finds the fault and names its kind; the sentence names the field, what is wrong and
what is allowed. The value itself is never repeated: it may be a secret.
"""

from collections.abc import Mapping
from typing import Any

SENTENCES = {
    "missing": "{field} is missing.",
    "extra_forbidden": "{field} is not known here. Look for a slip in its name.",
    "string_type": "{field} must be a text.",
    "list_type": "{field} must be a list.",
    "bool_type": "{field} must be true or false.",
    "bool_parsing": "{field} must be true or false.",
    "int_type": "{field} must be a whole number.",
    "int_parsing": "{field} must be a whole number.",
    "int_parsing_size": "{field} must be a smaller whole number.",
    "greater_than_equal": "{field} must be at least {ge}.",
    "less_than_equal": "{field} must be at most {le}.",
    "enum": "{field} must be {expected}.",
    "literal_error": "{field} must be {expected}.",
    "datetime_type": "{field} must be a time with its zone, such as 2026-03-04T05:06:07Z.",
    "datetime_parsing": "{field} must be a time with its zone, such as 2026-03-04T05:06:07Z.",
    "datetime_from_date_parsing": (
        "{field} must be a time with its zone, such as 2026-03-04T05:06:07Z."
    ),
    "timezone_aware": "{field} must name its zone, such as 2026-03-04T05:06:07Z.",
    "model_type": "{field} must be a JSON object.",
    "model_attributes_type": "{field} must be a JSON object.",
}
"""Pydantic's kinds of faults that our shapes can meet (docs.pydantic.dev, Validation Errors)."""

_PLACES = frozenset({"body", "query", "path", "header"})


def fault(found: Mapping[str, Any]) -> dict[str, str]:  # Any: values as pydantic gives them
    """The field at fault (``tags.0``; ``body`` for the whole) and the sentence about it."""
    where = [str(part) for part in found["loc"]]
    within = where[1:] if len(where) > 1 and where[0] in _PLACES else where
    field = ".".join(within) or "body"
    sentence = SENTENCES.get(found["type"], "{field} cannot be used.")
    return {"field": field, "detail": sentence.format(field=field, **found.get("ctx", {}))}
