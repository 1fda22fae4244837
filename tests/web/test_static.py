"""Static files: addresses with a hash, kept for good, nothing outside the folder."""

import gzip
import re
from pathlib import Path

import brotli
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from earmark.web.static_files import StaticFiles

FOLDER = Path(__file__).parents[2] / "src/earmark/web/static"
FILES = StaticFiles()


@pytest.fixture(scope="module")
def client():
    with TestClient(Starlette(routes=[Mount("/static", FILES)])) as client:
        yield client


def plain(client, name, **headers):
    return client.get(FILES.path_of(name), headers={"Accept-Encoding": "identity", **headers})


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("earmark.css", "text/css; charset=utf-8"),
        ("earmark.js", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
        ("icon-192.png", "image/png"),
        ("earmark.webmanifest", "application/manifest+json"),
        ("fonts/serif-latin.woff2", "font/woff2"),
    ],
)
def test_file_is_sent_whole_with_its_type(client, name, content_type):
    answer = plain(client, name)
    assert answer.content == (FOLDER / name).read_bytes()
    assert answer.headers["content-type"] == content_type
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_address_with_the_present_hash_is_kept_for_good(client):
    assert "immutable" in plain(client, "earmark.css").headers["cache-control"]


def test_address_of_another_release_gets_the_present_file_but_not_for_good(client):
    answer = client.get("/static/0123456789ab/earmark.css")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")


@pytest.mark.parametrize(
    ("encoding", "inflate"), [("br", brotli.decompress), ("gzip", gzip.decompress)]
)
def test_text_is_compressed_as_asked(client, encoding, inflate):
    with client.stream(
        "GET", FILES.path_of("earmark.css"), headers={"Accept-Encoding": encoding}
    ) as answer:
        sent = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == encoding
    assert inflate(sent) == (FOLDER / "earmark.css").read_bytes()


def test_brotli_is_preferred(client):
    answer = plain(client, "earmark.css", **{"Accept-Encoding": "gzip, deflate, br"})
    assert answer.headers["content-encoding"] == "br"


def test_fonts_and_pictures_are_sent_as_they_are(client):
    answer = plain(client, "fonts/serif-latin.woff2", **{"Accept-Encoding": "br"})
    assert "content-encoding" not in answer.headers


def test_known_etag_is_answered_without_the_file(client):
    etag = plain(client, "earmark.css").headers["etag"]
    answer = plain(client, "earmark.css", **{"If-None-Match": etag})
    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/static/",
        "/static/{hash}",
        "/static/{hash}/",
        "/static/{hash}/fonts",
        "/static/{hash}/nothing.css",
        "/static/{hash}/../render.py",
        "/static/{hash}/..%2frender.py",
        "/static/{hash}/%2e%2e/%2e%2e/settings.py",
        "/static/{hash}//etc/passwd",
        "/static/{hash}/fonts/README.md",
        "/static/{hash}/earmark.css%00.png",
    ],
)
def test_what_is_not_a_file_of_ours_is_not_found(client, path):
    assert client.get(path.format(hash=FILES.tree_hash)).status_code == 404


def test_only_reading_is_allowed(client):
    assert client.post(FILES.path_of("earmark.css")).status_code == 405


def test_address_of_a_missing_file_is_refused():
    with pytest.raises(KeyError):
        FILES.path_of("missing.css")


def test_files_refer_only_to_files_that_are_there():
    named = [
        (path, match)
        for path in [*FOLDER.glob("*.css"), *FOLDER.glob("*.webmanifest"), *FOLDER.glob("*.js")]
        if path.name != "htmx.min.js"
        for match in re.findall(
            r'url\("([^"]+)"\)|from "\./([^"]+)"|"src": "([^"]+)"', path.read_text("utf-8")
        )
    ]
    assert len(named) > 8
    assert [n for n in named if not (FOLDER / "".join(n[1])).is_file()] == []


def test_all_script_together_is_under_30_kb_over_the_wire():
    scripts = FOLDER.glob("*.js")
    assert sum(len(gzip.compress(path.read_bytes())) for path in scripts) < 30_000
