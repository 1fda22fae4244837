"""What is handed to operators: units that systemd takes, files that say what the code does."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml
from tests.drills.live import EARMARK

from earmark.metrics import Metrics
from earmark.settings import Settings

ROOT = Path(__file__).parents[2]
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
COMPOSE = ROOT / "deploy" / "compose.yaml"
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text()

EXPOSURE_MAX = 1.5
"""``systemd-analyze security``, 0 to 10: systemd calls up to 2 "OK"; most services have 9."""


@pytest.mark.check
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_takes_the_unit_without_a_word(unit: Path, tmp_path: Path):
    installed = tmp_path / unit.name
    installed.write_text(unit.read_text().replace("/opt/earmark/bin/earmark", str(EARMARK)))
    command = ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", installed]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.check
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_the_unit_exposes_little(unit: Path):
    threshold = f"--threshold={int(EXPOSURE_MAX * 10)}"
    command = ["systemd-analyze", "security", "--offline=yes", threshold, "--no-pager", unit]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-200:] + done.stderr


def test_both_units_are_hardened_alike():
    parts = {unit.read_text().partition("# What Earmark may touch")[2] for unit in UNITS}
    assert len(UNITS) == 2
    assert len(parts) == 1


def test_the_compose_file_names_settings_and_volumes_that_exist():
    compose = yaml.safe_load(COMPOSE.read_text())
    used = {
        volume.partition(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", [])
    }
    assert used == set(compose["volumes"])
    profiles = {name: service["profiles"] for name, service in compose["services"].items()}
    assert profiles.pop("earmark") == ["single"]
    assert set(map(tuple, profiles.values())) == {("cluster",)}


def test_the_image_is_told_settings_that_exist():
    named = set(re.findall(r"EARMARK_([A-Z_]+)=", DOCKERFILE))
    assert named
    assert {name.lower() for name in named} <= set(Settings.__dataclass_fields__)


def test_the_manual_lists_every_metric():
    manual = (ROOT / "docs" / "install" / "metrics.md").read_text()
    source = (ROOT / "src" / "earmark" / "web" / "metrics.py").read_text()
    of_process = re.findall(r"^# HELP (earmark_\w+)", Metrics().text().decode(), re.MULTILINE)
    stored = re.findall(r'Family\(\s*"(earmark_\w+)"', source)
    assert len(stored) >= 6
    assert {name for name in [*of_process, *stored] if f"`{name}`" not in manual} == set()
