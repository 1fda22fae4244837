"""The engine as a library: alone, the same every time, and never surprised."""

import json
import os
import subprocess
import sys
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark.extract import ExtractedArticle, Unreadable, Verdict, extract

PAGES = Path(__file__).parents[1] / "pages"
SOURCES = [path.read_bytes() for path in sorted(PAGES.glob("*/source.html"))]
SENTENCE = "The river reached the bridge at noon, and the ferry stayed where it was."

READ_ALL = """
import json, sys
from pathlib import Path
from earmark.extract import extract
pages = sorted(Path(sys.argv[1]).glob("*/source.html"))
read = [extract(path.read_bytes(), "https://a.example/b").to_json() for path in pages]
print(json.dumps([read, sorted(sys.modules)]))
"""


def in_a_new_process(hash_seed: str = "0"):
    """All test pages as read there, and the modules that it took."""
    environ = {**os.environ, "PYTHONHASHSEED": hash_seed}
    command = [sys.executable, "-c", READ_ALL, str(PAGES)]
    return json.loads(subprocess.run(command, env=environ, check=True, capture_output=True).stdout)


def test_reading_loads_nothing_of_the_rest():
    _, modules = in_a_new_process()
    ours = {name.split(".")[1] for name in modules if name.startswith("earmark.")}
    assert ours <= {"clock", "errors", "extract", "fetch"}
    heavy = {"sqlalchemy", "starlette", "fastapi", "jinja2", "numpy", "sklearn", "lightgbm"}
    assert heavy.isdisjoint(name.split(".")[0] for name in modules)
    assert {"ssl", "asyncio", "httpcore2", "lxml"}.isdisjoint(modules)


@pytest.mark.check
def test_pages_come_out_the_same_whatever_the_hash_seed():
    read, _ = in_a_new_process("0")
    assert in_a_new_process("1")[0] == read
    assert in_a_new_process("4711")[0] == read


def test_an_article_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        extract(b"<p>Words").headline = "Other"  # type: ignore[misc]


def test_text_and_bytes_come_out_alike():
    for source in SOURCES:
        assert extract(source.decode()) == extract(source)


def test_plain_text_is_read_as_such():
    text = f"Ferry stays\n\n{SENTENCE}\nSecond line & <b>sign</b>.".encode()
    article = extract(text, content_type="text/plain; charset=utf-8")
    assert article.headline == "Ferry stays"
    assert "<b>sign</b>" in article.body_text


@pytest.mark.parametrize(
    "around",
    [
        *("<nav>{}</nav>", "<footer>{}", "<aside class=related>{}", "<form>{}<input></form>"),
        *("<noscript>{}</noscript>", "<dialog>{}", "<div hidden>{}</div>"),
        *("<title>{}</title>", "<h1>{}", "<table><tr><td>{}", "<figure><figcaption>{}"),
        *("<ul class=menu><li><a href=/a>{}</a></ul>", "<div class=comments>{}", "{}"),
        *("<a href=/a>{}</a>", "<section class='newsletter cookie-banner'><p>{}", "<summary>{}"),
        *("<button>{}</button>", "<slot>{}</slot>"),
    ],
)
def test_a_page_with_text_never_comes_out_empty(around):
    article = extract(around.replace("{}", SENTENCE))
    assert SENTENCE in f"{article.body_text} {article.headline}"
    assert article.confidence < 0.5
    assert article.why


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=600), st.none() | st.text(max_size=30), st.none() | st.text(max_size=30))
def test_any_bytes_are_read(content, url, content_type):
    assert isinstance(extract(content, url, content_type), ExtractedArticle)


@settings(deadline=None, max_examples=80)
@given(st.sampled_from(SOURCES), st.data())
def test_pages_cut_and_mixed_are_read(source, data):
    for _ in range(data.draw(st.integers(1, 6))):
        start, length = data.draw(st.integers(0, len(source))), data.draw(st.integers(0, 400))
        piece = data.draw(st.binary(max_size=12)) + source[start : start + length]
        where = data.draw(st.integers(0, len(source)))
        source = source[:where] + piece * data.draw(st.integers(1, 3)) + source[where + length :]
    article = extract(source, "https://a.example/b")
    assert article.verdict in Verdict
    assert ExtractedArticle.from_json(json.loads(json.dumps(article.to_json()))) == article


def test_the_one_error_says_what_was_too_much():
    with pytest.raises(Unreadable, match="which no article is"):
        extract("<div>" * 100_000)
