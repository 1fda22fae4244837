"""S3 in particular: races, uploads in parts, and a wire that is disturbed in every way."""

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, replace
from datetime import timedelta

import obstore
import pytest
from tests.blobs.conftest import PATIENCE_S
from tests.s3_server import S3Server, Wire, free_ports

from earmark import clock
from earmark.blobs.bucket import Bucket
from earmark.blobs.s3 import PART_BYTES, S3Store
from earmark.blobs.store import Blobs
from earmark.db.engine import Database
from earmark.errors import NotAllowed, StoreAway

pytestmark = pytest.mark.check

DIGEST = "ab" * 32
WITHIN_A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def near(bucket: Bucket) -> S3Store:
    """The store, with nothing in between."""
    return S3Store(bucket, PATIENCE_S)


@pytest.fixture
def far(far_bucket: Bucket) -> S3Store:
    """The store at the other end of the wire."""
    return S3Store(far_bucket, PATIENCE_S)


def test_of_twenty_that_create_at_once_one_does(near: S3Store):
    start = threading.Barrier(20)

    def create(_number: int) -> bool:
        start.wait()
        return near._is_created("race", os.urandom(2000))

    with ThreadPoolExecutor(20) as pool:
        won = list(pool.map(create, range(20)))
    assert won.count(True) == 1


PUT = """
import sys
from earmark.blobs.bucket import Bucket
from earmark.blobs.s3 import S3Store
place, digest, size = Bucket(*sys.argv[1:7]), sys.argv[7], int(sys.argv[8])
print("ready", flush=True)
sys.stdin.readline()
S3Store(place).put(digest, digest.encode() * (size // 64))
"""


