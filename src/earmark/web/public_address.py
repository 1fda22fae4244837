"""The address by which people reach Earmark: as set in ``EARMARK_BASE_URL``, else as asked."""

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def place_of(url: str) -> tuple[str, str]:
    """The scheme of an address, and its host with the port unless that is the usual one."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    return parts.scheme, without_port(parts.netloc, parts.scheme)


def without_port(host: str, scheme: str) -> str:
    """The host in small letters, without the port that is usual for the scheme."""
    return host.lower().removesuffix(_DEFAULT_PORTS.get(scheme, "\0"))


def is_at_secure_base(connection: HTTPConnection, base_url: str) -> bool:
    """True if the set address was asked for, and that is spoken over TLS.

    So it is known even where a proxy that nobody named as trusted took the TLS off.
    """
    scheme, place = place_of(base_url)
    asked = without_port(connection.headers.get("host", ""), scheme)
    return scheme == "https" and asked == place


def is_tls(connection: HTTPConnection, base_url: str) -> bool:
    """True if the browser came over TLS.

    At another address than the set one it may be plain HTTP; there a secure cookie would
    keep people out.
    """
    return connection.scope["scheme"] == "https" or is_at_secure_base(connection, base_url)


def whole_address(connection: HTTPConnection, base_url: str, path: str) -> str:
    """The path with scheme, host and sub-path: as set, else as the browser asked."""
    return (base_url or str(connection.base_url)).rstrip("/") + path
