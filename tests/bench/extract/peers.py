"""The extractors that ours is measured beside: installed by hash, run by the shared scorer.

Each lives in an environment of its own under ``build/bench-extract``, for some cannot live
together. One that cannot be installed here is absent, with the reason, and named as such.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[3]
BUILD = ROOT / "build" / "bench-extract"
LOCKS = Path(__file__).parent / "peers"
OURS = "earmark"


class Absent(Exception):
    """A peer that cannot be had on this machine; the text says why."""


@dataclass(frozen=True)
class Peer:
    """An extractor; ``adapters`` are its names in the shared runner, the later for what failed."""

    name: str
    home: str
    adapters: tuple[str, ...]

    @property
    def is_javascript(self) -> bool:
        """Whether Node runs it."""
        return self.home == "node"


PEERS = (
    Peer("trafilatura", "python", ("trafilatura",)),
    Peer("trafilatura precision", "python", ("trafilatura_precision",)),
    Peer("trafilatura html", "python", ("trafilatura_html",)),
    Peer("readability-lxml", "python", ("readability_lxml",)),
    Peer("resiliparse", "python", ("resiliparse",)),
    Peer("magic-html", "magic_html", ("magic_html",)),
    Peer("Readability.js", "node", ("readability_linkedom", "readability_jsdom")),
    Peer("Defuddle", "node", ("defuddle",)),
)
"""linkedom cannot parse some pages; Readability.js gets those from jsdom."""

US = Peer(OURS, "own", ("earmark",))

_PYTHONS = {"python": "3.11", "magic_html": "3.12"}
"""magic-html wants 3.12; the others run on the oldest that Earmark runs on."""


@dataclass(frozen=True)
class Command:
    """How the shared runner is started for one adapter."""

    words: tuple[str, ...]
    environ: Mapping[str, str] = field(default_factory=dict)


def command(shared: Path, peer: Peer, adapter: str) -> Command:
    """The runner for one adapter of a peer. Raises Absent."""
    scoring = shared / "scoring" / "extract"
    if peer is US:
        words = (sys.executable, str(scoring / "run_peers.py"), "--peer", adapter)
        return Command(
            words, {"EARMARK_EXTRACT": "tests.quality.corpus:earmark", "PYTHONPATH": str(ROOT)}
        )
    home = installed(peer.home)
    if peer.is_javascript:
        runner = str(scoring / "run_peers.mjs")
        return Command(("node", runner, "--peer", adapter, "--modules", str(home)))
    return Command((str(home / "bin" / "python"), str(scoring / "run_peers.py"), "--peer", adapter))


def lock_digest(home: str) -> str:
    """A short hash of what the environment is locked to: the peer's version."""
    return hashlib.sha256(_lock(home).read_bytes()).hexdigest()[:12]


@cache
def installed(home: str) -> Path:
    """The environment, made if it is not there. Raises Absent."""
    folder = BUILD / home
    stamp = folder / f".{lock_digest(home)}"
    if stamp.exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        _install_node(folder) if home == "node" else _install_python(folder, home)
    except (subprocess.CalledProcessError, FileNotFoundError) as exc:
        said = getattr(exc, "stderr", "") or str(exc)
        raise Absent(said.strip().splitlines()[-1][:200]) from exc
    stamp.touch()
    return folder


def _lock(home: str) -> Path:
    return LOCKS / ("package-lock.json" if home == "node" else f"{home}.txt")


def _install_node(folder: Path) -> None:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(LOCKS / name, folder)
    _run(("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"), folder)


def _install_python(folder: Path, home: str) -> None:
    uv = Path(sys.executable).with_name("uv")
    _run((str(uv), "venv", "--quiet", "--python", _python(home), str(folder)), ROOT)
    words = ("pip", "install", "--quiet", "--require-hashes", "-r", str(_lock(home)))
    _run((str(uv), *words), ROOT, {"VIRTUAL_ENV": str(folder)})


def _python(home: str) -> str:
    """A Python of the version wanted: on the path or among pyenv's, else what uv finds."""
    version = _PYTHONS[home]
    kept = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    return str(kept[-1]) if kept else version


def _run(words: Sequence[str], folder: Path, environ: Mapping[str, str] | None = None) -> None:
    subprocess.run(
        words, cwd=folder, check=True, capture_output=True, text=True,
        env={**os.environ, **(environ or {})},
    )  # fmt: skip
