"""The child's side: reads calls from standard input until it closes.

Started as ``python -m earmark.jobs.child_main MEMORY_MAX_BYTES MODULE...``; imports only
the engines that it is asked for, so that it stays small.
"""

import gc
import importlib
import os
import resource
import signal
import sys
from typing import Any

from earmark.errors import Invalid, Reason, Unreadable
from earmark.jobs.child import Answer, read_message, write_message

CPU_MAX_S = 600
"""Ends a child whose parent died while it was busy with an endless page."""


def main() -> None:
    """Answer calls until the parent closes the pipe."""
    _limit(int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    for module in sys.argv[2:]:
        importlib.import_module(module)
    gc.freeze()
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints goes to the log, not into the protocol
    while True:
        try:
            head, content = read_message(source)
        except EOFError:
            return
        write_message(sink, *_answer(head, content))


def _limit(memory_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_MAX_S, CPU_MAX_S + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(head: dict[str, Any], content: bytes) -> Answer:  # Any: JSON
    try:
        module, _, name = head["function"].partition(":")
        result = getattr(importlib.import_module(module), name)(content, **head["args"])
        plain, extra = result if isinstance(result, tuple) else (result, b"")
    except Unreadable as exc:
        return {"error": "Unreadable", "reason": exc.reason, "message": exc.message}, b""
    except Invalid as exc:
        return {"error": "Invalid", "field": exc.field, "message": exc.message}, b""
    except MemoryError:
        message = "The page is so large that it does not fit into the memory set aside for it."
        return {"error": "Unreadable", "reason": Reason.TOO_COMPLEX, "message": message}, b""
    except RecursionError:
        message = "The page is nested too deeply to be read."
        return {"error": "Unreadable", "reason": Reason.TOO_COMPLEX, "message": message}, b""
    return {"result": plain}, extra


if __name__ == "__main__":
    main()
