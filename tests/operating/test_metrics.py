"""/metrics: who may read it, and that what it tells is true, well formed and bounded."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient
from tests.drills.live import free_port
from tests.makers import LocalSite, make_account, make_bookmark, make_token, page_of

from earmark import __version__, clock
from earmark.app import build_app
from earmark.instance import Instance, open_instance
from earmark.jobs.queue import enqueue
from earmark.settings import Settings
from earmark.watch import build_watch_app

TOKEN = "a-token-for-the-metrics"
SCRAPER = "192.0.2.9"

Open = Callable[..., tuple[Instance, TestClient]]
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


@pytest.fixture
def opened(settings: Settings) -> Iterator[Open]:
    """Open an instance with these settings, and a client of it at ``SCRAPER``."""
    with ExitStack() as stack:

        def make(**changes: str) -> tuple[Instance, TestClient]:
            instance = open_instance(replace(settings, **changes))
            stack.callback(instance.close)
            client = TestClient(build_app(instance), client=(SCRAPER, 50000))
            return instance, stack.enter_context(client)

        yield make


def samples(text: str) -> Samples:
    """Each sample of an answer; the official parser refuses what is not well formed."""
    families = text_string_to_metric_families(text)
    return {(s.name, frozenset(s.labels.items())): s.value for f in families for s in f.samples}


def value(found: Samples, name: str, **labels: str) -> float | None:
    return found.get((name, frozenset(labels.items())))


@pytest.mark.parametrize(
    ("allowed", "header", "status"),
    [
        ({}, "", 404),
        ({}, f"Bearer {TOKEN}", 404),
        ({"metrics_networks": "192.0.2.0/24"}, "", 200),
        ({"metrics_networks": "192.0.3.0/24"}, "", 403),
        ({"metrics_token": TOKEN}, f"Bearer {TOKEN}", 200),
        ({"metrics_token": TOKEN}, "Bearer wrong", 403),
        ({"metrics_token": TOKEN}, "Bearer ", 403),
        ({"metrics_token": TOKEN}, "", 403),
        ({"metrics_token": TOKEN, "metrics_networks": "192.0.2.9"}, "", 200),
    ],
    ids=str,
)
def test_only_those_whom_the_operator_names_may_read(
    opened: Open, allowed: dict[str, str], header: str, status: int
):
    _, client = opened(**allowed)
    assert client.get("/metrics", headers={"Authorization": header}).status_code == status


def test_a_stranger_cannot_pretend_to_come_from_a_named_network(opened: Open):
    _, client = opened(metrics_networks="10.0.0.0/8")
    answer = client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.1"})
    assert answer.status_code == 403


def test_what_is_told_is_true(opened: Open, site: LocalSite):
    instance, client = opened(metrics_networks=SCRAPER, fetch_allow=f"{site.host}:{site.port}")
    account_id = make_account(instance.database)
    client.headers["Authorization"] = f"Bearer {make_token(instance.database, account_id)}"
    make_bookmark(instance.database, instance.blobs, account_id)
    url = site.serve("/a", page_of("Boats come in"))
    saved = client.post("/api/v1/bookmarks", json={"url": url}).json()
    client.post("/api/v1/bookmarks", json={"url": site.url + "/gone"})
    instance.worker().run_until_idle()
    client.get(f"/api/v1/bookmarks/{saved['id']}")
    client.get("/nothing/here")
    with instance.database.write() as tx:
        enqueue(tx, "a.kind", {}, run_at=clock.now() - timedelta(seconds=90))
    found = samples(client.get("/metrics").text)
    request = "earmark_http_request_duration_seconds_count"
    save = {"method": "POST", "route": "/api/v1/bookmarks", "status": "201"}
    read = {"method": "GET", "route": "/api/v1/bookmarks/{bookmark_id}", "status": "200"}
    assert value(found, request, **save) == 2
    assert value(found, request, **read) == 1
    assert value(found, request, method="GET", route="none", status="404") == 1
    assert value(found, "earmark_capture_duration_seconds_count", verdict="article") == 1
    job = "earmark_job_duration_seconds_count"
    assert value(found, job, kind="articles.capture", outcome="done") == 1
    assert value(found, job, kind="articles.capture", outcome="failed") == 1
    assert value(found, "earmark_jobs", kind="articles.capture", state="failed") == 1
    assert value(found, "earmark_jobs", kind="a.kind", state="waiting") == 1
    assert 90 <= value(found, "earmark_jobs_oldest_due_age_seconds") < 150
    assert value(found, "earmark_blobs") == 6
    assert value(found, "earmark_blobs_size_bytes") > 0
    assert value(found, "earmark_database_up") == 1
    assert value(found, "process_resident_memory_bytes") > 1_000_000


def test_what_strangers_send_makes_no_new_labels(opened: Open):
    _, client = opened(metrics_networks=SCRAPER)
    client.get("/metrics")
    client.get("/read/1")
    client.request("BREW", "/pot")
    before = len(samples(client.get("/metrics").text))
    for number in range(20):
        client.get(f"/read/{number}")
        client.request(f"BREW{number}", f"/pot/{number}")
        client.get(f"/static/{number}/x.css")
    assert len(samples(client.get("/metrics").text)) == before


def test_names_follow_prometheus_conventions(opened: Open):
    _, client = opened(metrics_networks=SCRAPER)
    text = client.get("/metrics").text
    names = re.findall(r"^# HELP (\S+) .*\.$", text, re.MULTILINE)
    ours = [name for name in names if name.startswith("earmark_")]
    assert len(ours) >= 9
    assert [name for name in ours if not re.fullmatch(r"earmark_[a-z_]+", name)] == []
    timed = [name for name in ours if "duration" in name or "age" in name]
    assert [name for name in timed if not name.endswith("_seconds")] == []


@pytest.mark.sqlite
def test_without_a_database_the_process_still_tells_of_itself(opened: Open, data_dir: Path):
    _, client = opened(metrics_networks=SCRAPER)
    for path in data_dir.glob("earmark.db*"):
        path.unlink()
    (data_dir / "earmark.db").mkdir()
    found = samples(client.get("/metrics").text)
    assert value(found, "earmark_database_up") == 0
    assert value(found, "earmark_build_info", version=__version__) == 1


def test_a_worker_tells_of_itself(opened: Open):
    instance, _ = opened(metrics_token=TOKEN)
    worker = instance.worker()
    with TestClient(build_watch_app(instance, worker)) as client:
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").json()["because"] == "jobs"
        assert client.get("/metrics").status_code == 403
        answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert "earmark_jobs_oldest_due_age_seconds 0.0" in answer.text


def test_where_they_are_off_the_library_is_not_even_loaded(tmp_path: Path):
    code = (
        "import sys; from pathlib import Path\n"
        "from earmark.instance import open_instance; from earmark.settings import Settings\n"
        "import earmark.app, earmark.server\n"
        f"open_instance(Settings(data_dir=Path({str(tmp_path)!r}))).close()\n"
        "print('prometheus_client' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.check
def test_a_worker_of_its_own_answers_on_its_port(start_worker, token):
    import urllib.request

    port = free_port()
    start_worker("--port", str(port), metrics_networks="127.0.0.1")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
        assert answer.status == 200
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        assert b"earmark_jobs_oldest_due_age_seconds" in answer.read()
