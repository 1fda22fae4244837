"""The HTML of accounts: signing in and out, setting up, and the settings page."""

from collections.abc import Sequence

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route

from earmark import clock
from earmark.accounts import actions, queries
from earmark.accounts.credentials import set_up_path
from earmark.accounts.exports import ACCOUNT_EXPORT, ExportFormat
from earmark.accounts.guard import current_reader, find_reader
from earmark.accounts.passwords import PASSWORD_MIN_CHARACTERS
from earmark.accounts.reader import Scope
from earmark.accounts.session_cookie import session_secret, with_session, without_session
from earmark.accounts.throttle import TooManyTries
from earmark.accounts.views import SCOPES, SessionLine, TokenLine, person_lines
from earmark.errors import Conflict, EarmarkError, Invalid, NotSignedIn, TooMany
from earmark.web.access import Needs, needs, public
from earmark.web.appearance import Look, look_of, with_look
from earmark.web.forms import form_page, go_to, local_path, send_again, text_of
from earmark.web.problems import status_of
from earmark.web.public_address import whole_address
from earmark.web.sign_in_first import Carried, sign_in_page
from earmark.web.state import (
    client_address,
    database_of,
    renderer_of,
    settings_of,
)
from earmark.web.words import soon


@public
def show_sign_in(request: Request) -> Response:
    """The form to sign in; who is signed in already goes on."""
    path = local_path(request.query_params.get("next", ""))
    if find_reader(request):
        return go_to(request, path)
    with database_of(request).read() as tx:
        if not queries.has_accounts(tx):
            return _no_account_yet(request)
    return sign_in_page(request, path)


@public
def sign_in(request: Request, form: FormData) -> Response:
    """Check name and password, and start a session in place of one that is there."""
    name, carried = text_of(form, "name"), Carried.through(form)
    path = local_path(text_of(form, "next"), "" if carried else "/")
    try:
        secret = actions.sign_in(
            database_of(request),
            name,
            text_of(form, "password"),
            client_address(request),
            request.headers.get("user-agent", ""),
            replaces=session_secret(request),
        )
    except (NotSignedIn, TooMany) as error:
        return _sign_in_form(request, name, path, error, carried)
    answer = send_again(request, carried.path) if carried else go_to(request, path)
    return with_session(request, answer, secret)


def sign_out(request: Request, _form: FormData) -> Response:
    """End this session."""
    actions.sign_out(database_of(request), current_reader(request))
    return without_session(request, go_to(request, "/sign-in"))


@public
def show_set_up(request: Request) -> Response:
    """The form for a first account or an invited one. Raises NotFound for a used secret."""
    secret = request.query_params.get("secret", "")
    with database_of(request).read() as tx:
        invitation = queries.get_invitation(tx, secret, clock.now())
    return _set_up_form(request, secret, invitation.name, is_owner=invitation.is_for_owner)


@public
def set_up(request: Request, form: FormData) -> Response:
    """Make the account and start its first session. Raises NotFound for a used secret."""
    db, secret, name = database_of(request), text_of(form, "secret"), text_of(form, "name")
    with db.read() as tx:
        is_owner = queries.get_invitation(tx, secret, clock.now()).is_for_owner
    join = actions.make_owner if is_owner else actions.accept_invitation
    try:
        reader = join(db, secret, name, text_of(form, "password"))
    except (Invalid, Conflict) as error:
        return _set_up_form(request, secret, name, error, is_owner=is_owner)
    user_agent = request.headers.get("user-agent", "")
    session = actions.start_session(db, reader, client_address(request), user_agent)
    return with_session(request, go_to(request, "/"), session)


@needs(Needs.ADMIN)
def show_settings(request: Request) -> Response:
    """The settings page."""
    return _settings_page(request)


@needs(Needs.ADMIN)
def change_password(request: Request, form: FormData) -> Response:
    """Set a new password; this browser gets a fresh session, all others end."""
    try:
        secret = actions.change_password(
            database_of(request),
            current_reader(request),
            text_of(form, "current_password"),
            text_of(form, "new_password"),
            client_address(request),
            request.headers.get("user-agent", ""),
        )
    except (Invalid, TooMany) as error:
        return _settings_page(request, status_of(error), password_problem=_sentence(error))
    return with_session(request, go_to(request, "/settings#account"), secret)


def change_look(request: Request, form: FormData) -> Response:
    """Set how pages look in this browser."""
    look = Look.named(text_of(form, "theme"), text_of(form, "density"))
    return with_look(request, go_to(request, "/settings#appearance"), look)


@needs(Needs.ADMIN)
def end_other_sessions(request: Request, _form: FormData) -> Response:
    """Sign out everywhere else."""
    actions.end_other_sessions(database_of(request), current_reader(request))
    return go_to(request, "/settings#account")


@needs(Needs.ADMIN)
def make_token(request: Request, form: FormData) -> Response:
    """Make a token and show it this once."""
    reader, given = current_reader(request), text_of(form, "scope")
    if given not in [scope.value for scope in Scope]:
        raise Invalid("scope", "A token may read, write or admin.")
    name = text_of(form, "token_name")
    _, secret = actions.make_token(database_of(request), reader.account_id, name, Scope(given))
    return _settings_page(request, new_token=secret)


@needs(Needs.ADMIN)
def revoke_token(request: Request, _form: FormData) -> Response:
    """Revoke a token."""
    token_id = request.path_params["token_id"]
    actions.revoke_token(database_of(request), current_reader(request), token_id)
    return go_to(request, "/settings#tokens")


