"""Stand-in pages of many languages are told from articles; see ``stub_score`` for the table."""

from collections import Counter

import pytest
from tests.extract.stub_score import FOLDER, expected, readings, score

from earmark.extract import StubReason


@pytest.mark.parametrize("what", ["verdict", "reason"])
def test_no_kind_and_no_language_falls_below_its_floor(what: str):
    found, floors = score(list(readings()))[what], expected()["floors"][what]
    assert {group: found[group] for group in floors if found[group] < floors[group]} == {}
    assert found.keys() == floors.keys()


def test_every_page_is_described_and_every_description_has_its_page():
    assert {path.name for path in FOLDER.glob("*.html")} == expected()["pages"].keys()


def test_the_set_holds_all_kinds_and_three_languages_never_tuned_with():
    pages = expected()["pages"].values()
    kinds = Counter(page["reason"] for page in pages)
    languages = {page["language"] for page in pages}
    assert sum(kinds[reason] for reason in StubReason) >= 60
    assert set(kinds) == {None, *StubReason} - {StubReason.NO_TEXT}
    assert set(expected()["never_tuned"]) == {"cs", "id", "pt"} < languages
    assert {page["verdict"] for page in pages} == {"article", "stub"}
