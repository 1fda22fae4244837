"""One opened Earmark: its database, blobs, fetcher, parser child and tasks, wired once.

Server, worker and command line all open the same thing; nothing here knows the web.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from earmark import __version__
from earmark.articles.jobs import CaptureTasks
from earmark.articles.reading_room import PRELOAD, ReadingRoom
from earmark.blobs.opening import open_store
from earmark.blobs.store import Blobs
from earmark.db.durable import flush
from earmark.db.engine import Database
from earmark.db.schema import bring_up_to_date
from earmark.errors import NoRoom, NotAllowed
from earmark.fetch import Fetcher, FetchPolicy, parse_allow
from earmark.jobs.child import ChildPool
from earmark.jobs.job import Job
from earmark.jobs.task import Task
from earmark.jobs.worker import Worker
from earmark.library.jobs import LibraryTasks
from earmark.settings import Settings

if TYPE_CHECKING:  # loaded only where somebody may read them
    from earmark.metrics import Metrics

USER_AGENT = f"Mozilla/5.0 (compatible; Earmark/{__version__}; saves pages for one reader)"
"""Honest about who asks; the first words are what many servers need to see a browser's page."""


@dataclass(frozen=True)
class Instance:
    """Everything that is open while Earmark runs."""

    settings: Settings
    database: Database
    blobs: Blobs
    fetcher: Fetcher
    children: ChildPool
    metrics: "Metrics | None" = None

    def tasks(self) -> Mapping[str, Task]:
        """All kinds of jobs and how each is done."""
        captures = CaptureTasks(self.database, self.blobs, self.fetcher, self.reading_room())
        if self.metrics:
            captures = replace(captures, count=self.metrics.capture)
        tasks = {**captures.by_kind(), **LibraryTasks(self.database, self.blobs).by_kind()}
        return _timed(tasks, self.metrics) if self.metrics else tasks

    def reading_room(self) -> ReadingRoom:
        """Where pages are read, by the site rules of the settings."""
        return ReadingRoom(self.children, self.settings.site_rules_dir)

    def worker(self) -> Worker:
        """A worker for all kinds of jobs, not yet started."""
        return Worker(self.database, self.tasks(), self.settings.workers)

    def close(self) -> None:
        """Close what is open; children first, then the database."""
        self.children.close()
        self.database.close()


def open_instance(settings: Settings) -> Instance:
    """Open the data folder, making or migrating what is needed.

    Raises NotAllowed or NoRoom with a sentence when the folder cannot be used, Conflict
    when the database was made by a newer Earmark, Invalid when S3 has no keys.
    """
    _make_folder(settings.data_dir)
    bring_up_to_date(settings.database_address, settings.data_dir)
    flush(settings.data_dir)  # files made and removed on the way: none comes or goes later
    database = Database(settings.database_address)
    policy = FetchPolicy(
        allow=parse_allow(settings.fetch_allow),
        user_agent=USER_AGENT,
        deadline_s=settings.fetch_timeout_s,
    )
    return Instance(
        settings=settings,
        database=database,
        blobs=Blobs(database, open_store(settings)),
        fetcher=Fetcher(policy),
        children=ChildPool(PRELOAD),
        metrics=_metrics() if settings.has_metrics else None,
    )


def _metrics() -> "Metrics":
    from earmark.metrics import Metrics

    return Metrics()


def _timed(tasks: Mapping[str, Task], metrics: "Metrics") -> Mapping[str, Task]:
    """The same tasks, each telling how long it took and whether it came to an end."""
    return {kind: _timed_task(kind, task, metrics) for kind, task in tasks.items()}


def _timed_task(kind: str, task: Task, metrics: "Metrics") -> Task:
    def run(job: Job) -> None:
        began_s, outcome = time.perf_counter(), "failed"
        try:
            task.run(job)
            outcome = "done"
        finally:
            metrics.job(kind, outcome, time.perf_counter() - began_s)

    return replace(task, run=run)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except PermissionError as exc:
        raise NotAllowed(f"The data folder {folder} cannot be made: permission denied.") from exc
    except OSError as exc:
        raise NoRoom(f"The data folder {folder} cannot be made: {exc.strerror}.") from exc
