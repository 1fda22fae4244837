"""Every fault of the hostile origin ends in a page or a stated reason, in time and in memory."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from earmark.errors import Reason, Unreachable
from earmark.fetch import Fetcher, FetchPolicy, decode_text, status_error

DEADLINE_S = 3.0

_PATHS = """
/ok/a /etag/a /slow-head/1/a /slow-head/60/a /slow-body/2500/a /slow-body/100/a /hang-body/a
/hang-head/a /drip-headers/a /endless/a /endless-headers/a
/bomb/gzip/64 /bomb/gzip2/64 /bomb/deflate/64 /bomb/br/64 /bomb/zstd/64 /bomb/chunked-gzip/64
/redirect/loop /redirect/chain/3 /redirect/chain/10 /redirect/chain/11 /redirect/endless/1
/redirect/to /redirect/code/300 /redirect/code/301 /redirect/code/302 /redirect/code/303
/redirect/code/307 /redirect/code/308 /redirect/meta /redirect/js /redirect/header-refresh
/redirect/huge /redirect/nolocation /redirect/empty /redirect/many-locations
/length/short/a /length/long/a /length/negative/a /length/double/a /length/te-cl/a
/length/huge/a /length/text/a
/chunk/bad/a /chunk/huge-size/a /chunk/missing-end/a /chunk/extension/a /chunk/ok/a
/reset/before /reset/headers /reset/body /close/empty /close/garbage
/headers/huge/1 /headers/huge/64 /headers/huge/1024 /headers/huge/20000 /headers/many/100
/headers/many/10000 /headers/many/100000 /headers/nul /headers/fold /headers/http09
/headers/status-999 /headers/status-text /headers/lf-only /headers/cookies/20
/headers/cookies/500 /headers/badgzip /headers/unknown-encoding /headers/content-range
/status/100 /status/101 /status/204 /status/205 /status/304 /status/400 /status/401 /status/402
/status/403 /status/404 /status/407 /status/410 /status/418 /status/429 /status/451 /status/500
/status/502 /status/503 /status/504 /status/599 /status/600 /status/999
/flaky/1/a /flaky-rate/50/a /429/5/1/a /429-date/5/1/a
/retry-after/huge /retry-after/negative /retry-after/garbage
/type/text/plain /type/application/pdf /type/garbage /type-none/a /type/mismatch-png
/charset/utf7 /charset/utf16-nobom /charset/lie /charset/unknown /charset/iso2022 /charset/nul
/charset/bom-conflict /charset/invalid
/dom/deep/100000 /dom/attrs/100000 /dom/longline/3 /dom/nospace/3 /xml/laughs /xml/utf16-laughs
/feed/ok/10 /feed/huge/20000 /feed/loop /feed/gone /feed/truncated /img/svgxss /img/truncated
"""
PATHS = tuple(_PATHS.split())

LIMITS = {
    "/endless/a": Reason.TOO_LARGE,
    "/length/huge/a": Reason.TOO_LARGE,
    **dict.fromkeys((path for path in PATHS if path.startswith("/bomb/")), Reason.TOO_LARGE),
    "/hang-head/a": Reason.TIMED_OUT,
    "/hang-body/a": Reason.TIMED_OUT,
    "/drip-headers/a": Reason.TIMED_OUT,
    "/slow-head/60/a": Reason.TIMED_OUT,
    "/slow-body/100/a": Reason.TIMED_OUT,
    "/redirect/loop": Reason.TOO_MANY_REDIRECTS,
    "/redirect/endless/1": Reason.TOO_MANY_REDIRECTS,
    "/redirect/chain/11": Reason.TOO_MANY_REDIRECTS,
    "/feed/loop": Reason.TOO_MANY_REDIRECTS,
    "/redirect/many-locations": Reason.BAD_ANSWER,
    "/headers/badgzip": Reason.BAD_ANSWER,
    "/headers/unknown-encoding": Reason.BAD_ANSWER,
    "/length/short/a": Reason.BAD_ANSWER,
    "/feed/gone": Reason.GONE,
    "/status/404": Reason.NOT_FOUND,
}


@pytest.mark.check
def test_every_path_ends_in_a_page_or_a_stated_reason_in_time(origin):
    fetcher = Fetcher(FetchPolicy(allow=origin.allow, deadline_s=DEADLINE_S))

    def walk(path: str) -> tuple[str, str, float]:
        started = time.monotonic()
        ended = how_it_ends(fetcher, origin.url + path)
        return path, ended, time.monotonic() - started

    with ThreadPoolExecutor(8) as pool:
        walks = list(pool.map(walk, PATHS))
    assert [(path, took_s) for path, _, took_s in walks if took_s > DEADLINE_S + 1] == []
    ends = {path: ended for path, ended, _ in walks}
    assert {path: ends[path] for path in LIMITS} == LIMITS
    assert ends["/redirect/chain/10"] == ends["/chunk/ok/a"] == ends["/ok/a"] == "page"


def how_it_ends(fetcher: Fetcher, url: str) -> str:
    try:
        page = fetcher.fetch(url)
    except Unreachable as failure:
        return failure.reason
    assert decode_text(page.body, page.content_type)[1]
    error = status_error(page)
    return error.reason if error else "page"


@pytest.mark.check
@pytest.mark.parametrize("kind", ["gzip", "gzip2", "deflate", "br", "zstd", "chunked-gzip"])
def test_a_bomb_takes_little_memory_and_time(origin, kind):
    script = """
import resource, sys, time
from earmark.errors import Unreachable
from earmark.fetch import Fetcher, FetchPolicy, parse_allow
fetcher = Fetcher(FetchPolicy(allow=parse_allow(sys.argv[1])))
fetcher.fetch(sys.argv[2] + "/ok/warm")
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before, started = peak(), time.process_time()
try:
    fetcher.fetch(sys.argv[2] + sys.argv[3])
except Unreachable as failure:
    print(failure.reason, peak() - before, time.process_time() - started)
"""
    pair = f"127.0.0.2:{origin.port}"
    done = subprocess.run(
        [sys.executable, "-c", script, pair, origin.url, f"/bomb/{kind}/128"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    reason, extra_kib, cpu_s = done.stdout.split()
    assert reason == Reason.TOO_LARGE
    assert int(extra_kib) < 64 * 1024
    assert float(cpu_s) < 1.0
