"""Wrong passwords run out, come back slowly, and never lock a person out of home."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from earmark.accounts import throttle
from earmark.accounts.throttle import REFILL, allowances_of
from earmark.db.engine import Database
from earmark.errors import TooMany

START = datetime(2026, 5, 1, 12, tzinfo=UTC)

Guess = Callable[..., bool]


@pytest.fixture
def guess(database: Database) -> Guess:
    """A wrong password; True if it was looked at, False if it was refused unread."""

    def spend(
        name: str = "ada", address: str = "192.0.2.1", at: datetime = START, known: bool = False
    ) -> bool:
        with database.write() as tx:
            try:
                throttle.spend(tx, allowances_of(name, address, is_known_address=known), at)
            except TooMany:
                return False
        return True

    return spend


def test_ten_guesses_from_one_address_are_let_through_and_the_next_is_not(guess):
    assert [guess() for _ in range(12)] == [True] * 10 + [False] * 2


def test_one_more_guess_comes_back_after_the_refill(guess):
    for _ in range(10):
        guess()
    assert not guess(at=START + REFILL - timedelta(seconds=1))
    assert guess(at=START + REFILL)
    assert not guess(at=START + REFILL)


def test_the_refusal_says_when_the_next_guess_is_free(database, guess):
    for _ in range(10):
        guess()
    allowances = allowances_of("ada", "192.0.2.1", is_known_address=False)
    with database.read() as tx, pytest.raises(TooMany) as caught:
        throttle.check(tx, allowances, START + timedelta(minutes=2))
    assert caught.value.retry_after_s == timedelta(minutes=10).total_seconds()


def test_one_name_from_many_addresses_gets_twenty_guesses_in_the_first_hour_at_most(guess):
    minutes = [START + timedelta(minutes=minute) for minute in range(60)]
    tried = [
        guess(address=f"198.51.{minute}.{host}", at=at)
        for minute, at in enumerate(minutes)
        for host in range(5)
    ]
    assert sum(tried) <= 20


def test_many_names_from_one_address_are_limited_after_ten(guess):
    tried = [guess(name=f"name{number}") for number in range(100)]
    assert sum(tried) == 10


def test_all_addresses_of_one_ipv6_network_count_as_one(guess):
    tried = [guess(name=f"name{n}", address=f"2001:db8::{n:x}") for n in range(100)]
    assert sum(tried) == 10


def test_other_ways_to_write_a_name_share_its_allowance(guess):
    tried = [guess(name=name) for name in ("ada", "ADA", " Ada ", "ＡＤＡ") * 5]
    assert sum(tried) == 10


def test_a_known_address_gets_in_while_the_world_guesses(guess):
    for host in range(100):
        guess(address=f"198.51.100.{host}")
    assert not guess(address="203.0.113.9")
    assert guess(address="192.0.2.1", known=True)


def test_a_right_password_is_paid_back(database):
    allowances = allowances_of("ada", "192.0.2.1", is_known_address=False)
    for _ in range(30):
        with database.write() as tx:
            throttle.spend(tx, allowances, START)
        with database.write() as tx:
            throttle.pay_back(tx, allowances)


def test_a_refused_guess_costs_nothing_further(guess):
    for _ in range(1000):
        guess()
    assert guess(at=START + REFILL)


def test_a_clock_that_was_years_ahead_does_not_lock_anyone_out(guess):
    for _ in range(10):
        guess(at=START + timedelta(days=3650))
    assert guess(at=START)
