"""How far a person has read, and where to go on: the same sentence on every device.

The place is a quotation, the words at the upper edge of the screen, for another screen
breaks lines elsewhere and another copy may have lost a paragraph above. The share of the
text before it says how far that is, and where to look if the words stand there twice.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from earmark import clock
from earmark.accounts.turns import account_turn
from earmark.db.engine import Database
from earmark.db.turns import take_turns
from earmark.errors import Invalid
from earmark.library.actions import get_own
from earmark.library.filters import BEGUN_FROM, DONE_FROM, IS_BEGUN
from earmark.library.models import Bookmark
from earmark.library.queries import Item, with_tags

QUOTE_MAX_CHARS = 300


@dataclass(frozen=True)
class Position:
    """Where a person has stopped: the words there, and the share of the text before them."""

    quote: str
    share: float


def keep_position(db: Database, account_id: int, bookmark_id: str, position: Position) -> datetime:
    """Remember where a person is; the last word counts, from whatever device. When that was.

    Raises Invalid for a share that is none, NotFound for a Bookmark that is not theirs.
    """
    if not 0 <= position.share <= 1:
        raise Invalid("share", "The share of the text that was read is a number from 0 to 1.")
    at = clock.now()
    with db.write() as tx:
        take_turns(tx, account_turn(account_id))
        bookmark = get_own(tx, account_id, bookmark_id)
        bookmark.position_quote = " ".join(position.quote.split())[:QUOTE_MAX_CHARS]
        bookmark.position_share = position.share
        bookmark.position_at = at
    return at


def begun(tx: Session, account_id: int, limit: int) -> list[Item]:
    """What was begun and not read to its end, last read first."""
    rows = tx.scalars(
        select(Bookmark)
        .where(Bookmark.account_id == account_id, Bookmark.position_at.is_not(None), IS_BEGUN)
        .order_by(Bookmark.position_at.desc())
        .limit(limit)
    )
    return with_tags(tx, account_id, list(rows))


def percent_read(bookmark: Bookmark) -> int:
    """Percent of the text that was read, 0 where it was not begun."""
    share = bookmark.position_share
    return 0 if share < BEGUN_FROM else 100 if share >= DONE_FROM else round(100 * share)
