"""The parts of this instance, as a request finds them.

``app.py`` puts them into the state of the page application and of the mounted API, under
these names: ``database``, ``blobs``, ``settings``, ``renderer``.
"""

from typing import Annotated, Any, TypeVar

from fastapi import Depends
from starlette.requests import HTTPConnection, Request

from earmark.blobs.store import Blobs
from earmark.db.engine import Database
from earmark.settings import Settings
from earmark.web.render import Renderer

Part = TypeVar("Part")


def database_of(connection: HTTPConnection) -> Database:
    """The database of this instance."""
    return _part(connection, "database", Database)


def blobs_of(connection: HTTPConnection) -> Blobs:
    """The blob store of this instance."""
    return _part(connection, "blobs", Blobs)


def settings_of(connection: HTTPConnection) -> Settings:
    """The settings of this instance."""
    return _part(connection, "settings", Settings)


def renderer_of(connection: HTTPConnection) -> Renderer:
    """The templates of this instance."""
    return _part(connection, "renderer", Renderer)


def root_path_of(connection: HTTPConnection) -> str:
    """Where Earmark lives below its host: "/earmark", or "" for the whole host."""
    scope = connection.scope
    path: str = scope.get("app_root_path", scope.get("root_path", ""))
    return path.rstrip("/")


def client_address(connection: HTTPConnection) -> str:
    """The address that asks ("" if unknown); a proxy's word counts only where it is trusted."""
    return connection.client.host if connection.client else ""


async def _database(request: Request) -> Database:  # async: a plain one would cost a thread
    return database_of(request)


async def _blobs(request: Request) -> Blobs:
    return blobs_of(request)


Db = Annotated[Database, Depends(_database)]
"""The database, as a parameter of an API function."""

BlobStore = Annotated[Blobs, Depends(_blobs)]
"""The blob store, as a parameter of an API function."""


def _part(connection: HTTPConnection, name: str, kind: type[Part]) -> Part:
    part: Any = getattr(connection.app.state, name)  # Any: the state holds anything
    assert isinstance(part, kind)
    return part
