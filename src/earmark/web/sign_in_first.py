"""What was typed outlives the session in which it was typed.

A form that arrives without a session is answered with the page to sign in, which carries
the form's fields along, hidden. After the sign-in the browser is told to send the same
fields again to where they belonged (307: RFC 9110, section 15.4.8), now as somebody. So
the save goes on by itself; no script is needed, and nothing is kept on the server.

Only endpoints that say so (``outlives_session``) take part: none whose fields hold a
password. A form of another site does not come here, for ``csrf`` refuses it before.
"""

from dataclasses import dataclass
from typing import TypeVar

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse

from earmark.web.forms import local_path, text_of
from earmark.web.state import renderer_of, root_path_of, settings_of

CARRIED_BYTES_MAX = 2**20
"""A note has at most 100,000 characters; more would be held for somebody unknown."""

SESSION_OVER = "Your session was over. What you typed is not lost: sign in, and it is kept."

GO_ON = "go_on"
_OWN_FIELDS = ("name", "password", "next", GO_ON)
_ATTRIBUTE = "__earmark_outlives_session__"

Endpoint = TypeVar("Endpoint")


def outlives_session(endpoint: Endpoint) -> Endpoint:
    """Declare an endpoint whose form is carried through the sign-in."""
    setattr(endpoint, _ATTRIBUTE, True)
    return endpoint


@dataclass(frozen=True)
class Carried:
    """A form on its way through the sign-in: the path that it was sent to, and its fields."""

    path: str
    fields: tuple[tuple[str, str], ...]

    @classmethod
    def through(cls, sign_in: FormData) -> "Carried | None":
        """What the form of the sign-in page carries; None mostly."""
        path = local_path(text_of(sign_in, GO_ON), "")
        return cls(path, _fields(sign_in)) if path else None


async def sign_in_page_with_form(request: Request) -> HTMLResponse | None:
    """The page to sign in that carries what was sent; None when nothing is to be carried."""
    if not _may_be_carried(request):
        return None
    try:
        form = await request.form(max_part_size=CARRIED_BYTES_MAX)
    except HTTPException:  # no form after all; it is refused again when it comes signed in
        return None
    path = request.scope["path"].removeprefix(root_path_of(request))
    carried, after = Carried(path, _fields(form)), local_path(text_of(form, "next"), "")
    return sign_in_page(request, after, problem=SESSION_OVER, carried=carried, status=401)


def sign_in_page(
    request: Request,
    after: str,
    *,
    name: str = "",
    problem: str | None = None,
    carried: Carried | None = None,
    status: int = 200,
) -> HTMLResponse:
    """The page to sign in; ``after`` is the path to go to then, or the carried form's own."""
    return renderer_of(request).render(
        request,
        "sign_in.html",
        status_code=status,
        name=name,
        next=after,
        problem=problem,
        may_sign_up=settings_of(request).open_registration,
        go_on=carried.path if carried else None,
        carried=carried.fields if carried else (),
    )


def _may_be_carried(request: Request) -> bool:
    """Whether the endpoint takes part, a browser asks, and it is not too much."""
    takes_part = hasattr(request.scope.get("endpoint"), _ATTRIBUTE)
    size = request.headers.get("content-length", "")
    is_small = size.isdecimal() and int(size) <= CARRIED_BYTES_MAX
    return takes_part and is_small and "authorization" not in request.headers


def _fields(form: FormData) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, value)
        for name, value in form.multi_items()
        if isinstance(value, str) and name not in _OWN_FIELDS
    )
