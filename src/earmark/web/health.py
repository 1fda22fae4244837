"""Whether the process lives and whether it can do its work, for those who watch over it."""

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from earmark.web.access import public
from earmark.web.state import blobs_of, database_of


@public
async def healthz(_request: Request) -> JSONResponse:
    """The process answers."""
    return JSONResponse({"status": "ok"})


@public
def readyz(request: Request) -> JSONResponse:
    """Database and blob store answer; 503 and which one when not."""
    try:
        with database_of(request).read() as tx:
            tx.execute(text("SELECT 1"))
        blobs_of(request).store.has("0" * 64)
    except (SQLAlchemyError, OSError) as exc:
        return JSONResponse({"status": "not ready", "because": type(exc).__name__}, 503)
    return JSONResponse({"status": "ready"})


routes = [Route("/healthz", healthz), Route("/readyz", readyz)]
