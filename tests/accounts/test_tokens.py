"""API tokens: shown once, kept as a hash, dead when revoked."""

from datetime import timedelta

import pytest

from earmark import clock
from earmark.accounts import actions, queries
from earmark.accounts.credentials import hash_of
from earmark.accounts.models import ApiToken
from earmark.accounts.reader import Scope
from earmark.errors import Conflict, Invalid, NotFound


def who(database, secret, later=timedelta(0)):
    with database.read() as tx:
        seen = queries.find_token(tx.connection(), secret, clock.now() + later)
    return seen.reader if seen else None


def row(reader, number):
    return ApiToken(
        account_id=reader.account_id,
        name=f"token {number}",
        prefix="earmark_",
        token_hash=hash_of(str(number)),
        scope=Scope.READ.value,
        created_at=clock.now(),
    )


def test_a_token_acts_for_its_account_within_its_scope(database, ada):
    _, secret = actions.make_token(database, ada.account_id, "phone", Scope.WRITE)
    reader = who(database, secret)
    assert (reader.account_id, reader.scope, reader.session) == (ada.account_id, Scope.WRITE, None)


def test_a_token_can_be_told_by_its_prefix_and_is_kept_as_a_hash(database, ada):
    token, secret = actions.make_token(database, ada.account_id, "phone", Scope.READ)
    assert secret.startswith("earmark_")
    assert secret.startswith(token.prefix)
    assert len(token.prefix) < len(secret) / 2
    assert token.token_hash == hash_of(secret)


def test_a_revoked_token_is_dead_at_once(database, ada):
    token, secret = actions.make_token(database, ada.account_id, "phone", Scope.READ)
    actions.revoke_token(database, ada, token.id)
    assert who(database, secret) is None


def test_nobody_revokes_the_token_of_another(database, ada, bob):
    token, secret = actions.make_token(database, ada.account_id, "phone", Scope.READ)
    with pytest.raises(NotFound):
        actions.revoke_token(database, bob, token.id)
    assert who(database, secret) is not None


def test_a_token_is_dead_when_its_time_is_over(database, ada):
    end = clock.now() + timedelta(days=1)
    _, secret = actions.make_token(database, ada.account_id, "phone", Scope.READ, end)
    assert who(database, secret) is not None
    assert who(database, secret, timedelta(days=2)) is None


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "a\nb"])
def test_a_token_needs_a_name_on_one_line(database, ada, name):
    with pytest.raises(Invalid):
        actions.make_token(database, ada.account_id, name, Scope.READ)


def test_a_token_cannot_be_made_for_the_past(database, ada):
    with pytest.raises(Invalid):
        actions.make_token(database, ada.account_id, "phone", Scope.READ, clock.now())


def test_an_account_has_a_bounded_number_of_tokens(database, ada):
    with database.write() as tx:
        tx.add_all(row(ada, number) for number in range(actions.TOKENS_MAX - 1))
    actions.make_token(database, ada.account_id, "the last", Scope.READ)
    with pytest.raises(Conflict):
        actions.make_token(database, ada.account_id, "one more", Scope.READ)


def test_scopes_include_those_below_them():
    included = [[wide.includes(narrow) for narrow in Scope] for wide in Scope]
    assert included == [[True, False, False], [True, True, False], [True, True, True]]
