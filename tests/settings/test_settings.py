"""Settings: from where they come, and what is said of those that are wrong."""

import re
import subprocess
import sys
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from earmark.blobs.opening import open_store
from earmark.errors import Invalid
from earmark.settings import Settings, read_settings, settings_with_origin

DOCUMENT = Path(__file__).parents[2] / "docs" / "install" / "settings.md"


def test_without_anything_said_the_defaults_hold(tmp_path: Path):
    assert read_settings({"EARMARK_DATA_DIR": str(tmp_path)}) == Settings(data_dir=tmp_path)


def test_the_environment_wins_over_the_file_and_a_flag_over_both(tmp_path: Path):
    (tmp_path / "earmark.toml").write_text('port = 1111\nhost = "::1"\nworkers = 9\n')
    environ = {"EARMARK_DATA_DIR": str(tmp_path), "EARMARK_PORT": "2222", "EARMARK_HOST": "h"}
    found = read_settings(environ, port=3333, host=None)
    assert (found.port, found.host, found.workers) == (3333, "h", 9)


def test_each_value_says_where_it_comes_from(tmp_path: Path):
    (tmp_path / "earmark.toml").write_text("port = 1111\n")
    environ = {"EARMARK_DATA_DIR": str(tmp_path), "EARMARK_HOST": "::1"}
    found = {name: (value, origin) for name, value, origin in settings_with_origin(environ)}
    assert found["port"] == ("1111", "file")
    assert found["host"] == ("::1", "environment")
    assert found["workers"] == ("4", "default")


def test_a_secret_is_read_from_a_file_and_never_shown(tmp_path: Path):
    secret = tmp_path / "secret"
    secret.write_text("sqlite:////srv/with-a-password\n")
    environ = {"EARMARK_DATA_DIR": str(tmp_path), "EARMARK_DATABASE_URL_FILE": str(secret)}
    assert read_settings(environ).database_url == "sqlite:////srv/with-a-password"
    shown = {name: value for name, value, _ in settings_with_origin(environ)}
    assert shown["database_url"] == "(hidden)"


