"""The article files: a head of ``key: value`` lines, a blank line, the text.

Keys: ``paper`` (of ``papers``), ``headline``, ``published`` (ISO time) and ``saved`` (days
ago) are needed; ``section``, ``standfirst``, ``byline`` (parted by semicolons), ``agency``,
``picture``, ``tags``, ``note``, ``marks`` (read, starred, archived), ``path``, ``template``
(for a page of another form than the paper's) and ``state`` (what becomes of it, if not
kept) are not.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from demo.papers import PAPERS, Paper

FOLDER = Path(__file__).parent / "articles"


@dataclass(frozen=True)
class DemoArticle:
    """One article file; ``saved_days`` is how many days ago it is said to have been saved."""

    slug: str
    paper: Paper
    headline: str
    published: datetime
    saved_days: float
    text: str
    section: str = ""
    standfirst: str = ""
    byline: tuple[str, ...] = ()
    agency: str = ""
    picture: str = ""
    tags: tuple[str, ...] = ()
    note: str = ""
    marks: tuple[str, ...] = ()
    path: str = ""
    template: str = ""
    state: str = "kept"

    @cached_property
    def url(self) -> str:
        """The address of its page."""
        return f"https://{self.paper.host}{self.path or f'/{self.published:%Y/%m}/{self.slug}'}"


def read_articles(folder: Path = FOLDER) -> list[DemoArticle]:
    """All articles, in the order of their file names."""
    return [read_article(path) for path in sorted(folder.glob("*.txt"))]


def read_article(path: Path) -> DemoArticle:
    """One article; raises ValueError or KeyError for a head that says too little."""
    head, _, text = path.read_text("utf-8").partition("\n\n")
    given = dict(line.split(": ", 1) for line in head.splitlines())
    return DemoArticle(
        slug=path.stem,
        paper=PAPERS[given["paper"]],
        headline=given["headline"],
        published=datetime.fromisoformat(given["published"]),
        saved_days=float(given["saved"]),
        text=text.strip("\n"),
        section=given.get("section", ""),
        standfirst=given.get("standfirst", ""),
        byline=_several(given.get("byline"), "; "),
        agency=given.get("agency", ""),
        picture=given.get("picture", ""),
        tags=_several(given.get("tags"), ", "),
        note=given.get("note", ""),
        marks=_several(given.get("marks"), ", "),
        path=given.get("path", ""),
        template=given.get("template", ""),
        state=given.get("state", "kept"),
    )


def _several(value: str | None, parter: str) -> tuple[str, ...]:
    return tuple(value.split(parter)) if value else ()
