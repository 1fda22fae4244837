"""A folder of site rules: a file for each site, ``example.org.txt``, looked up by host.

``example.org.txt`` is for example.org and www.example.org, ``.example.org.txt`` for all
other hosts below it; the most specific file wins. Only the file of a page's own host is
opened, so that a collection of thousands costs nothing, and a change counts at once.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from earmark.extract.site_rule import Fault, SiteRule, parse_rule

MAX_BYTES = 200_000
"""Of one file; the largest that was met has 10,000."""

_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*")
_MAX_HOST_CHARS = 200
"""A file's name may have 255 bytes."""


@dataclass(frozen=True)
class SiteRules:
    """The rules in a folder, which need not be there."""

    folder: Path

    def find(self, url: str) -> SiteRule | None:
        """The rule for the site of an address, or None. A file that cannot be read is none."""
        paths = (self.folder / name for name in _file_names(_host(url)))
        found = next(filter(_is_file, paths), None)
        return _read(found) if found else None

    def faults(self) -> Iterator[tuple[str, Fault]]:
        """What is wrong in the folder: a file's name, and the line that cannot be used."""
        for path in self.paths():
            host = path.stem.removeprefix(".")
            if not _HOST.fullmatch(host) or host.startswith("www."):
                yield path.name, Fault(0, "Name the file as the host, without www: example.org.txt")
            for fault in _read(path).faults:
                yield path.name, fault

    def paths(self) -> list[Path]:
        """The files of the folder, by name."""
        return sorted(filter(_is_file, self.folder.glob("*.txt")))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower().rstrip(".").removeprefix("www.")
    except ValueError:  # brackets without an IPv6 address in them
        return ""


def _file_names(host: str) -> Iterator[str]:
    """Names of files for a host, the most specific first."""
    if len(host) > _MAX_HOST_CHARS or not _HOST.fullmatch(host):
        return
    yield f"{host}.txt"
    parts = host.split(".")
    for i in range(1, len(parts) - 1):
        yield f".{'.'.join(parts[i:])}.txt"


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a folder that may not be read has no rules; ``earmark doctor`` says so
        return False


def _read(path: Path) -> SiteRule:
    name = path.stem.removeprefix(".")
    try:
        content = path.read_bytes()
    except OSError as exc:
        return SiteRule(name, faults=(Fault(0, f"The file cannot be read: {exc.strerror}."),))
    if len(content) > MAX_BYTES:
        return SiteRule(name, faults=(Fault(0, f"The file is over {MAX_BYTES:,} bytes long."),))
    return parse_rule(name, content.decode("utf-8", errors="replace"))
