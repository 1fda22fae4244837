"""The application's own route table, flat: what the matrix walks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi.routing import iter_route_contexts
from starlette.routing import PARAM_REGEX, BaseRoute, Mount

from earmark.accounts.guard import is_guarded
from earmark.web.access import SAFE_METHODS, Needs, need_of


@dataclass(frozen=True)
class Cell:
    """One method of one route."""

    method: str
    path: str
    need: Needs
    is_guarded: bool
    is_api: bool

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def params(self) -> list[str]:
        return [match.group(1) for match in PARAM_REGEX.finditer(self.path)]

    @property
    def need_by_method(self) -> Needs:
        """What the cell needs when its endpoint declares nothing."""
        return Needs.WRITE if self.is_unsafe else Needs.READ

    @property
    def is_unsafe(self) -> bool:
        return self.method not in SAFE_METHODS

    def address(self, ids: dict[str, str]) -> str:
        """The path with its parameters filled in."""
        return PARAM_REGEX.sub(lambda match: ids[match.group(1)], self.path)


def cells(routes: Sequence[BaseRoute], prefix: str = "") -> Iterator[Cell]:
    """Every method of every route, those in mounts and included routers too."""
    for context in iter_route_contexts(routes):
        route: Any = context.original_route
        path = prefix + (context.path or "")
        if isinstance(route, Mount) and route.routes:
            yield from cells(route.routes, path)
            continue
        endpoint = route.app if isinstance(route, Mount) else route.endpoint
        path += "/any" if isinstance(route, Mount) else ""
        for method in sorted(context.methods or {"GET", "POST"}):
            is_api = path.startswith("/api/")
            yield Cell(method, path, need_of(endpoint, method), is_guarded(route), is_api)
