"""People at work on the cluster: they save, list, search, read and refresh, and note it all.

A save that was not answered is sent again until it is, as programs do; what was answered is
what Earmark has promised to keep.
"""

import http.client
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.drills.client import Api, Json, Refused

AGAIN_S = 0.25
"""Pause before a save that failed is sent again."""

SAVE_PAUSE_S, READ_PAUSE_S = 0.6, 0.4

KINDS = ("plain", "plain", "plain", "illustrated", "slow")
"""What is saved, in turn."""

KNOWN_SHARE = 0.25
"""Of the saves, those of an address that somebody has saved before."""


@dataclass(frozen=True)
class Attempt:
    """One request that saves: when, by the monotonic clock, and what came of it ("" is well)."""

    began_s: float
    ended_s: float
    trouble: str


class Web:
    """Addresses that nobody has saved yet."""

    def __init__(self, hosts: Sequence[str]) -> None:
        self._hosts = hosts
        self._given = 0
        self._guard = threading.Lock()

    def new_url(self, kind: str) -> str:
        """An address of that kind of page, on the next host."""
        with self._guard:
            self._given += 1
            return f"{self._hosts[self._given % len(self._hosts)]}/{kind}/{self._given}"


class Person:
    """One account and all that it was promised."""

    def __init__(self, api: Api, web: Web) -> None:
        self.api = api
        self.acknowledged: dict[str, str] = {}
        self.attempts: list[Attempt] = []
        self.seen: Counter[str] = Counter()
        self._web = web
        self._guard = threading.Lock()

    def save(self, url: str, is_over: Callable[[], bool] = lambda: False) -> str | None:
        """Save until it is acknowledged; the Bookmark's id, None if it was over before."""
        while not is_over():
            found = self.try_to(lambda: self.api.save(url=url), is_save=True)
            if found is not None:
                with self._guard:
                    self.acknowledged[url] = found["id"]
                return str(found["id"])
            time.sleep(AGAIN_S)
        return None

    def save_new(self, kind: str = "plain", is_over: Callable[[], bool] = lambda: False) -> str:
        """Save a page that nobody knows; its Bookmark's id ("" if it was over before)."""
        return self.save(self._web.new_url(kind), is_over) or ""

    def try_to(self, act: Callable[[], Json], *, is_save: bool = False) -> Json | None:
        """What the cluster answers; None, noted, if it is anything but success."""
        began, trouble, found = time.monotonic(), "", None
        try:
            found = act()
        except (Refused, OSError, http.client.HTTPException) as exc:
            trouble = trouble_of(exc)
        with self._guard:
            if trouble:
                self.seen[trouble] += 1
            if is_save:
                self.attempts.append(Attempt(began, time.monotonic(), trouble))
        return found

    def promised(self) -> set[str]:
        """The ids of all that was acknowledged so far."""
        with self._guard:
            return set(self.acknowledged.values())

    def known(self) -> tuple[str, str] | None:
        """Address and id of something saved before; None at the beginning."""
        with self._guard:
            pairs = list(self.acknowledged.items())
        return random.choice(pairs) if pairs else None

    def capturing(self) -> set[str] | None:
        """The ids of what has no end yet; None if the cluster does not say."""
        found: set[str] = set()

        def look() -> Json:
            found.update(item["id"] for item in self.api.items("state=capturing"))
            return {"is_known": True}

        return found if self.try_to(look) else None


class Load:
    """Every person saves and reads, each in two threads, until the end."""

    def __init__(self, people: Sequence[Person]) -> None:
        self._people = people
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=act, args=(person,), daemon=True)
            for person in people
            for act in (self._save, self._read)
        ]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(60)

    def _save(self, person: Person) -> None:
        turn = 0
        while not self._over.wait(SAVE_PAUSE_S * random.uniform(0.5, 1.5)):
            known = random.choice(self._people).known() if random.random() < KNOWN_SHARE else None
            if known:
                person.save(known[0], self._over.is_set)
            else:
                person.save_new(KINDS[turn % len(KINDS)], self._over.is_set)
                turn += 1

    def _read(self, person: Person) -> None:
        while not self._over.wait(READ_PAUSE_S * random.uniform(0.5, 1.5)):
            known = person.known()
            if known:
                act = random.choice((_list, _search, _read, _read, _refresh))
                person.try_to(lambda: act(person.api, known[1]))  # noqa: B023 - called at once


def _list(api: Api, _bookmark_id: str) -> Json:
    return api.ask("GET", "/bookmarks?limit=30")


def _search(api: Api, _bookmark_id: str) -> Json:
    return api.ask("GET", "/bookmarks?q=harbour+boats")


def _read(api: Api, bookmark_id: str) -> Json:
    if api.get(bookmark_id)["state"] != "kept":
        return {}
    return api.article(bookmark_id)


def _refresh(api: Api, bookmark_id: str) -> Json:
    return api.ask("POST", f"/bookmarks/{bookmark_id}/refresh")


def trouble_of(error: Exception) -> str:
    """What a client saw, in a word or two."""
    if isinstance(error, Refused):
        is_bare = error.status == 503 and not error.retry_after
        return f"{error.status}{' without Retry-After' if is_bare else ''}"
    if isinstance(error, ConnectionRefusedError):
        return "connection refused"
    return "timed out" if isinstance(error, TimeoutError) else "connection cut off"
