"""Nothing that a person or a page can write leads a fetch into a private network."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.fetch.scripted_site import HOST

from earmark.errors import Invalid, Reason, Unreachable
from earmark.fetch import Fetcher, FetchPolicy

REFUSED = {"invalid", Reason.PRIVATE_ADDRESS, Reason.UNKNOWN_HOST, Reason.BAD_ADDRESS}

# By the URL standard a number with a leading 0 is octal: this one lies in the public
# internet, where a test has no business.
PUBLIC = "ssrf-loopback-decimal-bb49d0b9"

# By the URL standard "http:127.0.0.1" in a redirect is a path on the same site.
SAME_SITE = {"ssrf-redirect-ebfd7321": "page 404"}


@pytest.fixture(scope="module")
def guarded(origin) -> Fetcher:
    """A fetcher that may reach the hostile origin and nothing else on this machine."""
    policy = FetchPolicy(allow=origin.allow, deadline_s=5.0)
    return Fetcher(policy, names=loopback_names)


def loopback_names(host: str, port: int) -> list[str]:
    """What the world's resolvers say to names of the attack list, without asking them."""
    if host.rstrip(".").endswith((".nip.io", ".sslip.io", "localtest.me", "localhost")):
        return ["127.0.0.1"]
    raise OSError("no such name")


def outcome(fetcher: Fetcher, url: str) -> str:
    try:
        return f"page {fetcher.fetch(url).status}"
    except Invalid:
        return "invalid"
    except Unreachable as failure:
        return failure.reason


def test_the_allowed_origin_is_fetched(origin, guarded):
    assert outcome(guarded, f"{origin.url}/ok/control") == "page 200"


def test_no_address_of_the_attack_list_touches_the_canary(shared: Path, origin, guarded):
    lines = (shared / "hostile" / "ssrf.jsonl").read_text().splitlines()
    attacks = [attack for line in lines if (attack := json.loads(line))["id"] != PUBLIC]
    before = origin.stats()["canary_connections"]
    outcomes = {
        attack["id"]: outcome(guarded, addressed(attack["url"], origin)) for attack in attacks
    }
    assert origin.settled_canary_connections() == before
    must_refuse = [a["id"] for a in attacks if a["expect"] == "refused, with no connection made"]
    assert len(must_refuse) > 90
    passed = {i: outcomes[i] for i in must_refuse if outcomes[i] not in REFUSED}
    assert passed == SAME_SITE


def addressed(url: str, origin) -> str:
    return url.replace("{port}", str(origin.canary_port)).replace("{origin}", origin.url)


@pytest.mark.parametrize("kind", ["to", "code/301", "code/303", "code/307", "code/308"])
@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost", "2130706433", "0x7f.1"])
def test_no_redirect_leads_to_the_canary(origin, guarded, kind, host):
    before = origin.stats()["canary_connections"]
    target = f"http://{host}:{origin.canary_port}/"
    assert outcome(guarded, f"{origin.url}/redirect/{kind}?u={target}") == Reason.PRIVATE_ADDRESS
    assert origin.stats()["canary_connections"] == before


@pytest.mark.parametrize("kind", ["meta", "js", "header-refresh"])
def test_a_refresh_is_not_followed(origin, guarded, kind):
    target = f"http://127.0.0.1:{origin.canary_port}/"
    assert outcome(guarded, f"{origin.url}/redirect/{kind}?u={target}") == "page 200"
    assert origin.settled_canary_connections() == 0


def test_rebinding_in_the_systems_resolver_leads_nowhere(shared: Path, origin):
    script = """
import sys
from earmark.errors import Unreachable
from earmark.fetch import Fetcher, FetchPolicy, parse_allow
fetcher = Fetcher(FetchPolicy(allow=parse_allow(sys.argv[1]), deadline_s=5))
for url in sys.argv[2:]:
    try:
        print(fetcher.fetch(url).status)
    except Unreachable as failure:
        print(failure.reason)
"""
    first = f"http://rebind.test:{origin.port}/ok/1"
    second = f"http://rebind.test:{origin.canary_port}/"
    both = f"http://both.test:{origin.port}/ok/2"
    hosts = "rebind.test=127.0.0.2,127.0.0.1;both.test=127.0.0.2+127.0.0.1"
    done = subprocess.run(
        [sys.executable, "-c", script, f"{HOST}:{origin.port}", first, second, both],
        env={
            **os.environ,
            "CHAOS_HOSTS": hosts,
            "PYTHONPATH": os.pathsep.join([str(shared / "drills" / "fakedns"), *sys.path]),
        },
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert done.stdout.split() == ["200", "private_address", "private_address"]
    assert origin.settled_canary_connections() == 0
