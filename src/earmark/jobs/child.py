"""A warm child process for hostile bytes: runs one engine function, within time and memory.

The parent keeps the clock: a call that is late is ended by killing the child, and the next
call gets a fresh one. A child is also replaced after ``CALLS_MAX`` calls, so that what a
page leaves behind in memory does not add up. Nothing but JSON and bytes comes back.
"""

import json
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO, Any

from earmark.errors import EarmarkError, Invalid, Reason, Unreadable

CALLS_MAX = 200
"""A child is replaced after this many calls."""

CALL_TIMEOUT_S = 10.0
"""A page that takes longer is not an article; real ones take 0.02 s."""

MEMORY_MAX_BYTES = 1536 * 2**20
"""Address space of a child; a 32 MB page needs about a third of it."""

FRAME = struct.Struct(">IQ")
"""Before each message: length of its JSON part, length of its bytes part."""

Answer = tuple[dict[str, Any], bytes]  # Any: JSON


class ChildPool:
    """Children that stand ready; one stays warm, more are made while calls overlap."""

    def __init__(self, preload: Sequence[str], timeout_s: float = CALL_TIMEOUT_S) -> None:
        self._preload = tuple(preload)
        self._timeout_s = timeout_s
        self._guard = threading.Lock()
        self._idle: list[_Child] = []

    def warm_up(self) -> None:
        """Start the first child now, so that the first page need not wait for it."""
        self._give_back(_Child(self._preload))

    def call(self, function: str, content: bytes, **args: Any) -> Answer:  # Any: JSON
        """What ``module:function`` makes of the bytes, as JSON and bytes.

        The function is called as ``function(content, **args)``. Raises Unreadable or
        Invalid as the function did, and Unreadable when it took too long or died.
        """
        child = self._take()
        try:
            answer = child.call(function, content, args, self._timeout_s)
        except BaseException:
            child.close()
            raise
        self._give_back(child)
        return _opened(answer)

    def close(self) -> None:
        """End the idle children."""
        with self._guard:
            children, self._idle = self._idle, []
        for child in children:
            child.close()

    def _take(self) -> "_Child":
        with self._guard:
            child = self._idle.pop() if self._idle else None
        if child and child.is_alive:
            return child
        if child:  # killed from outside while it was idle, for memory perhaps
            child.close()
        return _Child(self._preload)

    def _give_back(self, child: "_Child") -> None:
        with self._guard:
            if not self._idle and child.calls < CALLS_MAX:
                self._idle.append(child)
                return
        child.close()


class _Child:
    """One process that answers one call at a time."""

    def __init__(self, preload: Sequence[str]) -> None:
        self.calls = 0
        command = [sys.executable, "-m", "earmark.jobs.child_main", str(MEMORY_MAX_BYTES), *preload]
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def call(
        self, function: str, content: bytes, args: Mapping[str, Any], timeout_s: float
    ) -> Answer:
        self.calls += 1
        began = time.monotonic()
        clock = threading.Timer(timeout_s, self._process.kill)
        clock.daemon = True
        clock.start()
        try:
            assert self._process.stdin
            assert self._process.stdout
            write_message(self._process.stdin, {"function": function, "args": args}, content)
            return read_message(self._process.stdout)
        except (BrokenPipeError, EOFError) as exc:
            raise _ended(self._process, time.monotonic() - began, timeout_s) from exc
        finally:
            clock.cancel()

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()


def write_message(pipe: IO[bytes], head: Mapping[str, Any], content: bytes) -> None:
    """Send one message and flush it."""
    packed = json.dumps(head).encode()
    pipe.write(FRAME.pack(len(packed), len(content)))
    pipe.write(packed)
    pipe.write(content)
    pipe.flush()


def read_message(pipe: IO[bytes]) -> Answer:
    """Receive one message; raises EOFError when the other side is gone."""
    head_length, content_length = FRAME.unpack(_exactly(pipe, FRAME.size))
    head = json.loads(_exactly(pipe, head_length))
    return head, _exactly(pipe, content_length)


def _exactly(pipe: IO[bytes], count: int) -> bytes:
    received = pipe.read(count)
    if len(received) < count:
        raise EOFError
    return received


def _opened(answer: Answer) -> Answer:
    head, content = answer
    if "error" not in head:
        return head["result"], content
    error: EarmarkError
    if head["error"] == "Invalid":
        error = Invalid(head["field"], head["message"])
    else:
        error = Unreadable(Reason(head["reason"]), head["message"])
    raise error


def _ended(process: "subprocess.Popen[bytes]", took_s: float, limit_s: float) -> Unreadable:
    process.wait()
    if took_s >= limit_s:
        message = f"The page is so complicated that reading it took over {limit_s:.0f} seconds."
        return Unreadable(Reason.TOO_COMPLEX, message)
    return Unreadable(Reason.PARSER_FAILED, "The page brought the parser down.")
