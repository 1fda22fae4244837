"""Hearing of work that another process queued, by PostgreSQL's LISTEN."""

from collections.abc import Callable
from threading import Event

import psycopg
from sqlalchemy.engine import make_url

from earmark.jobs.postgres_statements import CHANNEL
from earmark.logs import log

HEAR_S = 0.5
"""How long one wait for news takes; after it, whether to stop is looked at."""

AGAIN_AFTER_S = 2.0
"""Pause before connecting anew; meanwhile the worker's own look each second finds the work."""

NETWORK = {
    "connect_timeout": "5",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
}
"""A connection that only listens does not notice by itself that the server is gone."""


def listen(url: str, wake: Callable[[], None], is_over: Event) -> None:
    """Call ``wake`` at each piece of news until ``is_over``; connects anew when cut off."""
    while not is_over.is_set():
        try:
            _listen_once(url, wake, is_over)
        except psycopg.Error as exc:
            log.warning("jobs.not_listening", error=type(exc).__name__)
            is_over.wait(AGAIN_AFTER_S)


def _listen_once(url: str, wake: Callable[[], None], is_over: Event) -> None:
    with psycopg.connect(_address(url), autocommit=True) as connection:
        connection.execute(f"LISTEN {CHANNEL}")
        wake()  # for what was queued before we listened
        while not is_over.is_set():
            for _ in connection.notifies(timeout=HEAR_S, stop_after=1):
                wake()


def _address(url: str) -> str:
    """SQLAlchemy's address in the form that PostgreSQL's own library reads."""
    plain = make_url(url).set(drivername="postgresql").update_query_dict(NETWORK)
    return plain.render_as_string(hide_password=False)
