"""From a page to an ExtractedArticle: the story of one reading, as a list of named steps.

A step takes the draft and adds to it. To add one, write it here (or in a file of its own
when it is an idea of its own) and put its name into ``STEPS`` behind the steps it needs.
"""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

from earmark.extract import byline, language, origin, published, verdict
from earmark.extract import headline as headlines
from earmark.extract import self_description as own
from earmark.extract.article import ExtractedArticle, Verdict, Why
from earmark.extract.by_rule import read_by_rule
from earmark.extract.collecting import collection_paused
from earmark.extract.draft import Draft
from earmark.extract.evidence import Found
from earmark.extract.kind import find_kind
from earmark.extract.lead import lead_picture
from earmark.extract.limits import within_limits
from earmark.extract.margins import lined, margins_of
from earmark.extract.markup import Element, safe_html
from earmark.extract.notes import find_notes
from earmark.extract.paragraphs import paragraphs as text_of
from earmark.extract.reading import Reading, read_body
from earmark.extract.reading_time import reading_minutes
from earmark.extract.signals import read_signals, texts
from earmark.extract.site_rules import SiteRules
from earmark.extract.tree import parse
from earmark.extract.words import count_words, word_set
from earmark.fetch.charset import decode_text, without_controls

_NEWS_KINDS = ("article", "other")
"""A forum's "Note:" is no place, and a shop's "Source:" no newspaper."""

_TEASER_LINK_SHARE = 0.5
"""A line that is mostly link leads to another article, whose headline it is."""

Step = Callable[[Draft], None]

_BESIDE_PROSE = word_set("h2 h3 h4 h5 h6 figure")


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
    with collection_paused():  # till the draft is gone: what still lives is looked through in vain
        return _finished(Draft(html, url, content_type, rules))


def _finished(draft: Draft) -> ExtractedArticle:
    for step in STEPS:
        step(draft)
    draft.take_apart()
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
        draft.source = without_controls(draft.html)
    else:
        draft.source, _ = decode_text(draft.html, draft.content_type)


def limit(draft: Draft) -> None:
    """A page too large or too deep is cut or refused before anything walks it."""
    draft.markup = within_limits(draft.source)


def build_tree(draft: Draft) -> None:
    """The source becomes a tree."""
    draft.page = parse(draft.markup)


def signals(draft: Draft) -> None:
    """What the page says about itself: meta tags, JSON-LD, links in the head."""
    draft.signals = read_signals(draft.page, draft.url)


def self_description(draft: Draft) -> None:
    """The fields that only the page itself can give: site, section, licence and so on."""
    said = draft.signals
    draft.article = replace(
        draft.article,
        site_name=draft.note("site_name", own.find_site_name(said)),
        section=draft.note("section", own.find_section(said)),
        description=draft.note("description", own.find_description(said)),
        canonical_url=draft.note("canonical_url", own.find_canonical_url(said)),
        is_accessible_for_free=draft.note("is_accessible_for_free", own.find_free_access(said)),
        licence=draft.note("licence", own.find_licence(said)),
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
    draft.ruled = read_by_rule(rule, draft.markup, draft.signals, headline, plain)
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
        reading_minutes=reading_minutes(draft.article.body_text, draft.article.body_words, tag),
    )


def kind(draft: Draft) -> None:
    """Article, forum, documentation, listing, product or other."""
    name, source = find_kind(draft.page, draft.signals, draft.reading, draft.article.body_text)
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


def margins(draft: Draft) -> None:
    """The lines around the text, where newsrooms say who, when and whence."""
    draft.margins = margins_of(draft.reading.root, draft.reading.paragraphs)


def authors(draft: Draft) -> None:
    """The people who wrote it."""
    draft.named = byline.who_is_named(draft.page, draft.signals, draft.margins)
    found = byline.find_byline(draft.named, draft.signals, draft.article.site_name)
    draft.article = replace(draft.article, byline=draft.note("byline", found) or [])


def times(draft: Draft) -> None:
    """When it appeared and when it was last changed."""
    appeared = published.find_published(draft.page, draft.signals, draft.margins, draft.url)
    modified = published.find_modified(draft.signals)
    draft.article = replace(
        draft.article,
        published_at=draft.note("published_at", appeared),
        modified_at=draft.note("modified_at", modified),
    )


def rule_fields(draft: Draft) -> None:
    """Headline, people and day by the rule of the site, where the page bears them out."""
    if draft.ruled:
        draft.article, draft.why = draft.ruled.on(draft.article, draft.why)


def _prose(elements: list[Element]) -> list[str]:
    """The paragraphs that are neither headings nor captions."""
    return text_of([each for each in elements if each.tag not in _BESIDE_PROSE])


def anatomy(draft: Draft) -> None:
    """What newsrooms write around a text: dateline, agency, origin, corrections."""
    if draft.article.kind not in _NEWS_KINDS:
        return
    above, below = draft.margins.lines_above, draft.margins.lines_below
    paragraphs, base = draft.reading.paragraphs, draft.signals.base
    dateline, opening = origin.opening_words(_prose(draft.reading.elements))
    publishers = [*texts(draft.signals.article.get("publisher")), draft.article.site_name or ""]
    bylines = [name for _, named in draft.named for name in named.agencies]
    end_notes = [*draft.margins.end_notes, *reversed(draft.reading.end_notes)]
    agency = origin.find_agency(opening, bylines, end_notes, publishers)
    unlinked = [b.text for b in (*above, *below) if b.link_share < _TEASER_LINK_SHARE]
    lines = [lined(block, base) for block in (*reversed(below), *above)]
    draft.article = replace(
        draft.article,
        dateline=draft.note("dateline", dateline),
        agency=draft.note("agency", agency) or [],
        origin=draft.note("origin", origin.find_origin(lines, urlsplit(base or "").hostname)),
        notes=find_notes([*paragraphs, *unlinked]),
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
    margins,
    authors,
    times,
    rule_fields,
    anatomy,
    markup,
    judgement,
)
"""In the order of the work: each step may use what those above it have filled in."""
