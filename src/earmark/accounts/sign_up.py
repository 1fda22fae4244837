"""The page on which everybody may make an account, where the operator opened registration."""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from earmark.accounts import actions
from earmark.accounts.guard import find_reader
from earmark.accounts.passwords import PASSWORD_MIN_CHARACTERS
from earmark.accounts.session_cookie import with_session
from earmark.errors import Conflict, EarmarkError, Invalid, NotFound, TooMany
from earmark.web.access import public
from earmark.web.forms import form_page, go_to, text_of
from earmark.web.problems import headers_of, status_of
from earmark.web.state import client_address, database_of, renderer_of, settings_of


@public
def show_sign_up(request: Request) -> Response:
    """The form. Raises NotFound where people come by invitation only."""
    _require_open(request)
    if find_reader(request):
        return go_to(request, "/")
    return _form(request, "")


@public
def sign_up(request: Request, form: FormData) -> Response:
    """Make the account and start its first session. Raises NotFound as ``show_sign_up``."""
    _require_open(request)
    db, name, address = database_of(request), text_of(form, "name"), client_address(request)
    try:
        reader = actions.register(db, name, text_of(form, "password"), address)
    except (Invalid, Conflict, TooMany) as error:
        return _form(request, name, error)
    user_agent = request.headers.get("user-agent", "")
    secret = actions.start_session(db, reader, address, user_agent)
    return with_session(request, go_to(request, "/"), secret)


def _require_open(request: Request) -> None:
    if not settings_of(request).open_registration:
        raise NotFound("People come here by invitation. Ask for one.")


def _form(request: Request, name: str, error: EarmarkError | None = None) -> HTMLResponse:
    at_password = isinstance(error, Invalid) and error.field == "password"
    message = error.message if error else ""
    response = renderer_of(request).render(
        request,
        "sign_up.html",
        status_code=status_of(error) if error else 200,
        name=name,
        name_problem="" if at_password else message,
        password_problem=message if at_password else "",
        min_password=PASSWORD_MIN_CHARACTERS,
    )
    response.headers.update(headers_of(error) if error else {})
    return response


routes = [
    Route("/sign-up", show_sign_up),
    Route("/sign-up", form_page(sign_up), methods=["POST"]),
]
