"""The kinds of faults of the hostile origin as concrete paths, and what some must end in."""

from collections.abc import Iterable, Mapping
from itertools import product
from urllib.parse import quote

VALUES: Mapping[str, tuple[str, ...]] = {
    "ID": ("drill",),
    "N": ("50",),
    "P": ("1",),
    "CODE": ("200", "204", "304", "400", "401", "403", "404", "410", "418", "451", "500", "502"),
    "SECONDS": ("60",),
    "BYTES_PER_S": ("50",),
    "MIB": ("64",),
    "KIB": ("1024",),
    "SIDE": ("20000",),
    "PERCENT": ("100",),
    "MIME...": ("application/pdf", "image/jpeg", "text/plain", "video/mp4", "application/json"),
}
"""What stands for each placeholder, unless a line below says otherwise for a kind."""

SPECIAL: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("/redirect/chain", "N"): ("5", "30"),
    ("/redirect/endless", "N"): ("1",),
    ("/redirect/code", "CODE"): ("301", "302", "303", "307", "308"),
    ("/headers/many", "N"): ("10000",),
    ("/headers/cookies", "N"): ("500",),
    ("/flaky/N", "N"): ("1",),
    ("/429/SECONDS", "SECONDS"): ("8",),
    ("/429/SECONDS", "N"): ("1",),
    ("/429-date/SECONDS", "SECONDS"): ("8",),
    ("/429-date/SECONDS", "N"): ("1",),
    ("/dom/deep", "N"): ("100000",),
    ("/xml/deep", "N"): ("100000",),
    ("/feed/huge", "N"): ("20000",),
    ("/img/lie", "SIDE"): ("60000",),
    ("/img/gifframes", "N"): ("5000",),
    ("/wild/PERCENT", "ID"): ("a", "b", "c", "d", "e"),
}

ENDS: Mapping[str, tuple[str, str | None]] = {
    "/ok/": ("kept", None),
    "/etag/": ("kept", None),
    "/chunk/ok/": ("kept", None),
    "/redirect/chain/5": ("kept", None),
    "/redirect/chain/30": ("failed", "too_many_redirects"),
    "/redirect/loop": ("failed", "too_many_redirects"),
    "/redirect/endless/": ("failed", "too_many_redirects"),
    "/redirect/to?": ("failed", "private_address"),
    "/hang-head/": ("failed", "timed_out"),
    "/hang-body/": ("failed", "timed_out"),
    "/drip-headers/": ("failed", "timed_out"),
    "/slow-head/": ("failed", "timed_out"),
    "/slow-body/": ("failed", "timed_out"),
    "/endless/": ("failed", "too_large"),
    "/bomb/": ("failed", "too_large"),
    "/status/404": ("failed", "not_found"),
    "/status/410": ("failed", "gone"),
    "/status/500": ("failed", "server_error"),
}
"""What those paths must end in whose end is beyond doubt: state and reason, by first words."""

ASKS_TO_WAIT = ("/429/", "/429-date/", "/flaky/", "/retry-after/")
"""Paths that answer with Retry-After; they may be asked again, but not too early."""


def concrete(patterns: Iterable[str], canary: str) -> list[str]:
    """All paths of the patterns; what they point to is the ``canary``'s address."""
    return [path for pattern in patterns for path in _expanded(pattern, canary)]


def expected_end(path: str) -> tuple[str, str | None] | None:
    """State and reason that the path must end in; None where several ends are right."""
    return next((end for first, end in ENDS.items() if path.startswith(first)), None)


def _expanded(pattern: str, canary: str) -> list[str]:
    path, _, query = pattern.partition("?")
    segments = path.strip("/").split("/")
    query = query.replace("URL", quote(canary, safe="")).replace("n=N", "n=3")
    query = query.replace("b=BASE64", "")
    found = []
    for names in product(*(segment.split("|") for segment in segments[:2])):
        kind = "/" + "/".join(names)
        parts = [[name] if name not in VALUES else _values(kind, name) for name in names]
        parts += [_values(kind, name) for name in segments[2:]]
        found += ["/" + "/".join(each) + (f"?{query}" if query else "") for each in product(*parts)]
    return found


def _values(kind: str, name: str) -> list[str]:
    if kind.startswith("/dom/") and name == "N":
        kind = "/dom/deep"
    return list(SPECIAL.get((kind, name)) or VALUES.get(name) or name.split("|"))
