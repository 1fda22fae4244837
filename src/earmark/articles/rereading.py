"""Reading kept Snapshots anew: by today's extractor, from the kept bytes alone, no network.

What is still to do is found by the version that stands on each Extraction, so that a run
that was cut off goes on where it stopped, and two runs do no harm to each other.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from earmark.articles import actions, queries
from earmark.articles.capture import read_kept
from earmark.articles.models import Extraction, Snapshot
from earmark.articles.reading_room import ReadingRoom
from earmark.blobs.store import Blobs
from earmark.db.engine import Database
from earmark.errors import NotFound, Unreadable
from earmark.extract import EXTRACTOR_VERSION, Why

BATCH = 500
"""Articles asked for in one statement."""


class Outcome(StrEnum):
    """What became of one Snapshot."""

    READ = "read"
    UNREADABLE = "unreadable"
    LOST = "lost"
    DELETED = "deleted"


@dataclass(frozen=True)
class Reread:
    """A Snapshot that was read anew, or why it was not."""

    snapshot_id: str
    outcome: Outcome
    message: str = ""


def all_waiting(tx: Session, read_before: datetime | None = None) -> list[str]:
    """Ids of the Snapshots that this extractor's version has not read.

    With ``read_before``, also of those that it has read before then, and not since.
    """
    return list(tx.scalars(select(Snapshot.id).where(_waits(read_before)).order_by(Snapshot.id)))


def waiting_of(
    tx: Session, account_id: int, article_ids: Collection[str], read_before: datetime | None = None
) -> list[str]:
    """As ``all_waiting``, of those Articles, and of what this account may see."""
    wanted, found = list(article_ids), list[str]()
    permitted = or_(Snapshot.account_id.is_(None), Snapshot.account_id == account_id)
    for start in range(0, len(wanted), BATCH):
        of = Snapshot.article_id.in_(wanted[start : start + BATCH])
        found += tx.scalars(select(Snapshot.id).where(of, permitted, _waits(read_before)))
    return found


def _waits(read_before: datetime | None) -> ColumnElement[bool]:
    done = and_(
        Extraction.snapshot_id == Snapshot.id, Extraction.extractor_version == EXTRACTOR_VERSION
    )
    if read_before:
        done = and_(done, Extraction.made_at >= read_before)
    return ~exists().where(done)


def read_anew(db: Database, blobs: Blobs, room: ReadingRoom, snapshot_id: str) -> Reread:
    """Read a Snapshot's bytes once more and keep the Extraction.

    Raises what the store and the database raise when they are away; what lies in the bytes
    themselves is an outcome.
    """
    with db.read() as tx:
        snapshot = queries.find_snapshot(tx, snapshot_id)
        title = _given_title(tx, snapshot_id)
    if snapshot is None:
        return Reread(snapshot_id, Outcome.DELETED)
    try:
        body = blobs.get(snapshot.body_sha256)
    except (NotFound, Unreadable) as exc:
        return Reread(snapshot_id, Outcome.LOST, exc.message)
    try:
        article = read_kept(snapshot, body, room, title)
        actions.store_rereading(db, blobs, snapshot_id, article)
    except NotFound:
        return Reread(snapshot_id, Outcome.DELETED)
    except Unreadable as exc:
        return Reread(snapshot_id, Outcome.UNREADABLE, exc.message)
    return Reread(snapshot_id, Outcome.READ)


def _given_title(tx: Session, snapshot_id: str) -> str | None:
    """The headline that a person gave with the bytes, which do not hold it."""
    of = select(Extraction).where(Extraction.snapshot_id == snapshot_id)
    last = tx.scalars(of.order_by(Extraction.made_at.desc()).limit(1)).first()
    reason = last.why.get("headline") if last else None
    return last.headline if last and reason and Why.from_json(reason).source == "given" else None
