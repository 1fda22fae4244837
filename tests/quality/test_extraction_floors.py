"""How well pages are read, over the shared corpus; a floor goes down only with a reason.

Floors stand a little (about 0.005) under what was measured on the day in the comment;
moving one seed or rule moves F4 by 0.002-0.003.
"""

import statistics

import pytest
from tests.quality.corpus import earmark, mean, readability, scores, segments

pytestmark = pytest.mark.check


def of_kind(found, kind):
    return [score for score in found if score.kind == kind]


def test_news_is_read_better_than_by_readability(shared):
    ours, theirs = scores(shared, earmark, "fundus"), scores(shared, readability, "fundus")
    assert mean(ours, "f4") >= 0.949  # 0.954
    assert mean(ours, "f4") > mean(theirs, "f4") + 0.02


def test_snippets_are_kept_and_left_out_better_than_by_readability(shared):
    ours = scores(shared, earmark, "trafilatura")
    assert segments(ours) >= 0.900  # 0.907
    assert segments(ours) > segments(scores(shared, readability, "trafilatura")) + 0.02


@pytest.mark.parametrize(
    ("kind", "floor"),
    [("article", 0.931), ("documentation", 0.848), ("forum", 0.810)],  # .936 .856 .820
)
def test_the_open_web_is_read(shared, kind, floor):
    assert mean(of_kind(scores(shared, earmark, "wcxb-dev"), kind), "f4") >= floor


@pytest.mark.parametrize(
    ("measure", "floor"),
    [
        ("title", 0.93),  # 0.936; of the 8 others 7 have the title for sharing as gold
        ("author", 0.90),  # 0.905
        ("date", 0.97),  # 0.976
        ("img_rec", 0.93),
        ("img_prec", 0.87),
        ("cap_rec", 0.94),
    ],
)
def test_headlines_authors_dates_and_pictures_of_news(shared, measure, floor):
    assert mean(scores(shared, earmark, "fundus"), measure) >= floor


def test_half_of_the_pages_take_at_most_half_of_what_readability_takes(shared):
    ours, theirs = scores(shared, earmark, "fundus"), scores(shared, readability, "fundus")
    assert _median_ms(ours) < 0.5 * _median_ms(theirs)  # 15 ms against 46 ms


def _median_ms(found):
    return statistics.median(score.took_ms for score in found)
