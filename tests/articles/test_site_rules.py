"""A rule for a site reaches the parser child, and the reader sees what it did."""

from pathlib import Path

import pytest
from tests.makers import LATIN

from earmark.articles.content import Content
from earmark.articles.reading_room import ReadingRoom
from earmark.jobs.child import ChildPool

VOICE = "What our readers say, told at some length in the middle of the story. "
PAGE = (
    f"<title>Boats come in</title><h1>Boats come in</h1><div><p>One: {LATIN * 3}</p>"
    f"<div class='voices'><p>{VOICE}</p></div><p>Two: {LATIN * 3}</p>"
    f"<p>Three: {LATIN * 3}</p></div>"
)


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    (tmp_path / "quay.example.txt").write_text("strip_id_or_class: voices\n")
    return tmp_path


def test_the_parser_child_reads_by_the_rule_that_is_in_the_folder_now(
    rules: Path, children: ChildPool
):
    room = ReadingRoom(children, rules)
    page = (PAGE.encode(), Content.HTML, "https://quay.example/a", "text/html", None)
    assert VOICE.strip() not in room.read(*page).body_text
    (rules / "quay.example.txt").unlink()
    assert VOICE.strip() in room.read(*page).body_text