@pytest.mark.parametrize(
    ("environ", "file", "words"),
    [
        ({"EARMARK_PROT": "1"}, "", ["EARMARK_PROT", "EARMARK_PORT"]),
        ({"EARMARK_WORKER": "1"}, "", ["EARMARK_WORKER", "EARMARK_WORKERS"]),
        ({}, "prot = 1", ["prot", "port"]),
        ({"EARMARK_PORT": "many"}, "", ["port", "many"]),
        ({"EARMARK_PORT": ""}, "", ["port"]),
        ({"EARMARK_FETCH_TIMEOUT_S": "soon"}, "", ["fetch_timeout_s", "soon"]),
        ({}, "port = [1]", ["port"]),
        ({}, "port = 1.5", ["port"]),
        ({}, "host = 5", ["host"]),
        ({}, "port = ", ["earmark.toml", "TOML"]),
        ({"EARMARK_DATABASE_URL_FILE": "/nowhere"}, "", ["/nowhere"]),
        ({"EARMARK_CONFIG": "/nowhere.toml"}, "", ["/nowhere.toml"]),
        ({"EARMARK_PORT": "0"}, "", ["port"]),
        ({"EARMARK_PORT": "70000"}, "", ["port"]),
        ({"EARMARK_WORKERS": "-3"}, "", ["workers"]),
        ({"EARMARK_FETCH_TIMEOUT_S": "0"}, "", ["fetch_timeout_s"]),
        ({"EARMARK_FETCH_TIMEOUT_S": "nan"}, "", ["fetch_timeout_s"]),
        ({"EARMARK_FETCH_TIMEOUT_S": "inf"}, "", ["fetch_timeout_s"]),
        ({"EARMARK_LOG_FORMAT": "xml"}, "", ["log_format"]),
        ({"EARMARK_BLOB_URL": "s3://"}, "", ["s3://BUCKET/PREFIX", "EARMARK_BLOB_URL"]),
        ({"EARMARK_BLOB_URL": "s3://key:secret@bucket"}, "", ["EARMARK_BLOB_URL"]),
        ({"EARMARK_BLOB_URL": "s3://bucket/a?endpoint=x"}, "", ["EARMARK_BLOB_URL"]),
        ({"EARMARK_S3_ENDPOINT": "s3.example.org"}, "", ["s3_endpoint", "https://HOST"]),
        ({"EARMARK_S3_ENDPOINT": "https://h/path"}, "", ["s3_endpoint"]),
        ({"EARMARK_S3_REGION": "the moon"}, "", ["s3_region"]),
        ({"EARMARK_BASE_URL": "example.org"}, "", ["EARMARK_BASE_URL"]),
        ({"EARMARK_BASE_URL": "https://"}, "", ["EARMARK_BASE_URL"]),
        ({"EARMARK_BASE_URL": "ftp://example.org"}, "", ["EARMARK_BASE_URL"]),
        ({"EARMARK_BASE_URL": "https://me@example.org"}, "", ["EARMARK_BASE_URL"]),
        ({"EARMARK_BASE_URL": "https://example.org/a?b"}, "", ["EARMARK_BASE_URL"]),
        ({"EARMARK_BASE_URL": "https://example.org/a/../b"}, "", ["EARMARK_BASE_URL"]),
        ({"EARMARK_TRUSTED_PROXIES": "*"}, "", ["trusted_proxies", "10.0.0.0/8"]),
        ({"EARMARK_TRUSTED_PROXIES": "127.0.0.1, proxy"}, "", ["trusted_proxies", "proxy"]),
        ({"EARMARK_METRICS_NETWORKS": "10.0.0.1/8"}, "", ["metrics_networks", "10.0.0.1/8"]),
        ({"EARMARK_METRICS_TOKEN": "short"}, "", ["EARMARK_METRICS_TOKEN", "16"]),
        ({"EARMARK_OPEN_REGISTRATION": "perhaps"}, "", ["open_registration", "perhaps"]),
        ({}, "open_registration = 2", ["open_registration"]),
        ({"EARMARK_BLOB_URL": "file:relative"}, "", ["EARMARK_BLOB_URL"]),
        ({"EARMARK_BLOB_URL": "file://host/share"}, "", ["EARMARK_BLOB_URL"]),
        ({}, 'blob_url = "https://s3.example.org/b"', ["EARMARK_BLOB_URL"]),
        ({"EARMARK_DATABASE_URL": "mysql://u:pw@h/d"}, "", ["PostgreSQL", "DATABASE_URL"]),
        ({"EARMARK_DATABASE_URL": "postgresql+asyncpg://h/d"}, "", ["EARMARK_DATABASE_URL"]),
        ({"EARMARK_DATABASE_URL": "postgresql://"}, "", ["EARMARK_DATABASE_URL"]),
        ({"EARMARK_DATABASE_URL": "postgres://h/d"}, "", ["EARMARK_DATABASE_URL"]),
        ({"EARMARK_DATABASE_URL": "sqlite:///:memory:"}, "", ["EARMARK_DATABASE_URL"]),
        ({"EARMARK_DATABASE_URL": "sqlite://"}, "", ["EARMARK_DATABASE_URL"]),
        ({"EARMARK_DATABASE_URL": "/srv/earmark.db"}, "", ["EARMARK_DATABASE_URL"]),
    ],
    ids=str,
)
def test_what_is_wrong_stops_the_start_with_a_sentence(
    tmp_path: Path, environ: dict[str, str], file: str, words: list[str]
):
    (tmp_path / "earmark.toml").write_text(file)
    with pytest.raises(Invalid) as error:
        read_settings({"EARMARK_DATA_DIR": str(tmp_path), **environ})
    for word in words:
        assert word in error.value.message
    assert "\n" not in error.value.message.strip()


def test_a_refused_address_is_not_repeated_for_it_may_hold_a_password(tmp_path: Path):
    environ = {"EARMARK_DATA_DIR": str(tmp_path), "EARMARK_DATABASE_URL": "mysql://u:pw@h/d"}
    with pytest.raises(Invalid) as error:
        read_settings(environ)
    assert "pw" not in error.value.message


