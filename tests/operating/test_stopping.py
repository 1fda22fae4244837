"""SIGTERM: what is in flight is finished or handed back within ten seconds, nothing is lost."""

import json
import os
import signal
import socket
import time

import pytest
from tests.drills.client import Api
from tests.drills.live import HOST, Server
from tests.makers import LocalSite, page_of
from tests.operating.waiting import wait_until

from earmark.db.engine import Database
from earmark.jobs.models import JobRow

pytestmark = pytest.mark.check

EXIT_S = 15
"""A hand more than the ten seconds: the machine may be busy."""


def ask_to_stop(pid: int) -> None:
    os.kill(pid, signal.SIGTERM)


def is_refused(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) != 0


def begin_upload(server: Server, token: str) -> tuple[socket.socket, bytes]:
    """A save of which only the first half has been sent; the second half."""
    body = json.dumps({"text": "A long letter. " * 2_000, "title": "Letter"}).encode()
    head = (
        f"POST /api/v1/bookmarks HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    connection = socket.create_connection((HOST, server.port), timeout=EXIT_S)
    connection.sendall(head.encode() + body[: len(body) // 2])
    time.sleep(0.3)
    return connection, body[len(body) // 2 :]


def test_a_slow_upload_is_finished_and_new_connections_are_refused(serve, token, run):
    server = serve()
    connection, rest = begin_upload(server, token)
    ask_to_stop(server.pid)
    wait_until(lambda: is_refused(server.port))
    connection.sendall(rest)
    answer = connection.recv(65_536)
    connection.close()
    assert answer.startswith(b"HTTP/1.1 201")
    assert server.exit_status(EXIT_S) == 0
    assert [item["headline"] for item in json.loads(run("list", "--json"))["items"]] == ["Letter"]


def test_a_capture_in_the_middle_is_finished(serve, token, site: LocalSite):
    server = serve()
    url = site.serve("/a", page_of("Boats come in"), delay_s=2.0)
    saved = Api(server.port, token).save(url=url)
    wait_until(lambda: site.asked)
    ask_to_stop(server.pid)
    assert server.exit_status(EXIT_S) == 0
    found = Api(serve().port, token).wait(saved["id"], 10.0)
    assert (found["state"], site.asked) == ("kept", ["/a"])


def test_the_server_hands_back_what_it_cannot_finish(serve, token, database, site: LocalSite):
    """A page that does not come and an upload that never ends: neither holds it up."""
    server = serve()
    url = site.serve("/a", page_of("Boats come in"), delay_s=60.0)
    saved = Api(server.port, token).save(url=url)
    wait_until(lambda: site.asked)
    connection, _ = begin_upload(server, token)
    ask_to_stop(server.pid)
    assert server.exit_status(EXIT_S) == 0
    connection.close()
    assert is_free_again(database)
    site.serve("/a", page_of("Boats come in"))
    found = Api(serve().port, token).wait(saved["id"], 10.0)
    assert (found["state"], site.asked) == ("kept", ["/a", "/a"])


def test_a_worker_hands_back_what_it_cannot_finish(
    run, start_worker, token, database, site: LocalSite
):
    run("save", site.serve("/a", page_of("Boats come in"), delay_s=60.0))
    worker = start_worker()
    wait_until(lambda: site.asked)
    ask_to_stop(worker.pid)
    assert worker.wait(EXIT_S) == 0
    assert is_free_again(database)
    site.serve("/a", page_of("Boats come in"))
    start_worker()
    wait_until(lambda: json.loads(run("list", "--json"))["items"][0]["state"] == "kept")
    assert site.asked == ["/a", "/a"]


def test_a_second_signal_ends_the_server_at_once(serve, token, site: LocalSite):
    server = serve()
    Api(server.port, token).save(url=site.serve("/a", "", delay_s=60.0))
    wait_until(lambda: site.asked)
    ask_to_stop(server.pid)
    wait_until(lambda: is_refused(server.port))
    ask_to_stop(server.pid)
    assert server.exit_status(5.0) == 128 + signal.SIGTERM


def test_a_second_signal_ends_a_worker_at_once(run, start_worker, token, site: LocalSite):
    run("save", site.serve("/a", "", delay_s=60.0))
    worker = start_worker()
    wait_until(lambda: site.asked)
    ask_to_stop(worker.pid)
    time.sleep(0.5)
    ask_to_stop(worker.pid)
    assert worker.wait(5.0) == 128 + signal.SIGTERM


def is_free_again(database: Database) -> bool:
    """Whether the only capture waits, may be claimed at once, and lost none of its tries."""
    with database.read() as tx:
        [row] = [row for row in tx.query(JobRow) if row.kind == "articles.capture"]
        return (row.state, row.attempts, row.losses) == ("waiting", 0, 0)
