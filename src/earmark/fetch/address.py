"""An address on the web, parsed once by the WHATWG rules.

One parser (``ada_url``) reads every address, and everything later works on its
result: the host that is judged is the host that is connected to and that is named to
the server. No second parser means no disagreement to attack.
"""

import re
from dataclasses import dataclass

import ada_url

from earmark.errors import Invalid

MAX_ADDRESS_CHARS = 8192
"""Longest address taken; RFC 9110 (4.1) asks everyone to take at least 8,000 octets."""

DEFAULT_PORTS = {"http": 80, "https": 443}

# The "bad ports" of the Fetch standard (https://fetch.spec.whatwg.org/#port-blocking, with
# port 0 of 2025): ports of other protocols, which a web address has no business to reach.
# fmt: off
BAD_PORTS = frozenset({
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95,
    101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179,
    389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601,
    636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000,
    6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
})
# fmt: on

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Address:
    """A web address in its parts, all as the WHATWG serialisation writes them.

    ``text`` is the whole without the fragment; ``host`` is lower case, in ASCII, with an
    IPv6 address in brackets; ``port`` is the scheme's own where none is given; ``query``
    and ``fragment`` come without ``?`` and ``#`` and are empty where there is none.
    """

    text: str
    scheme: str
    host: str
    port: int
    path: str
    query: str
    fragment: str

    @property
    def target(self) -> str:
        """What is asked of the server: the path, and the query if there is one."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def authority(self) -> str:
        """The host, with the port where it is not the scheme's own: the Host header."""
        own = self.port == DEFAULT_PORTS[self.scheme]
        return self.host if own else f"{self.host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port: ``https://example.org``."""
        return f"{self.scheme}://{self.authority}"


def parse_address(text: str) -> Address:
    """The address that a person, a feed or a file gave.

    White space around it is taken off. Raises Invalid ("url") for anything but http and
    https, without a host, with a user name or password, with control characters, longer
    than 8,192 characters, or on a port that is not for the web.

    >>> parse_address(" HTTPS://Example.org:443/a/../b#c ").text
    'https://example.org/b'
    """
    text = text.strip()
    if len(text) > MAX_ADDRESS_CHARS:
        raise Invalid("url", f"This address is longer than {MAX_ADDRESS_CHARS:,} characters.")
    if _CONTROL.search(text):
        raise Invalid("url", "This address holds control characters. Copy it again and resend it.")
    try:
        return _checked(ada_url.URL(text))
    except ValueError as exc:
        raise Invalid(
            "url", "This is not a web address. It should look like https://example.org/article."
        ) from exc


def resolve(base: Address, reference: str) -> Address:
    """Where ``reference`` (a Location header, a link) leads from ``base``. Raises Invalid."""
    try:
        return _checked(ada_url.URL(reference, base=base.text))
    except ValueError as exc:
        raise Invalid("url", "This is not a web address.") from exc


def _checked(url: ada_url.URL) -> Address:
    scheme = url.protocol.removesuffix(":")
    if scheme not in DEFAULT_PORTS:
        raise Invalid("url", "Only http and https addresses can be saved.")
    if url.username or url.password:
        raise Invalid(
            "url",
            "This address holds a user name or password. Take them out: Earmark keeps none.",
        )
    port = int(url.port) if url.port else DEFAULT_PORTS[scheme]
    if port in BAD_PORTS:
        raise Invalid("url", f"Port {port} is not for web pages, so it is never fetched.")
    text = url.href.partition("#")[0]
    if len(text) > MAX_ADDRESS_CHARS:
        raise Invalid("url", f"This address is longer than {MAX_ADDRESS_CHARS:,} characters.")
    return Address(text, scheme, url.hostname, port, url.pathname, url.search[1:], url.hash[1:])
