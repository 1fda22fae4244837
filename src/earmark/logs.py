"""Log lines: an event named ``thing.happened`` and named values, for people or a collector."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec


@contextmanager
def _without_rich() -> Iterator[None]:
    """Structlog imports rich where it finds it, to colour tracebacks that we never show.

    That costs the idle server 4 MB, so rich is out of sight for that moment.
    """
    if "rich" in sys.modules or find_spec("rich") is None:
        yield
        return
    sys.modules["rich"] = None  # type: ignore[assignment]  # how Python marks "not importable"
    try:
        yield
    finally:
        del sys.modules["rich"]


with _without_rich():
    import structlog

log = structlog.get_logger()
"""``log.info("article.captured", article_id=..., took_ms=...)``; ids, never contents."""

bind_contextvars = structlog.contextvars.bind_contextvars
clear_contextvars = structlog.contextvars.clear_contextvars


def set_up_logs(log_format: str, level: int = logging.INFO) -> None:
    """Send lines of a level and above to standard error, as ``text`` for people or ``json``."""
    is_json = log_format == "json"
    plain = structlog.dev.ConsoleRenderer(
        colors=False, exception_formatter=structlog.dev.plain_traceback
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            *([structlog.processors.format_exc_info] if is_json else []),
            structlog.processors.JSONRenderer() if is_json else plain,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
