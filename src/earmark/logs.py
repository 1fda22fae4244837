"""Log lines: an event named ``thing.happened`` and named values, for people or a collector.

What other libraries say through ``logging`` comes out in the same form. Whatever is said
loses passwords, queries and tokens on the way out: an error's text may hold an address.
"""

import logging
import re
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any


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
bound_contextvars = structlog.contextvars.bound_contextvars
clear_contextvars = structlog.contextvars.clear_contextvars

ALREADY_LOGGED = "__earmark_logged__"
"""An exception with this attribute was logged; who passes it on need not say it again."""

_SECRETS = (
    (re.compile(r"([A-Za-z][\w+.-]*://)[^\s/@'\"]*@"), r"\1"),
    (re.compile(r"([A-Za-z][\w+.-]*://[^\s?#'\"<>]*)[?#][^\s'\"<>]*"), r"\1?…"),
    (re.compile(r"\b(earmark_)[\w-]{20,}"), r"\1…"),
    (re.compile(r"\b(secret=)[\w-]+"), r"\1…"),
    (re.compile(r"\[parameters: .*"), "[parameters: …]"),  # what SQLAlchemy adds to an error
)
"""What must not stand in a log, and what stands in its place."""

_SIGNS = ("://", "earmark_", "secret=", "[parameters: ")
"""Without one of these there is none: most values are short, and looking at them is cheap."""


def set_up_logs(log_format: str, level: int = logging.INFO) -> None:
    """Send lines of a level and above to standard error, as ``text`` for people or ``json``.

    ``auto`` is text on a terminal, json elsewhere. Libraries are heard from WARNING on.
    """
    is_json = log_format == "json" or (log_format == "auto" and not sys.stderr.isatty())
    plain = structlog.dev.ConsoleRenderer(
        colors=False, exception_formatter=structlog.dev.plain_traceback
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            _without_secrets,
            structlog.processors.JSONRenderer(ensure_ascii=False) if is_json else plain,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(handlers=[_Bridge()], level=logging.WARNING, force=True)


def bound_request_id() -> str | None:
    """The id of the request for which this is done, at once or as its job; None if of none."""
    request_id: str | None = structlog.contextvars.get_contextvars().get("request_id")
    return request_id


def without_secrets(text: str) -> str:
    """The text without user names, passwords, queries and tokens.

    >>> without_secrets("no answer from https://me:pw@example.org/a?token=abc")
    'no answer from https://example.org/a?…'
    """
    if not any(sign in text for sign in _SIGNS):
        return text
    for pattern, replacement in _SECRETS:
        text = pattern.sub(replacement, text)
    return text


def _without_secrets(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:  # Any: as structlog types it
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = without_secrets(value)
    return event


class _Bridge(logging.Handler):
    """What libraries say through ``logging``, in our form."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if not hasattr(error, ALREADY_LOGGED):
            message = record.getMessage().strip()
            log.log(record.levelno, message, logger=record.name, exc_info=error)