@needs(Needs.OWNER)
def invite(request: Request, form: FormData) -> Response:
    """Make an invitation and show its address this once."""
    name = text_of(form, "person_name")
    try:
        _, secret = actions.invite(database_of(request), current_reader(request), name)
    except (Invalid, Conflict) as error:
        return _settings_page(request, status_of(error), person_problem=error.message)
    return _settings_page(request, invitation=_whole_address(request, set_up_path(secret)))


@needs(Needs.OWNER)
def remove_person(request: Request, _form: FormData) -> Response:
    """Remove another's account, or take an invitation back."""
    person_id = request.path_params["person_id"]
    actions.remove_person(database_of(request), current_reader(request), person_id)
    return go_to(request, "/settings#people")


@needs(Needs.ADMIN)
def export(request: Request, form: FormData) -> Response:
    """Everything of the account in the format asked for, as a file."""
    wanted = text_of(form, "format")
    known = {known.value: known for known in _export_formats(request)}
    if wanted not in known:
        raise Invalid("format", "There is no such format.")
    chosen = known[wanted]
    headers = {"Content-Disposition": f'attachment; filename="{chosen.file_name}"'}
    body = chosen.write(database_of(request), current_reader(request))
    return StreamingResponse(body, headers=headers, media_type=chosen.media_type)


@needs(Needs.ADMIN)
def delete_account(request: Request, form: FormData) -> Response:
    """Delete the account and all that it owns."""
    password = text_of(form, "delete_password")
    try:
        actions.delete_account(database_of(request), current_reader(request), password)
    except (Invalid, Conflict, TooMany) as error:
        return _settings_page(request, status_of(error), delete_problem=_sentence(error))
    request.scope["state"]["reader"] = None
    text = "Your account and everything in it are deleted. Good-bye."
    return without_session(request, _message(request, "Deleted", text))


def _sign_in_form(
    request: Request, name: str, path: str, error: EarmarkError, carried: Carried | None
) -> HTMLResponse:
    response = sign_in_page(
        request,
        path,
        name=name,
        problem=_sentence(error),
        carried=carried,
        status=status_of(error),
    )
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(int(error.retry_after_s) + 1)
    return response


def _sentence(error: EarmarkError) -> str:
    if isinstance(error, TooManyTries):
        return f"{error.what} Try again {soon(error.retry_after_s)}."
    return error.message


def _no_account_yet(request: Request) -> HTMLResponse:
    return _message(request, "Welcome to Earmark", actions.NO_OWNER)


def _message(request: Request, heading: str, text: str) -> HTMLResponse:
    return renderer_of(request).render(
        request,
        "message.html",
        heading=heading,
        text=text,
        secret=None,
        link_href=None,
        link_label="",
    )


def _set_up_form(
    request: Request, secret: str, name: str, error: EarmarkError | None = None, *, is_owner: bool
) -> HTMLResponse:
    at_password = isinstance(error, Invalid) and error.field == "password"
    message = error.message if error else ""
    return renderer_of(request).render(
        request,
        "set_up.html",
        status_code=status_of(error) if error else 200,
        secret=secret,
        is_owner=is_owner,
        name=name,
        name_problem="" if at_password else message,
        password_problem=message if at_password else "",
        min_password=PASSWORD_MIN_CHARACTERS,
    )


def _settings_page(request: Request, status: int = 200, **changes: object) -> HTMLResponse:
    reader, now = current_reader(request), clock.now()
    with database_of(request).read() as tx:
        sessions = queries.sessions_of(tx, reader.account_id, now)
        tokens = queries.tokens_of(tx, reader.account_id)
        accounts = queries.people(tx) if reader.is_owner else ()
        invitations = queries.open_invitations(tx, now) if reader.is_owner else ()
    values: dict[str, object] = {
        "name": reader.name,
        "is_owner": reader.is_owner,
        "min_password": PASSWORD_MIN_CHARACTERS,
        "look": look_of(request),
        "password_problem": "",
        "sessions": [SessionLine.of(session, reader, now) for session in sessions],
        "tokens": [TokenLine.of(token, now) for token in tokens],
        "scopes": SCOPES,
        "new_token": None,
        "people": person_lines(accounts, invitations, reader, now),
        "invitation": None,
        "person_problem": "",
        "export_formats": _export_formats(request),
        "delete_problem": "",
    }
    page = renderer_of(request).render
    return page(request, "settings.html", status_code=status, **(values | changes))


def _export_formats(request: Request) -> Sequence[ExportFormat]:
    formats: Sequence[ExportFormat] = getattr(request.app.state, "exports", (ACCOUNT_EXPORT,))
    return formats


def _whole_address(request: Request, path: str) -> str:
    return whole_address(request, settings_of(request).base_url, path)


routes = [
    Route("/sign-in", show_sign_in),
    Route("/sign-in", form_page(sign_in), methods=["POST"]),
    Route("/sign-out", form_page(sign_out), methods=["POST"]),
    Route("/set-up", show_set_up),
    Route("/set-up", form_page(set_up), methods=["POST"]),
    Route("/settings", show_settings),
    Route("/settings/appearance", form_page(change_look), methods=["POST"]),
    Route("/settings/password", form_page(change_password), methods=["POST"]),
    Route("/settings/sessions/end-others", form_page(end_other_sessions), methods=["POST"]),
    Route("/settings/tokens", form_page(make_token), methods=["POST"]),
    Route("/settings/tokens/{token_id}/revoke", form_page(revoke_token), methods=["POST"]),
    Route("/settings/people", form_page(invite), methods=["POST"]),
    Route("/settings/people/{person_id}/remove", form_page(remove_person), methods=["POST"]),
    Route("/settings/export", form_page(export), methods=["POST"]),
    Route("/settings/delete", form_page(delete_account), methods=["POST"]),
]
