"""Group commit: writes that come while another is under way share the next transaction.

A commit waits for the disk and a write for its turn; both cost the same for one row as for
twenty. So what many people ask for at once is written at once, and a save among 20 takes a
third of the time it took when each had a transaction of its own (decisions/0008).
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from anyio import CapacityLimiter, to_thread

TOGETHER_MAX = 100
"""Writes in one transaction at most, so that other writers wait for milliseconds only."""

Asked = TypeVar("Asked")
Done = TypeVar("Done")


class Together(Generic[Asked, Done]):
    """Collects what is asked on the event loop and has it done in one thread.

    ``write_all`` does what it is given in one transaction, all or nothing, and returns a
    result for each. If it raises, each is tried alone, so that one does not spoil the others.
    """

    def __init__(self, write_all: Callable[[Sequence[Asked]], Sequence[Done]]) -> None:
        self._write_all = write_all
        self._waiting: list[tuple[Asked, asyncio.Future[Done]]] = []
        self._writing: asyncio.Task[None] | None = None
        self._one_thread = CapacityLimiter(1)

    async def do(self, asked: Asked) -> Done:
        """Its result once it is on the disk; raises what ``write_all`` raised for it alone."""
        future: asyncio.Future[Done] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, future))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        return await future

    async def _write(self) -> None:
        try:
            while self._waiting:
                batch = self._waiting[:TOGETHER_MAX]
                del self._waiting[:TOGETHER_MAX]
                asked = [each for each, _ in batch]
                ends = await to_thread.run_sync(self._ends, asked, limiter=self._one_thread)
                for (_, future), end in zip(batch, ends, strict=True):
                    _settle(future, end)
        finally:
            self._writing = None

    def _ends(self, asked: Sequence[Asked]) -> list[Done | Exception]:
        try:
            return list(self._write_all(asked))
        except Exception as exc:  # noqa: BLE001 - handed on to the one whom it concerns
            if len(asked) == 1:
                return [exc]
        return [end for each in asked for end in self._ends([each])]


def _settle(future: "asyncio.Future[Done]", end: Done | Exception) -> None:
    if future.done():  # who asked has gone; what was asked is done all the same
        return
    if isinstance(end, Exception):
        future.set_exception(end)
    else:
        future.set_result(end)
