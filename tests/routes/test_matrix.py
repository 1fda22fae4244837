"""Every route against everybody: generated from the application's own route table.

Who asks x what the route needs; what another site can make a browser send; whose id it
is. A route or parameter that is not covered fails here, by its name.
"""

import pytest
from starlette.routing import Route
from tests.routes.examples import FORMS, JSON_BODIES, PARAMETERS, REVIEWED
from tests.routes.world import SAME_ORIGIN, World, ids_named_by

from earmark.accounts.guard import guard_routes
from earmark.accounts.reader import Scope
from earmark.db.base import new_id
from earmark.web.access import Needs

OTHER_SITES = {
    "no evidence": {},
    "no evidence, JSON sent as text": {"Content-Type": "text/plain"},
    "a foreign origin": {"Origin": "https://evil.example"},
    "a foreign origin of our name": {"Origin": "http://testserver.evil.example"},
    "an opaque origin": {"Origin": "null"},
    "cross-site": {"Sec-Fetch-Site": "cross-site"},
    "a sibling site": {"Sec-Fetch-Site": "same-site"},
    "cross-site with our origin": {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
}

NEEDED_SCOPE = {
    Needs.READ: Scope.READ,
    Needs.WRITE: Scope.WRITE,
    Needs.ADMIN: Scope.ADMIN,
    Needs.OWNER: Scope.ADMIN,
}


def test_every_route_is_guarded(world: World):
    assert [cell.name for cell in world.cells if not cell.is_guarded] == []


def test_every_parameter_has_an_example(world: World):
    missing = [
        f"{cell.name}: {name}"
        for cell in world.cells
        for name in cell.params
        if name not in PARAMETERS
    ]
    assert missing == []


def test_every_example_is_of_a_route_that_exists(world: World):
    assert {*FORMS, *JSON_BODIES} - {cell.name for cell in world.cells} == set()


@pytest.mark.parametrize("need", list(Needs))
def test_what_a_route_needs_was_reviewed_or_follows_from_its_method(world: World, need: Needs):
    by_method = {cell.name for cell in world.cells if cell.need is cell.need_by_method}
    expected = REVIEWED.get(need, by_method)
    assert {cell.name for cell in world.cells if cell.need is need} - expected == set()
    assert REVIEWED.get(need, set()) <= {cell.name for cell in world.cells if cell.need is need}


def test_nobody_gets_in_without_signing_in(world: World):
    wrong, before = [], world.fingerprint()
    for cell in closed(world):
        answer = world.ask(cell, dict.fromkeys(ids_named_by(cell), "1"), SAME_ORIGIN)
        is_sent_on = answer.headers.get("location", "").startswith("/sign-in")
        is_asked = is_sent_on or 'action="/sign-in"' in answer.text
        expected = 303 if is_sent_on else 401
        if answer.status_code != expected or is_asked is cell.is_api:
            wrong.append((cell.name, answer.status_code))
        if cell.is_api and "Bearer" not in answer.headers.get("www-authenticate", ""):
            wrong.append((cell.name, "no WWW-Authenticate"))
    assert wrong == []
    assert world.fingerprint() == before


@pytest.mark.parametrize("bad", ["Bearer earmark_x", "Bearer", "Bearer \x20"])
def test_a_bad_token_is_refused_even_beside_a_good_session(world: World, bad: str):
    wrong = []
    session = world.session(world.ada)
    for cell in closed(world):
        headers = {**session, "Authorization": bad, **SAME_ORIGIN}
        status = world.ask(cell, dict.fromkeys(ids_named_by(cell), "1"), headers).status_code
        if status != (401 if cell.is_api else 303):
            wrong.append((cell.name, status))
    assert wrong == []


@pytest.mark.parametrize("scope", list(Scope))
def test_a_token_does_what_its_scope_says_and_no_more(world: World, scope: Scope):
    wrong = []
    for cell in closed(world):
        ids = world.ids(cell, world.ada)
        status = world.ask(cell, ids, world.token(world.ada, scope)).status_code
        may = scope.includes(NEEDED_SCOPE[cell.need])
        if (status == 403) is may or status in (401, 500):
            wrong.append((cell.name, status))
    assert wrong == []


def test_a_session_may_do_everything_with_its_own(world: World):
    wrong = []
    for cell in closed(world):
        headers = {**world.session(world.ada), **SAME_ORIGIN}
        status = world.ask(cell, world.ids(cell, world.ada), headers).status_code
        if status in (401, 403, 500):
            wrong.append((cell.name, status))
    assert wrong == []


def test_a_member_may_not_do_what_is_an_owners(world: World):
    wrong, before = [], world.fingerprint()
    for cell in closed(world):
        if cell.need is not Needs.OWNER:
            continue
        ids = dict.fromkeys(ids_named_by(cell), world.ada.public_id)
        for headers in (world.session(world.bob), world.token(world.bob, Scope.ADMIN)):
            status = world.ask(cell, ids, {**headers, **SAME_ORIGIN}).status_code
            if status != 403:
                wrong.append((cell.name, status))
    assert wrong == []
    assert world.fingerprint() == before


@pytest.mark.parametrize("site", OTHER_SITES.values(), ids=OTHER_SITES)
def test_another_site_cannot_make_a_signed_in_browser_act(world: World, site: dict[str, str]):
    asked = {cell: world.ids(cell, world.ada) for cell in world.cells if cell.is_unsafe}
    wrong, before = [], world.fingerprint()
    session = world.session(world.ada)
    for cell, ids in asked.items():
        status = world.ask(cell, ids, {**session, **site}).status_code
        if status != 403:
            wrong.append((cell.name, status))
    assert wrong == []
    assert world.fingerprint() == before


def test_another_site_cannot_sign_a_browser_in(world: World):
    wrong = []
    for cell in world.cells:
        if cell.need is Needs.PUBLIC and cell.is_unsafe:
            for name, site in OTHER_SITES.items():
                status = world.ask(cell, {}, site).status_code
                if (status == 403) is name.startswith("no evidence"):
                    wrong.append((cell.name, name, status))
    assert wrong == []


def test_a_bearer_token_needs_no_evidence_of_the_site(world: World):
    token = world.token(world.ada, Scope.ADMIN)
    wrong = []
    for cell in closed(world):
        if cell.is_unsafe:
            headers = {**token, "Origin": "https://a-client.example"}
            status = world.ask(cell, world.ids(cell, world.ada), headers).status_code
            if status in (401, 403, 500):
                wrong.append((cell.name, status))
    assert wrong == []


def test_what_is_anothers_looks_like_what_is_not_there(world: World):
    things = [(c, n) for c in closed(world) for n in ids_named_by(c) if PARAMETERS[n].is_owned]
    foreign = [(cell, world.ids(cell, world.ada)) for cell, _ in things]
    wrong, before = [], world.fingerprint()
    for cell, ids in foreign:
        for headers in (world.session(world.bob), world.token(world.bob, Scope.ADMIN)):
            asked = {**headers, **SAME_ORIGIN}
            theirs = world.ask(cell, ids, asked)
            nobodys = world.ask(cell, {**ids, **dict.fromkeys(owned(ids), new_id())}, asked)
            if theirs.status_code != 404:
                wrong.append((cell.name, theirs.status_code))
            for answer in (theirs, nobodys):
                del answer.headers["x-request-id"]
            if (theirs.content, theirs.headers) != (nobodys.content, nobodys.headers):
                wrong.append((cell.name, "tells another's from nobody's"))
    assert things
    assert wrong == []
    assert world.fingerprint() == before


def test_odd_ids_are_not_found_and_break_nothing(world: World):
    wrong = []
    token = world.token(world.ada, Scope.ADMIN)
    for cell in closed(world):
        for name in ids_named_by(cell):
            for odd in PARAMETERS[name].odd_ids:
                ids = {**world.ids(cell, world.ada), name: odd}
                status = world.ask(cell, ids, token).status_code
                if status != 404:
                    wrong.append((cell.name, odd, status))
    assert wrong == []


def test_a_kind_of_route_that_cannot_be_guarded_stops_the_start():
    from starlette.routing import WebSocketRoute

    with pytest.raises(TypeError, match="/live"):
        guard_routes([Route("/", print), WebSocketRoute("/live", print)])


def closed(world: World):
    """The cells that are not for everybody."""
    return [cell for cell in world.cells if cell.need is not Needs.PUBLIC]


def owned(ids: dict[str, str]) -> list[str]:
    """The names of the ids that belong to one account."""
    return [name for name in ids if PARAMETERS[name].is_owned]
