"""``/metrics``: the figures of this process, and those that stand in the database.

Off unless ``EARMARK_METRICS_NETWORKS`` or ``EARMARK_METRICS_TOKEN`` lets somebody read them.
What comes from the database is the same whichever process is asked; its help text says so.
"""

import secrets
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from earmark import clock
from earmark.blobs.models import Blob
from earmark.db.engine import Database
from earmark.errors import EarmarkError, NotFound
from earmark.jobs.counts import job_counts, oldest_due_age_s
from earmark.networks import is_among, parse_networks
from earmark.web.access import public
from earmark.web.state import client_address, settings_of

if TYPE_CHECKING:  # loaded only where it is asked for
    from prometheus_client import Metric

    from earmark.metrics import Metrics

TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8"

REFUSED = "Only EARMARK_METRICS_NETWORKS and holders of EARMARK_METRICS_TOKEN may read this.\n"

_SHARED = "From the database, the same from every process: "


@public
def metrics(request: Request) -> Response:
    """All figures in Prometheus' text format. Raises NotFound where they are switched off."""
    found: Metrics | None = request.app.state.metrics
    if found is None:
        raise NotFound("There is nothing at this address.")
    if not _may_read(request):
        return PlainTextResponse(REFUSED, 403)
    return Response(found.text(), headers={"Content-Type": TEXT_FORMAT})


def _may_read(request: Request) -> bool:
    settings = settings_of(request)
    if is_among(client_address(request), parse_networks(settings.metrics_networks)):
        return True
    given = request.headers.get("authorization", "").removeprefix("Bearer ").encode()
    token = settings.metrics_token.encode()
    return bool(token) and secrets.compare_digest(given, token)


class StoredFigures:
    """What the database knows, looked up whenever somebody asks for the figures."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def collect(self) -> Iterator["Metric"]:
        """All of them, or only that the database is away."""
        from prometheus_client.core import GaugeMetricFamily as Family

        up = Family("earmark_database_up", "1 if the database answers this process, else 0.")
        try:
            with self._database.read() as tx:
                yield from _jobs(tx)
                yield from _blobs(tx)
        except (SQLAlchemyError, EarmarkError):
            up.add_metric([], 0)
        else:
            up.add_metric([], 1)
        yield up


def _jobs(tx: Session) -> Iterator["Metric"]:
    from prometheus_client.core import GaugeMetricFamily as Family

    jobs = Family("earmark_jobs", f"{_SHARED}jobs that there are.", labels=["kind", "state"])
    for kind, state, count in job_counts(tx):
        jobs.add_metric([kind, state], count)
    yield jobs
    age_s = oldest_due_age_s(tx, clock.now())
    text = f"{_SHARED}for how long the job that waits longest could have run."
    yield Family("earmark_jobs_oldest_due_age_seconds", text, value=age_s)


def _blobs(tx: Session) -> Iterator["Metric"]:
    from prometheus_client.core import GaugeMetricFamily as Family

    sums = func.count(), func.sum(Blob.size_bytes), func.sum(Blob.stored_bytes)
    count, size_bytes, stored_bytes = tx.execute(select(*sums)).one()
    yield Family("earmark_blobs", f"{_SHARED}files kept.", value=count)
    text = f"{_SHARED}size of the files kept, before compression."
    yield Family("earmark_blobs_size_bytes", text, value=size_bytes or 0)
    text = f"{_SHARED}size of the files kept, as stored."
    yield Family("earmark_blobs_stored_bytes", text, value=stored_bytes or 0)


routes = [Route("/metrics", metrics)]
