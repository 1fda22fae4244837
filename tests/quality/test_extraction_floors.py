"""How well pages are read, over the shared corpus; a floor goes down only with a reason.

Floors stand a little (about 0.005) under what was measured on the day in the comment;
moving one seed or rule moves F4 by 0.002-0.003. The pages are those that the trees were
learnt from: what they are worth on sites never seen is in training/README.md.
"""

import statistics

import pytest
from tests.quality.corpus import earmark, mean, readability, scores, segments

pytestmark = pytest.mark.check


def of_kind(found, kind):
    return [score for score in found if score.kind == kind]


def test_news_is_read_better_than_by_readability(shared):
    ours, theirs = scores(shared, earmark, "fundus"), scores(shared, readability, "fundus")
    assert mean(ours, "f4") >= 0.966  # 0.971
    assert mean(ours, "f4") > mean(theirs, "f4") + 0.04


def test_snippets_are_kept_and_left_out_better_than_by_readability(shared):
    ours = scores(shared, earmark, "trafilatura")
    assert segments(ours) >= 0.924  # 0.930
    assert segments(ours) > segments(scores(shared, readability, "trafilatura")) + 0.04


@pytest.mark.parametrize(
    ("kind", "floor"),
    [("article", 0.959), ("documentation", 0.900), ("forum", 0.815)],  # .965 .908 .823
)
def test_the_open_web_is_read(shared, kind, floor):
    assert mean(of_kind(scores(shared, earmark, "wcxb-dev"), kind), "f4") >= floor


@pytest.mark.parametrize(
    ("measure", "floor"),
    [
        ("title", 0.93),  # 0.936; of the 8 others 7 have the title for sharing as gold
        ("author", 0.90),  # 0.905
        ("date", 0.97),  # 0.976
        ("img_rec", 0.95),  # 0.959
        ("img_prec", 0.93),  # 0.938
        ("cap_rec", 0.955),  # 0.963
    ],
)
def test_headlines_authors_dates_and_pictures_of_news(shared, measure, floor):
    assert mean(scores(shared, earmark, "fundus"), measure) >= floor


@pytest.mark.parametrize(
    ("collection", "measure", "floor"),
    [
        ("readability", "R_captions", 0.92),  # 0.940
        ("readability", "R_cells", 0.61),  # 0.623: most of the rest are tables of layout
        ("readability", "R_items", 0.71),  # 0.719: most of the rest are lists of contents
        ("readability", "R_code", 0.92),  # 0.933
        ("readability", "R_quotes", 0.91),  # 0.926
        ("defuddle", "R_cells", 0.78),  # 0.795
        ("defuddle", "R_items", 0.88),  # 0.891
        ("defuddle", "R_code", 0.83),  # 0.842
    ],
)
def test_what_a_page_is_made_of_is_kept(shared, collection, measure, floor):
    assert mean(scores(shared, earmark, collection), measure) >= floor


def test_half_of_the_pages_take_at_most_half_of_what_readability_takes(shared):
    ours, theirs = scores(shared, earmark, "fundus"), scores(shared, readability, "fundus")
    assert _median_ms(ours) < 0.5 * _median_ms(theirs)  # 15 ms against 46 ms


def _median_ms(found):
    return statistics.median(score.took_ms for score in found)
