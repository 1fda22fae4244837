"""Did you mean: only near words, only from the account's own texts."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from earmark.search.query import parse
from earmark.search.suggest import suggest

Save = Callable[..., None]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("climte", "climate"),
        ("cliimate", "climate"),
        ("clmiate", "climate"),
        ("climato change", "climate change"),
        ("is:unread -climte climte", "is:unread -climte climate"),
        ('"climte change"', '"climate change"'),
        ("Straße", None),  # not near
        ("климот", "климат"),
        ("climate", None),  # known
        ("clim*", None),
        ("klymte", None),  # two slips
        ("hcange", "change"),
        ("日木", None),
        ("", None),
    ],
)
def test_a_word_one_slip_away_is_offered(
    tx: Session, save: Save, typed: str, meant: str | None
) -> None:
    save(1, "The climate is in change. климат")
    assert suggest(tx, parse(typed), 1) == meant


def test_of_two_near_words_the_one_in_more_texts_is_offered(tx: Session, save: Save) -> None:
    save(1, "a house")
    save(2, "the mouse")
    save(3, "a mouse")
    assert suggest(tx, parse("rouse"), 1) == "mouse"


def test_words_of_others_are_never_offered(tx: Session, save: Save) -> None:
    save(1, "whistleblower", account_id=2)
    assert suggest(tx, parse("whistleblowr"), 1) is None
    assert suggest(tx, parse("whistleblowr"), 2) == "whistleblower"
