"""The demo data load without a network, show every state, and load only once."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from demo.load import NAME, PASSWORD, Loaded, demo_account, load
from demo.pictures import draw_picture, picture_at, picture_name
from demo.site import SILENT_HOST, DemoSite
from demo.source import FOLDER, DemoArticle, read_articles
from PIL import Image
from sqlalchemy import func, select

from earmark.accounts.actions import sign_in
from earmark.articles.models import Picture, Snapshot
from earmark.errors import Reason, Unreachable
from earmark.instance import Instance, open_instance
from earmark.library.models import Bookmark, BookmarkTag
from earmark.settings import Settings

ARTICLES = read_articles()
SMALL_BYTES = 400_000


@dataclass(frozen=True)
class Demo:
    """A folder with the demo data, and what the load said."""

    instance: Instance
    loaded: Loaded
    bookmarks: dict[str, Bookmark]


@contextmanager
def opened(folder: Path) -> Iterator[Instance]:
    instance = open_instance(Settings(data_dir=folder))
    yield instance
    instance.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with opened(tmp_path_factory.mktemp("demo")) as instance:
        loaded = load(instance)
        with instance.database.read() as tx:
            bookmarks = {row.url: row for row in tx.scalars(select(Bookmark))}
        yield Demo(instance, loaded, bookmarks)


def of_language(*languages: str) -> list[DemoArticle]:
    return [article for article in ARTICLES if article.paper.language in languages]


def test_all_forty_articles_are_saved(demo):
    assert demo.loaded == Loaded(added=40, total=40)
    assert set(demo.bookmarks) == {article.url for article in ARTICLES}


def test_each_article_comes_to_the_state_that_its_file_names(demo):
    states = {article.slug: demo.bookmarks[article.url].state for article in ARTICLES}
    assert states == {article.slug: article.state for article in ARTICLES}
    assert Counter(states.values()) == {"kept": 38, "stub": 1, "failed": 1}


def test_headlines_and_authors_are_those_of_the_files(demo):
    kept = [article for article in ARTICLES if article.state == "kept"]
    found = {a.slug: letters(demo.bookmarks[a.url].headline) for a in kept}
    assert found == {article.slug: letters(article.headline[:300]) for article in kept}


def letters(text: str | None) -> str:
    """A headline without the signs that only join or part letters."""
    return re.sub("[\u200c\u200d]", "", text or "")


@pytest.mark.parametrize("article", of_language("ar", "he", "fa"), ids=lambda a: a.slug)
def test_arabic_hebrew_and_persian_are_read_from_the_right(demo, article):
    bookmark = demo.bookmarks[article.url]
    assert (bookmark.direction, bookmark.language) == ("rtl", article.paper.language)


@pytest.mark.parametrize(
    "article", of_language("zh-CN", "ja", "ko", "de", "fr"), ids=lambda a: a.slug
)
def test_the_other_languages_are_known_and_read_from_the_left(demo, article):
    bookmark = demo.bookmarks[article.url]
    assert (bookmark.direction, bookmark.language) == ("ltr", article.paper.language)


def test_every_picture_of_every_article_is_kept(demo):
    with demo.instance.database.read() as tx:
        rows = list(tx.scalars(select(Picture)))
    expected = sum(
        bool(article.picture) + len(re.findall(r"^!\w+ \d", article.text, re.MULTILINE))
        for article in ARTICLES
    )
    assert len(rows) == expected
    assert [row.url for row in rows if row.reading_sha256 is None] == []


def test_the_long_read_is_long_and_the_headline_of_the_long_headline_too(demo):
    by_slug = {article.slug: demo.bookmarks[article.url] for article in ARTICLES}
    assert by_slug["longread-salt-road"].body_words > 4_000
    assert len(by_slug["long-headline"].headline or "") > 250


def test_saving_is_spread_over_sixty_days_with_tags_notes_and_marks(demo):
    rows = demo.bookmarks.values()
    times = sorted(row.saved_at for row in rows)
    assert 50 < (times[-1] - times[0]).days <= 60
    assert len(set(times)) == 40
    assert min(len([r for r in rows if value(r)]) for value in MARKS) >= 4
    with demo.instance.database.read() as tx:
        worn = tx.scalar(select(func.count()).select_from(BookmarkTag))
    assert worn == sum(len(article.tags) for article in ARTICLES)


MARKS = (
    lambda row: row.note,
    lambda row: row.read_at,
    lambda row: row.starred_at,
    lambda row: row.archived_at,
)


def test_the_furniture_of_the_pages_stays_out_of_the_list(demo):
    words = {article.paper.words.newsletter for article in ARTICLES}
    described = " ".join(row.description or "" for row in demo.bookmarks.values())
    assert not [phrase for phrase in words if phrase in described]


def test_the_account_can_sign_in(demo):
    assert sign_in(demo.instance.database, NAME, PASSWORD, "192.0.2.7", "a browser")
    assert demo_account(demo.instance) == demo_account(demo.instance)


def test_loading_again_adds_nothing(demo):
    before = counts(demo.instance)
    assert load(demo.instance) == Loaded(added=0, total=40)
    assert counts(demo.instance) == before


def counts(instance: Instance) -> list[int | None]:
    with instance.database.read() as tx:
        return [
            tx.scalar(select(func.count()).select_from(table))
            for table in (Bookmark, BookmarkTag, Snapshot, Picture)
        ]


def test_the_article_files_are_small_and_hold_text_only():
    files = list(FOLDER.iterdir())
    assert {path.suffix for path in files} == {".txt"}
    assert sum(path.stat().st_size for path in files) < SMALL_BYTES


def test_every_invented_host_is_one_that_cannot_exist():
    assert all(article.paper.host.endswith(".example") for article in ARTICLES)


def test_unknown_pages_are_not_found_and_the_silent_host_times_out():
    site = DemoSite(ARTICLES)
    assert site.fetch("https://nowhere.example/").status == 404
    assert site.fetch("https://ladle.example/media/nothing-1-960.jpg").status == 404
    with pytest.raises(Unreachable) as refusal:
        site.fetch(f"https://{SILENT_HOST}/")
    assert refusal.value.reason is Reason.TIMED_OUT


@pytest.mark.parametrize(("seed", "kind"), [(5, "PNG"), (6, "WEBP"), (7, "JPEG")])
def test_a_picture_is_served_as_what_its_name_says(seed, kind):
    content, media_type = picture_at(f"/media/{picture_name('harbour', seed, 120)}") or (b"", "")
    assert Image.open(io.BytesIO(content)).format == kind
    assert media_type == f"image/{kind.lower()}"


def test_a_picture_is_the_same_each_time_and_another_for_another_seed():
    one, again, other = (draw_picture("city", seed, 90).tobytes() for seed in (1, 1, 2))
    assert one == again != other
