"""Whole pages of the invented papers, with all the furniture that real ones have."""

import json
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from demo.markup import figure, inline, to_blocks
from demo.pictures import ADDRESS, FULL_WIDTH, picture_name
from demo.source import DemoArticle

NEWSLETTER_AFTER = 4
"""The paragraph after which papers like to interrupt with a box."""

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page_of(article: DemoArticle, others: Sequence[DemoArticle]) -> bytes:
    """The page as the paper's server would send it; ``others`` of the paper are linked."""
    paper = article.paper
    blocks = to_blocks(article.text, paper.host)
    related = [other for other in others if other.paper is paper and other is not article]
    template = _TEMPLATES.get_template(f"{article.template or paper.template}.html")
    html = template.render(
        article=article,
        paper=paper,
        words=paper.words,
        standfirst=inline(article.standfirst),
        lead=figure(article.picture, paper.host, "lead") if article.picture else "",
        opening=blocks[:NEWSLETTER_AFTER],
        rest=blocks[NEWSLETTER_AFTER:],
        related=_some(related, article.slug),
        share_image=_share_image(article),
        json_ld=_json_ld(article),
    )
    return html.encode()


def _some(articles: Sequence[DemoArticle], slug: str, count: int = 3) -> list[DemoArticle]:
    """A few of the articles, the same ones each time for one slug."""
    return sorted(articles, key=lambda other: crc32(f"{slug}{other.slug}".encode()))[:count]


def _share_image(article: DemoArticle) -> str:
    if not article.picture:
        return ""
    kind, seed = article.picture.partition("|")[0].split()
    return ADDRESS.format(host=article.paper.host, name=picture_name(kind, int(seed), FULL_WIDTH))


def _json_ld(article: DemoArticle) -> str:
    """What the page says about itself to search engines."""
    found: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.headline,
        "datePublished": article.published.isoformat(),
        "inLanguage": article.paper.language,
        "publisher": {"@type": "Organization", "name": article.paper.name},
        "mainEntityOfPage": article.url,
    }
    if article.byline:
        found["author"] = [{"@type": "Person", "name": name} for name in article.byline]
    if article.section:
        found["articleSection"] = article.section
    if image := _share_image(article):
        found["image"] = [image]
    return json.dumps(found, ensure_ascii=False).replace("<", "\\u003c")
