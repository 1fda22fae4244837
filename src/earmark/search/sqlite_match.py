"""A query -> the MATCH string of SQLite's FTS5, bound as a parameter.

Every term is quoted and comes from the tokeniser, so nothing that was typed is read as
FTS5 syntax. Terms are parted by spaces within the quotation marks; FTS5 reads them as a
phrase.
"""

from earmark.search.query import Query
from earmark.search.terms import Mark, marked_terms, owner_term
from earmark.search.tree import AllOf, AnyOf, Field, Node, Tag, Without, Words

_COLUMNS = {
    None: "{headline body own}",
    Field.HEADLINE: "headline",
    Field.BYLINE: "headline",
    Field.SITE: "headline",
    Field.NOTE: "own",
    Field.TEXT: "body",
}
_MARKS = {Field.BYLINE: Mark.BYLINE, Field.SITE: Mark.SITE}


def match_string(query: Query, account_id: int) -> str:
    """What FTS5 is asked: the owner's term, and the words of the query if it has any."""
    owner = _owner(account_id)
    if query.expression is None:
        return owner
    if isinstance(query.expression, Without):
        return _compiled(query.expression, owner)
    return f"{owner} AND {_compiled(query.expression, owner)}"


def _owner(account_id: int) -> str:
    return f'owner : "{owner_term(account_id)}"'


def _compiled(node: Node, owner: str) -> str:
    if isinstance(node, Words):
        return _words(node)
    if isinstance(node, Tag):
        return f'own : "{node.term}"{" *" if node.is_prefix else ""}'
    if isinstance(node, Without):
        return f"({owner} NOT {_compiled(node.part, owner)})"
    if isinstance(node, AnyOf):
        return f"({' OR '.join(_compiled(part, owner) for part in node.parts)})"
    return _all_of(node, owner)


def _all_of(node: AllOf, owner: str) -> str:
    """FTS5's NOT takes two sides: what is wanted (the owner's rows at least) NOT the rest."""
    unwanted = [part.part for part in node.parts if isinstance(part, Without)]
    wanted = [part for part in node.parts if not isinstance(part, Without)]
    positive = " AND ".join(_compiled(part, owner) for part in wanted) or owner
    if not unwanted:
        return f"({positive})"
    return f"(({positive}) NOT ({' OR '.join(_compiled(part, owner) for part in unwanted)}))"


def _words(node: Words) -> str:
    terms = node.terms()
    if node.field in _MARKS:
        terms = marked_terms(_MARKS[node.field], terms)
    return f'{_COLUMNS[node.field]} : "{" ".join(terms)}"{" *" if node.is_open_ended() else ""}'
