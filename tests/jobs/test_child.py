"""The parser child: whatever a page does to it, the call ends in time with an answer."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from earmark.errors import Invalid, Reason, Unreadable
from earmark.jobs import child
from earmark.jobs.child import ChildPool


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[ChildPool]:
    """A pool whose children know the functions of ``hostile_calls``, and wait 1 s for them."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    made = ChildPool(["hostile_calls"], timeout_s=1.0)
    made.warm_up()
    yield made
    made.close()


def call(pool: ChildPool, name: str, content: bytes = b"", **args: Any) -> tuple[Any, bytes]:
    return pool.call(f"hostile_calls:{name}", content, **args)


def is_alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def test_thirty_megabytes_come_through_both_ways(pool: ChildPool):
    content = os.urandom(2**20) * 30
    found, back = call(pool, "echo", content, word="ärger")
    assert back == content
    assert found["args"] == {"word": "ärger"}


def test_the_child_stays_warm_from_call_to_call(pool: ChildPool):
    assert call(pool, "echo")[0]["pid"] == call(pool, "echo")[0]["pid"]


def test_a_call_over_time_is_ended_and_said_to_be_too_complex(pool: ChildPool):
    pid = call(pool, "echo")[0]["pid"]
    began = time.monotonic()
    with pytest.raises(Unreadable) as error:
        call(pool, "spin")
    assert error.value.reason is Reason.TOO_COMPLEX
    assert time.monotonic() - began < 3.0
    assert not is_alive(pid)
    assert call(pool, "echo", b"x")[1] == b"x"


@pytest.mark.parametrize(
    ("name", "args", "reason"),
    [
        ("die", {}, Reason.PARSER_FAILED),
        ("die", {"status": 0}, Reason.PARSER_FAILED),
        ("kill", {"number": int(signal.SIGSEGV)}, Reason.PARSER_FAILED),
        ("crash", {}, Reason.PARSER_FAILED),
        ("no_json", {}, Reason.PARSER_FAILED),
        ("fill_memory", {}, Reason.TOO_COMPLEX),
        ("recurse", {}, Reason.TOO_COMPLEX),
        ("refuse", {}, Reason.NOT_AN_ARTICLE),
    ],
)
def test_whatever_goes_wrong_in_the_child_has_a_reason(
    pool: ChildPool, name: str, args: dict[str, int], reason: Reason
):
    with pytest.raises(Unreadable) as error:
        call(pool, name, b"page" * 1000, **args)
    assert error.value.reason is reason
    assert error.value.message
    assert call(pool, "echo", b"x")[1] == b"x"


def test_a_large_page_to_a_child_that_dies_is_no_broken_pipe(pool: ChildPool):
    with pytest.raises(Unreadable):
        call(pool, "die", b"x" * 20_000_000)
    assert call(pool, "echo", b"x")[1] == b"x"


def test_invalid_comes_through_with_its_field(pool: ChildPool):
    with pytest.raises(Invalid) as error:
        call(pool, "reject")
    assert (error.value.field, error.value.message) == ("url", "This is no address.")


def test_what_a_library_prints_does_not_disturb_the_answer(pool: ChildPool):
    assert call(pool, "print_much")[0] == {"is_fine": True}


def test_two_calls_at_once_do_not_wait_for_each_other(pool: ChildPool):
    call(pool, "echo")
    with ThreadPoolExecutor(2) as threads:
        both = list(threads.map(lambda _: call(pool, "sleep", seconds=0.4)[0]["pid"], range(2)))
    assert both[0] != both[1]


def test_only_one_child_stays_when_the_rush_is_over(pool: ChildPool):
    gate = threading.Barrier(3)

    def one(_: int) -> int:
        gate.wait()
        return int(call(pool, "sleep", seconds=0.2)[0]["pid"])

    with ThreadPoolExecutor(3) as threads:
        pids = list(threads.map(one, range(3)))
    assert sum(is_alive(pid) for pid in pids) == 1


def test_a_child_is_replaced_after_its_calls(pool: ChildPool):
    first = call(pool, "echo")[0]["pid"]
    for _ in range(child.CALLS_MAX - 1):
        assert call(pool, "echo")[0]["pid"] == first
    assert call(pool, "echo")[0]["pid"] != first
    assert not is_alive(first)


def test_a_child_that_died_while_idle_costs_nobody_a_page(pool: ChildPool):
    os.kill(call(pool, "echo")[0]["pid"], signal.SIGKILL)
    time.sleep(0.1)
    assert call(pool, "echo", b"x")[1] == b"x"


def test_closing_ends_the_children(pool: ChildPool):
    pid = call(pool, "echo")[0]["pid"]
    pool.close()
    assert not is_alive(pid)


def test_the_child_ends_when_its_parent_is_killed(tmp_path: Path):
    import subprocess
    import sys

    code = (
        "import os; from earmark.jobs.child import ChildPool\n"
        "pool = ChildPool(['hostile_calls'])\n"
        "print(pool.call('hostile_calls:echo', b'')[0]['pid'], flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    pid = int(done.stdout)
    for _ in range(100):
        if not is_alive(pid):
            break
        time.sleep(0.02)
    assert not is_alive(pid)
