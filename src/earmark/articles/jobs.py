"""What workers do for Articles: capture a page, read what a person sent, fetch pictures."""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias
from urllib.parse import urlsplit

from earmark.archive.inlined import INLINED_HOST
from earmark.articles import actions, queries
from earmark.articles.capture import Capture, Received, read_kept, read_received, receive
from earmark.articles.models import Extraction, Picture, Snapshot
from earmark.articles.reading_room import ReadingRoom
from earmark.blobs.store import Blobs
from earmark.blobs.sweep import sweep
from earmark.db.engine import Database
from earmark.errors import (
    EarmarkError,
    NoRoom,
    Reason,
    StoreAway,
    TooMany,
    Unreachable,
    Unreadable,
)
from earmark.fetch import Fetcher, status_error
from earmark.jobs.queue import Job
from earmark.jobs.task import Failure, Task
from earmark.logs import log

SWEEP_BLOBS = "articles.sweep_blobs"

PICTURE_BYTES_MAX = 12 * 2**20
"""A picture for reading is far below; larger ones are posters and scans."""

PICTURE_TRIES = 4
"""With the pauses between tries, a picture is given up after about eleven minutes."""

GetPicture: TypeAlias = Callable[[Picture], bytes]
"""Gets the bytes of a picture; raises Unreachable or Unreadable."""

PICTURE_TYPES = "image/avif,image/webp,image/png,image/jpeg,image/gif;q=0.9,image/*;q=0.1"


@dataclass(frozen=True)
class CaptureTasks:
    """The tasks of this slice, with the machines that they need."""

    db: Database
    blobs: Blobs
    fetcher: Fetcher
    room: ReadingRoom
    count: Callable[[str, float], None] = lambda _verdict, _took_s: None
    """Is told the verdict and the seconds of each capture."""

    def by_kind(self) -> Mapping[str, Task]:
        """Job kinds and how each is done."""
        return {
            actions.CAPTURE: Task(self.capture_article, self.capture_failed),
            actions.READ_SNAPSHOT: Task(self.read_snapshot, self.reading_failed),
            actions.FETCH_PICTURES: Task(self.fetch_pictures),
            SWEEP_BLOBS: Task(self.sweep_blobs, every=timedelta(days=1)),
        }

    def capture_article(self, job: Job) -> None:
        """Fetch the Article's page, read it, keep both.

        Bytes that were had are kept even if reading them fails in whatever way; reading is
        then tried again by a job of its own, which tells what became of it. While nothing
        could be kept, nothing is asked of the site either.
        """
        self.blobs.check()
        article_id, began_s = job.args["article_id"], time.perf_counter()
        received = receive(job.args["url"], self.fetcher.fetch)
        try:
            article = read_received(received, self.room.read)
        except Exception as exc:  # noqa: BLE001 - the edge of hostile bytes: read again by a job
            self._keep_unread(article_id, received, exc)
            return
        actions.store_capture(self.db, self.blobs, article_id, Capture(received, article))
        took_s = time.perf_counter() - began_s
        self.count(str(article.verdict), took_s)
        log.info(
            "article.captured",
            article_id=article_id,
            verdict=str(article.verdict),
            body_words=article.body_words,
            took_ms=round(took_s * 1000),
        )

    def _keep_unread(self, article_id: str, received: Received, error: Exception) -> None:
        actions.store_unread(self.db, self.blobs, article_id, received)
        log.warning("article.not_read", article_id=article_id, error=type(error).__name__)

    def capture_failed(self, job: Job, failure: Failure) -> None:
        """Tell everyone who keeps the Article why there is no copy."""
        actions.note_failure(self.db, job.args["article_id"], 0, failure)

    def read_snapshot(self, job: Job) -> None:
        """Read bytes that a person sent or that could not be read; nothing if they are gone."""
        snapshot = self._find_snapshot(job)
        if snapshot is None:
            return
        body = self.blobs.get(snapshot.body_sha256)
        article = read_kept(snapshot, body, self.room, job.args.get("title"))
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
        """Get one host's pictures of an Extraction; each is kept as soon as it is there.

        Those that the page itself carries are cut out of its Snapshot. Those that failed
        for a passing reason are tried again with the job, a few times.
        """
        self.blobs.check()
        extraction_id, host = job.args["extraction_id"], job.args["host"]
        with self.db.read() as tx:
            extraction = queries.find_extraction(tx, extraction_id)
            rows = queries.pictures(tx, extraction_id)
        if extraction is None:
            return
        is_open = [r for r in rows if r.reading_sha256 is None and r.failure is None]
        wanted = [row for row in is_open if urlsplit(row.url).hostname == host]
        get = self._from_page(extraction, wanted) if host == INLINED_HOST else self._fetched
        trouble = self._keep_pictures(wanted, get, is_last_try=job.attempts >= PICTURE_TRIES)
        actions.pictures_done(self.db, extraction.article_id)
        if trouble:
            raise trouble

    def _keep_pictures(
        self, rows: Collection[Picture], get: GetPicture, *, is_last_try: bool
    ) -> Unreachable | None:
        """Keep each, or note why not; what may yet pass is left open and the first told."""
        trouble = None
        for row in rows:
            try:
                values = self._kept_picture(get(row))
            except (NoRoom, TooMany, StoreAway):
                raise
            except EarmarkError as exc:
                if isinstance(exc, Unreachable) and exc.is_passing and not is_last_try:
                    trouble = trouble or exc
                    if exc.retry_after_s:
                        return exc
                    continue
                values = {"failure": exc.message[:300]}
            actions.note_picture(self.db, (row.extraction_id, row.position), values)
        return trouble

    def _fetched(self, row: Picture) -> bytes:
        page = self.fetcher.fetch(row.url, accept=PICTURE_TYPES, max_body_bytes=PICTURE_BYTES_MAX)
        refused = status_error(page)
        if refused:
            raise refused
        return page.body

    def _from_page(self, extraction: Extraction, rows: Collection[Picture]) -> GetPicture:
        """Gives the pictures that the page carries within itself."""
        with self.db.read() as tx:
            snapshot = queries.find_snapshot(tx, extraction.snapshot_id)
        page = self.blobs.get(snapshot.body_sha256) if snapshot and rows else b""
        cut = self.room.cut_out(page, [row.url for row in rows])

        def get(row: Picture) -> bytes:
            if row.url not in cut:
                raise Unreadable(Reason.EMPTY, "The page does not hold this picture any more.")
            return cut[row.url]

        return get

    def _kept_picture(self, content: bytes) -> Mapping[str, object]:
        shrunk = self.room.shrink(content)
        original, reading, thumb = self.blobs.put(content, shrunk.reading, shrunk.thumb)
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
