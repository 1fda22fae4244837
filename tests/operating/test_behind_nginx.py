"""Earmark behind a real nginx with TLS, as the manual shows it: nothing leaves the sub-path."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx2
import pytest
from PIL import Image
from tests.drills.live import Server, environment, free_port, run_earmark
from tests.makers import LocalSite, page_of
from tests.operating.crawl import Found, crawl, is_below
from tests.operating.nginx import (
    HOST,
    block_of_the_manual,
    nginx,
    taking_the_prefix_off,
    without_sub_path,
)
from tests.operating.waiting import wait_until

pytestmark = pytest.mark.check

VISITOR = "127.0.0.5"
"""Where the browser is; the proxy itself comes from 127.0.0.1."""

FIGURE = (
    '<figure><img src="/boat.png" width=640 height=480 alt="A boat">'
    "<figcaption>A boat.</figcaption></figure><p>On they came into the harbour.</p>"
)

NAME, PASSWORD = "ada", "seven quiet herons"


def as_it_is(block: str) -> str:
    return block


@dataclass(frozen=True)
class Way:
    """One way of being behind a proxy."""

    path: str
    change: Callable[[str], str]
    cookie: str


WAYS = {
    "the sub-path is left on": Way("/read", as_it_is, "__Secure-earmark_session"),
    "the sub-path is taken off": Way("/read", taking_the_prefix_off, "__Secure-earmark_session"),
    "no sub-path": Way("", without_sub_path, "__Host-earmark_session"),
}


@dataclass
class Place:
    """A running Earmark, its address for people, and a browser there that trusts nginx."""

    home: str
    server: Server
    browser: httpx2.Client
    way: Way


@pytest.fixture(scope="module", params=WAYS.values(), ids=WAYS)
def place(request, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Earmark behind nginx on a new data folder, with its owner signed in for the first time."""
    folder, way, port = tmp_path_factory.mktemp("behind"), request.param, free_port()
    home = f"https://{HOST}:{port}{way.path}"
    site = LocalSite()
    settings = environment(
        base_url=home, trusted_proxies="127.0.0.1", fetch_allow=f"{site.host}:{site.port}"
    )
    server = Server(folder / "data", settings, free_port())
    block = way.change(block_of_the_manual())
    with nginx(folder / "nginx", block, port, server.port) as trust:
        server.start()
        transport = httpx2.HTTPTransport(verify=trust, local_address=VISITOR)
        with httpx2.Client(transport=transport, timeout=30) as browser:
            browser.headers["Origin"] = f"https://{HOST}:{port}"
            set_up(browser, server)
            fill(home, server, browser, site)
            yield Place(home, server, browser, way)
    server.stop()
    site.close()


def set_up(browser: httpx2.Client, server: Server) -> None:
    """Open the address that the first start printed, and make the owner's account."""
    [address] = re.findall(r"https://\S+/set-up\?secret=(?:\S+)", server.log())
    assert browser.get(address).status_code == 200
    sent = {"secret": address.rpartition("=")[2], "name": NAME, "password": PASSWORD}
    answer = browser.post(address.partition("?")[0], data=sent)
    assert answer.status_code == 303


def fill(home: str, server: Server, browser: httpx2.Client, site: LocalSite) -> None:
    """Save more than one page of letters, an article with a picture, and one that is gone."""
    picture = io.BytesIO()
    Image.new("RGB", (640, 480), "navy").save(picture, "PNG")
    site.serve("/boat.png", picture.getvalue(), content_type="image/png")
    body = page_of("Boats come in", extra=FIGURE)
    environ = {**server.environ, "EARMARK_DATA_DIR": str(server.data_dir)}
    token = run_earmark(environ, "token", "create", "--user", NAME).strip()
    letters = [{"title": f"Letter {n}", "text": f"Words of letter {n}."} for n in range(32)]
    pages = [{"url": site.serve("/a", body), "tags": ["sea"]}, {"url": site.url + "/gone"}]
    for new in (*letters, *pages):
        headers = {"Authorization": f"Bearer {token}"}
        answer = browser.post(f"{home}/api/v1/bookmarks", json=new, headers=headers)
        assert answer.status_code == 201
    wait_until(lambda: "<img" in browser.get(f"{home}/search?q=tag:sea").text)