def putting(bucket: Bucket, size: int) -> "subprocess.Popen[bytes]":
    """A process that puts so many bytes when it is told to."""
    process = subprocess.Popen(
        [sys.executable, "-c", PUT, *astuple(bucket), DIGEST, str(size)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout
    assert process.stdout.readline() == b"ready\n"
    return process


@pytest.mark.parametrize("size", [6400, 2 * PART_BYTES // 64 * 64])
def test_several_processes_may_put_the_same_bytes(bucket: Bucket, near: S3Store, size: int):
    processes = [putting(bucket, size) for _ in range(3)]
    for each in processes:
        assert each.stdin
        each.stdin.write(b"go\n")
        each.stdin.close()
    assert [each.wait() for each in processes] == [0, 0, 0]
    for each in processes:
        assert each.stdout
        each.stdout.close()
    assert near.get(DIGEST) == DIGEST.encode() * (size // 64)
    assert near.clear_unfinished(clock.now() + WITHIN_A_MINUTE) == 0


def test_forty_megabytes_go_up_in_parts_and_come_back(near: S3Store):
    content = os.urandom(40 * 10**6)
    near.put(DIGEST, content)
    near.put(DIGEST, content)
    assert near.get(DIGEST) == content
    assert near._quick.head(f"sha256/ab/ab/{DIGEST}.zst")["e_tag"].endswith('-8"')


def test_an_upload_killed_in_the_middle_leaves_nothing_to_be_seen_and_is_aborted_once_old(
    far_bucket: Bucket, far: S3Store, wire: Wire
):
    wire.stall_after(3 * PART_BYTES)
    process = putting(far_bucket, 40 * 10**6 // 64 * 64)
    assert process.stdin
    assert process.stdout
    process.stdin.write(b"go\n")
    process.stdin.flush()
    until(lambda: wire.passed_up > 3 * PART_BYTES)
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()
    wire.vanish()
    wire.come_back()
    assert (far.has(DIGEST), far.digests()) == (False, [])
    assert far.clear_unfinished(clock.now() - WITHIN_A_MINUTE) == 0
    assert far.clear_unfinished(clock.now() + WITHIN_A_MINUTE) == 1
    assert far.clear_unfinished(clock.now() + WITHIN_A_MINUTE) == 0
    far.put(DIGEST, b"whole")
    assert far.get(DIGEST) == b"whole"


def test_unfinished_uploads_of_others_in_the_bucket_are_left_alone(
    near: S3Store, s3_server: S3Server
):
    other = S3Store(s3_server.bucket())
    writer = obstore.open_writer(other._patient, "theirs", buffer_size=PART_BYTES)
    writer.write(os.urandom(2 * PART_BYTES))
    assert near.clear_unfinished(clock.now() + WITHIN_A_MINUTE) == 0
    writer.close()
    assert other._quick.head("theirs")["size"] == 2 * PART_BYTES


def test_a_list_longer_than_a_page_is_whole(near: S3Store):
    digests = [f"{n:064x}" for n in range(1100)]
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda digest: near.put(digest, b"x"), digests))
    assert near.digests() == digests


@pytest.mark.parametrize("size", [100, 3 * PART_BYTES])
def test_a_store_that_asks_to_slow_down_is_asked_again(far: S3Store, wire: Wire, size: int):
    content = os.urandom(size)
    wire.refuse(3)
    far.put(DIGEST, content)
    wire.refuse(3)
    assert far.get(DIGEST) == content
    wire.refuse(2)
    assert far.has(DIGEST)


@pytest.mark.parametrize("size", [100_000, 3 * PART_BYTES])
def test_connections_that_break_in_the_middle_are_made_anew(far: S3Store, wire: Wire, size: int):
    content = os.urandom(size)
    wire.cut(2)
    far.put(DIGEST, content)
    wire.cut(2)
    assert far.get(DIGEST) == content


def test_a_store_that_slows_down_for_too_long_is_away_and_then_back(far: S3Store, wire: Wire):
    far.put(DIGEST, b"kept")
    wire.refuse(1000)
    began_s = time.monotonic()
    with pytest.raises(StoreAway, match="does not answer"):
        far.get(DIGEST)
    assert time.monotonic() - began_s < PATIENCE_S + 10
    wire.refuse(0)
    assert far.get(DIGEST) == b"kept"


def test_once_a_store_is_known_to_be_away_nobody_waits_for_it(far: S3Store, wire: Wire):
    far.put(DIGEST, b"kept")
    wire.vanish()
    with pytest.raises(StoreAway):
        far.get(DIGEST)
    began_s = time.monotonic()
    for _ in range(20):
        with pytest.raises(StoreAway):
            far.get(DIGEST)
    assert time.monotonic() - began_s < PATIENCE_S * 4
    wire.come_back()
    assert far.get(DIGEST) == b"kept"


def test_a_store_that_takes_what_is_said_and_never_answers_is_away(far: S3Store, wire: Wire):
    far.put(DIGEST, b"kept")
    wire.stall_after(-1)
    with pytest.raises(StoreAway):
        far.check(is_begun=True)


def test_unfinished_uploads_that_may_not_be_listed_are_said(s3_server: S3Server):
    stranger = S3Store(replace(s3_server.bucket(), secret_key="wrong"))
    with pytest.raises(NotAllowed, match="403"):
        stranger.clear_unfinished(clock.now())


def test_what_is_refused_is_not_taken_for_missing(s3_server: S3Server):
    stranger = S3Store(replace(s3_server.bucket(), secret_key="wrong"))
    for act in (stranger.has, stranger.get, lambda digest: stranger.put(digest, b"x")):
        with pytest.raises(StoreAway, match="refuses Earmark's key"):
            act(DIGEST)


def test_a_bucket_that_is_not_there_is_not_an_empty_one(s3_server: S3Server):
    astray = S3Store(replace(s3_server.bucket(), name="nowhere", prefix=""))
    for act in (astray.has, astray.get, lambda _: astray.check(is_begun=False)):
        with pytest.raises(StoreAway, match="has no bucket nowhere"):
            act(DIGEST)


def test_a_check_finds_that_a_place_holds_nothing_of_what_was_begun(
    database: Database, near: S3Store, s3_server: S3Server
):
    blobs, elsewhere = Blobs(database, near), Blobs(database, S3Store(s3_server.bucket()))
    blobs.check()
    blobs.put(b"kept")
    blobs.check()
    with pytest.raises(StoreAway, match="should be"):
        elsewhere.check()


def test_a_trial_tells_that_the_store_never_writes_over_what_is_there(near: S3Store):
    assert "never writes over" in near.trial()


def test_the_environment_of_other_programs_is_not_read(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch
):
    nobody = f"http://127.0.0.1:{free_ports(1)[0]}"
    for name in ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT", "HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, nobody)
    for name in ("AWS_SESSION_TOKEN", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "another")
    monkeypatch.setenv("AWS_SKIP_SIGNATURE", "true")
    store = S3Store(bucket, PATIENCE_S)
    store.put(DIGEST, b"kept")
    assert store.get(DIGEST) == b"kept"


def until(is_so) -> None:
    """Wait until it is so; fail after half a minute."""
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)
