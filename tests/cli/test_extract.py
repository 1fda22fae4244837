"""``earmark extract``: four forms, and a word of warning where something is missing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from earmark.cli.extract import extract
from earmark.errors import EarmarkError, Unreadable

SENTENCE = "The ferry stayed at the quay all day, for the river had reached the bridge. "
PAGE = f"""<title>Ferry stays | Tide</title><article><h1>Ferry stays</h1>
<p>{SENTENCE * 5}</p><p>It <em>may</em> leave <a href="/later">later</a>.</p></article>"""


def run(*args: str, stdin: str | bytes = "") -> tuple[str, str]:
    """What was printed on standard output and standard error."""
    done = CliRunner().invoke(extract, args, input=stdin)
    if isinstance(done.exception, EarmarkError):
        raise done.exception
    return done.stdout, done.stderr


def test_json_holds_every_field():
    out, err = run("-", "--url", "https://tide.example/a", stdin=PAGE)
    article = json.loads(out)
    assert article["headline"] == "Ferry stays"
    assert 'href="https://tide.example/later"' in article["body_html"]
    assert not err


@pytest.mark.parametrize(
    ("form", "start", "end"),
    [
        ("html", f"<p>{SENTENCE}", "</a>.</p>"),
        ("text", SENTENCE, "It may leave later."),
        ("markdown", f"# Ferry stays\n\n{SENTENCE}", "later](https://tide.example/later)."),
    ],
)
def test_the_other_forms_hold_the_body(form, start, end):
    out, _ = run("-", "--url", "https://tide.example/a", "--format", form, stdin=PAGE)
    assert out.startswith(start)
    assert out.rstrip("\n").endswith(end)


def test_a_text_file_is_read_as_plain_text(tmp_path: Path):
    (tmp_path / "story.txt").write_text(f"Ferry stays\n\n{SENTENCE}\n\n2 < 3 & <p> is no tag.")
    out, _ = run(str(tmp_path / "story.txt"), "--format", "text")
    assert "2 < 3 & <p> is no tag." in out


def test_a_part_of_an_article_is_printed_with_a_warning():
    page = "<title>Just a moment...</title><p>Checking your browser before accessing tide.example."
    out, err = run("-", "--format", "text", stdin=page)
    assert "Checking your browser" in out
    assert err.startswith("earmark: The site asked for a proof of being human.")


def test_a_page_without_text_is_a_failure():
    with pytest.raises(Unreadable, match="no text"):
        run("-", stdin=b"<img src=a.png>")


def test_a_file_is_read_without_loading_the_database_or_the_web(tmp_path: Path):
    (tmp_path / "a.html").write_text(PAGE)
    code = (
        "import sys; from earmark.cli.extract import extract\n"
        "extract([sys.argv[1], '--format', 'text'], standalone_mode=False)\n"
        "print(sorted({'sqlalchemy', 'starlette', 'earmark.settings'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "a.html")]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"
