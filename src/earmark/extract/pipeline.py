"""From a page to an ExtractedArticle: the story of one reading, step by step."""

from dataclasses import replace

from earmark.extract import byline, dates, language, verdict
from earmark.extract.article import ExtractedArticle, Verdict
from earmark.extract.by_rule import read_by_rule
from earmark.extract.headline import clean, find_headline
from earmark.extract.kind import find_kind
from earmark.extract.lead import lead_picture
from earmark.extract.limits import within_limits
from earmark.extract.markup import Element, safe_html
from earmark.extract.origin import find_origin
from earmark.extract.reading import Reading, read_body
from earmark.extract.signals import Signals, read_signals, texts
from earmark.extract.site_rules import SiteRules
from earmark.extract.tree import Page, parse
from earmark.extract.words import count_words
from earmark.fetch.charset import decode_text


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
    source = decode_text(html, content_type)[0] if isinstance(html, bytes) else html
    source = within_limits(source)
    page = parse(source)
    signals = read_signals(page, url)
    site = _site_name(signals)
    headline, headline_why = find_headline(page, signals, site)
    reading = read_body(page, signals, headline)
    about = _about(page, signals, reading, site, url)
    article = replace(about, headline=headline, why={**about.why, "headline": headline_why})
    if rules and url and (rule := rules.find(url)):
        ruled = read_by_rule(rule, source, signals, article, reading)
        if ruled.reading:
            why = {"headline": headline_why}
            about = _about(page, signals, ruled.reading, site, url)
            article = replace(about, headline=headline, why={**about.why, **why})
        article = ruled.on(article)
    reason = verdict.find_stub_reason(page, signals, article)
    if reason is None:
        return article
    return replace(
        article, verdict=Verdict.STUB, verdict_reason=reason,
        confidence=min(article.confidence, 0.3),
    )  # fmt: skip


def read_elements(html: str, url: str | None = None) -> list[Element]:
    """The body as the tree that ``extract`` writes; what the last gate is tested against."""
    page = parse(within_limits(html))
    signals = read_signals(page, url)
    headline, _ = find_headline(page, signals, _site_name(signals))
    return read_body(page, signals, headline).elements


def _about(
    page: Page, signals: Signals, reading: Reading, site: str | None, url: str | None
) -> ExtractedArticle:
    text = "\n\n".join(reading.paragraphs)
    people, people_why = byline.find_byline(page, signals, reading.root, site)
    dateline, agencies, agency_why = find_origin(
        reading.paragraphs, byline.raw_bylines(page, signals, reading.root), reading.end_notes
    )
    published, published_why = dates.published(page, signals, reading.root, url)
    modified, modified_why = dates.modified(signals)
    tongue, tongue_why = language.find_language(page, signals, text)
    lead, lead_why = lead_picture(reading.pictures, signals)
    kind, kind_why = find_kind(page, signals, reading.root, text)
    why = {
        "body": reading.how, "byline": people_why, "agency": agency_why, "lead_picture": lead_why,
        "published_at": published_why, "modified_at": modified_why, "language": tongue_why,
        "kind": kind_why,
    }  # fmt: skip
    return ExtractedArticle(
        byline=people,
        agency=agencies,
        dateline=dateline,
        site_name=site,
        published_at=published,
        modified_at=modified,
        section=_section(signals),
        language=tongue,
        direction=language.direction_of(page, tongue),
        description=_description(signals),
        canonical_url=signals.canonical_url,
        lead_picture=lead,
        pictures=reading.pictures,
        body_html=safe_html(reading.elements),
        body_text=text,
        body_words=count_words(text),
        kind=kind,
        confidence=round(reading.confidence, 2),
        is_accessible_for_free=_is_free(signals),
        licence=_licence(signals),
        why={name: source for name, source in why.items() if source != "none"},
    )


def _site_name(signals: Signals) -> str | None:
    publisher = texts(signals.article.get("publisher"))
    name = signals.first("og:site_name", "application-name", "al:android:app_name")
    return clean(name or (publisher[0] if publisher else "")) or None


def _section(signals: Signals) -> str | None:
    found = texts(signals.article.get("articleSection"))
    name = clean(found[0] if found else signals.first("article:section", "section"))
    return name[:100] or None


def _description(signals: Signals) -> str | None:
    text = signals.first("og:description", "description", "twitter:description", "dc.description")
    return clean(text)[:1000] or None


def _is_free(signals: Signals) -> bool | None:
    declared = signals.article.get("isAccessibleForFree")
    if isinstance(declared, bool):
        return declared
    said = texts(declared)
    return said[0].lower().endswith("true") if said else None


def _licence(signals: Signals) -> str | None:
    declared = texts(signals.article.get("license"))
    return signals.licence or (declared[0][:300] if declared else None)
