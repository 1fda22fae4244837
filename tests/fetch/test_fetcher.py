"""Fetching from a scripted site: pages, redirects, cookies, deadlines, limits, bad answers."""

import gzip
import random
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from tests.fetch.scripted_site import HOST, Canary, answer

from earmark.errors import Invalid, Reason, Unreachable
from earmark.fetch import Fetcher, FetchPolicy

MIB = 1024 * 1024
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def redirect(to: str, *headers: str, status: str = "302 Found") -> bytes:
    return answer(b"", f"Location: {to}", *headers, status=status)


def reason_of(fetcher: Fetcher, url: str) -> Reason:
    with pytest.raises(Unreachable) as failure:
        fetcher.fetch(url)
    assert failure.value.message.endswith(".")
    assert failure.value.url == url
    return failure.value.reason


def test_a_page_comes_with_all_that_is_known_of_it(site, fetcher):
    url = site.serves("/a?b", answer(b"<p>Hello", "Content-Type: text/html", "X-Odd: \xe9"))
    page = fetcher.fetch(url + "#part")
    assert (page.status, page.body, page.content_type) == (200, b"<p>Hello", "text/html")
    assert (page.requested_url, page.final_url, page.hops) == (url + "#part", url, (url,))
    assert (page.header("X-ODD"), page.header("missing")) == ("é", None)
    assert page.remote_address == HOST
    assert page.wire_bytes == len(answer(b"<p>Hello", "Content-Type: text/html", "X-Odd: \xe9"))
    assert page.retry_after_s is None
    assert page.took_ms < 2000


def test_the_request_is_plain_and_honest(site, fetcher):
    fetcher.fetch(site.serves("/a?q=1", answer(b"")), accept="image/*")
    lines = site.requests[0].split("\r\n")
    assert lines[0] == "GET /a?q=1 HTTP/1.1"
    assert f"Host: {HOST}:{site.port}" in lines
    assert f"User-Agent: {FetchPolicy().user_agent}" in lines
    assert "Accept: image/*" in lines
    assert "Accept-Encoding: gzip, deflate, br, zstd" in lines
    assert not any(line.startswith(("Cookie", "Referer", "Authorization")) for line in lines)


@pytest.mark.parametrize("status", ["404 Not Found", "403 No", "500 Oops", "999 Odd", "304 Same"])
def test_a_page_comes_for_every_final_status(site, fetcher, status):
    page = fetcher.fetch(site.serves("/a", answer(b"", status=status)))
    assert page.status == int(status[:3])


def test_a_busy_sites_wait_is_handed_on(site, fetcher):
    busy = answer(b"", "Retry-After: 120", status="503 Busy")
    assert fetcher.fetch(site.serves("/a", busy)).retry_after_s == 120.0


def test_a_packed_body_is_unpacked(site, fetcher):
    packed = gzip.compress(b"<p>Hello" * 100)
    page = fetcher.fetch(site.serves("/a", answer(packed, "Content-Encoding: gzip")))
    assert page.body == b"<p>Hello" * 100
    assert page.wire_bytes < 300


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(site, fetcher, status):
    end = site.serves("/end", answer(b"end"))
    start = site.serves("/start", redirect("/mid", status=f"{status} Moved"))
    middle = site.serves("/mid", redirect(end))
    page = fetcher.fetch(start)
    assert (page.body, page.requested_url, page.final_url) == (b"end", start, end)
    assert page.hops == (start, middle, end)


def test_refresh_by_header_markup_or_script_is_not_followed(site, fetcher):
    body = b"<meta http-equiv=refresh content='0;url=/b'><script>location='/b'</script>"
    page = fetcher.fetch(site.serves("/a", answer(body, "Refresh: 0;url=/b")))
    assert page.body == body
    assert len(site.requests) == 1


def test_a_redirect_without_a_place_is_the_page(site, fetcher):
    assert fetcher.fetch(site.serves("/a", answer(b"x", status="302 Found"))).status == 302


def test_ten_redirects_are_followed_and_no_more(site, fetcher):
    for step in range(1, 12):
        site.serves(f"/{step}", redirect(f"/{step - 1}"))
    site.serves("/0", answer(b"end"))
    assert len(fetcher.fetch(f"{site.url}/10").hops) == 11
    assert reason_of(fetcher, f"{site.url}/11") is Reason.TOO_MANY_REDIRECTS


