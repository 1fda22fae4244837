"""How pages look in this browser: the colours, and how close the lists are set.

Kept in a cookie: it belongs to the screen, not to the account. One reads on white at the
desk and on sepia in bed.
"""

from dataclasses import dataclass
from enum import StrEnum

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from earmark.web.state import root_path_of

COOKIE = "earmark_look"
LIFE_S = 400 * 86_400
"""As long as browsers keep a cookie at most (RFC 6265bis, section 5.5)."""


class Theme(StrEnum):
    """The colours."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"
    SEPIA = "sepia"


class Density(StrEnum):
    """How close the rows of lists are set."""

    COMFORTABLE = "comfortable"
    DENSE = "dense"


@dataclass(frozen=True)
class Look:
    """What a browser was set to."""

    theme: Theme = Theme.AUTO
    density: Density = Density.COMFORTABLE

    @classmethod
    def named(cls, theme: str, density: str) -> "Look":
        """The look with these names; what is not known is left as nobody set it."""
        return cls(
            Theme(theme) if theme in list(Theme) else Theme.AUTO,
            Density(density) if density in list(Density) else Density.COMFORTABLE,
        )


def look_of(connection: HTTPConnection) -> Look:
    """How pages look to the one who asks."""
    theme, _, density = connection.cookies.get(COOKIE, "").partition(".")
    return Look.named(theme, density)


def with_look(request: Request, response: Response, look: Look) -> Response:
    """The answer, made to have the browser remember the look."""
    value, path = f"{look.theme}.{look.density}", root_path_of(request) or "/"
    response.set_cookie(COOKIE, value, LIFE_S, path=path, httponly=True, samesite="lax")
    return response
