"""What an answer's status and its Retry-After mean."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark.errors import Reason, Unreachable
from earmark.fetch import Page, status_error
from earmark.fetch.page import retry_after

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


def make_page(status: int, retry_after_s: float | None = None) -> Page:
    return Page(
        requested_url="https://example.org/a#b",
        final_url="https://example.org/a",
        hops=("https://example.org/a",),
        status=status,
        headers=(("content-type", "text/html"), ("x-a", "1"), ("x-a", "2")),
        content_type="text/html",
        body=b"",
        wire_bytes=100,
        took_ms=5,
        retry_after_s=retry_after_s,
        remote_address="93.184.216.34",
    )


@pytest.mark.parametrize("status", [200, 203, 204, 206])
def test_a_good_status_is_no_error(status):
    assert status_error(make_page(status)) is None


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        *((401, Reason.REFUSED), (403, Reason.REFUSED), (404, Reason.NOT_FOUND)),
        *((410, Reason.GONE), (451, Reason.GONE), (429, Reason.BUSY), (503, Reason.BUSY)),
        *((500, Reason.SERVER_ERROR), (502, Reason.SERVER_ERROR), (599, Reason.SERVER_ERROR)),
        *((302, Reason.BAD_ANSWER), (304, Reason.BAD_ANSWER), (400, Reason.BAD_ANSWER)),
        *((418, Reason.BAD_ANSWER), (600, Reason.BAD_ANSWER), (999, Reason.BAD_ANSWER)),
    ],
)
def test_every_other_status_has_a_reason_and_a_sentence(status, reason):
    error = status_error(make_page(status))
    assert isinstance(error, Unreachable)
    assert (error.reason, error.url) == (reason, "https://example.org/a")
    assert str(status) in error.message


def test_only_a_busy_site_says_when_to_come_back():
    busy, gone = status_error(make_page(429, 60.0)), status_error(make_page(410, 60.0))
    assert busy is not None
    assert gone is not None
    assert (busy.retry_after_s, gone.retry_after_s) == (60.0, None)


def test_headers_are_found_in_any_case_the_first_of_a_name():
    assert make_page(200).header("X-A") == "1"
    assert make_page(200).header("x-b") is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        *((None, None), ("", None), ("soon\x01", None), ("-5", None), ("1.5", None), ("٥", None)),
        *(("0", 0.0), ("120", 120.0), (" 7 ", 7.0), ("86401", 86400.0), ("315360000", 86400.0)),
        ("9" * 5000, 86400.0),
        ("Wed, 04 Mar 2026 05:07:07 GMT", 60.0),
        ("Wednesday, 04-Mar-26 05:07:07 GMT", 60.0),
        ("Wed, 04 Mar 2026 05:07:07", 60.0),
        ("Wed, 04 Mar 2026 05:00:00 GMT", 0.0),
        ("Sun, 04 Mar 2036 05:00:00 GMT", 86400.0),
        ("Wed, 99 Mar 2026 05:07:07 GMT", None),
        ("1; DROP", None),
    ],
)
def test_retry_after_is_honoured_up_to_a_day_and_rubbish_ignored(value, seconds):
    assert retry_after(value, NOW) == seconds


@settings(deadline=None)
@given(st.integers(0, 80_000))
def test_a_date_means_as_many_seconds_as_lie_before_it(seconds):
    at = NOW + timedelta(seconds=seconds)
    assert retry_after(at.strftime("%a, %d %b %Y %H:%M:%S GMT"), NOW) == seconds


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_retry_after_gives_a_wait_of_at_most_a_day_or_none(value):
    wait_s = retry_after(value, NOW)
    assert wait_s is None or 0 <= wait_s <= 86400