def test_a_circle_ends_at_its_first_turn(site, fetcher):
    site.serves("/b", redirect("/a"))
    assert reason_of(fetcher, site.serves("/a", redirect("/b"))) is Reason.TOO_MANY_REDIRECTS
    assert len(site.requests) == 2


@pytest.mark.parametrize(
    "to", ["ftp://example.org/", "http://", "http://a:b@example.org/", "http://example.org:25/"]
)
def test_a_redirect_to_what_is_no_address_is_refused(site, fetcher, to):
    assert reason_of(fetcher, site.serves("/a", redirect(to))) is Reason.BAD_ADDRESS


def test_two_different_places_at_once_are_a_bad_answer(site, fetcher):
    both = redirect("/b", "Location: /c")
    assert reason_of(fetcher, site.serves("/a", both)) is Reason.BAD_ANSWER


def test_a_redirect_is_judged_like_any_address(site, fetcher):
    with Canary() as canary:
        url = site.serves("/a", redirect(f"http://127.0.0.1:{canary.port}/"))
        assert reason_of(fetcher, url) is Reason.PRIVATE_ADDRESS
    assert canary.connections == 0


def test_a_cookie_set_on_the_way_is_brought_back(site, fetcher):
    url = site.serves("/start", redirect("/a"))
    site.serves("/a", redirect("/a", "Set-Cookie: seen=1; Path=/"))
    assert reason_of(fetcher, url) is Reason.TOO_MANY_REDIRECTS
    assert "Cookie" not in site.requests[0]
    assert "Cookie: seen=1" in site.requests[2]


def test_cookies_are_forgotten_between_fetches(site, fetcher):
    url = site.serves("/a", answer(b"x", "Set-Cookie: id=7"))
    fetcher.fetch(url)
    fetcher.fetch(url)
    assert not any("Cookie" in request for request in site.requests)


def test_the_same_site_learns_the_referring_page_and_others_only_its_origin(site, fetcher):
    url = site.serves("/picture", answer(b"x"))
    fetcher.fetch(url, referer=f"{site.url}/article?secret=1#part")
    fetcher.fetch(url, referer="http://example.org/article?secret=1")
    fetcher.fetch(url, referer="https://example.org/article?secret=1")
    assert f"Referer: {site.url}/article?secret=1\r\n" in site.requests[0]
    assert "Referer: http://example.org/\r\n" in site.requests[1]
    assert "Referer" not in site.requests[2]


@pytest.mark.parametrize(
    "script",
    [
        (5.0,),
        tuple(step for byte in HEAD for step in (bytes([byte]), 0.05)),
        (HEAD + b"Content-Length: 50\r\n\r\n", 5.0),
        (HEAD + b"\r\n", *((b"x", 0.05) * 200)),
        (b"HTTP/1.1 100 Continue\r\n\r\n", 0.05) * 200,
    ],
    ids=["silent", "drip in the head", "stuck body", "drip in the body", "endless 100 Continue"],
)
def test_the_deadline_holds_however_the_time_is_spent(site, script):
    quick = Fetcher(FetchPolicy(allow=frozenset({(HOST, site.port)}), deadline_s=0.4))
    url = site.serves("/a", *script)
    started = time.monotonic()
    assert reason_of(quick, url) is Reason.TIMED_OUT
    assert time.monotonic() - started < 1.4


def test_the_deadline_is_for_all_hops_together(site):
    quick = Fetcher(FetchPolicy(allow=frozenset({(HOST, site.port)}), deadline_s=0.5))
    for step in range(1, 9):
        site.serves(f"/{step}", 0.15, redirect(f"/{step - 1}"))
    assert reason_of(quick, f"{site.url}/8") is Reason.TIMED_OUT


def test_the_deadline_holds_for_names_that_nobody_answers(site):
    hanging = threading.Event()

    def names(host: str, port: int) -> list[str]:
        hanging.wait(5)
        return [HOST]

    quick = Fetcher(FetchPolicy(deadline_s=0.2), names=names)
    assert reason_of(quick, "http://slow.test/") is Reason.TIMED_OUT
    hanging.set()


