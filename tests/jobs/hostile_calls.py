"""Functions that a parser child may be asked to run: good ones and each kind of bad one."""

import os
import time
from typing import Any

from earmark.errors import Invalid, Reason, Unreadable

Answer = tuple[dict[str, Any], bytes]


def echo(content: bytes, **args: Any) -> Answer:
    return {"length": len(content), "args": args, "pid": os.getpid()}, content


def print_much(content: bytes) -> dict[str, Any]:
    print("noise on standard output" * 10_000, flush=True)
    return {"is_fine": True}


def sleep(content: bytes, seconds: float) -> dict[str, Any]:
    time.sleep(seconds)
    return {"pid": os.getpid()}


def spin(content: bytes) -> dict[str, Any]:
    while True:
        pass


def die(content: bytes, status: int = 1) -> dict[str, Any]:
    os._exit(status)


def kill(content: bytes, number: int) -> dict[str, Any]:
    os.kill(os.getpid(), number)
    return {}


def fill_memory(content: bytes) -> dict[str, Any]:
    return {"length": len(bytearray(8 * 2**30))}


def recurse(content: bytes) -> dict[str, Any]:
    return recurse(content)


def crash(content: bytes) -> dict[str, Any]:
    raise ValueError("nobody thought of this page")


def refuse(content: bytes) -> dict[str, Any]:
    raise Unreadable(Reason.NOT_AN_ARTICLE, "This is a picture.")


def reject(content: bytes) -> dict[str, Any]:
    raise Invalid("url", "This is no address.")


def no_json(content: bytes) -> dict[str, Any]:
    return {"value": object()}
