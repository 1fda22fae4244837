"""Whether the process lives and whether it can do its work, for those who watch over it."""

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from earmark.errors import EarmarkError
from earmark.web.access import public
from earmark.web.state import blobs_of, database_of


@public
async def healthz(_request: Request) -> JSONResponse:
    """The process answers."""
    return JSONResponse({"status": "ok"})


@public
def readyz(request: Request) -> JSONResponse:
    """Database and kept files can be used and work is looked for; 503 and what not, else.

    Looks only: nothing is written, so that it may be asked every second.
    """
    away = _away(request)
    if away:
        return JSONResponse({"status": "not ready", "because": ", ".join(away)}, 503)
    return JSONResponse({"status": "ready"})


def _away(request: Request) -> list[str]:
    """The parts that cannot be used; without the database nothing is known of the others."""
    if not _is_database_read(request):
        return ["database"]
    return [part for part, is_usable in _OTHER_PARTS.items() if not is_usable(request)]


def _is_database_read(request: Request) -> bool:
    try:
        with database_of(request).read() as tx:
            tx.execute(text("SELECT count(*) FROM alembic_version"))
    except (SQLAlchemyError, EarmarkError):
        return False
    return True


def _is_store_usable(request: Request) -> bool:
    try:
        blobs_of(request).check()
    except (SQLAlchemyError, EarmarkError):
        return False
    return True


def _is_work_looked_for(request: Request) -> bool:
    """Whether the worker of this process is alive; without one, others do the work."""
    worker = getattr(request.app.state, "worker", None)
    return worker is None or bool(worker.is_alive)


_OTHER_PARTS = {"blobs": _is_store_usable, "jobs": _is_work_looked_for}

routes = [Route("/healthz", healthz), Route("/readyz", readyz)]