def test_an_endless_body_stops_at_the_wire_limit(site):
    allow = frozenset({(HOST, site.port)})
    narrow = Fetcher(FetchPolicy(allow=allow, max_wire_bytes=MIB, deadline_s=5.0))
    url = site.serves("/a", HEAD + b"\r\n", *(b"x" * 65536,) * 64)
    assert reason_of(narrow, url) is Reason.TOO_LARGE


def test_a_length_above_the_limit_is_refused_before_it_is_read(site, fetcher):
    url = site.serves("/a", HEAD + b"Content-Length: 99999999999\r\n\r\n", 5.0)
    assert reason_of(fetcher, url) is Reason.TOO_LARGE


def test_a_smaller_limit_can_be_asked_for(site, fetcher):
    url = site.serves("/a", HEAD + b"\r\n" + b"x" * 2000)
    assert len(fetcher.fetch(url, max_body_bytes=2000).body) == 2000
    with pytest.raises(Unreachable) as failure:
        fetcher.fetch(url, max_body_bytes=1999)
    assert failure.value.reason is Reason.TOO_LARGE


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (b"", Reason.NO_CONNECTION),
        (b"HTTP/1.1 200 OK\r\nContent-", Reason.BAD_ANSWER),
        (b"<html>no head at all</html>", Reason.BAD_ANSWER),
        (b"HTTP/1.1 fine\r\n\r\n", Reason.BAD_ANSWER),
        (b"SSH-2.0-OpenSSH_9.2\r\n", Reason.BAD_ANSWER),
        (HEAD + b"Content-Length: -1\r\n\r\n", Reason.BAD_ANSWER),
        (HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", Reason.BAD_ANSWER),
        (HEAD + b"Content-Length: 99\r\n\r\ncut off", Reason.BAD_ANSWER),
        (HEAD + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n", Reason.BAD_ANSWER),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n", Reason.BAD_ANSWER),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", Reason.BAD_ANSWER),
        (HEAD + b"Transfer-Encoding: gzip\r\n\r\n", Reason.BAD_ANSWER),
        (HEAD + b"X: a\0b\r\n\r\n", Reason.BAD_ANSWER),
        (HEAD + b"Content-Encoding: rot13\r\n\r\nuryyb", Reason.BAD_ANSWER),
        (HEAD + b"Content-Encoding: gzip\r\n\r\nhello", Reason.BAD_ANSWER),
        (HEAD + b"X: " + b"v" * 300_000 + b"\r\n\r\n", Reason.TOO_LARGE),
        (b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n", Reason.BAD_ANSWER),
    ],
)
def test_a_bad_answer_has_a_stated_reason(site, fetcher, script, reason):
    assert reason_of(fetcher, site.serves("/a", script)) is reason


def test_a_site_that_is_not_there_cannot_be_reached(site, fetcher):
    site.close()
    assert reason_of(fetcher, f"{site.url}/a") is Reason.NO_CONNECTION