@pytest.fixture(scope="module")
def found(place: Place) -> Found:
    """What a crawl of every page finds."""
    return crawl(place.browser, place.home, f"{place.home}/")


def test_no_link_form_file_or_redirect_leaves_the_sub_path(place: Place, found: Found):
    assert found.strays == []
    assert found.broken == []


def test_the_crawl_saw_every_kind_of_page(place: Place, found: Found):
    paths = {url.removeprefix(place.home) for url in found.pages}
    kinds = {re.sub(r"[0-9a-f-]{36}", "ID", path.partition("?")[0]) for path in paths}
    expected = {"/", "/archive", "/starred", "/jobs", "/settings", "/search", "/read/ID"}
    assert expected <= kinds
    assert "/bookmarks/ID/pictures/0" in kinds
    assert any(kind.endswith(".woff2") for kind in kinds)
    assert any("cursor=" in path for path in paths)
    assert len(found.forms) > 30


def test_the_sub_path_without_its_slash_leads_in(place: Place):
    answer = place.browser.get(place.home, follow_redirects=True)
    assert (answer.status_code, is_below(str(answer.url), place.home)) == (200, True)


def test_forms_lead_back_below_the_sub_path(place: Place, found: Found):
    [star] = [form for form in sorted(found.forms) if form.endswith("/star")][:1]
    archive = star.removesuffix("/star") + "/archive"
    for form in (star, archive):
        answer = place.browser.post(form, headers={"Referer": f"{place.home}/archive"})
        assert answer.status_code == 303
        assert answer.headers["location"] == f"{place.way.path}/archive"
        assert f"Path={place.way.path or '/'};" in answer.headers["set-cookie"] + ";"


def test_the_session_cookie_is_safe_and_hsts_is_asked_for(place: Place):
    sent = {"name": NAME, "password": PASSWORD}
    answer = httpx2.post(
        f"http://{HOST}:{place.server.port}{place.way.path}/sign-in",
        data=sent,
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert answer.headers["set-cookie"].startswith("earmark_session=")
    answer = place.browser.post(f"{place.home}/sign-in", data=sent)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{place.way.cookie}=")
    assert {"Secure", "HttpOnly", f"Path={place.way.path or '/'}"} <= set(cookie.split("; "))
    assert "max-age" in answer.headers["strict-transport-security"]


def test_the_settings_name_the_visitor_and_the_bookmarklet_the_address(place: Place):
    spoofed = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "evil.example"}
    settings = place.browser.get(f"{place.home}/settings", headers=spoofed).text
    saving = place.browser.get(f"{place.home}/saving", headers=spoofed).text
    assert VISITOR in settings
    assert "203.0.113.9" not in settings
    assert f"{place.home}/save" in saving
    assert "evil.example" not in settings + saving


def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(place: Place):
    trust = place.browser._transport
    stranger = httpx2.Client(transport=trust)
    answer = stranger.get(f"{place.home}/settings")
    assert answer.headers["location"] == f"{place.way.path}/sign-in?next=%2Fsettings"


def test_the_api_says_where_it_is(place: Place):
    described = place.browser.get(f"{place.home}/api/v1/openapi.json").json()
    assert described["servers"] == [{"url": f"{place.way.path}/api/v1"}]


def test_an_id_of_the_proxy_names_the_request_in_the_log(place: Place):
    answer = place.browser.get(f"{place.home}/jobs", headers={"X-Request-ID": "mine"})
    given = answer.headers["x-request-id"]
    assert re.fullmatch(r"[0-9a-f]{32}", given)
    wait_until(lambda: given in place.server.log())


def test_the_metrics_are_not_for_the_world(place: Place):
    assert place.browser.get(f"{place.home}/metrics").status_code == 404
