"""What only the page itself can say of its article: site, section, licence, access."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from earmark.extract.article import Why
from earmark.extract.evidence import Evidence, Found, weigh
from earmark.extract.headline import clean, parts_of
from earmark.extract.signals import Signals, texts

_MIN_LABEL_CHARS = 4


def find_site_name(signals: Signals) -> Found[str]:
    """The name by which the site calls itself."""
    names = (*_metas(signals, "og:site_name", "application-name", "al:android:app_name"),
             *_json(signals, "publisher"), *_in_title(signals))  # fmt: skip
    return _strongest(names, max_chars=100)


def _in_title(signals: Signals) -> Iterator[Evidence[str]]:
    """The first or last part of the page's title, where it is what the host is called."""
    host = (urlsplit(signals.base or "").hostname or "").removeprefix("www.")
    label = _plain(host.rpartition(".")[0].rpartition(".")[2])
    parts = parts_of(signals.title)
    if len(parts) < 2 or len(label) < _MIN_LABEL_CHARS:
        return
    last = _plain(parts[-1])
    if label in last or (len(last) >= _MIN_LABEL_CHARS and last in label):
        yield Evidence(parts[-1], "title", 0.1)
    elif _plain(parts[0]) in (label, _plain(host)):
        yield Evidence(parts[0], "title", 0.1)


def _plain(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


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
