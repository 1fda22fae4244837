"""Fetching in TLS. The certificates under ``tls`` are the tests' own and valid until 2125.

They were made with ``openssl``: ``authority.pem`` signs ``good.pem`` (good.test and
127.0.0.2, with its key) and ``other.pem`` (other.test, with its key).
"""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from tests.fetch.scripted_site import HOST, answer

from earmark.errors import Reason, Unreachable
from earmark.fetch import Fetcher, FetchPolicy
from earmark.fetch.connect import system_tls

FOLDER = Path(__file__).parent / "tls"
Serve = Callable[[str], int]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts a TLS site with one of the certificates; gives its port."""
    listeners: list[socket.socket] = []

    def start(certificate: str) -> int:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(FOLDER / certificate)
        listener = socket.create_server((HOST, 0))
        listeners.append(listener)
        threading.Thread(target=accept, args=(listener, context), daemon=True).start()
        return int(listener.getsockname()[1])

    def accept(listener: socket.socket, context: ssl.SSLContext) -> None:
        with suppress(OSError):
            while True:
                plain, _ = listener.accept()
                with plain, suppress(OSError), context.wrap_socket(plain, True) as secured:
                    secured.recv(65536)
                    secured.sendall(answer(b"secret"))

    yield start
    for listener in listeners:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def fetcher(port: int, deadline_s: float = 2.0) -> Fetcher:
    policy = FetchPolicy(allow=frozenset({(HOST, port)}), deadline_s=deadline_s)
    trusting = ssl.create_default_context(cafile=FOLDER / "authority.pem")
    return Fetcher(policy, names=lambda host, port: [HOST], tls=trusting)


def test_a_page_comes_when_the_certificate_fits_the_name(serve):
    port = serve("good.pem")
    page = fetcher(port).fetch(f"https://good.test:{port}/")
    assert (page.body, page.remote_address) == (b"secret", HOST)


def test_the_final_dot_of_a_name_is_not_part_of_the_certificate(serve):
    port = serve("good.pem")
    assert fetcher(port).fetch(f"https://good.test.:{port}/").body == b"secret"


def test_an_ip_address_is_checked_against_the_certificate(serve):
    port = serve("good.pem")
    assert fetcher(port).fetch(f"https://{HOST}:{port}/").body == b"secret"


@pytest.mark.parametrize(
    ("certificate", "host", "says"),
    [("other.pem", "good.test", "mismatch"), ("other.pem", HOST, "mismatch")],
)
def test_a_certificate_for_another_name_is_not_trusted(serve, certificate, host, says):
    port = serve(certificate)
    with pytest.raises(Unreachable, match=says) as failure:
        fetcher(port).fetch(f"https://{host}:{port}/")
    assert failure.value.reason is Reason.BAD_CERTIFICATE


def test_a_certificate_of_an_unknown_authority_is_not_trusted(serve):
    port = serve("good.pem")
    strict = Fetcher(FetchPolicy(allow=frozenset({(HOST, port)}), deadline_s=5.0))
    with pytest.raises(Unreachable, match="cannot be trusted") as failure:
        strict.fetch(f"https://{HOST}:{port}/")
    assert failure.value.reason is Reason.BAD_CERTIFICATE


def test_the_systems_authorities_are_read_once_and_demanded():
    assert system_tls() is system_tls()
    assert system_tls().verify_mode is ssl.CERT_REQUIRED
    assert system_tls().check_hostname


def test_a_site_without_tls_offers_no_secure_connection():
    with socket.create_server((HOST, 0)) as plain:
        port = plain.getsockname()[1]
        threading.Thread(target=answer_in_the_clear, args=(plain,), daemon=True).start()
        with pytest.raises(Unreachable, match="secure connection") as failure:
            fetcher(port).fetch(f"https://{HOST}:{port}/")
    assert failure.value.reason is Reason.NO_CONNECTION


def answer_in_the_clear(listener: socket.socket) -> None:
    connection, _ = listener.accept()
    with connection:
        connection.recv(65536)
        connection.sendall(answer(b"plain", status="400 Bad Request"))


def test_the_deadline_holds_for_a_handshake_that_never_ends():
    with socket.create_server((HOST, 0)) as mute:
        port = mute.getsockname()[1]
        with pytest.raises(Unreachable) as failure:
            fetcher(port, deadline_s=0.3).fetch(f"https://{HOST}:{port}/")
    assert failure.value.reason is Reason.TIMED_OUT
