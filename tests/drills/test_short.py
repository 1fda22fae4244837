"""The drills in their short form; ``make drill`` runs the whole ones."""

from pathlib import Path

import pytest
from tests.drills.corpus import keep_one_by_each_door, kept_after_a_kill
from tests.drills.run import DRILLS

pytestmark = pytest.mark.check


def misses_of(name: str, shared: Path) -> list[str]:
    """What the drill's short form misses; its figures are shown with a failure."""
    outcome = DRILLS[name].short(shared)
    print(outcome)
    return list(outcome.misses)


def test_a_page_saved_by_any_door_is_kept(tmp_path: Path) -> None:
    assert keep_one_by_each_door(tmp_path) == {"api": "kept", "page": "kept", "cli": "kept"}


def test_what_was_acknowledged_is_listed_once_after_a_kill(tmp_path: Path) -> None:
    acknowledged, listed = kept_after_a_kill(tmp_path)
    assert sorted(listed) == sorted(acknowledged)


def test_nothing_acknowledged_is_lost_or_doubled_by_crashes(shared: Path) -> None:
    assert misses_of("kill", shared) == []


def test_nothing_acknowledged_is_lost_in_a_power_cut(shared: Path) -> None:
    assert misses_of("power", shared) == []


def test_a_full_disk_refuses_clearly_and_loses_nothing(shared: Path) -> None:
    assert misses_of("disk", shared) == []


def test_no_address_leads_inside(shared: Path) -> None:
    assert misses_of("ssrf", shared) == []


def test_every_hostile_page_ends_in_a_stated_result(shared: Path) -> None:
    assert misses_of("hostile", shared) == []


def test_real_pages_and_the_founding_page_are_kept_by_every_door(shared: Path) -> None:
    assert misses_of("corpus", shared) == []
