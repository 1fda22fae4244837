"""The cookies of one fetch, forgotten when it ends.

Some sites answer the first request with a cookie and a redirect to the same page, and
turn in circles for whoever does not bring the cookie back. So what a host sets on one
hop is sent to the same host on later hops, and nowhere else: not to its subdomains, not
to the next fetch.
"""

from earmark.fetch.address import Address

MAX_COOKIES_PER_HOST = 50  # RFC 6265, section 6.1: at least this many
MAX_COOKIE_CHARS = 4096  # RFC 6265, section 6.1: at least this many bytes
MAX_HEADER_CHARS = 8192  # the length at which common servers refuse a header line


class CookieJar:
    """Cookies by exact host; bounded, so that a hostile site cannot fill memory."""

    def __init__(self) -> None:
        self._of_host: dict[str, dict[str, tuple[str, bool]]] = {}

    def remember(self, address: Address, set_cookie: str) -> None:
        """Keeps, or on ``Max-Age=0`` drops, the cookie of one Set-Cookie header."""
        pair, *attributes = [part.strip() for part in set_cookie.split(";")]
        name, equals, value = pair.partition("=")
        if not (name and equals and pair.isascii() and len(pair) <= MAX_COOKIE_CHARS):
            return
        cookies = self._of_host.setdefault(address.host, {})
        lowered = [attribute.lower().replace(" ", "") for attribute in attributes]
        if any(a == "max-age=0" or a.startswith("max-age=-") for a in lowered):
            cookies.pop(name, None)
        elif name in cookies or len(cookies) < MAX_COOKIES_PER_HOST:
            cookies[name] = (value, "secure" in lowered)

    def header(self, address: Address) -> str | None:
        """The Cookie header for a request to the address, or None."""
        cookies = self._of_host.get(address.host, {})
        pairs: list[str] = []
        room = MAX_HEADER_CHARS
        for name, (value, is_secure) in cookies.items():
            pair = f"{name}={value}"
            room -= len(pair) + 2
            if room >= 0 and (address.scheme == "https" or not is_secure):
                pairs.append(pair)
        return "; ".join(pairs) or None
