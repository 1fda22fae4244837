"""A local origin of real pages: plain names, several hosts and ports, bytes as collected.

Run as a process (``python -m tests.drills.corpus_origin PAGES.json``), so that it takes
nothing from the drill. The file tells where to listen and what to serve:
``{"listen": [["127.0.1.1", 8801], ...], "pages": {"/page/1": "/folder/1.html.gz", ...}}``.
Packed files are sent packed, as sites do, with no more said of them than ``text/html``.
``/plain/N`` is a page of our own without pictures, ``/slow/N`` one that takes two seconds,
``/illustrated/N`` one with two pictures (``/picture/NAME.png``); anything else is a 404.
"""

import asyncio
import contextlib
import hashlib
import io
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from PIL import Image

PARAGRAPHS = 12

WORDS = (
    "The harbour office counts the boats every evening and writes the number on a board. "
    "Last winter the board stayed empty for nine days because the ice had closed the bay. "
    "Nobody was surprised, and the school used the time to teach the children how to mend nets. "
)


SLOW_S = 2.0
"""Long enough that a worker is in the middle of it when it is killed."""

PICTURE_PX = (640, 400)


def plain_page(name: str, figures: str = "") -> bytes:
    """A page of some 500 words; each name gives another."""
    text = figures + "".join(
        f"<p>Paragraph {number} of report {name}. {WORDS}</p>" for number in range(PARAGRAPHS)
    )
    return (
        "<!doctype html><html lang=en><head><meta charset=utf-8>"
        f"<title>Report {name}</title></head><body><nav><a href=/>Home</a></nav>"
        f"<article><h1>Report {name} from the harbour</h1>{text}</article></body></html>"
    ).encode()


def illustrated_page(name: str) -> bytes:
    """A page as ``plain_page`` with two pictures of its own."""
    figures = "".join(
        f"<figure><img src=/picture/{name}-{number}.png width=640 height=400>"
        f"<figcaption>Boats of report {name}, number {number}.</figcaption></figure>"
        for number in range(2)
    )
    return plain_page(name, figures)


def picture(name: str) -> bytes:
    """A PNG in one colour; each name gives another."""
    colour = tuple(hashlib.sha256(name.encode()).digest()[:3])
    made = io.BytesIO()
    Image.new("RGB", PICTURE_PX, colour).save(made, "PNG")
    return made.getvalue()


@contextlib.contextmanager
def corpus_origin(
    listen: Sequence[tuple[str, int]], pages: Mapping[str, Path], folder: Path
) -> Iterator[None]:
    """The origin as a process; ``folder`` is where its page list is written."""
    plan = folder / "origin.json"
    plan.write_text(
        json.dumps({"listen": listen, "pages": {path: str(file) for path, file in pages.items()}})
    )
    command = [sys.executable, "-m", "tests.drills.corpus_origin", str(plan)]
    root = Path(__file__).resolve().parents[2]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root)
    try:
        assert process.stdout
        if not process.stdout.readline():
            raise RuntimeError("the origin of pages did not start")
        yield
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


async def _answer(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, pages: Mapping[str, str]
) -> None:
    with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        head = await reader.readuntil(b"\r\n\r\n")
        path = head.split(b" ", 2)[1].decode("latin-1")
        if path.startswith("/slow/"):
            await asyncio.sleep(SLOW_S)
        writer.write(_reply(path, pages))
        await writer.drain()
    writer.close()


def _reply(path: str, pages: Mapping[str, str]) -> bytes:
    encoding, kind, name = b"", b"text/html", path.rpartition("/")[2]
    if path.startswith(("/plain/", "/slow/")):
        body = plain_page(name)
    elif path.startswith("/illustrated/"):
        body = illustrated_page(name)
    elif path.startswith("/picture/"):
        body, kind = picture(name), b"image/png"
    elif path in pages:
        body = Path(pages[path]).read_bytes()
        encoding = b"Content-Encoding: gzip\r\n" if pages[path].endswith(".gz") else b""
    else:
        return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    head = b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\n%bContent-Length: %d\r\n" % (
        kind,
        encoding,
        len(body),
    )
    return head + b"Connection: close\r\n\r\n" + body


async def _serve(listen: Sequence[tuple[str, int]], pages: Mapping[str, str]) -> None:
    for host, port in listen:
        await asyncio.start_server(lambda r, w: _answer(r, w, pages), host, port)
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asked = json.loads(Path(sys.argv[1]).read_text())
    asyncio.run(_serve(asked["listen"], asked["pages"]))
