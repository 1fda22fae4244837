"""Datelines, agencies, origin, notes and credits of real news pages, against labels by hand.

``gold/anatomy.jsonl`` names the pages of seven sets (by id and sha, no word of a page) where
a person who read the lines confirmed what was found; on all others nothing was confirmed, so
whatever is found there counts as invented. Recall is asked of ``provenance/page_anatomy``,
which was labelled without our output; of its pages 21 are in the corpus.
"""

import json
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from statistics import fmean

import pytest
from tests.quality.corpus import SETS, lines, pages, reach

from earmark.errors import Unreadable
from earmark.extract import extract

pytestmark = pytest.mark.check

GOLD = Path(__file__).parent / "gold" / "anatomy.jsonl"


@pytest.mark.parametrize("field", ["dateline", "agency", "origin", "notes"])
def test_what_newsrooms_write_is_found_and_not_invented(shared, field):
    wanted, found = confirmed(field), all_found(shared, field)
    right = sum(found.get(page) == value for page, value in wanted.items())
    assert right >= 0.97 * len(found)  # all right on the day, 2026-11
    assert right >= 0.95 * len(wanted)


def test_datelines_are_read_exactly(shared):
    gold = [(page["dateline"], page["found"]["dateline"]) for page in independent(shared)]
    assert [found for wanted, found in gold if wanted is None and found] == []
    right = [plain(wanted) == plain(found or {}) for wanted, found in gold if wanted]
    assert fmean(right) >= 0.90  # 4 of 4


def test_agencies_are_those_of_the_text(shared):
    gold = [page for page in independent(shared) if page["text_agency"] is not None]
    right = wrong = lost = 0
    for page in gold:
        wanted, found = set(page["text_agency"]["names"]), set(page["found"]["agency"])
        right, wrong, lost = (
            right + len(wanted & found), wrong + len(found - wanted), lost + len(wanted - found),
        )  # fmt: skip
    assert right >= 0.97 * (right + wrong)  # 8 of 8
    assert right >= 0.85 * (right + lost)  # 8 of 8


def test_credits_of_the_pictures_found_are_as_printed(shared):
    """Over pictures found with a gold credit; which are found is asked elsewhere."""
    reach(shared)
    from textutil import img_key  # a module of the scorer, outside the package

    scored = []
    for page in pages(shared, "fundus"):
        known = {img_key(p["url"]): p for p in read(shared)["fundus", page.gold["id"]]["pictures"]}
        for image in page.gold.get("images") or []:
            wanted = {words(credit) for credit in image.get("credit") or []}
            match = next((known[k] for u in image["urls"] if (k := img_key(u)) in known), None)
            if wanted and match:
                scored.append(set_f1(wanted, {words(credit) for credit in match["credit"]}))
    assert fmean(scored) >= 0.77  # 0.79


def confirmed(field):
    rows = [json.loads(line) for line in lines(GOLD)]
    return {(row["set"], row["id"]): row[field] for row in rows if field in row}


def all_found(shared, field):
    found = {page: in_gold(article)[field] for page, article in read(shared).items()}
    return {page: value for page, value in found.items() if value}


def in_gold(article):
    """What was found, in the form of the gold."""
    return {
        "dateline": article["dateline"],
        "agency": article["agency"],
        "origin": (article["origin"] or {}).get("name"),
        "notes": sorted({note["kind"] for note in article["notes"]}),
    }


def independent(shared):
    """The pages of the provenance set that are in the corpus, with what was found on each."""
    gold = json.loads((shared / "provenance" / "page_anatomy.json").read_text(encoding="utf-8"))
    for page in gold:
        name = Path(page["page"]["path"]).name.partition(".")[0]
        if ("fundus", name) in read(shared):
            yield {**page, "found": in_gold(read(shared)["fundus", name])}


@cache
def read(shared):
    """Every page of the corpus as plain JSON, by set and id; pages that cannot be read left out."""
    with ProcessPoolExecutor(2) as workers:
        found = workers.map(extracted, pages(shared, *SETS), chunksize=8)
    return {page: article for page, article in found if article}


def extracted(page):
    try:
        article = extract(page.content, page.gold["url"]).to_json()
    except Unreadable:
        article = None
    return (page.gold["set"], page.gold["id"]), article


def plain(dateline):
    return words(dateline.get("place") or ""), words(dateline.get("date") or "")


def words(text):
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def set_f1(wanted, found):
    return 2 * len(wanted & found) / (len(wanted) + len(found))
