"""A socket to a host whose every IP address was judged: resolved once, then pinned.

The name is looked up once, every answer must pass the guard, and the socket goes to one
of the judged numbers. The name itself lives on only in the Host header and in TLS.
"""

import socket
import ssl
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from functools import cache
from ipaddress import ip_address
from itertools import zip_longest
from threading import Thread

from earmark.errors import Reason, Unreachable
from earmark.fetch.address import Address
from earmark.fetch.budget import Budget
from earmark.fetch.guard import may_connect
from earmark.fetch.policy import FetchPolicy

Names = Callable[[str, int], list[str]]
"""From host and port to IP addresses, the preferred first. Raises OSError for no answer."""

MAX_TRIED_ADDRESSES = 4
"""Of a host's addresses: 4 times 5 s leave a third of the deadline to the page."""


def connect(
    address: Address,
    policy: FetchPolicy,
    budget: Budget,
    names: Names | None,
    tls: ssl.SSLContext | None,
) -> tuple[socket.socket, str]:
    """An open socket, in TLS for https, and the IP address it leads to. Raises Unreachable."""
    ips = _literal(address) or _looked_up(address, budget, names or system_names)
    if not all(may_connect(ip, address.port, policy.allow) for ip in ips):
        raise budget.failure(
            Reason.PRIVATE_ADDRESS,
            "This address leads into a private network, so it was not fetched.",
        )
    sock, ip = _first_open(_worth_trying(ips), address.port, policy, budget)
    if address.scheme == "http":
        return sock, ip
    try:
        return _secured(sock, address, tls or system_tls(), budget), ip
    except Unreachable:
        sock.close()
        raise


def system_names(host: str, port: int) -> list[str]:
    """What the system's resolver says, in its order of preference (RFC 6724)."""
    found = socket.getaddrinfo(host.encode("ascii"), port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


@cache
def system_tls() -> ssl.SSLContext:
    """The system's trusted authorities, read once for the process: that takes about 40 ms."""
    from httpcore2 import default_ssl_context

    context = default_ssl_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


def _literal(address: Address) -> list[str]:
    try:
        return [ip_address(address.host.strip("[]")).compressed]
    except ValueError:
        return []


def _looked_up(address: Address, budget: Budget, names: Names) -> list[str]:
    """The resolver's answers, at least one. Nothing but a thread can bound its time."""
    answer: Future[list[str]] = Future()

    def look_up() -> None:
        try:
            answer.set_result(names(address.host, address.port))
        except Exception as exc:  # noqa: BLE001  # handed to the thread that waits
            answer.set_exception(exc)

    Thread(target=look_up, name="earmark-names", daemon=True).start()
    try:
        ips = answer.result(timeout=budget.remaining_s())
    except FutureTimeoutError as exc:
        raise budget.timed_out() from exc
    except (OSError, UnicodeError) as exc:
        raise _unknown_host(address, budget) from exc
    if not ips:
        raise _unknown_host(address, budget)
    return ips


def _unknown_host(address: Address, budget: Budget) -> Unreachable:
    return budget.failure(
        Reason.UNKNOWN_HOST,
        f"There is no site called {address.host[:100]}. Check the address for a typing slip.",
    )


def _worth_trying(ips: list[str]) -> list[str]:
    """A few addresses, IPv6 and IPv4 in turn: often one of the two is broken (RFC 8305, 4)."""
    same = [ip for ip in ips if (":" in ip) == (":" in ips[0])]
    others = [ip for ip in ips if ip not in same]
    in_turn = [ip for pair in zip_longest(same, others) for ip in pair if ip]
    return in_turn[:MAX_TRIED_ADDRESSES]


def _first_open(
    ips: list[str], port: int, policy: FetchPolicy, budget: Budget
) -> tuple[socket.socket, str]:
    failure: OSError | None = None
    for ip in ips:
        try:
            return _open(ip, port, min(policy.connect_timeout_s, budget.remaining_s())), ip
        except OSError as exc:
            failure = exc
    raise budget.failure(
        Reason.NO_CONNECTION, "The site cannot be reached. It may be down just now."
    ) from failure


def _open(ip: str, port: int, timeout_s: float) -> socket.socket:
    sock = socket.socket(socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_STREAM)
    try:
        sock.settimeout(timeout_s)
        sock.connect((ip, port))
    except BaseException:
        sock.close()
        raise
    return sock


def _secured(
    sock: socket.socket, address: Address, tls: ssl.SSLContext, budget: Budget
) -> socket.socket:
    name = address.host.strip("[]").removesuffix(".")
    try:
        sock.settimeout(budget.remaining_s())
        return tls.wrap_socket(sock, server_hostname=name)
    except TimeoutError as exc:
        raise budget.timed_out() from exc
    except ssl.SSLCertVerificationError as exc:
        raise budget.failure(
            Reason.BAD_CERTIFICATE,
            f"The site's certificate cannot be trusted: {exc.verify_message}.",
        ) from exc
    except (OSError, ValueError) as exc:  # ValueError: a name that TLS cannot carry
        raise budget.failure(
            Reason.NO_CONNECTION, "The site does not offer a secure connection here."
        ) from exc
