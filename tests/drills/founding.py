"""The founding page: a story with its aggregator's furniture, saved, read and found."""

import re
from dataclasses import dataclass
from html import escape
from typing import Any

from tests.drills.client import Api, Browser
from tests.drills.live import Server, run_earmark
from tests.drills.outcome import unless


@dataclass(frozen=True)
class Story:
    """The parts of the story's file by their place: it is not ours to quote here."""

    text: str

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in self.text.splitlines() if line.strip()]

    @property
    def furniture(self) -> list[str]:
        """The aggregator's: a box of two lines above, four lines below."""
        return [*self.lines[:2], *self.lines[-4:]]

    @property
    def dateline(self) -> str:
        return self.lines[2].partition(":")[0]

    @property
    def sentence(self) -> str:
        """The beginning of the second paragraph."""
        return " ".join(self.lines[3].split()[:7])

    @property
    def agency(self) -> str:
        return self.lines[-5]

    @property
    def query(self) -> str:
        """The three longest words of the second paragraph."""
        words = sorted(re.findall(r"\w+", self.lines[3]), key=len)
        return " ".join(words[-3:])

    @property
    def credits(self) -> set[str]:
        """Whom the captions name at their end."""
        return set(re.findall(r"Credit: (\w+)$", self.text, re.MULTILINE))


def as_page(story: str) -> bytes:
    """The text as a plain page, a paragraph a line."""
    lines = "".join(f"<p>{escape(line)}</p>\n" for line in story.splitlines() if line.strip())
    head = "<!doctype html><html lang=en><head><meta charset=utf-8><title>Story</title></head>"
    return f"{head}<body>\n{lines}</body></html>".encode()


def misses(server: Server, api: Api, url: str, text: str) -> list[str]:
    """What falls short when the story is sent as a page, pasted (API, form) and fetched."""
    story = Story(text)
    pasted = api.save(text=text, tags=["founding"])["id"]
    typed = Browser(server.port).save(text=text, tags="founding")
    fetched = api.save(url=url, tags=["founding"])["id"]
    wanted = {"pasted": pasted, "typed into the form": typed, "fetched": fetched}
    found = [
        miss
        for how, bookmark_id in wanted.items()
        for miss in _misses_of(server, api, story, how, bookmark_id)
    ]
    return [*found, *_not_found(server, api, story, set(wanted.values()))]


def _misses_of(server: Server, api: Api, story: Story, how: str, bookmark_id: str) -> list[str]:
    bookmark = api.wait(bookmark_id, 30)
    if bookmark["state"] != "kept":
        return [f"the founding page, {how}: {bookmark['state']}, {bookmark['state_message']}"]
    article = api.article(bookmark_id)
    text = article["body_text"]
    left = [words for words in story.furniture if words in text]
    page = Browser(server.port).read(f"/read/{bookmark_id}")
    wrong = [
        *unless(story.sentence in text, "the story is not in it"),
        *unless(story.sentence in page, "its page does not show it"),
        *unless(not left, f"furniture is left: {left}"),
        *unless(article["dateline"] == story.dateline, f"dateline {article['dateline']}"),
        *unless(story.agency in article["agency"], f"agency {article['agency']}"),
        *unless(_credits(article) >= story.credits, f"credits {_credits(article)}"),
    ]
    return [f"the founding page, {how}: {miss}" for miss in wrong]


def _credits(article: dict[str, Any]) -> set[str]:  # Any: JSON
    """Credits of pictures, and those that the body shows below a picture that is not there."""
    of_pictures = {name for picture in article["pictures"] for name in picture["credit"]}
    return of_pictures | set(re.findall(r"(\w+)\s*</figcaption>", article["body_html"]))


def _not_found(server: Server, api: Api, story: Story, ids: set[str]) -> list[str]:
    by_api = {item["id"] for item in api.search(story.query)}
    environ = server.environ | {"EARMARK_DATA_DIR": str(server.data_dir)}
    by_cli = run_earmark(environ, "search", story.query, "--json")
    by_page = Browser(server.port).read(f"/search?q={story.query.replace(' ', '+')}")
    return [
        *unless(ids <= by_api, "the founding page is not found by the API"),
        *unless(all(each in by_cli for each in ids), "the command line does not find it"),
        *unless(all(each in by_page for each in ids), "the search page does not find it"),
    ]
