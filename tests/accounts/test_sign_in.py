"""Sessions begin with a fresh secret and are dead at once when they should be."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from tests.databases import all_rows

from earmark import clock
from earmark.accounts import actions, queries
from earmark.accounts.credentials import hash_of
from earmark.accounts.models import Account, BrowserSession
from earmark.accounts.reader import Reader
from earmark.db.engine import Database
from earmark.errors import Invalid, NotSignedIn, TooMany

PASSWORD = "seven quiet herons"
HOME, AWAY = "192.0.2.1", "203.0.113.7"


def who(database: Database, secret: str, later: timedelta = timedelta(0)) -> Reader | None:
    with database.read() as tx:
        seen = queries.find_session(tx.connection(), secret, clock.now() + later)
    return seen.reader if seen else None


def test_signing_in_gives_a_session_of_the_account(database, ada):
    reader = who(database, actions.sign_in(database, "ada", PASSWORD))
    assert reader is not None
    assert (reader.account_id, reader.is_owner) == (ada.account_id, True)


def test_the_secret_of_a_session_is_nowhere_in_the_database(database, ada):
    secret = actions.sign_in(database, "Ada", PASSWORD)
    with database.read() as tx:
        kept = str(all_rows(tx))
    assert hash_of(secret) in kept
    assert secret not in kept


def test_signing_in_again_ends_the_session_that_it_replaces(database, ada):
    first = actions.sign_in(database, "Ada", PASSWORD)
    second = actions.sign_in(database, "Ada", PASSWORD, replaces=first)
    assert who(database, first) is None
    assert who(database, second) is not None


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(database, ada):
    with pytest.raises(NotSignedIn) as wrong_password:
        actions.sign_in(database, "Ada", "seven quiet heron")
    with pytest.raises(NotSignedIn) as unknown_name:
        actions.sign_in(database, "Eve", PASSWORD)
    assert wrong_password.value.message == unknown_name.value.message


def test_an_account_without_a_password_cannot_be_entered_with_one(database, ada):
    with database.write() as tx:
        tx.execute(update(Account).values(password_hash=None))
    with pytest.raises(NotSignedIn):
        actions.sign_in(database, "Ada", PASSWORD)


def test_after_ten_wrong_passwords_the_right_one_has_to_wait(database, ada):
    for _ in range(10):
        with pytest.raises(NotSignedIn):
            actions.sign_in(database, "Ada", "wrong wrong wrong", AWAY)
    with pytest.raises(TooMany):
        actions.sign_in(database, "Ada", PASSWORD, AWAY)


def test_the_owner_gets_in_from_elsewhere_while_one_address_guesses(database, ada):
    for _ in range(20):
        with pytest.raises((NotSignedIn, TooMany)):
            actions.sign_in(database, "Ada", "wrong wrong wrong", AWAY)
    assert actions.sign_in(database, "Ada", PASSWORD, HOME)


def test_the_owner_gets_in_at_home_while_many_addresses_guess(database, ada):
    actions.sign_in(database, "Ada", PASSWORD, HOME)
    for host in range(30):
        with pytest.raises((NotSignedIn, TooMany)):
            actions.sign_in(database, "Ada", "wrong wrong wrong", f"198.51.100.{host}")
    assert actions.sign_in(database, "Ada", PASSWORD, HOME)


def test_signing_out_ends_this_session_only(database, ada):
    here, there = (actions.start_session(database, ada) for _ in range(2))
    reader = who(database, here)
    assert reader is not None
    actions.sign_out(database, reader)
    assert who(database, here) is None
    assert who(database, there) is not None


def test_ending_other_sessions_keeps_this_one(database, ada, bob):
    here, there, of_bob = (actions.start_session(database, who) for who in (ada, ada, bob))
    reader = who(database, here)
    assert reader is not None
    actions.end_other_sessions(database, reader)
    assert [bool(who(database, secret)) for secret in (here, there, of_bob)] == [True, False, True]


def test_a_changed_password_ends_all_sessions_and_gives_a_fresh_one(database, ada):
    old = [actions.start_session(database, ada) for _ in range(3)]
    fresh = actions.change_password(database, ada, PASSWORD, "eight loud geese")
    assert [who(database, secret) for secret in old] == [None] * 3
    assert who(database, fresh) is not None
    assert actions.sign_in(database, "Ada", "eight loud geese")


def test_a_wrong_current_password_changes_nothing(database, ada):
    session = actions.start_session(database, ada)
    with pytest.raises(Invalid) as caught:
        actions.change_password(database, ada, "wrong wrong wrong", "eight loud geese")
    assert caught.value.field == "current_password"
    assert who(database, session) is not None
    assert actions.sign_in(database, "Ada", PASSWORD)


def test_guessing_the_current_password_in_a_stolen_session_is_limited(database, ada):
    for _ in range(10):
        with pytest.raises(Invalid):
            actions.change_password(database, ada, "wrong wrong wrong", "eight loud geese")
    with pytest.raises(TooMany):
        actions.change_password(database, ada, PASSWORD, "eight loud geese")


def test_a_password_reset_by_the_operator_ends_all_sessions(database, ada):
    session = actions.start_session(database, ada)
    actions.reset_password(database, "ADA", "eight loud geese")
    assert who(database, session) is None
    assert actions.sign_in(database, "Ada", "eight loud geese")


def test_a_session_is_over_after_ninety_days_without_use(database, ada):
    session = actions.start_session(database, ada)
    assert who(database, session, timedelta(days=89)) is not None
    assert who(database, session, timedelta(days=91)) is None


def test_use_puts_the_end_of_a_session_off_but_not_beyond_a_year(database, ada):
    session, start = actions.start_session(database, ada), clock.now()
    for days in range(0, 365, 60):
        actions.note_session(database, hash_of(session), start + timedelta(days=days))
    assert who(database, session, timedelta(days=364)) is not None
    assert who(database, session, timedelta(days=366)) is None


def test_a_session_made_by_a_clock_years_ahead_is_not_good_for_years(database, ada):
    session = actions.start_session(database, ada)
    ahead = clock.now() + timedelta(days=3650)
    with database.write() as tx:
        tx.execute(
            update(BrowserSession).values(created_at=ahead, expires_at=ahead + timedelta(days=90))
        )
    assert who(database, session) is None


def test_an_outdated_hash_is_renewed_at_sign_in(database, ada):
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with database.write() as tx:
        tx.execute(update(Account).values(password_hash=weak))
    actions.sign_in(database, "Ada", PASSWORD)
    with database.read() as tx:
        assert queries.get_account(tx, "Ada").password_hash != weak
    assert actions.sign_in(database, "Ada", PASSWORD)
