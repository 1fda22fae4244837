"""One request and its answer, on a connection of their own.

The library (``httpcore2``) speaks HTTP/1.1 over a socket that ``connect`` opened; it opens
none itself, knows no proxy and follows nothing.
"""

import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from io import BytesIO

import httpcore2

from earmark.errors import Reason
from earmark.fetch.address import Address
from earmark.fetch.budget import Budget
from earmark.fetch.connect import Names, connect
from earmark.fetch.inflate import Limits, encodings_of, inflated
from earmark.fetch.page import first_header
from earmark.fetch.policy import FetchPolicy


@contextmanager
def ask(
    address: Address,
    headers: list[tuple[str, str]],
    policy: FetchPolicy,
    budget: Budget,
    names: Names | None,
    tls: ssl.SSLContext | None,
) -> Iterator["Answer"]:
    """The answer to one GET, its body still unread; the connection ends with the block.

    Raises Unreachable. ``headers`` come without Host.
    """
    sock, ip = connect(address, policy, budget, names, tls)
    url = httpcore2.URL(
        scheme=address.scheme, host=address.host, port=address.port, target=address.target
    )
    request = httpcore2.Request("GET", url, headers=[("Host", address.authority), *headers])
    stream = BoundedStream(sock, budget)
    with closing(httpcore2.HTTP11Connection(url.origin, stream)) as connection:
        with _explained(budget):
            response = connection.handle_request(request)
        yield Answer(
            status=response.status,
            headers=tuple((_text(name).lower(), _text(value)) for name, value in response.headers),
            remote_address=ip,
            wire=response.iter_stream(),
            budget=budget,
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of an answer, and the way to its body while ``ask`` is open."""

    status: int
    headers: tuple[tuple[str, str], ...]
    remote_address: str
    wire: Iterator[bytes]
    budget: Budget

    def header(self, name: str) -> str | None:
        """The first header of this name, or None."""
        return first_header(self.headers, name)

    def read_body(self, policy: FetchPolicy, max_body_bytes: int) -> bytes:
        """The body with its content encoding undone. Raises Unreachable, at a limit too."""
        listed = ",".join(value for name, value in self.headers if name == "content-encoding")
        encodings = encodings_of(listed, self.budget)
        most_bytes = policy.max_wire_bytes
        if not encodings:
            most_bytes = min(most_bytes, max_body_bytes)
        if int(self.header("content-length") or 0) > most_bytes:
            raise self.budget.too_large(most_bytes)
        body = BytesIO()
        limits = Limits(max_body_bytes, policy.max_ratio)
        with _explained(self.budget):
            for piece in inflated(self.wire, encodings, limits, self.budget):
                body.write(piece)
        return body.getvalue()


class BoundedStream(httpcore2.NetworkStream):
    """A socket whose every wait ends at the fetch's deadline and whose bytes are counted.

    The library's own timeout (for each read) is not used: many short waits make a long one.
    """

    def __init__(self, sock: socket.socket, budget: Budget) -> None:
        self._sock = sock
        self._budget = budget
        self._is_answered = False

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        """Some bytes, or none at the end. Raises Unreachable."""
        self._sock.settimeout(self._budget.remaining_s())
        try:
            data = self._sock.recv(max_bytes)
        except TimeoutError as exc:
            raise self._budget.timed_out() from exc
        except OSError as exc:
            raise self._budget.failure(
                Reason.NO_CONNECTION, "The site broke off the connection."
            ) from exc
        if not (data or self._is_answered):
            raise self._budget.failure(
                Reason.NO_CONNECTION, "The site closed the connection without an answer."
            )
        self._is_answered = True
        self._budget.spend(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        """Sends all. Raises the library's WriteError, after which it still reads the answer."""
        self._sock.settimeout(self._budget.remaining_s())
        try:
            self._sock.sendall(buffer)
        except TimeoutError as exc:
            raise self._budget.timed_out() from exc
        except OSError as exc:
            raise httpcore2.WriteError(exc) from exc

    def close(self) -> None:
        """Closes the socket; twice does no harm."""
        self._sock.close()


@contextmanager
def _explained(budget: Budget) -> Iterator[None]:
    try:
        yield
    except httpcore2.ProtocolError as exc:
        if getattr(exc.__cause__, "error_status_hint", None) == 431:  # h11's 100 KiB for a head
            raise budget.failure(
                Reason.TOO_LARGE, "The site's answer begins with far too many headers."
            ) from exc
        raise budget.failure(
            Reason.BAD_ANSWER, "The site sent something that is not a whole, correct answer."
        ) from exc


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
