"""What workers do for Articles: capture a page, read what a person sent, fetch pictures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from earmark.articles import actions, queries
from earmark.articles.capture import capture
from earmark.articles.content import content_kind
from earmark.articles.models import Picture, Snapshot
from earmark.articles.reading_room import ReadingRoom
from earmark.blobs.store import Blobs
from earmark.blobs.sweep import sweep
from earmark.db.engine import Database
from earmark.errors import EarmarkError, NoRoom, Unreachable
from earmark.fetch import Fetcher, status_error
from earmark.jobs.queue import Job
from earmark.jobs.worker import Failure, Task
from earmark.logs import log

SWEEP_BLOBS = "articles.sweep_blobs"

PICTURE_BYTES_MAX = 12 * 2**20
"""A picture for reading is far below; larger ones are posters and scans."""

PICTURE_TYPES = "image/avif,image/webp,image/png,image/jpeg,image/gif;q=0.9,image/*;q=0.1"


@dataclass(frozen=True)
class CaptureTasks:
    """The tasks of this slice, with the machines that they need."""

    db: Database
    blobs: Blobs
    fetcher: Fetcher
    room: ReadingRoom

    def by_kind(self) -> Mapping[str, Task]:
        """Job kinds and how each is done."""
        return {
            actions.CAPTURE: Task(self.capture_article, self.capture_failed),
            actions.READ_SNAPSHOT: Task(self.read_snapshot, self.reading_failed),
            actions.FETCH_PICTURES: Task(self.fetch_pictures),
            SWEEP_BLOBS: Task(self.sweep_blobs, every=timedelta(days=1)),
        }

    def capture_article(self, job: Job) -> None:
        """Fetch the Article's page, read it, keep both."""
        captured = capture(job.args["url"], self.fetcher.fetch, self.room.read)
        actions.store_capture(self.db, self.blobs, job.args["article_id"], captured)
        log.info(
            "article.captured",
            article_id=job.args["article_id"],
            verdict=str(captured.article.verdict),
            body_words=captured.article.body_words,
        )

    def capture_failed(self, job: Job, failure: Failure) -> None:
        """Tell everyone who keeps the Article why there is no copy."""
        actions.note_failure(self.db, job.args["article_id"], 0, failure)

    def read_snapshot(self, job: Job) -> None:
        """Read bytes that a person sent, or read kept ones anew; nothing if they are gone."""
        snapshot = self._find_snapshot(job)
        if snapshot is None:
            return
        body = self.blobs.get(snapshot.body_sha256)
        kind = content_kind(body, snapshot.content_type)
        article = self.room.read(
            body, kind, snapshot.final_url, snapshot.content_type, job.args.get("title")
        )
        actions.store_reading(self.db, self.blobs, snapshot.id, article)

    def reading_failed(self, job: Job, failure: Failure) -> None:
        """Tell the one who sent it why it cannot be read."""
        snapshot = self._find_snapshot(job)
        if snapshot:
            account_id = snapshot.account_id or 0
            actions.note_failure(self.db, snapshot.article_id, account_id, failure)

    def sweep_blobs(self, _job: Job) -> None:
        """Remove what nothing points to any more."""
        condemned, deleted = sweep(self.db, self.blobs, queries.blobs_used_among)
        log.info("blobs.swept", condemned=condemned, deleted=deleted)

    def fetch_pictures(self, job: Job) -> None:
        """Fetch one host's pictures of an Extraction; each is kept as soon as it is there."""
        extraction_id, host = job.args["extraction_id"], job.args["host"]
        with self.db.read() as tx:
            extraction = queries.find_extraction(tx, extraction_id)
            rows = queries.pictures(tx, extraction_id)
        if extraction is None:
            return
        for row in rows:
            is_open = row.reading_sha256 is None and row.failure is None
            if is_open and urlsplit(row.url).hostname == host:
                actions.note_picture(self.db, (extraction_id, row.position), self._picture(row))
        actions.pictures_done(self.db, extraction.article_id)

    def _picture(self, row: Picture) -> Mapping[str, object]:
        """What to note of a picture: its copies, or the reason why there are none."""
        try:
            return self._kept_picture(row)
        except NoRoom:
            raise
        except Unreachable as exc:
            if exc.retry_after_s:
                raise
            return {"failure": exc.message[:300]}
        except EarmarkError as exc:
            return {"failure": exc.message[:300]}

    def _kept_picture(self, row: Picture) -> Mapping[str, object]:
        page = self.fetcher.fetch(row.url, accept=PICTURE_TYPES, max_body_bytes=PICTURE_BYTES_MAX)
        refused = status_error(page)
        if refused:
            raise refused
        shrunk = self.room.shrink(page.body)
        original, reading, thumb = self.blobs.put(page.body, shrunk.reading, shrunk.thumb)
        return {
            "original_sha256": original,
            "reading_sha256": reading,
            "thumb_sha256": thumb,
            "media_type": "image/webp",
            "width": shrunk.width,
            "height": shrunk.height,
        }

    def _find_snapshot(self, job: Job) -> Snapshot | None:
        with self.db.read() as tx:
            return queries.find_snapshot(tx, job.args["snapshot_id"])
