"""From a page to an ExtractedArticle: the story of one reading, as a list of named steps.

A step takes the draft and adds to it. To add one, write it here (or in a file of its own
when it is an idea of its own) and put its name into ``STEPS`` behind the steps it needs.
"""

from collections.abc import Callable
from dataclasses import replace

from earmark.extract import about, byline, dates, language, verdict
from earmark.extract import headline as headlines
from earmark.extract.article import ExtractedArticle, Verdict, Why
from earmark.extract.by_rule import read_by_rule
from earmark.extract.draft import Draft
from earmark.extract.evidence import Found
from earmark.extract.kind import find_kind
from earmark.extract.lead import lead_picture
from earmark.extract.limits import within_limits
from earmark.extract.markup import Element, safe_html
from earmark.extract.origin import find_origin
from earmark.extract.reading import Reading, read_body
from earmark.extract.reading_time import reading_minutes
from earmark.extract.signals import read_signals
from earmark.extract.site_rules import SiteRules
from earmark.extract.tree import parse
from earmark.extract.words import count_words
from earmark.fetch.charset import decode_text

Step = Callable[[Draft], None]


def extract(
    html: bytes | str,
    url: str | None = None,
    content_type: str | None = None,
    rules: SiteRules | None = None,
) -> ExtractedArticle:
    """The article of a page; ``url`` makes its links absolute and finds its site's rule.

    Raises Unreadable (TOO_COMPLEX) for pages beyond the limits and nothing else; a page
    without an article comes back with verdict ``stub`` and whatever text it has.
    """
    draft = Draft(html, url, content_type, rules)
    for step in STEPS:
        step(draft)
    return replace(draft.article, why=draft.why)


def read_elements(html: str, url: str | None = None) -> list[Element]:
    """The body as the tree that ``extract`` writes; what the last gate is tested against."""
    draft = Draft(html, url)
    for step in STEPS[: STEPS.index(body) + 1]:
        step(draft)
    return draft.reading.elements


def decode(draft: Draft) -> None:
    """Bytes become text, by the charset that the page or its sender names."""
    if isinstance(draft.html, str):
        draft.source = draft.html
    else:
        draft.source, _ = decode_text(draft.html, draft.content_type)


def limit(draft: Draft) -> None:
    """A page too large or too deep is cut or refused before anything walks it."""
    draft.source = within_limits(draft.source)


def build_tree(draft: Draft) -> None:
    """The source becomes a tree."""
    draft.page = parse(draft.source)


def signals(draft: Draft) -> None:
    """What the page says about itself: meta tags, JSON-LD, links in the head."""
    draft.signals = read_signals(draft.page, draft.url)


def self_description(draft: Draft) -> None:
    """The fields that only the page itself can give: site, section, licence and so on."""
    said = draft.signals
    draft.article = replace(
        draft.article,
        site_name=draft.note("site_name", about.find_site_name(said)),
        section=draft.note("section", about.find_section(said)),
        description=draft.note("description", about.find_description(said)),
        canonical_url=draft.note("canonical_url", about.find_canonical_url(said)),
        is_accessible_for_free=draft.note("is_accessible_for_free", about.find_free_access(said)),
        licence=draft.note("licence", about.find_licence(said)),
    )


def headline(draft: Draft) -> None:
    """The headline, without the site's name."""
    found = headlines.find_headline(draft.page, draft.signals, draft.article.site_name)
    draft.article = replace(draft.article, headline=draft.note("headline", found))


def body(draft: Draft) -> None:
    """The text with its pictures, and nothing else of the page."""
    _take_body(draft, read_body(draft.page, draft.signals, draft.article.headline))


def _take_body(draft: Draft, reading: Reading) -> None:
    text = "\n\n".join(reading.paragraphs)
    draft.reading = reading
    draft.why["body"] = Why(reading.how)
    draft.article = replace(
        draft.article,
        body_text=text,
        body_words=count_words(text),
        confidence=round(reading.confidence, 2),
    )


def site_rule(draft: Draft) -> None:
    """What the rule of the site finds; its body, where the page bears it out."""
    rule = draft.rules.find(draft.url) if draft.rules and draft.url else None
    if rule is None:
        return
    headline, plain = draft.article.headline, draft.reading
    draft.ruled = read_by_rule(rule, draft.source, draft.signals, headline, plain)
    if draft.ruled.reading:
        _take_body(draft, draft.ruled.reading)


def tongue(draft: Draft) -> None:
    """The language, the direction it is read in, and how long that takes."""
    found = language.find_language(draft.page, draft.signals, draft.article.body_text)
    tag = draft.note("language", found)
    draft.article = replace(
        draft.article,
        language=tag,
        direction=language.direction_of(draft.page, tag),
        reading_minutes=reading_minutes(draft.article.body_text, tag),
    )


def kind(draft: Draft) -> None:
    """Article, forum, documentation, listing, product or other."""
    name, source = find_kind(draft.page, draft.signals, draft.reading.root, draft.article.body_text)
    draft.why["kind"] = Why(source)
    draft.article = replace(draft.article, kind=name)


def pictures(draft: Draft) -> None:
    """The pictures of the body, and the one that stands for the article."""
    lead, source = lead_picture(draft.reading.pictures, draft.signals)
    found = Found(lead, Why(source) if lead else None)
    draft.article = replace(
        draft.article,
        pictures=draft.reading.pictures,
        lead_picture=draft.note("lead_picture", found),
    )


def authors(draft: Draft) -> None:
    """The people who wrote it."""
    found = byline.find_byline(
        draft.page, draft.signals, draft.reading.root, draft.article.site_name
    )
    draft.article = replace(draft.article, byline=draft.note("byline", found) or [])


def times(draft: Draft) -> None:
    """When it appeared and when it was last changed."""
    published = dates.find_published(draft.page, draft.signals, draft.reading.root, draft.url)
    modified = dates.find_modified(draft.signals)
    draft.article = replace(
        draft.article,
        published_at=draft.note("published_at", published),
        modified_at=draft.note("modified_at", modified),
    )


def rule_fields(draft: Draft) -> None:
    """Headline, people and day by the rule of the site, where the page bears them out."""
    if draft.ruled:
        draft.article, draft.why = draft.ruled.on(draft.article, draft.why)


def provenance(draft: Draft) -> None:
    """Dateline and agency: where the text comes from, by its own words."""
    reading = draft.reading
    raw = byline.raw_bylines(draft.page, draft.signals, reading.root)
    dateline, agency = find_origin(reading.paragraphs, raw, reading.end_notes)
    draft.article = replace(
        draft.article,
        dateline=draft.note("dateline", dateline),
        agency=draft.note("agency", agency) or [],
    )


def markup(draft: Draft) -> None:
    """The body as HTML that is safe to show."""
    draft.article = replace(draft.article, body_html=safe_html(draft.reading.elements))


def judgement(draft: Draft) -> None:
    """Whether this is the article at all, or a wall, a form, an error in its place."""
    reason = verdict.find_stub_reason(draft.page, draft.signals, draft.article)
    if reason is None:
        return
    confidence = min(draft.article.confidence, 0.3)
    draft.article = replace(
        draft.article, verdict=Verdict.STUB, verdict_reason=reason, confidence=confidence
    )


STEPS: tuple[Step, ...] = (
    decode,
    limit,
    build_tree,
    signals,
    self_description,
    headline,
    body,
    site_rule,
    tongue,
    kind,
    pictures,
    authors,
    times,
    rule_fields,
    provenance,
    markup,
    judgement,
)
"""In the order of the work: each step may use what those above it have filled in."""
