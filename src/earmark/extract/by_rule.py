"""What a site's rule finds on a page, taken only where the page itself bears it out.

Rules rot: a site is built anew, and the expression finds a teaser or the whole page. So a
rule is a candidate beside the ordinary reading, and what it finds must agree with it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from earmark.extract.article import Candidate, ExtractedArticle, Why
from earmark.extract.dates import parse_when
from earmark.extract.headline import MAX_CHARS, clean, likeness
from earmark.extract.people import names
from earmark.extract.reading import Reading, read_body, read_whole
from earmark.extract.signals import Signals
from earmark.extract.site_rule import SiteRule
from earmark.extract.tree import Node, Page, parse
from earmark.extract.xpath import Finder, TextNode, TooCostly
from earmark.extract.xpath_syntax import Expression

KEPT_SHARE = 0.8
"""Of the plain reading's words that a rule's body must hold when it is longer."""

INSIDE_SHARE = 0.9
"""Of the words of a rule's body that the plain reading must hold when it is shorter."""

MOST_GROWTH = 2.0
LEAST_LEFT = 0.5
"""How much longer or shorter it may be, as shares of the plain reading's words.

With every container of every second page of fundus and wcxb-dev as a rule (9,288; 2026-11),
1.5 % of those that would cost over 0.2 of F1 are taken, and the mean of those taken is 0.07
below the plain reading, against 0.64 for all."""

WEAK_WORDS = 150
"""A plain reading with fewer words is no evidence against a rule that finds more."""

_LIKE = 0.5
_SAME_DAY = timedelta(days=1, hours=14)
"""A date without a zone is up to 14 hours off."""


@dataclass(frozen=True)
class Ruled:
    """What a rule finds on a page; ``reading`` is judged already and None when refused."""

    name: str
    reading: Reading | None = None
    headline: str | None = None
    byline: tuple[str, ...] = ()
    published_at: datetime | None = None
    refused: tuple[str, ...] = ()

    def on(
        self, article: ExtractedArticle, why: Mapping[str, Why]
    ) -> tuple[ExtractedArticle, dict[str, Why]]:
        """The article with the fields that it bears out, and why; what it said is a runner-up.

        ``why["site_rule"]`` says in words what the rule did.
        """
        headline, byline, published_at = self.headline, list(self.byline), self.published_at
        refused = list(self.refused)
        if headline and article.headline and likeness(headline, article.headline) < _LIKE:
            refused.append("its headline has little in common with the page's own")
            headline = None
        known = article.published_at
        if published_at and known and abs(published_at - known) > _SAME_DAY:
            refused.append("its date is another day than the page's own")
            published_at = None
        found = replace(self, headline=headline, published_at=published_at, refused=tuple(refused))
        changed = replace(
            article,
            headline=headline or article.headline,
            byline=byline or article.byline,
            published_at=published_at or known,
        )
        return changed, {**why, **_reasons(found, article, why)}


def _reasons(ruled: Ruled, before: ExtractedArticle, why: Mapping[str, Why]) -> dict[str, Why]:
    source = f"site rule {ruled.name}"
    reasons = {"body": Why(source)} if ruled.reading else {}
    if ruled.headline:
        reasons["headline"] = _over(why.get("headline"), source, before.headline)
    if ruled.byline:
        reasons["byline"] = _over(why.get("byline"), source, ", ".join(before.byline))
    if ruled.published_at:
        reasons["published_at"] = _over(why.get("published_at"), source, before.published_at)
    said = [f"used for {', '.join(reasons)}"] if reasons else []
    said += [f"refused, as {reason}" for reason in ruled.refused]
    return {**reasons, "site_rule": Why(f"{ruled.name}: {'; '.join(said) or 'finds nothing'}")}


def _over(before: Why | None, source: str, value: object) -> Why:
    """The rule's word, and before the others what was taken without it."""
    if before is None:
        return Why(source)
    return Why(source, (Candidate(str(value), before.source), *before.runners_up))