def test_a_name_that_nobody_knows_is_an_unknown_host():
    def names(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    assert reason_of(Fetcher(FetchPolicy(), names=names), "http://no.test/") is Reason.UNKNOWN_HOST
    empty = Fetcher(FetchPolicy(), names=lambda host, port: [])
    assert reason_of(empty, "http://no.test/") is Reason.UNKNOWN_HOST


def test_a_name_too_long_for_dns_is_an_unknown_host():
    assert reason_of(Fetcher(FetchPolicy()), f"http://{'a' * 300}.test/") is Reason.UNKNOWN_HOST


@pytest.mark.parametrize("url", ["", "example.org", "ftp://example.org/", "http://a:b@c/"])
def test_what_is_no_address_is_invalid(url):
    with pytest.raises(Invalid):
        Fetcher(FetchPolicy()).fetch(url)


def test_a_port_barred_by_policy_is_refused(site):
    barred = Fetcher(
        FetchPolicy(allow=frozenset({(HOST, site.port)}), blocked_ports=frozenset({site.port}))
    )
    assert reason_of(barred, f"{site.url}/a") is Reason.BAD_ADDRESS
    assert site.requests == []


def test_a_name_is_looked_up_once_and_its_judged_address_used(site):
    answers = iter([[HOST], ["127.0.0.1"]])
    asked: list[tuple[str, int]] = []

    def names(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return next(answers)

    fetcher = Fetcher(FetchPolicy(allow=frozenset({(HOST, site.port)})), names=names)
    site.serves("/a", answer(b"x"))
    assert fetcher.fetch(f"http://rebind.test:{site.port}/a").remote_address == HOST
    assert asked == [("rebind.test", site.port)]
    assert f"Host: rebind.test:{site.port}" in site.requests[0]


def test_a_name_that_changes_its_mind_between_hops_is_judged_again(site):
    with Canary() as canary:
        answers = iter([[HOST], ["127.0.0.1"]])
        fetcher = Fetcher(
            FetchPolicy(allow=frozenset({(HOST, site.port)})), names=lambda h, p: next(answers)
        )
        site.serves("/a", redirect(f"http://rebind.test:{canary.port}/"))
        url = f"http://rebind.test:{site.port}/a"
        assert reason_of(fetcher, url) is Reason.PRIVATE_ADDRESS
    assert canary.connections == 0


@pytest.mark.parametrize(
    "ips", [[HOST, "127.0.0.1"], ["127.0.0.1", HOST], [HOST, "::1"], [HOST, "::ffff:127.0.0.1"]]
)
def test_one_private_answer_spoils_all(site, ips):
    fetcher = Fetcher(FetchPolicy(allow=frozenset({(HOST, site.port)})), names=lambda h, p: ips)
    assert reason_of(fetcher, f"http://both.test:{site.port}/") is Reason.PRIVATE_ADDRESS
    assert site.requests == []


def test_the_next_address_is_tried_when_the_first_does_not_answer(site):
    site.serves("/a", answer(b"x"))
    dead = ("127.0.0.9", site.port)  # loopback without a listener refuses at once
    allow = frozenset({dead, (HOST, site.port)})
    fetcher = Fetcher(FetchPolicy(allow=allow), names=lambda h, p: [dead[0], HOST])
    assert fetcher.fetch(f"http://two.test:{site.port}/a").remote_address == HOST


def test_ipv4_is_tried_soon_where_ipv6_is_broken(site):
    site.serves("/a", answer(b"x"))
    broken = [f"::1:{number}" for number in range(1, 9)]  # nobody has these addresses
    allow = frozenset((ip, site.port) for ip in [*broken, HOST])
    fetcher = Fetcher(FetchPolicy(allow=allow), names=lambda h, p: [*broken, HOST])
    assert fetcher.fetch(f"http://six.test:{site.port}/a").remote_address == HOST


def test_proxies_in_the_environment_are_not_used(site, fetcher, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert fetcher.fetch(site.serves("/a", answer(b"x"))).body == b"x"


def test_one_fetcher_serves_many_threads(site, fetcher):
    urls = [site.serves(f"/{number}", answer(b"%d" % number)) for number in range(60)]
    with ThreadPoolExecutor(12) as pool:
        bodies = list(pool.map(lambda url: fetcher.fetch(url).body, urls))
    assert bodies == [b"%d" % number for number in range(60)]


def test_no_connection_is_left_open(site, fetcher):
    before = open_files()
    url = site.serves("/a", answer(b"x" * 100_000))
    stuck = site.serves("/b", HEAD + b"Content-Length: 9\r\n\r\nhello")
    for _ in range(20):
        fetcher.fetch(url)
        reason_of(fetcher, stuck)
    time.sleep(0.05)  # the site's own threads close their ends
    assert open_files() <= before + 2


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def test_any_bytes_end_in_a_page_or_a_stated_reason(site, fetcher):
    dice = random.Random(7)
    parts = [b"HTTP/1.1 200 OK\r\n", b"\r\n", b"Content-Length: ", b"5", b"Transfer-Encoding: "]
    parts += [b"chunked", b"Location: ", b"HTTP/1.0 301 x\r\n", b"\x00", b"Content-Encoding: gzip"]
    parts += [b"gzip, br", b"http://127.0.0.1/", b"\n", b": ", b"\xff\xfe", b"0\r\n\r\n", b"A" * 99]
    for number in range(300):
        script = b"".join(dice.choices(parts, k=dice.randrange(1, 12)))
        with suppress(Unreachable):
            fetcher.fetch(site.serves(f"/{number}", script))
