"""Pages out of templates: ``Renderer.render`` is what every page function ends with.

A template sees the values that its first comment names, the values of the frame
(who is signed in, the notice of the last action), and these functions:

    url("/archive")         the address below the place where Earmark lives
    static("list.css")      the address of a static file, with the hash of its content
    _("...")                the sentence in the reader's language, as are ngettext and trans

Paths handed to a template start at Earmark's own root ("/read/018f..."); the template
puts ``url`` round them, so that a sub-path in ``EARMARK_BASE_URL`` works everywhere.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from gettext import NullTranslations
from typing import Any, TypeAlias

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from earmark.web.static_files import StaticFiles
from earmark.web.words import number

Frame: TypeAlias = Callable[[Request], Mapping[str, object]]
"""What a request adds to every page: who is signed in, the notice of the last action."""


@dataclass(frozen=True)
class Notice:
    """One sentence about what was just done; ``undo_action`` is the path to POST to, if any."""

    text: str
    undo_action: str | None = None


FRAME: Mapping[str, object] = {
    "reader_name": None,
    "notice": None,
    "theme": "auto",
    "density": "comfortable",
    "refresh_s": 0,
}
"""What every page has, as it is when nobody is signed in. ``theme`` is auto, light,
dark or sepia; ``density`` comfortable or dense; ``refresh_s`` reloads a page that has
no script after so many seconds (0: never)."""


class Renderer:
    """The templates of this instance, ready to be filled."""

    def __init__(
        self,
        static_files: StaticFiles,
        base_path: str = "",
        frame: Frame | None = None,
        translations: NullTranslations | None = None,
    ) -> None:
        """``base_path`` ("/earmark" or "") serves pages made without a request."""
        self._static_files = static_files
        self._base_path = base_path.rstrip("/")
        self._frame = frame
        self._environment = _environment(translations or NullTranslations())

    def render(
        self, request: Request | None, template_name: str, status_code: int = 200, **values: object
    ) -> HTMLResponse:
        """The filled template as an answer.

        Raises ``jinja2.UndefinedError`` when a value that the template names is missing.
        """
        return HTMLResponse(self.text(request, template_name, **values), status_code)

    def text(self, request: Request | None, template_name: str, **values: object) -> str:
        """The filled template as text."""
        base_path = self._base_path if request is None else _root_path(request)
        frame = self._frame(request) if self._frame and request else {}
        template = self._environment.get_template(template_name)
        return template.render({**FRAME, **self._places(base_path), **frame, **values})

    def _places(self, base_path: str) -> Mapping[str, object]:
        def url(path: str) -> str:
            return base_path + path if path.startswith("/") else path

        def static(name: str) -> str:
            return base_path + self._static_files.path_of(name)

        return {"url": url, "static": static}


def _environment(translations: NullTranslations) -> Environment:
    environment = Environment(
        loader=PackageLoader("earmark.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.filters["number"] = number
    # Any: the extension adds this method at run time, so the class does not declare it.
    extended: Any = environment
    extended.install_gettext_translations(translations, newstyle=True)
    return environment


def _root_path(request: Request) -> str:
    """Where the whole application lives; a mounted part has a longer ``root_path``."""
    scope = request.scope
    path: str = scope.get("app_root_path", scope.get("root_path", ""))
    return path.rstrip("/")
