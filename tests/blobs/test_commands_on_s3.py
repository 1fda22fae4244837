"""The command line of an instance whose kept files are in S3, set up as people set it up."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.makers import make_bookmark
from tests.s3_server import free_ports

from earmark.blobs.bucket import Bucket
from earmark.blobs.folder import FolderStore
from earmark.blobs.s3 import S3Store
from earmark.blobs.store import Blobs
from earmark.db.engine import Database

pytestmark = pytest.mark.check

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def settings_of(bucket: Bucket, folder: Path) -> dict[str, str]:
    """The environment that names the bucket; the secret in a file."""
    (folder / "secret").write_text(bucket.secret_key)
    return {
        "EARMARK_BLOB_URL": f"s3://{bucket.name}/{bucket.prefix}",
        "EARMARK_S3_ENDPOINT": bucket.endpoint,
        "EARMARK_S3_REGION": bucket.region,
        "EARMARK_S3_ACCESS_KEY": bucket.access_key,
        "EARMARK_S3_SECRET_KEY_FILE": str(folder / "secret"),
    }


@pytest.fixture
def run(bucket: Bucket, data_dir: Path, tmp_path: Path) -> Run:
    """Run ``earmark`` on the data folder and the bucket, or with other settings."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("EARMARK_")}
    usual = {"EARMARK_DATA_DIR": str(data_dir), **settings_of(bucket, tmp_path)}

    def earmark(*args: str | Path, **other: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "earmark", *(str(arg) for arg in args)]
        environ = {**clean, **usual, **other}
        return subprocess.run(
            command, text=True, capture_output=True, env=environ, cwd=tmp_path, check=False
        )

    return earmark


@pytest.fixture
def kept(database: Database, bucket: Bucket, account: int) -> S3Store:
    """The store of an instance that has kept an article."""
    store = S3Store(bucket)
    make_bookmark(database, Blobs(database, store), account, headline="Herring")
    return store


def test_a_backup_of_s3_holds_the_files_and_is_restored_into_a_folder_and_into_s3(
    run: Run, kept: S3Store, bucket: Bucket, tmp_path: Path
):
    assert "copied and checked" in run("backup", tmp_path / "backup").stdout
    assert FolderStore(tmp_path / "backup" / "blobs").digests() == kept.digests() != []

    to_folder = {"EARMARK_DATA_DIR": str(tmp_path / "a"), "EARMARK_BLOB_URL": ""}
    assert run("restore", tmp_path / "backup", **to_folder).returncode == 0
    assert FolderStore(tmp_path / "a" / "blobs").digests() == kept.digests()

    other = replace(bucket, prefix=f"{bucket.prefix}-restored")
    to_s3 = {"EARMARK_DATA_DIR": str(tmp_path / "b"), **settings_of(other, tmp_path)}
    assert run("restore", tmp_path / "backup", **to_s3).returncode == 0
    assert run("verify", **to_s3).returncode == 0
    assert S3Store(other).digests() == kept.digests()


def test_doctor_tries_the_store_and_says_how_it_does(run: Run):
    assert "never writes over" in json.loads(run("doctor", "--json").stdout)["kept files"]


def test_doctor_says_in_a_line_that_the_store_is_away(run: Run):
    done = run("doctor", EARMARK_S3_ENDPOINT=f"http://127.0.0.1:{free_ports(1)[0]}")
    assert done.returncode == 1
    assert "does not answer" in done.stderr.splitlines()[-1]


def test_verify_fails_with_a_line_when_the_key_is_refused(run: Run, kept: S3Store):
    done = run("verify", EARMARK_S3_ACCESS_KEY="someone-else")
    assert done.returncode == 1
    assert "refuses Earmark's key" in done.stderr.splitlines()[-1]
