"""Passwords are kept as Argon2id, compared as typed by a person, and bounded in cost."""

import subprocess
import sys

import pytest

from earmark.accounts import passwords
from earmark.accounts.passwords import checked_password, hash_password, is_outdated, is_password
from earmark.errors import Invalid, TooMany


def test_the_right_password_is_known_again():
    assert is_password("seven quiet herons", hash_password("seven quiet herons"))


def test_a_wrong_password_is_refused():
    assert not is_password("seven quiet heron", hash_password("seven quiet herons"))


def test_without_a_hash_no_password_is_right():
    assert not is_password("seven quiet herons", None)


def test_the_hash_is_argon2id_and_never_twice_the_same():
    one, two = hash_password("seven quiet herons"), hash_password("seven quiet herons")
    assert one.startswith("$argon2id$")
    assert one != two


def test_letters_composed_otherwise_are_the_same_password():
    assert is_password("Zoe\u0308 reads late", hash_password("Zo\u00eb reads late"))


def test_what_follows_the_longest_password_is_not_cut_off_silently():
    longest = "x" * 1000
    assert not is_password(longest + "y", hash_password(longest))


@pytest.mark.parametrize("password", ["", "ninechars", "x" * 1001])
def test_a_password_too_short_or_too_long_is_refused(password):
    with pytest.raises(Invalid) as caught:
        checked_password(password)
    assert caught.value.field == "password"


def test_a_hash_of_older_parameters_is_known_as_outdated():
    older = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$ZGlnZXN0ZGlnZXN0ZGlnZXN0ZGlnZXN0ZGlnZXN0MTI"
    assert is_outdated(older)
    assert not is_outdated(hash_password("seven quiet herons"))


def test_when_too_many_wait_the_next_is_sent_away():
    places = passwords.AT_ONCE + passwords.WAITING_MAX
    taken = [passwords._places.acquire(blocking=False) for _ in range(places)]
    try:
        with pytest.raises(TooMany):
            is_password("seven quiet herons", None)
    finally:
        for _ in taken:
            passwords._places.release()
    assert all(taken)


def test_argon2_is_not_loaded_before_a_password_is_looked_at():
    code = (
        "import sys, earmark.accounts.pages, earmark.accounts.api; print('argon2' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
