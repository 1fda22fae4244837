"""What one process counts and times, kept as Prometheus wants it.

Loaded only where ``EARMARK_METRICS_...`` allows somebody to read it: the library costs 25 ms
of start and 3 MB. Labels come from our own tables (routes, kinds, verdicts), never from
what was sent, so that their number is bounded.
"""

import prometheus_client
from prometheus_client import CollectorRegistry, Gauge, Histogram, ProcessCollector
from prometheus_client.registry import Collector

from earmark import __version__

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

_JOB_BUCKETS_S = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
"""A page may take 30 s to come and 10 s to be read."""


class Metrics:
    """The figures of this process; ``text()`` is all of them for Prometheus."""

    def __init__(self) -> None:
        # no-untyped-call: the library types most of itself, not this
        prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        about = Gauge("earmark_build_info", "Always 1.", ["version"], registry=self._registry)
        about.labels(__version__).set(1)
        self._requests = Histogram(
            "earmark_http_request_duration_seconds",
            "Requests answered by this process; static files and probes are left out.",
            ["method", "route", "status"],
            registry=self._registry,
        )
        self._jobs = Histogram(
            "earmark_job_duration_seconds",
            "Jobs that this process ran; one may run several times until it is done.",
            ["kind", "outcome"],
            buckets=_JOB_BUCKETS_S,
            registry=self._registry,
        )
        self._captures = Histogram(
            "earmark_capture_duration_seconds",
            "Pages that this process fetched, read and kept, by what they turned out to be.",
            ["verdict"],
            buckets=_JOB_BUCKETS_S,
            registry=self._registry,
        )

    def request(self, method: str, route: str, status: int, took_s: float) -> None:
        """A request was answered; ``route`` is the template of its path."""
        known = method if method in _METHODS else "other"
        self._requests.labels(known, route, status).observe(took_s)

    def job(self, kind: str, outcome: str, took_s: float) -> None:
        """A job ran; ``outcome`` is ``done`` or ``failed``."""
        self._jobs.labels(kind, outcome).observe(took_s)

    def capture(self, verdict: str, took_s: float) -> None:
        """A page was kept."""
        self._captures.labels(verdict).observe(took_s)

    def add(self, collector: Collector) -> None:
        """Have further figures collected whenever somebody asks."""
        self._registry.register(collector)

    def text(self) -> bytes:
        """All figures in Prometheus' text format."""
        return prometheus_client.generate_latest(self._registry)
