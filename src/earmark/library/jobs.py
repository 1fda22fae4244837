"""What workers do for saved lists: bring Bookmarks up to what their Article has become."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from earmark.accounts.actions import ACCOUNT_DELETED
from earmark.accounts.turns import account_turn
from earmark.articles import actions as articles
from earmark.articles import queries as article_queries
from earmark.articles.models import Extraction
from earmark.blobs.store import Blobs
from earmark.db.engine import Database
from earmark.db.turns import take_turns
from earmark.jobs.queue import Job
from earmark.jobs.worker import Task
from earmark.library import indexing
from earmark.library.models import Bookmark
from earmark.search import index

BATCH = 100
"""Bookmarks brought up to date in one transaction, so that savers wait for milliseconds."""

OPENING_LENGTH = 64

STATES = {"article": "kept", "stub": "stub"}
"""Which state a best copy's verdict gives; without any copy it is failed or capturing."""


@dataclass(frozen=True)
class LibraryTasks:
    """The tasks of this slice, with the machines that they need."""

    db: Database
    blobs: Blobs

    def by_kind(self) -> Mapping[str, Task]:
        """Job kinds and how each is done."""
        return {
            articles.CHANGED: Task(self.article_changed),
            ACCOUNT_DELETED: Task(self.account_deleted),
        }

    def article_changed(self, job: Job) -> None:
        """Give each Bookmark of the Article its best permitted copy, state and search row."""
        article_id = job.args["article_id"]
        with self.db.read() as tx:
            keepers = list(tx.scalars(_keepers(article_id)))
        for start in range(0, len(keepers), BATCH):
            self._bring_up(article_id, keepers[start : start + BATCH])

    def account_deleted(self, job: Job) -> None:
        """Take all that an account had out of the search, in batches."""
        while self._forget_some(job.args["account_id"]):
            pass

    def _forget_some(self, account_id: int) -> bool:
        """Take out a batch; whether there was any."""
        with self.db.write() as tx:
            take_turns(tx, account_turn(account_id))
            keys = index.keys_of(tx, account_id, BATCH)
            for key in keys:
                index.remove(tx, key)
        return bool(keys)

    def _bring_up(self, article_id: str, account_ids: Sequence[int]) -> None:
        texts = self._texts(article_id, account_ids)
        with self.db.write() as tx:
            take_turns(tx, *map(account_turn, account_ids))
            for account_id in account_ids:
                bookmark = tx.scalars(_bookmark(account_id, article_id)).first()
                if bookmark:
                    best = article_queries.best_extraction(tx, article_id, account_id)
                    text = texts.get(best.id, "") if best else ""
                    bring_up(tx, bookmark, best)
                    bookmark.headline = bookmark.headline or opening(text)
                    indexing.put(tx, bookmark, text)

    def _texts(self, article_id: str, account_ids: Sequence[int]) -> dict[str, str]:
        """The texts of the copies that will be shown, read outside the write lock."""
        with self.db.read() as tx:
            bests = {
                best.id: best.body_text_sha256
                for account_id in account_ids
                if (best := article_queries.best_extraction(tx, article_id, account_id))
            }
        return {extraction_id: self.blobs.text(digest) for extraction_id, digest in bests.items()}


def bring_up(tx: Session, bookmark: Bookmark, best: Extraction | None) -> None:
    """Copy onto the Bookmark what lists show of its best copy, and set its state."""
    failure = article_queries.last_failure(tx, bookmark.article_id, bookmark.account_id)
    if best is None:
        bookmark.state = "failed" if failure else "capturing"
        bookmark.state_reason = failure.reason if failure else None
        bookmark.state_message = failure.message if failure else None
        return
    bookmark.best_extraction_id = best.id
    bookmark.state = STATES.get(best.verdict, "failed")
    bookmark.state_reason, bookmark.state_message = best.verdict_reason, best.verdict_message
    bookmark.headline, bookmark.byline = best.headline, ", ".join(best.byline) or None
    bookmark.site_name, bookmark.published_at = best.site_name, best.published_at
    bookmark.language, bookmark.direction = best.language, best.direction
    bookmark.description, bookmark.body_words = best.description, best.body_words
    bookmark.lead_picture = _lead_picture(tx, best.id)


def opening(text: str) -> str | None:
    """The first words of a text, to call it by when it has no headline.

    >>> opening("The harbour reopened on Monday after a long winter of repairs to its wall.")
    'The harbour reopened on Monday after a long winter of repairs to…'
    """
    words = " ".join(text.strip().partition("\n")[0].split())
    if len(words) <= OPENING_LENGTH:
        return words or None
    whole_words = words[:OPENING_LENGTH].rpartition(" ")[0]  # none in Chinese or Japanese
    return f"{whole_words or words[:OPENING_LENGTH]}…"


def _lead_picture(tx: Session, extraction_id: str) -> int | None:
    """The position of the picture for lists: the lead one if kept, else the first kept one."""
    kept = [p for p in article_queries.pictures(tx, extraction_id) if p.thumb_sha256]
    lead = next((p for p in kept if p.is_lead), kept[0] if kept else None)
    return lead.position if lead else None


def _keepers(article_id: str) -> Select[int]:
    return select(Bookmark.account_id).where(Bookmark.article_id == article_id)


def _bookmark(account_id: int, article_id: str) -> Select[Bookmark]:
    of = Bookmark.account_id == account_id, Bookmark.article_id == article_id
    return select(Bookmark).where(*of)
