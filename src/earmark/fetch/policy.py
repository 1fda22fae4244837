"""What one fetch may do and use: the numbers and the one exception to the guard."""

import re
from dataclasses import dataclass
from ipaddress import ip_address

from earmark import __version__
from earmark.errors import Invalid
from earmark.fetch.address import BAD_PORTS

MIB = 1024 * 1024

_PAIR = re.compile(r"(?:\[(?P<v6>[0-9a-fA-F:.]+)\]|(?P<v4>[0-9.]+)):(?P<port>[0-9]{1,5})")

DEFAULT_USER_AGENT = f"Mozilla/5.0 (compatible; Earmark/{__version__}; read-it-later)"
"""Says who asks. The first words are what every honest robot sends, since many sites give
an old page to anything without them."""


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """The limits of every fetch. Sizes in bytes, times in seconds."""

    allow: frozenset[tuple[str, int]] = frozenset()
    """Pairs of IP address and port that are let through the private-address guard."""

    user_agent: str = DEFAULT_USER_AGENT

    deadline_s: float = 30.0
    """For the whole fetch: names, every hop, and the last byte of the body."""

    connect_timeout_s: float = 5.0
    """For one address of a host: time for two repeats of a lost first packet (at 1 and 3 s)."""

    max_redirects: int = 10
    """Hops after the first address; browsers follow 20 (Fetch standard, HTTP-redirect fetch)."""

    max_wire_bytes: int = 16 * MIB
    """All that is read from the network in one fetch, heads and redirects included."""

    max_body_bytes: int = 32 * MIB
    """The body after its compression is undone."""

    max_ratio: int = 200
    """Most body bytes for a byte on the wire, once the body is above 1 MiB. Of 1,287 real
    pages the median packs 4.6 to 1 and the best 20 to 1 (gzip 9)."""

    blocked_ports: frozenset[int] = BAD_PORTS
    """Ports never connected to; the Fetch standard's list (see ``address``)."""


def parse_allow(text: str) -> frozenset[tuple[str, int]]:
    """The pairs of EARMARK_FETCH_ALLOW; empty text gives none.

    Raises Invalid ("fetch_allow") for a name, a range or a missing port: the exception is
    for exactly one address and port each, so that it stays as small as it looks.

    >>> sorted(parse_allow("127.0.0.2:8801, [::1]:8802"))
    [('127.0.0.2', 8801), ('::1', 8802)]
    """
    return frozenset(_pair(part.strip()) for part in text.split(",") if part.strip())


def _pair(text: str) -> tuple[str, int]:
    found = _PAIR.fullmatch(text)
    try:
        if found and 0 < int(found["port"]) < 65536:
            return ip_address(found["v6"] or found["v4"]).compressed, int(found["port"])
    except ValueError:
        pass
    raise Invalid(
        "fetch_allow",
        f"EARMARK_FETCH_ALLOW: {text!r} is not ADDRESS:PORT, like 127.0.0.2:8801 or [::1]:8802.",
    )
