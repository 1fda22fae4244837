"""The turn that all take who write what belongs to one account (see ``db.turns``)."""

PEOPLE_TURN = "people"
"""Of making and removing accounts: who is first, and who stays an owner."""


def account_turn(account_id: int) -> str:
    """Of all that one person has: list, tags, search rows, tokens."""
    return f"account:{account_id}"