def read_by_rule(
    rule: SiteRule, html: bytes, signals: Signals, headline: str | None, plain: Reading
) -> Ruled:
    """What the rule finds on a page; ``plain`` is the body that was read without it.

    ``html`` is within the limits. It is parsed anew: the rule takes the tree apart.
    """
    page = parse(html)
    refused: list[str] = []
    try:
        finder = Finder(page.root)
        titles = _strings(finder, rule.title)
        dates = map(parse_when, _strings(finder, rule.date))
        return Ruled(
            rule.name,
            headline=clean(titles[0])[:MAX_CHARS] if titles else None,
            byline=tuple(names(_strings(finder, rule.author))),
            published_at=next((when for when in dates if when), None),
            reading=_body(finder, page, rule, signals, headline, plain, refused),
            refused=tuple(refused),
        )
    except TooCostly:
        return Ruled(rule.name, refused=("it looks at more of the page than any rule needs",))


def _strings(finder: Finder, expressions: Iterable[Expression]) -> list[str]:
    """The texts of the first expression that finds any."""
    for expression in expressions:
        if texts := [text for text in finder.strings(expression) if text.strip()]:
            return texts
    return []


def _body(
    finder: Finder, page: Page, rule: SiteRule, signals: Signals, headline: str | None,
    plain: Reading, refused: list[str],
) -> Reading | None:  # fmt: skip
    """The body by the rule; None for a rule that says nothing of it, or finds nothing."""
    found = next((nodes for one in rule.body if (nodes := _elements(finder, one))), [])
    if rule.body and not found:
        refused.append("nothing is found where it says that the body is")
        return None
    if not _strip(finder, page, rule) and not found:
        return None
    root = _gathered(found) if found else page.root
    if rule.keeps_all and found:
        ruled = read_whole(_page_of(root), signals)
    else:
        ruled = read_body(_page_of(root), signals, headline)
    if difference := _difference(plain, ruled):
        refused.append(difference)
        return None
    return replace(
        plain,
        elements=ruled.elements,
        pictures=ruled.pictures,
        paragraphs=ruled.paragraphs,
        how=f"site rule {rule.name}",
        confidence=max(plain.confidence, ruled.confidence),
    )


def _elements(finder: Finder, expression: Expression) -> list[Node]:
    """The elements that are found, without those inside another."""
    found = [n for n in finder.nodes(expression) if isinstance(n, Node) and n.parent]
    chosen = set(map(id, found))
    return [n for n in found if not any(id(up) in chosen for up in n.ancestors())]


def _strip(finder: Finder, page: Page, rule: SiteRule) -> bool:
    """Take out what the rule calls furniture; whether there was any."""
    found = [node for one in rule.strip for node in finder.nodes(one)]
    texts = [node for node in found if isinstance(node, TextNode)]
    nodes = [node for node in found if isinstance(node, Node)]
    nodes += [node for node in page.root.walk() if _is_named(node, rule)]
    for text in texts:
        text.parent.children[text.index] = ""
    for node in nodes:
        if node.parent and node in node.parent.children:
            node.parent.children[node.parent.children.index(node)] = ""
    return bool(texts or nodes)


def _is_named(node: Node, rule: SiteRule) -> bool:
    if node.tag == "img" and any(part in node.get("src") for part in rule.strip_pictures):
        return True
    named = f"{node.get('class')} {node.get('id')}"
    return node.tag not in ("html", "body") and any(part in named for part in rule.strip_names)


def _gathered(found: Iterable[Node]) -> Node:
    """One element around all that was found."""
    root = Node("article")
    root.holds_blocks = True
    for node in found:
        root.append(node)
    return root


def _page_of(root: Node) -> Page:
    page = Page(root)
    for node in root.walk():
        page.by_tag[node.tag].append(node)
    return page


def _difference(plain: Reading, ruled: Reading) -> str | None:
    """Why the rule's body cannot be the article's, in words; None when it may well be."""
    ours, theirs = _words(plain), _words(ruled)
    if not theirs:
        return "its body is empty"
    both, growth = (ours & theirs).total(), theirs.total() / max(ours.total(), 1)
    if ours.total() < WEAK_WORDS and growth > 1:
        return None
    if both >= KEPT_SHARE * ours.total() and growth <= MOST_GROWTH:
        return None
    if both >= INSIDE_SHARE * theirs.total() and growth >= LEAST_LEFT:
        return None
    kept = f"{both / max(ours.total(), 1):.0%} of the text that is found without it"
    return f"its body holds {kept}, in {growth:.1f} times as many words"


def _words(reading: Reading) -> Counter[str]:
    return Counter(" ".join(reading.paragraphs).lower().split())