@pytest.mark.parametrize("given", ["postgresql://u:pw@h/d", "postgresql+psycopg://u:pw@h/d"])
def test_postgresql_is_taken_with_its_driver_or_without(given: str):
    found = read_settings({"EARMARK_DATABASE_URL": given})
    assert found.database_address == "postgresql+psycopg://u:pw@h/d"


@pytest.mark.parametrize(
    ("given", "folder"),
    [
        ("/srv/blobs", "/srv/blobs"),
        ("file:///srv/blobs", "/srv/blobs"),
        ("blobs/a:b", "blobs/a:b"),
        ("", "data/blobs"),
    ],
)
def test_a_folder_for_blobs_is_taken_in_either_form(given: str, folder: str):
    assert read_settings({"EARMARK_BLOB_URL": given}).blob_dir == Path(folder)


def test_the_secret_key_of_s3_is_read_from_a_file_and_never_shown(tmp_path: Path):
    (tmp_path / "key").write_text("hunter2\n")
    environ = {
        "EARMARK_DATA_DIR": str(tmp_path),
        "EARMARK_S3_SECRET_KEY_FILE": str(tmp_path / "key"),
    }
    assert read_settings(environ).s3_secret_key == "hunter2"
    assert "hunter2" not in str(settings_with_origin(environ))


@pytest.mark.parametrize("missing", ["s3_access_key", "s3_secret_key"])
def test_s3_without_its_keys_stops_the_start(missing: str):
    keys = {"s3_access_key": "id", "s3_secret_key": "secret", missing: ""}
    with pytest.raises(Invalid, match=f"EARMARK_{missing.upper()}"):
        open_store(Settings(blob_url="s3://bucket/prefix", **keys))


def test_a_folder_needs_nothing_of_s3():
    code = (
        "import sys, earmark.instance; from earmark.blobs.opening import open_store;"
        " from earmark.settings import Settings; open_store(Settings());"
        " print({'obstore', 'earmark.blobs.s3'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:8000", "https://[::1]:8000/", "https://example.org/a/b-c/", "http://h/~me"],
)
def test_an_address_with_or_without_a_sub_path_is_taken(address: str):
    assert read_settings({"EARMARK_BASE_URL": address}).base_url == address


@pytest.mark.parametrize(
    ("given", "answer"),
    [("true", True), ("1", True), ("Yes", True), ("false", False), ("0", False)],
)
def test_yes_and_no_are_understood(given: str, answer: bool):
    assert read_settings({"EARMARK_OPEN_REGISTRATION": given}).open_registration is answer


def test_yes_and_no_stand_in_the_file_as_toml_has_them(tmp_path: Path):
    (tmp_path / "earmark.toml").write_text("open_registration = true\n")
    assert read_settings({"EARMARK_DATA_DIR": str(tmp_path)}).open_registration is True


def test_a_folder_named_by_a_flag_is_where_the_file_is_looked_for(tmp_path: Path):
    (tmp_path / "earmark.toml").write_text("port = 1111\n")
    found = {name: rest for name, *rest in settings_with_origin({}, data_dir=tmp_path)}
    assert found["port"] == ["1111", "file"]
    assert found["data_dir"] == [str(tmp_path), "flag"]


def test_what_is_not_earmarks_is_left_alone(tmp_path: Path):
    environ = {"EARMARK_DATA_DIR": str(tmp_path), "PORT": "1", "EARMARKS": "2", "PATH": "x"}
    assert read_settings(environ).port == 8000


def test_settings_cannot_be_changed_later():
    with pytest.raises(FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]


def test_every_setting_says_what_it_is_for():
    source = Path(read_settings.__code__.co_filename).read_text("utf-8")
    for item in fields(Settings):
        assert re.search(rf'^    {item.name}: .+\n    """', source, re.MULTILINE), item.name


def test_the_manual_lists_exactly_the_settings_with_their_defaults():
    listed = dict(
        re.findall(r"^\| `(\w+)` \| (?:`([^`]*)`|-) \|", DOCUMENT.read_text(), re.MULTILINE)
    )
    assert listed == {item.name: str(getattr(Settings, item.name)) for item in fields(Settings)}
