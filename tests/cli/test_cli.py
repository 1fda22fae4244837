"""The command line, run as people run it: what it prints, and with which status it ends."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.databases import IS_POSTGRES
from tests.makers import LocalSite, make_account, make_bookmark, page_of

from earmark.blobs.store import Blobs
from earmark.db.engine import Database
from earmark.settings import Settings

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def environ(settings: Settings, site: LocalSite) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EARMARK_")}
    allowed = f"{site.host}:{site.port}"
    places = {"EARMARK_DATA_DIR": str(settings.data_dir)}
    if IS_POSTGRES:
        places["EARMARK_DATABASE_URL"] = settings.database_url
    return {**kept, **places, "EARMARK_FETCH_ALLOW": allowed}


@pytest.fixture
def run(environ: dict[str, str], tmp_path: Path) -> Run:
    """Run ``earmark`` with arguments, in a folder of its own."""

    def earmark(
        *args: str | Path, stdin: str = "", **more: str
    ) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "earmark", *(str(arg) for arg in args)]
        return subprocess.run(
            command,
            input=stdin,
            text=True,
            capture_output=True,
            env={**environ, **more},
            cwd=tmp_path,
            check=False,
        )

    return earmark


def slow(*values: object) -> object:
    """A row of a table that is proved by ``make check`` only; a start takes half a second."""
    return pytest.param(*values, marks=pytest.mark.check)


def fails(done: "subprocess.CompletedProcess[str]", status: int = 1) -> str:
    """The one line with which a command failed."""
    assert done.returncode == status, done
    [line] = done.stderr.splitlines()
    assert line.startswith("earmark: ")
    assert "Traceback" not in line
    return line


@pytest.fixture
def kept(database: Database, blobs: Blobs, account: int) -> str:
    """The id of one kept article."""
    return make_bookmark(
        database,
        blobs,
        account,
        headline="Herring return",
        body="Shoals were seen.\n\nThey were large.",
        url="https://tide.example.org/herring",
        tags=["fish"],
    ).id


@pytest.mark.parametrize(
    ("args", "status", "word"),
    [
        (["save", "ftp://example.org/a"], 1, "http"),
        (["save", "https://user:secret@example.org/a"], 1, "password"),
        (["show", "99"], 1, "not on your saved list"),
        (["list", "--nonsense"], 2, "nonsense"),
        slow(["save", "not an address"], 1, "not a web address"),
        slow(["save"], 2, "URL"),
        slow(["show", "nothing"], 1, "not on your saved list"),
        slow(["list", "--limit", "0"], 1, "limit"),
        slow(["list", "--limit", "few"], 2, "few"),
        slow(["list", "--user", "nobody"], 1, "nobody"),
        slow(["nonsense"], 2, "nonsense"),
        slow(["backup"], 2, "PATH"),
        pytest.param(
            ["restore", "nowhere"], 1, "no backup", marks=[pytest.mark.check, pytest.mark.sqlite]
        ),
        slow(["extract", "nowhere.html"], 1, "nowhere.html"),
        slow(["extract", "."], 1, "directory"),
        slow(["extract"], 2, "FILE|URL|-"),
        slow(["extract", "-", "--format", "pdf"], 2, "markdown"),
        slow(["extract", "-", "--url", "example.org/a"], 2, "https://"),
        slow(["extract", "-"], 1, "no text"),
        slow(["extract", "http://127.0.0.1:8081/a"], 1, "private"),
        slow(["extract", "http://user:secret@127.0.0.2/a"], 1, "password"),
        slow(["token", "create", "--user", "nobody"], 1, "nobody"),
        slow(["token", "create"], 2, "--user"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_in_one_line(
    run: Run, account: int, args: list[str], status: int, word: str
):
    line = fails(run(*args), status)
    assert word in line
    assert "secret@" not in line


def test_an_unknown_setting_names_the_nearest(run: Run):
    line = fails(run("list", EARMARK_FETCH_ALOW="x"))
    assert "EARMARK_FETCH_ALLOW" in line


@pytest.mark.check
def test_without_an_account_it_says_how_to_make_one(run: Run):
    assert "earmark user add" in fails(run("list"))


@pytest.mark.check
def test_with_several_accounts_it_asks_whose(run: Run, database: Database, account: int):
    make_account(database)
    assert "--user" in fails(run("list"))


@pytest.mark.check
def test_a_data_folder_that_is_a_file_is_said_to_be_none(run: Run, tmp_path: Path):
    (tmp_path / "file").write_text("x")
    assert "data folder" in fails(run("list", "--data", tmp_path / "file"))


@pytest.mark.sqlite
@pytest.mark.check
def test_a_database_that_is_none_is_said_to_be_none(run: Run, tmp_path: Path):
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "earmark.db").write_bytes(b"a letter " * 999)
    assert "not a sound database" in fails(run("list", "--data", tmp_path / "broken"))


def test_saving_waits_for_the_copy_and_shows_what_became_of_it(
    run: Run, account: int, site: LocalSite
):
    site.serve("/a", page_of("Boats come in"))
    done = run("save", site.url + "/a", site.url + "/gone", "--tag", "sea", "--wait", "--json")
    first, second = json.loads(done.stdout)["items"]
    assert done.returncode == 0
    assert (first["state"], first["headline"], first["tags"]) == ("kept", "Boats come in", ["sea"])
    assert (second["state"], second["state_reason"]) == ("failed", "not_found")


@pytest.mark.check
def test_saving_again_says_that_it_was_there(run: Run, account: int):
    assert run("save", "https://a.example.org/x").stdout.startswith("Saved: ")
    assert run("save", "https://a.example.org/x").stdout.startswith("On the list already: ")


@pytest.mark.check
def test_one_wrong_address_among_good_ones_is_named_and_the_others_are_saved(
    run: Run, account: int
):
    done = run("save", "https://a.example.org/1", "ftp://x", "https://a.example.org/2")
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 2
    assert "ftp://x" in done.stderr


@pytest.mark.check
def test_list_and_search_print_lines_or_json(run: Run, kept: str):
    assert "Herring return" in run("list").stdout
    assert run("search", "whale").stdout == ""
    [item] = json.loads(run("search", "shoals", "--best", "--json").stdout)["items"]
    assert (item["id"], item["tags"], item["state"]) == (kept, ["fish"], "kept")
    assert json.loads(run("list", "--tag", "none", "--json").stdout) == {
        "items": [],
        "next_cursor": None,
    }


@pytest.mark.parametrize(
    ("form", "start"),
    [
        ("text", "Herring return\n\nShoals were seen."),
        slow("html", "<p>Shoals were seen.</p>"),
        slow("markdown", "# Herring return\n\nShoals were seen."),
        slow("json", "{"),
    ],
)
def test_show_prints_the_article(run: Run, kept: str, form: str, start: str):
    done = run("show", kept, "--format", form)
    assert done.returncode == 0
    assert done.stdout.startswith(start)


@pytest.mark.check
def test_extract_reads_a_file_and_standard_input(run: Run, tmp_path: Path):
    (tmp_path / "a.html").write_text(page_of("Boats come in"))
    from_file = json.loads(run("extract", "a.html", "--url", "https://a.example.org/").stdout)
    from_input = json.loads(run("extract", "-", stdin=page_of("Boats come in")).stdout)
    assert from_file["headline"] == from_input["headline"] == "Boats come in"


@pytest.mark.check
def test_people_and_tokens(run: Run, environ: dict[str, str]):
    assert (
        run("user", "add", "ada", "--owner", "--password-stdin", stdin="long enough\n").returncode
        == 0
    )
    assert "ada (owner)" in run("user", "list").stdout
    token = run("token", "create", "--user", "ada").stdout
    assert re.fullmatch(r"\S{20,}\n", token)
    assert "taken" in fails(run("user", "add", "Ada", "--password-stdin", stdin="long enough\n"))
    assert "10 characters" in fails(run("user", "add", "eve", "--password-stdin", stdin="short\n"))
    assert "--user" not in run("list").stderr


@pytest.mark.sqlite
@pytest.mark.check
def test_backup_restore_and_verify(run: Run, kept: str, tmp_path: Path):
    backup, empty = tmp_path / "backup", tmp_path / "restored"
    assert "1 bookmarks" in run("backup", backup).stdout
    assert "Restored 1 bookmarks" in run("restore", backup, "--data", empty).stdout
    assert "Herring return" in run("list", "--data", empty).stdout
    assert "already" in fails(run("restore", backup, "--data", empty))
    assert run("verify", "--data", empty).returncode == 0


@pytest.mark.sqlite
@pytest.mark.check
def test_an_incomplete_backup_is_made_named_and_ends_with_1(
    run: Run, kept: str, data_dir: Path, tmp_path: Path
):
    damaged = next((data_dir / "blobs").rglob("*.zst"))
    damaged.write_bytes(b"")
    done = run("backup", tmp_path / "backup")
    assert damaged.stem in done.stdout
    assert "not complete: 1" in fails(done)
    restored = run("restore", tmp_path / "backup", "--data", tmp_path / "restored")
    assert restored.returncode == 0
    assert damaged.stem in restored.stdout


@pytest.mark.postgresql
def test_on_postgresql_its_own_tools_are_named_for_backup_and_restore(run: Run, tmp_path: Path):
    for command in ("backup", "restore"):
        done = run(command, tmp_path / "backup")
        assert done.returncode != 0
        assert "pg_dump" in done.stderr
    assert json.loads(run("doctor", "--json").stdout)["database"].startswith("PostgreSQL 1")
    assert "Every kept file" in run("verify").stdout


@pytest.mark.check
def test_verify_names_what_is_damaged_and_fails(run: Run, kept: str, data_dir: Path):
    damaged = next((data_dir / "blobs").rglob("*.zst"))
    damaged.write_bytes(damaged.read_bytes()[:-1])
    done = run("verify", "--json")
    assert done.returncode == 1
    assert [each["sha256"] for each in json.loads(done.stdout)["damaged"]] == [damaged.stem]


@pytest.mark.check
def test_settings_and_doctor_and_reextract(run: Run, kept: str):
    shown = {row["name"]: row for row in json.loads(run("settings", "--json").stdout)}
    assert shown["data_dir"]["origin"] == "environment"
    elsewhere = json.loads(run("settings", "--json", "--data", "elsewhere").stdout)
    assert elsewhere[0] == {"name": "data_dir", "value": "elsewhere", "origin": "flag"}
    assert json.loads(run("doctor", "--json").stdout)["parser"] == "reads"
    assert "1 pages" in run("reextract").stdout


@pytest.mark.check
def test_the_commands_start_without_what_they_do_not_need(environ: dict[str, str]):
    code = "import sys; sys.argv = ['earmark', '--help']; from earmark.cli import main\n"
    code += "try: main.run()\nexcept SystemExit: pass\n"
    code += "print(sorted({'fastapi', 'uvicorn', 'sqlalchemy', 'alembic'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True
    )
    for command in ("serve", "save", "backup", "doctor"):
        assert f"  {command} " in done.stdout
    # The help of all commands loads their modules; fastapi and alembic are still not needed.
    assert "alembic" not in done.stdout.splitlines()[-1]
    assert "fastapi" not in done.stdout.splitlines()[-1]


@pytest.fixture
def served(environ: dict[str, str]) -> Iterator[Callable[..., tuple[str, "subprocess.Popen[str]"]]]:
    """Start ``earmark serve`` on a free port; its address and process."""
    processes = []

    def start(**more: str) -> tuple[str, "subprocess.Popen[str]"]:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-m", "earmark", "serve", "--port", str(port)],
            env={**environ, **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        wait_for(f"http://127.0.0.1:{port}/healthz", process)
        return f"http://127.0.0.1:{port}", process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def wait_for(url: str, process: "subprocess.Popen[str]") -> None:
    for _ in range(400):
        assert process.poll() is None, process.communicate()
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the server did not start")


def post(url: str, token: str, body: dict[str, object]) -> dict[str, object]:
    request = urllib.request.Request(
        url + "/api/v1/bookmarks",
        json.dumps(body).encode(),
        {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as reply:
        return json.load(reply)


@pytest.mark.check
def test_the_server_saves_captures_and_stops_in_time(
    run: Run, served, account: int, database: Database, site: LocalSite
):
    site.serve("/a", page_of("Boats come in"))
    name = json.loads(run("user", "list", "--json").stdout)["items"][0]["name"]
    token = run("token", "create", "--user", name).stdout.strip()
    url, process = served()
    assert post(url, token, {"url": site.url + "/a"})["state"] == "capturing"
    for _ in range(200):
        [item] = json.loads(run("list", "--json").stdout)["items"]
        if item["state"] == "kept":
            break
    assert item["headline"] == "Boats come in"
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.wait(15)
    assert time.monotonic() - began < 5
    assert process.returncode == 0


@pytest.mark.check
def test_a_first_start_prints_the_owners_address_once(served, environ, tmp_path: Path):
    _, process = served(EARMARK_DATA_DIR=str(tmp_path / "new"), EARMARK_DATABASE_URL="")
    process.send_signal(signal.SIGTERM)
    said, logged = process.communicate()
    assert len(re.findall(r"http://127\.0\.0\.1:\d+/set-up\?secret=\S+", said)) == 1
    assert "secret" not in logged


@pytest.mark.check
def test_a_server_that_is_killed_takes_its_work_up_again(
    run: Run, served, account: int, database: Database, site: LocalSite
):
    site.serve("/a", page_of("Boats come in"), delay_s=2.0)
    run("save", site.url + "/a")
    _, process = served()
    while not site.asked:
        time.sleep(0.02)
    process.kill()
    process.wait()
    site.serve("/a", page_of("Boats come in"))
    served()
    for _ in range(100):
        [item] = json.loads(run("list", "--json").stdout)["items"]
        if item["state"] == "kept":
            break
        time.sleep(0.1)
    assert item["state"] == "kept"
    assert site.asked == ["/a", "/a"]


@pytest.mark.check
def test_work_in_a_process_of_its_own(run: Run, account: int, site: LocalSite, environ):
    site.serve("/a", page_of("Boats come in"))
    worker = subprocess.Popen(
        [sys.executable, "-m", "earmark", "worker"],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    worker.stdout.readline()
    run("save", site.url + "/a")
    for _ in range(50):
        [item] = json.loads(run("list", "--json").stdout)["items"]
        if item["state"] == "kept":
            break
        time.sleep(0.1)
    worker.send_signal(signal.SIGTERM)
    worker.communicate(timeout=15)
    assert item["state"] == "kept"
    assert worker.returncode == 0
