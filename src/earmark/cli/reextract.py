"""``earmark reextract``: everything kept, read anew by today's extractor from the kept bytes."""

import queue
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from datetime import datetime
from os import cpu_count
from pathlib import Path

import click

from earmark import clock
from earmark.articles import rereading
from earmark.articles.reading_room import PRELOAD, ReadingRoom
from earmark.articles.rereading import Outcome, Reread
from earmark.cli.opening import (
    account_id_of,
    data_option,
    json_option,
    opened,
    print_json,
    progress,
    user_option,
)
from earmark.errors import EarmarkError, Invalid
from earmark.extract import EXTRACTOR_VERSION
from earmark.instance import Instance
from earmark.jobs.child import ChildPool
from earmark.library import lists

SHOWN = 20
"""Pages named that could not be read; --json names all."""


@click.command()
@click.option("--all", "everything", is_flag=True, help="All that is kept; so without it, too.")
@click.option("--query", metavar="Q", help="Only what a search of a saved list finds.")
@user_option
@click.option(
    "--read-before",
    metavar="TIME",
    help='Also what this extractor read before TIME ("now", or as it is printed at a stop).',
)
@json_option
@data_option
def reextract(
    everything: bool,
    query: str | None,
    user_name: str | None,
    read_before: str | None,
    as_json: bool,
    data_dir: Path | None,
) -> None:
    """Read kept pages anew with this Earmark's extractor, without any network.

    Only what this extractor has not read yet: run it again after a stop and it goes on. A
    reading that lost text, pictures or certainty is kept but not shown.
    """
    if everything and (query is not None or user_name):
        raise click.UsageError("Say --all, or whose and which with --user and --query.")
    before = _time(read_before) if read_before else None
    with opened(data_dir) as instance:
        ids = _waiting(instance, query, user_name, before)
        done = _read_all(instance, ids, _way_on(query, user_name, before))
    _tell(done, as_json)


def _time(text: str) -> datetime:
    try:
        when = clock.now() if text == "now" else datetime.fromisoformat(text)
    except ValueError as exc:
        raise Invalid("read-before", f"“{text}” is no time such as 2026-11-24T09:30Z.") from exc
    if when.tzinfo is None:
        raise Invalid("read-before", "Say the zone of the time too, as in 2026-11-24T09:30Z.")
    return when


def _way_on(query: str | None, user_name: str | None, before: datetime | None) -> str:
    """The command that goes on where this one stops."""
    parts = ["earmark reextract"]
    parts += [f'--query "{query}"'] if query is not None else []
    parts += [f"--user {user_name}"] if user_name else []
    parts += [f"--read-before {before.isoformat(timespec='seconds')}"] if before else []
    return " ".join(parts)


def _waiting(
    instance: Instance, query: str | None, user_name: str | None, before: datetime | None
) -> list[str]:
    if query is None and not user_name:
        with instance.database.read() as tx:
            return rereading.all_waiting(tx, before)
    account_id = account_id_of(instance, user_name)
    with instance.database.read() as tx:
        found = lists.article_ids(tx, account_id, query or "")
        return rereading.waiting_of(tx, account_id, found, before)


def _read_all(instance: Instance, ids: Sequence[str], way_on: str) -> list[Reread]:
    """Read them side by side, a parser child for each core; what became of each."""
    done: list[Reread] = []
    with ExitStack() as stack:
        tell = stack.enter_context(progress("Reading anew"))
        team = stack.enter_context(_Team(instance, ids))
        try:
            for one in team.outcomes():
                done.append(one)
                tell(len(done), len(ids))
        except KeyboardInterrupt:
            raise EarmarkError(
                f"Stopped after {len(done):,} of {len(ids):,} pages; what was read is kept."
                f" Go on with: {way_on}"
            ) from None
    return done


class _Team:
    """Threads that read Snapshots, each with a parser child of its own."""

    def __init__(self, instance: Instance, ids: Sequence[str]) -> None:
        self._instance = instance
        self._ids = iter(ids)
        self._count = len(ids)
        self._guard = threading.Lock()
        self._stopping = threading.Event()
        self._done: queue.SimpleQueue[Reread | BaseException] = queue.SimpleQueue()
        size = max(1, min(len(ids), cpu_count() or 1))
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(size)]

    def __enter__(self) -> "_Team":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def outcomes(self) -> Iterator[Reread]:
        """What became of each, as it comes. Raises what stopped a thread, such as a full disk."""
        for _ in range(self._count):
            one = self._done.get()
            if isinstance(one, BaseException):
                raise one
            yield one

    def _work(self) -> None:
        children = ChildPool(PRELOAD)
        room = ReadingRoom(children, self._instance.settings.site_rules_dir)
        db, blobs = self._instance.database, self._instance.blobs
        try:
            while (snapshot_id := self._next()) and not self._stopping.is_set():
                self._done.put(rereading.read_anew(db, blobs, room, snapshot_id))
        except BaseException as exc:  # noqa: BLE001 - the edge of a thread: raised by outcomes
            self._done.put(exc)
        finally:
            children.close()

    def _next(self) -> str | None:
        with self._guard:
            return next(self._ids, None)


def _tell(done: Sequence[Reread], as_json: bool) -> None:
    """Say what became of all. Raises EarmarkError when kept files are missing or damaged."""
    counts = {str(kind): sum(one.outcome is kind for one in done) for kind in Outcome}
    failed = [one for one in done if one.outcome in (Outcome.UNREADABLE, Outcome.LOST)]
    if as_json:
        named = [asdict(one) for one in failed]
        print_json({"extractor_version": EXTRACTOR_VERSION, **counts, "failed": named})
    else:
        for one in failed[:SHOWN]:
            click.echo(f"{one.snapshot_id}  {one.outcome}: {one.message}")
        click.echo(f"{counts['read']:,} pages read anew by extractor {EXTRACTOR_VERSION}.")
        if counts["unreadable"]:
            click.echo(f"{counts['unreadable']:,} could not be read; their copies stay.")
    if counts["lost"]:
        raise EarmarkError(
            f"{counts['lost']:,} kept pages are missing or damaged; earmark verify names the files."
        )
