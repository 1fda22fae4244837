"""What a page costs: CPU time beside the peers in one run, and how it grows with the page."""

import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.extract.peers import OURS, PEERS, ROOT, US, Absent, Peer
from tests.bench.extract.runs import Cost, timed
from tests.quality.corpus import pages

from earmark.errors import Unreadable
from earmark.extract import extract

SAMPLE = 120
YARDSTICK = "trafilatura"
ROUNDS = 3
"""Of ours and the yardstick, turn by turn; each page counts with its best. Others run once."""

IMPORTS = 5
SIZES_MB = (0.2, 1, 5, 20)

_WORDS = "The minister said on Monday that the river had reached the bridge, and left. "
_SHAPES = {
    "prose": f"<p>{_WORDS * 6}</p>",
    "links": f'<p>{_WORDS * 5}<a href="/a/b">The bridge</a></p>',
    "link list": "<li><a href=/a/b title=bridge>The river and the bridge</a>",
    "nested": f"{'<div class=a>' * 60}<p>{_WORDS * 6}</p>{'</div>' * 60}",
    "attributes": f"<p class='a b' id=x data-a='{'v' * 400}'>{_WORDS}</p>",
    "table rows": "<tr><td>The river<td>12,345<td>The bridge over it",
    "line breaks": f"{_WORDS}<br><br>",
    "script": "if (a < b) {f()} ",
    "one paragraph": _WORDS,
    "open tags": "<b>",
}
_AROUND = {
    "link list": ("<ul>", "</ul>"),
    "table rows": ("<table>", "</table>"),
    "one paragraph": ("<p>", "</p>"),
    "script": ("<script>", f"</script><p>{_WORDS * 9}"),
}
SHAPES = tuple(_SHAPES)


def page_of(shape: str, size_mb: float) -> bytes:
    """A page of this size that is made of one thing."""
    part = _SHAPES[shape]
    before, after = _AROUND.get(shape, ("", ""))
    return f"<article>{before}{part * int(size_mb * 1e6 / len(part))}{after}</article>".encode()


@dataclass(frozen=True)
class Growth:
    """What pages of one shape took, in ms for each MB, by size; refused ones are marked."""

    shape: str
    ms_for_mb: dict[float, float]
    refused_at_mb: list[float]


def costs(shared: Path) -> dict[str, Cost]:
    """CPU time and memory of each extractor on the same pages, all run now."""
    with tempfile.TemporaryDirectory() as folder:
        ids = Path(folder) / "ids"
        ids.write_text("\n".join(sample(shared)), encoding="utf-8")
        found: dict[str, Cost] = {}
        for turn in range(ROUNDS):
            for peer in (US, *PEERS):
                if turn and peer.name not in (OURS, YARDSTICK):
                    continue
                _add(found, shared, peer, ids)
        return found


def _add(found: dict[str, Cost], shared: Path, peer: Peer, ids: Path) -> None:
    try:
        cost = timed(shared, peer, ids, ids.parent / "out")
    except Absent:
        return
    if before := found.get(peer.name):
        best = [min(pair) for pair in zip(before.took_ms, cost.took_ms, strict=True)]
        cost = Cost(best, max(before.peak_mb, cost.peak_mb))
    found[peer.name] = cost


def sample(shared: Path) -> list[str]:
    """The pages that are timed: every n-th of fundus and of the articles of WCXB."""
    found = [
        f"{page.gold['set']}/{page.gold['id']}"
        for page in pages(shared, "fundus", "wcxb-dev")
        if page.gold["set"] == "fundus" or page.gold["kind"] == "article"
    ]
    return found[:: max(1, len(found) // SAMPLE)][:SAMPLE]


def growth() -> list[Growth]:
    """How the cost grows with the page, for pages of many shapes."""
    extract(page_of("prose", 0.01))  # what is loaded late is loaded now
    return [_growth(shape) for shape in SHAPES]


def _growth(shape: str) -> Growth:
    took: dict[float, float] = {}
    refused = []
    for size_mb in SIZES_MB:
        page = page_of(shape, size_mb)
        began = time.process_time()
        try:
            extract(page)
        except Unreadable:
            refused.append(size_mb)
        took[size_mb] = (time.process_time() - began) * 1000 / size_mb
    return Growth(shape, took, refused)


def import_ms() -> float:
    """CPU time that ``import earmark.extract`` adds to a bare Python, the best of a few."""
    return _start_ms("import earmark.extract") - _start_ms("pass")


def first_page_ms() -> float:
    """The same with a first small page read: what is loaded late is loaded then."""
    read = "from earmark.extract import extract; extract(b'<p>Some words of a story.</p>')"
    return _start_ms(read) - _start_ms("pass")


def _start_ms(code: str) -> float:
    said = f"{code}\nimport time; print(time.process_time())"
    runs = [
        subprocess.run((sys.executable, "-c", said), cwd=ROOT, check=True, capture_output=True)
        for _ in range(IMPORTS)
    ]
    return min(float(run.stdout) for run in runs) * 1000
