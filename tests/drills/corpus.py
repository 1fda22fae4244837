"""Real pages from a local origin, saved by the three doors: API, page and command line."""

import contextlib
import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.drills import founding
from tests.drills.client import Api, Browser
from tests.drills.corpus_origin import corpus_origin
from tests.drills.live import Server, environment, free_port, make_account, run_earmark, serving
from tests.drills.outcome import Outcome, unless

SETS = ("fundus", "wcxb-dev", "trafilatura", "goose", "postlight", "readability")
"""The collections of whole pages as sites sent them; the others are small edge cases."""

HOSTS = tuple(f"127.0.1.{n}" for n in range(1, 25))
"""The server asks one host for two pages at once; with 24 hosts none holds up the others."""

KEPT_GOAL = 300

LONG_WORDS = 200
"""A page whose gold body has this many words and that is not kept wants a look."""

WRONG_SHARE_MAX = 0.02
"""Of such pages, the share that may end otherwise: the gold has faults of its own."""

CLI_BATCH = 40

CLOSED_NAMES = Path(__file__).with_name("closed_names")


@dataclass(frozen=True)
class Sample:
    """A page of the corpus: where its bytes are, and how many words its gold body has."""

    name: str
    file: Path
    gold_words: int


@dataclass(frozen=True)
class Web:
    """Addresses of the pages on the local origin, and what the server must be told of it."""

    samples: Mapping[str, Sample]
    environ: dict[str, str]
    hosts: tuple[str, ...]

    @property
    def plain(self) -> str:
        """The address of one host."""
        return self.hosts[0]


def run(shared: Path, every: int = 1, goal: int = KEPT_GOAL) -> Outcome:
    """Save every n-th real page of the corpus and the founding page; judge how each ended."""
    samples = samples_of(shared / "corpus")[::every]
    with tempfile.TemporaryDirectory(prefix="drill-") as name:
        folder, story = Path(name), (shared / "seed" / "story.txt").read_text("utf-8")
        token = make_account(folder / "template")
        wrapped = folder / "founding.html"
        wrapped.write_bytes(founding.as_page(story))
        with served(folder, samples, {"/founding": wrapped}) as (local, server):
            api = Api(server.port, token)
            doors = save_by_three_doors(server, api, list(local.samples))
            is_done = api.wait_for_all(60 + len(samples))
            found = _judged(local, api, doors, is_done=is_done, goal=goal)
            seed_misses = founding.misses(server, api, f"{local.plain}/founding", story)
    return Outcome(found.drill, found.figures, [*found.misses, *seed_misses])


def samples_of(corpus: Path) -> list[Sample]:
    """The pages of all sets, each once though several collections may hold it."""
    found: dict[str, Sample] = {}
    for name in SETS:
        for line in (corpus / name / "gold.jsonl").read_text("utf-8").strip().split("\n"):
            gold = json.loads(line)
            file = corpus / name / "html" / f"{gold['id']}.html.gz"
            words = len((gold.get("text") or gold.get("markdown") or "").split())
            found.setdefault(gold["sha"], Sample(f"{name}/{gold['id']}", file, words))
    return list(found.values())


@contextlib.contextmanager
def web(folder: Path, samples: Sequence[Sample], more: Mapping[str, Path]) -> Iterator[Web]:
    """The pages on 24 hosts and two ports, every other one under a host's name."""
    ports = free_port(), free_port()
    listen = [(host, port) for host in HOSTS for port in ports]
    names = [f"site-{n}.example" for n in range(len(HOSTS))]
    placed, pages = {}, dict(more)
    for number, sample in enumerate(samples):
        host, port = listen[number % len(listen)]
        shown = names[HOSTS.index(host)] if number % 2 else host
        pages[f"/page/{number}"] = sample.file
        placed[f"http://{shown}:{port}/page/{number}"] = sample
    environ = environment(fetch_allow=",".join(f"{host}:{port}" for host, port in listen)) | {
        "PYTHONPATH": str(CLOSED_NAMES),
        "DRILL_NAMES": ";".join(map("=".join, zip(names, HOSTS, strict=True))),
    }
    with corpus_origin(listen, pages, folder):
        yield Web(placed, environ, tuple(f"http://{host}:{port}" for host, port in listen))


