"""The extension's files agree with each other and with what they are copies of."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

EXTENSION = Path(__file__).parents[2] / "extension"
LANGUAGES = sorted(path.name for path in (EXTENSION / "_locales").iterdir())


def messages(language: str) -> dict[str, str]:
    plain = json.loads((EXTENSION / f"_locales/{language}/messages.json").read_text("utf-8"))
    return {name: entry["message"] for name, entry in plain.items()}


def sources() -> str:
    names = ("*.js", "*.html", "manifest.json")
    return "\n".join(p.read_text("utf-8") for name in names for p in EXTENSION.glob(name))


def test_the_page_is_taken_by_the_same_script_as_the_bookmarklets():
    original = (files("earmark.web") / "static/page_as_seen.js").read_bytes()
    assert (EXTENSION / "page_as_seen.js").read_bytes() == original


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_sentence_with_its_places(language: str):
    english, other = messages("en"), messages(language)
    assert other.keys() == english.keys()
    for name, text in other.items():
        assert re.findall(r"\$\d", text) == re.findall(r"\$\d", english[name]), name


def test_every_sentence_that_is_asked_for_is_there_and_no_other():
    called = re.findall(r"\bsay\(\"(\w+)\"|data-say=\"(\w+)\"|__MSG_(\w+)__", sources())
    named = {name for names in called for name in names if name}
    assert named <= messages("en").keys()
    assert messages("en").keys() <= named | set(re.findall(r"\"(\w+)\"", sources()))


def test_english_and_german_are_there():
    assert LANGUAGES == ["de", "en"]
