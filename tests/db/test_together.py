"""Writes that come together are done together, and each gets its own answer."""

import asyncio
import threading
from collections.abc import Sequence

import pytest

from earmark.db.together import TOGETHER_MAX, Together
from earmark.errors import Invalid, NoRoom


class Ledger:
    """Doubles numbers; refuses odd ones, and a batch with one of them as a whole."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.may_begin = threading.Event()
        self.may_begin.set()

    def write_all(self, numbers: Sequence[int]) -> list[int]:
        self.may_begin.wait(10)
        self.batches.append(list(numbers))
        if any(number % 2 for number in numbers):
            raise Invalid("number", "Only even numbers.")
        return [number * 2 for number in numbers]


async def ask(ledger: Ledger, numbers: Sequence[int]) -> list[int | BaseException]:
    """The answers to the first number alone, then to all others, which come meanwhile."""
    together = Together(ledger.write_all)
    ledger.may_begin.clear()
    first = asyncio.create_task(together.do(numbers[0]))
    await asyncio.sleep(0.01)
    others = [asyncio.create_task(together.do(number)) for number in numbers[1:]]
    await asyncio.sleep(0.01)
    ledger.may_begin.set()
    return await asyncio.gather(first, *others, return_exceptions=True)


def test_what_comes_while_a_write_is_under_way_shares_the_next():
    ledger = Ledger()
    assert asyncio.run(ask(ledger, [2, 4, 6, 8])) == [4, 8, 12, 16]
    assert ledger.batches == [[2], [4, 6, 8]]


def test_one_that_is_refused_does_not_spoil_the_others():
    answers = asyncio.run(ask(Ledger(), [2, 4, 5, 6]))
    assert [answers[n] for n in (0, 1, 3)] == [4, 8, 12]
    assert isinstance(answers[2], Invalid)


def test_a_batch_has_a_limit_so_that_other_writers_get_their_turn():
    ledger = Ledger()
    asyncio.run(ask(ledger, [2] * (TOGETHER_MAX + 11)))
    assert [len(batch) for batch in ledger.batches] == [1, TOGETHER_MAX, 10]


def test_what_was_asked_is_done_though_the_one_who_asked_has_gone():
    ledger = Ledger()

    async def leave() -> None:
        together = Together(ledger.write_all)
        ledger.may_begin.clear()
        asking = [asyncio.create_task(together.do(number)) for number in (2, 4, 6)]
        await asyncio.sleep(0.01)
        asking[1].cancel()
        ledger.may_begin.set()
        assert await asyncio.gather(asking[0], asking[2]) == [4, 12]

    asyncio.run(leave())
    assert [number for batch in ledger.batches for number in batch] == [2, 4, 6]


def test_the_queue_goes_on_after_a_failure():
    ledger = Ledger()

    async def twice() -> int:
        together = Together(ledger.write_all)
        with pytest.raises(Invalid):
            await together.do(1)
        return await together.do(2)

    assert asyncio.run(twice()) == 4


def test_a_full_disk_is_told_to_each():
    def full(_numbers: Sequence[int]) -> list[int]:
        raise NoRoom("The disk is full.")

    async def ask_three() -> list[int | BaseException]:
        together = Together(full)
        asked = (together.do(number) for number in range(3))
        return await asyncio.gather(*asked, return_exceptions=True)

    assert all(isinstance(answer, NoRoom) for answer in asyncio.run(ask_three()))
