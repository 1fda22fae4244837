"""The first account, invitations, and leaving."""

import json

import pytest
from sqlalchemy import func, select

from earmark import clock
from earmark.accounts import actions, queries
from earmark.accounts.models import Account, ApiToken, BrowserSession, Invitation
from earmark.accounts.reader import Scope
from earmark.errors import Conflict, Invalid, NotAllowed, NotFound

PASSWORD = "seven quiet herons"


def names(database):
    with database.read() as tx:
        return [account.name for account in queries.people(tx)]


def test_the_first_secret_makes_an_owner(database):
    secret = actions.first_run_secret(database)
    reader = actions.make_owner(database, secret, "Ada", PASSWORD)
    assert reader.is_owner
    assert names(database) == ["Ada"]


def test_the_first_secret_works_once(database):
    secret = actions.first_run_secret(database)
    actions.make_owner(database, secret, "Ada", PASSWORD)
    with pytest.raises(NotFound):
        actions.make_owner(database, secret, "Eve", PASSWORD)
    assert names(database) == ["Ada"]


def test_a_new_start_replaces_the_first_secret(database):
    earlier, later = actions.first_run_secret(database), actions.first_run_secret(database)
    with pytest.raises(NotFound):
        actions.make_owner(database, earlier, "Eve", PASSWORD)
    assert actions.make_owner(database, later, "Ada", PASSWORD).is_owner


def test_with_an_account_there_is_no_first_secret(database, ada):
    assert actions.first_run_secret(database) is None


def test_the_first_secret_is_worth_nothing_once_the_operator_made_an_account(database):
    secret = actions.first_run_secret(database)
    actions.add_account(database, "Ada", PASSWORD, is_owner=True)
    with pytest.raises(NotFound):
        actions.make_owner(database, secret, "Eve", PASSWORD)


def test_a_password_that_cannot_be_leaves_the_secret_good(database):
    secret = actions.first_run_secret(database)
    with pytest.raises(Invalid):
        actions.make_owner(database, secret, "Ada", "short")
    assert actions.make_owner(database, secret, "Ada", PASSWORD)


def test_an_invitation_makes_a_member_and_never_an_owner(database, ada):
    _, secret = actions.invite(database, ada, "Bob")
    with pytest.raises(NotFound):
        actions.make_owner(database, secret, "Bob", PASSWORD)
    assert not actions.accept_invitation(database, secret, "Bob", PASSWORD).is_owner


def test_a_member_cannot_invite(database, bob):
    with pytest.raises(NotAllowed):
        actions.invite(database, bob)


def test_an_invitation_is_over_after_two_weeks(database, ada):
    _, secret = actions.invite(database, ada)
    later = clock.now() + actions.INVITATION_LIFE
    with database.read() as tx, pytest.raises(NotFound):
        queries.get_invitation(tx, secret, later)


@pytest.mark.parametrize("name", ["ada", "ADA ", "ａｄａ"])
def test_a_name_is_given_once_however_it_is_written(database, ada, name):
    with pytest.raises(Conflict):
        actions.add_account(database, name, PASSWORD)
    assert names(database) == ["Ada"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 65, "a\nb", "a\x00b", "a\u202eb"])
def test_a_name_that_cannot_be_seen_is_refused(database, name):
    with pytest.raises(Invalid) as caught:
        actions.add_account(database, name, PASSWORD)
    assert caught.value.field == "name"


def test_a_name_with_spaces_and_other_scripts_is_fine(database):
    assert actions.add_account(database, "Zoë von Straße", PASSWORD).name == "Zoë von Straße"


def test_deleting_an_account_takes_all_its_rows(database, ada, bob):
    actions.start_session(database, bob)
    actions.make_token(database, bob.account_id, "phone", Scope.READ)
    actions.delete_account(database, bob, PASSWORD)
    with database.read() as tx:
        counts = [
            tx.scalar(select(func.count()).select_from(t)) for t in (BrowserSession, ApiToken)
        ]
    assert counts == [0, 0]
    assert names(database) == ["Ada"]


def test_a_wrong_password_deletes_nothing(database, ada):
    with pytest.raises(Invalid):
        actions.delete_account(database, ada, "wrong wrong wrong")
    assert names(database) == ["Ada"]


def test_the_only_owner_cannot_leave_others_alone(database, ada, bob):
    with pytest.raises(Conflict):
        actions.delete_account(database, ada, PASSWORD)
    assert names(database) == ["Ada", "Bob"]


def test_the_last_person_may_leave_and_the_instance_starts_anew(database, ada):
    actions.delete_account(database, ada, PASSWORD)
    assert actions.first_run_secret(database)


def test_the_number_of_a_deleted_account_is_never_given_again(database, ada, bob):
    actions.remove_person(database, ada, bob.public_id)
    assert actions.add_account(database, "Cleo", PASSWORD).account_id > bob.account_id


def test_an_owner_can_take_an_invitation_back(database, ada):
    invitation, secret = actions.invite(database, ada, "Bob")
    actions.remove_person(database, ada, invitation.id)
    with pytest.raises(NotFound):
        actions.accept_invitation(database, secret, "Bob", PASSWORD)


def test_a_member_cannot_remove_anyone(database, ada, bob):
    with pytest.raises(NotAllowed):
        actions.remove_person(database, bob, ada.public_id)
    assert names(database) == ["Ada", "Bob"]


def test_owners_do_not_remove_themselves_by_the_way(database, ada):
    with pytest.raises(Conflict):
        actions.remove_person(database, ada, ada.public_id)


def test_the_export_holds_the_account_and_no_secret(database, ada):
    session = actions.start_session(database, ada, "192.0.2.1", "Firefox/140.0 Linux")
    token, secret = actions.make_token(database, ada.account_id, "phone", Scope.READ)
    _, invitation_secret = actions.invite(database, ada, "Bob")
    with database.read() as tx:
        exported = queries.export_account(tx, ada.account_id)
        hashes = [tx.get_one(Account, ada.account_id).password_hash, token.token_hash]
        hashes += tx.scalars(select(Invitation.secret_hash)).all()
    text = json.dumps(exported)
    assert exported["account"]["name"] == "Ada"
    assert exported["sessions"][0]["device"] == "Firefox on Linux"
    assert exported["tokens"][0]["name"] == "phone"
    assert exported["invitations"][0]["name"] == "Bob"
    planted = [session, secret, invitation_secret, *hashes]
    assert [value for value in planted if value in text] == []
