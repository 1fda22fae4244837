"""Numbers, durations and moments as a reader says them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earmark.web.words import number, reading_time, when

NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "said"), [(0, "0"), (999, "999"), (1240, "1,240"), (10**6, "1,000,000")]
)
def test_thousands_are_parted(value, said):
    assert number(value) == said


@pytest.mark.parametrize(
    ("body_words", "said"), [(0, "1 min"), (238, "1 min"), (239, "2 min"), (400_000, "1,681 min")]
)
def test_reading_time_is_rounded_up_to_a_minute(body_words, said):
    assert reading_time(body_words) == said


def test_other_languages_are_read_at_their_own_pace():
    assert reading_time(1000, words_per_minute=500) == "2 min"


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (timedelta(seconds=-1), "20 May 2026"),
        (timedelta(), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59, seconds=59), "59 minutes ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=23, minutes=59), "23 hours ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=6, hours=23), "6 days ago"),
        (timedelta(days=7), "13 May 2026"),
    ],
)
def test_moment_counts_back_a_week_and_then_names_the_day(age, said):
    assert when(NOON - age, NOON).text == said


def test_moment_carries_its_exact_time():
    said = when(datetime(2026, 5, 3, 6, 10, tzinfo=UTC), NOON)
    assert (said.iso, said.full) == ("2026-05-03T06:10:00+00:00", "3 May 2026, 06:10 UTC")


def test_moment_in_another_zone_is_the_same_age():
    at = datetime(2026, 5, 20, 13, tzinfo=timezone(timedelta(hours=2)))
    assert when(at, NOON).text == "1 hour ago"


@given(st.datetimes(min_value=datetime(1, 1, 2), timezones=st.just(UTC)))  # noqa: DTZ001 (hypothesis adds it)
def test_any_moment_can_be_said(at):
    said = when(at, NOON)
    assert datetime.fromisoformat(said.iso) == at.replace(microsecond=0)
    assert said.text