@contextlib.contextmanager
def served(
    folder: Path, samples: Sequence[Sample], more: Mapping[str, Path]
) -> Iterator[tuple[Web, Server]]:
    """The pages, and a server that may fetch them, on a copy of ``folder``/template."""
    with (
        web(folder, samples, more) as local,
        serving(folder, folder / "template", local.environ) as server,
    ):
        yield local, server


def save_by_three_doors(server: Server, api: Api, urls: Sequence[str]) -> dict[str, int]:
    """A third of the pages by each door; returns how many came by which."""
    by_api, by_page, by_cli = urls[0::3], urls[1::3], urls[2::3]
    browser = Browser(server.port)
    environ = server.environ | {"EARMARK_DATA_DIR": str(server.data_dir)}
    for url in by_api:
        api.save(url=url, tags=["api"])
    for url in by_page:
        browser.save(url=url, tags="page")
    for start in range(0, len(by_cli), CLI_BATCH):
        run_earmark(environ, "save", "--tag", "cli", "--json", *by_cli[start : start + CLI_BATCH])
    return {"api": len(by_api), "page": len(by_page), "cli": len(by_cli)}


def keep_one_by_each_door(folder: Path) -> dict[str, str]:
    """Without any corpus: a page of our own by each door; returns their states by tag."""
    token = make_account(folder / "template")
    with served(folder, [], {}) as (local, server):
        api, plain = Api(server.port, token), f"{local.plain}/plain"
        save_by_three_doors(server, api, [f"{plain}/{n}" for n in range(3)])
        api.wait_for_all(30)
        return {item["tags"][0]: item["state"] for item in api.items()}


def kept_after_a_kill(folder: Path, saves: int = 20) -> tuple[list[str], list[str]]:
    """Addresses that were acknowledged before a kill -9, and those listed after a new start."""
    token, data_dir = make_account(folder / "data"), folder / "data"
    server = Server(data_dir, environment(), free_port())
    try:
        server.start()
        api = Api(server.port, token)
        urls = [f"http://127.0.0.1:8999/{number}" for number in range(saves)]
        acknowledged = [api.save(url=url)["url"] for url in urls]
        server.kill()
        server.start()
        return acknowledged, [item["url"] for item in api.items()]
    finally:
        server.stop()


def _judged(local: Web, api: Api, doors: Mapping[str, int], *, is_done: bool, goal: int) -> Outcome:
    items = {item["url"]: item for item in api.items()}
    missing = [url for url in local.samples if url not in items]
    kept = [url for url in local.samples if url in items and items[url]["state"] == "kept"]
    articles = {url: api.article(items[url]["id"]) for url in kept}
    empty = [url for url in kept if not articles[url]["body_text"].strip()]
    whole = {url for url in kept if url not in empty and articles[url]["headline"]}
    rest = [items[url] for url in local.samples if url in items and url not in kept]
    unexplained = [i for i in rest if not (i["state_reason"] and i["state_message"])]
    doubtful = [i for i in rest if local.samples[i["url"]].gold_words >= LONG_WORDS]
    long_count = sum(s.gold_words >= LONG_WORDS for s in local.samples.values())
    misses = [
        *unless(is_done, "some pages are still being captured"),
        *unless(not missing, f"not on the list: {missing[:5]}"),
        *unless(len(whole) >= goal, f"{len(whole)} pages kept with headline and body, not {goal}"),
        *unless(not empty, f"kept, but empty: {empty}"),
        *unless(not unexplained, f"without a reason: {_shown(unexplained, local)}"),
        *unless(
            len(doubtful) <= WRONG_SHARE_MAX * long_count,
            f"{len(doubtful)} of {long_count} long ones are not kept: {_shown(doubtful, local)}",
        ),
    ]
    figures = {
        "pages": len(local.samples),
        "doors": doors,
        "kept_with_headline_and_body": len(whole),
        "states": Counter(item["state"] for item in items.values()),
        "reasons": Counter(f"{item['state']}: {item['state_reason']}" for item in rest),
        "not_kept_though_long": _shown(doubtful, local),
        "kept_without_headline": [local.samples[url].name for url in kept if url not in whole],
    }
    return Outcome("real pages", figures, misses)


def _shown(items: Sequence[Mapping[str, Any]], local: Web) -> list[str]:
    return [
        f"{local.samples[i['url']].name} {i['state']}/{i['state_reason']}"
        f" ({local.samples[i['url']].gold_words} words)"
        for i in items[:30]
    ]
