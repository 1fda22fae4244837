"""What is logged: lines that a collector can read, joined by the request's id, with no secret."""

import json
import re
import subprocess
import sys

import pytest
from tests.drills.client import Api, call
from tests.drills.live import Server
from tests.makers import LocalSite, page_of

from earmark.logs import without_secrets

SECRET = "hunter2hunter2"


@pytest.mark.parametrize(
    "text",
    [
        f"no answer from https://example.org/a?token={SECRET}",
        f"no answer from https://example.org/a#{SECRET}",
        f"no answer from https://me:{SECRET}@example.org/a",
        f"cannot connect: postgresql+psycopg://earmark:{SECRET}@db/earmark",
        f"Bearer earmark_{SECRET}{SECRET}",
        f"/set-up?secret={SECRET}",
    ],
)
def test_passwords_queries_and_tokens_are_taken_out(text: str):
    found = without_secrets(text)
    assert SECRET not in found
    assert found[:5] == text[:5]


def test_an_address_without_secrets_stays_as_it_is():
    text = "asked http://127.0.0.1:8080/a/b twice, at 10:20 me@example.org"
    assert without_secrets(text) == text


LINES = f"""
import logging
from sqlalchemy.exc import IntegrityError
from earmark.logs import ALREADY_LOGGED, log, set_up_logs

set_up_logs("auto")
log.info("thing.happened", detail="https://me:{SECRET}@example.org/")
log.debug("thing.whispered")
try:
    raise IntegrityError("INSERT", {{"note": "{SECRET}"}}, ValueError("http://a/?k={SECRET}"))
except IntegrityError:
    log.exception("job.crashed")
known = ZeroDivisionError("logged before")
setattr(known, ALREADY_LOGGED, "id")
for error in (ZeroDivisionError("new"), known):
    logging.getLogger("uvicorn.error").error("Exception in ASGI application", exc_info=error)
"""


def test_all_lines_have_one_form_and_tell_no_secret():
    done = subprocess.run([sys.executable, "-c", LINES], capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    events = [(line["event"], line["level"], line.get("logger")) for line in lines]
    assert events == [
        ("thing.happened", "info", None),
        ("job.crashed", "error", None),
        ("Exception in ASGI application", "error", "uvicorn.error"),
    ]
    assert "IntegrityError" in lines[1]["exception"]
    assert "ZeroDivisionError: new" in lines[2]["exception"]
    assert SECRET not in done.stderr


def lines_of(server: Server) -> list[dict[str, object]]:
    """The log of a server whose output is no terminal; what it says to people is left out."""
    return [json.loads(line) for line in server.log().splitlines() if line.startswith("{")]


@pytest.mark.check
def test_a_saves_id_is_in_every_line_of_what_it_causes_and_its_secrets_are_in_none(
    serve, token, site: LocalSite
):
    page = page_of("Boats come in", extra='<img src="/boat.png" alt="A boat">')
    site.serve(f"/a?token={SECRET}", page)
    server = serve(trusted_proxies="127.0.0.1")
    body = json.dumps({"url": f"{site.url}/a?token={SECRET}", "note": SECRET}).encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    answer, text = call(
        server.port, "POST", "/api/v1/bookmarks", body, {**headers, "X-Request-ID": "from-proxy.1"}
    )
    Api(server.port, token).wait(json.loads(text)["id"], 20.0)
    call(server.port, "GET", f"/search?q={SECRET}", None, headers)
    lines = lines_of(server)
    events = {line["event"] for line in lines if line.get("request_id") == "from-proxy.1"}
    assert answer.headers["X-Request-ID"] == "from-proxy.1"
    assert {"request.answered", "article.captured"} <= events
    assert [line["event"] for line in lines if "job_id" in line and not line["request_id"]] == []
    for hidden in (SECRET, token, "Boats"):
        assert hidden not in server.log()


@pytest.mark.check
def test_a_name_that_a_stranger_gives_a_request_is_not_taken(serve, token):
    server = serve()
    stranger = {"X-Request-ID": "mine"}
    answer, _ = call(server.port, "GET", "/healthz", None, stranger)
    assert re.fullmatch(r"[0-9a-f-]{36}", answer.headers["X-Request-ID"])


@pytest.mark.check
@pytest.mark.parametrize("given", ["a b", "x" * 41, "<b>", "é"])
def test_a_name_that_is_none_is_not_taken_from_a_proxy_either(serve, token, given: str):
    server = serve(trusted_proxies="127.0.0.1")
    said = {"X-Request-ID": given}
    answer, _ = call(server.port, "GET", "/healthz", None, said)
    assert re.fullmatch(r"[0-9a-f-]{36}", answer.headers["X-Request-ID"])
