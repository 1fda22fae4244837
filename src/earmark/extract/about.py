"""What only the page itself can say of its article: site, section, licence, access."""

from collections.abc import Iterable, Iterator

from earmark.extract.article import Why
from earmark.extract.evidence import Evidence, Found, weigh
from earmark.extract.headline import clean
from earmark.extract.signals import Signals, texts


def find_site_name(signals: Signals) -> Found[str]:
    """The name by which the site calls itself."""
    names = (*_metas(signals, "og:site_name", "application-name", "al:android:app_name"),
             *_json(signals, "publisher"))  # fmt: skip
    return _strongest(names, max_chars=100)


def find_section(signals: Signals) -> Found[str]:
    """The part of the publication that the article appeared in."""
    names = (*_json(signals, "articleSection"), *_metas(signals, "article:section", "section"))
    return _strongest(names, max_chars=100)


def find_description(signals: Signals) -> Found[str]:
    """The article in a sentence or two, as the page tells it to others."""
    names = ("og:description", "description", "twitter:description", "dc.description")
    return _strongest(_metas(signals, *names), max_chars=1000)


def find_canonical_url(signals: Signals) -> Found[str]:
    """The address that the page calls its own."""
    url = signals.canonical_url
    return Found(url, Why("link rel=canonical")) if url else Found()


def find_free_access(signals: Signals) -> Found[bool]:
    """Whether the page says that the article may be read without paying."""
    declared = signals.article.get("isAccessibleForFree")
    if isinstance(declared, bool):
        return Found(declared, Why("json-ld"))
    said = texts(declared)
    return Found(said[0].lower().endswith("true"), Why("json-ld")) if said else Found()


def find_licence(signals: Signals) -> Found[str]:
    """The licence that the page is under: an address, or its name."""
    linked = [Evidence(signals.licence, "link rel=license", 1.0)] if signals.licence else []
    return _strongest([*linked, *_json(signals, "license")], max_chars=300)


def _metas(signals: Signals, *names: str) -> Iterator[Evidence[str]]:
    for name in names:
        for value in signals.meta.get(name, ())[:1]:
            yield Evidence(value, f"meta {name}", 1.0)


def _json(signals: Signals, name: str) -> Iterator[Evidence[str]]:
    for value in texts(signals.article.get(name))[:1]:
        yield Evidence(value, "json-ld", 1.0)


def _strongest(evidence: Iterable[Evidence[str]], max_chars: int) -> Found[str]:
    """The value that most signals agree on; of equals the first."""
    tidied = (Evidence(clean(e.value)[:max_chars], e.source, e.weight) for e in evidence)
    return weigh([e for e in tidied if e.value], key=str.casefold)
