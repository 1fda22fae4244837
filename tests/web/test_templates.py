"""Every template, filled with what a page function would hand over."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from starlette.requests import Request
from tests.web.sample_pages import PAGES

from earmark.web.render import Renderer
from earmark.web.static_files import StaticFiles

TEMPLATES = Path(__file__).parents[2] / "src/earmark/web/templates"
NOT_PAGES = {"base.html", "macros.html", "keys.html"}
WHOLE_PAGES = [name for name, (template, _) in PAGES.items() if template != "row.html"]
VOID = {
    "area",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "track",
    "wbr",
}


@pytest.fixture(scope="module")
def renderer():
    return Renderer(StaticFiles())


def page(renderer, name, **changes):
    template, values = PAGES[name]
    return renderer.text(None, template, **values | changes)


class Outline(HTMLParser):
    """The elements of a page in order, and how they nest."""

    def __init__(self, html):
        super().__init__()
        self.open, self.elements, self.slips = [], [], []
        self.feed(html)
        self.slips += self.open

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.slips.append(f"/{tag}")

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def test_every_template_has_a_sample():
    assert {path.name for path in TEMPLATES.iterdir()} - NOT_PAGES == {t for t, _ in PAGES.values()}


@pytest.mark.parametrize("name", PAGES)
def test_elements_are_closed_in_order(renderer, name):
    assert Outline(page(renderer, name)).slips == []


@pytest.mark.parametrize("name", PAGES)
def test_no_script_or_style_stands_in_the_page(renderer, name):
    outline = Outline(page(renderer, name))
    assert outline.all("style") == []
    assert [script for script in outline.all("script") if "src" not in script] == []
    assert [
        a for _, a in outline.elements if "style" in a or any(k.startswith("on") for k in a)
    ] == []


@pytest.mark.parametrize("name", WHOLE_PAGES)
def test_page_has_one_title_one_h1_one_main(renderer, name):
    outline = Outline(page(renderer, name))
    assert [len(outline.all(tag)) for tag in ("title", "h1", "main")] == [1, 1, 1]


@pytest.mark.parametrize("name", PAGES)
def test_ids_occur_once(renderer, name):
    ids = [a["id"] for _, a in Outline(page(renderer, name)).elements if "id" in a]
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("name", PAGES)
def test_addresses_follow_earmark_into_a_sub_path(name):
    html = page(Renderer(StaticFiles(), base_path="/reading"), name)
    rooted = re.findall(r'(?:href|src|action|hx-get|hx-post)="(/[^"]*)"', html)
    own = [address for address in rooted if "/pictures/1" not in address]  # the article's own text
    assert [address for address in own if not address.startswith("/reading/")] == []


@pytest.mark.parametrize("name", ["article", "list-many", "settings"])
def test_a_missing_value_is_an_error(renderer, name):
    template, values = PAGES[name]
    some = {key: value for key, value in values.items() if key not in ("here", "sessions")}
    with pytest.raises(UndefinedError):
        renderer.text(None, template, **some)


def test_headline_is_text_not_markup(renderer):
    html = page(renderer, "article", headline="<img src=x onerror=alert(1)>")
    assert "<img src=x" not in html
    assert "&lt;img src=x" in html


def test_row_that_is_being_captured_asks_again(renderer):
    html = page(renderer, "list-states")
    assert 'hx-get="/bookmarks/a/row?here=/" hx-trigger="every 1s"' in html


def test_finished_row_asks_no_more(renderer):
    assert "hx-trigger" not in page(renderer, "row")


def test_page_without_script_reloads_while_capturing(renderer):
    html = page(renderer, "article-capturing")
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in html
    assert 'http-equiv="refresh"' not in page(renderer, "article")


def test_saving_by_itself_needs_the_server_to_say_so(renderer):
    assert "data-auto-submit" not in page(renderer, "save")
    assert "data-auto-submit" in page(renderer, "save", may_auto_save=True)


def test_search_marks_what_was_hit(renderer):
    assert "<mark>ice</mark> since 1990" in page(renderer, "search")


def test_pages_below_a_mount_still_start_at_earmarks_root():
    scope = {"type": "http", "app_root_path": "/reading", "root_path": "/reading/part"}
    html = Renderer(StaticFiles()).text(
        Request(scope), *PAGES["sign-in"][:1], **PAGES["sign-in"][1]
    )
    assert 'action="/reading/sign-in"' in html


def test_frame_comes_from_the_request():
    renderer = Renderer(StaticFiles(), frame=lambda request: {"theme": request.scope["theme"]})
    html = renderer.text(
        Request({"type": "http", "theme": "sepia"}), "sign_in.html", **PAGES["sign-in"][1]
    )
    assert 'data-theme="sepia"' in html


def test_an_address_is_shown_as_text_when_there_is_nothing_to_open(renderer):
    links = Outline(page(renderer, "article", source_href="")).all("a")
    assert [link for link in links if link["href"] == ""] == []
