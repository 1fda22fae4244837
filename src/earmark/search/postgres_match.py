"""A query -> what PostgreSQL is asked: a tsquery for the index, and what it cannot tell.

The tsquery holds every row that matches. Where it may hold others too, because a phrase or
a single column is asked for, ``condition`` looks at the words of those rows.

Every term is quoted and comes from the tokeniser, so nothing that was typed is read as
PostgreSQL's syntax.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, cast, func, not_, or_
from sqlalchemy.dialects.postgresql import TSQUERY

from earmark.search.postgres_models import search_index
from earmark.search.query import Query
from earmark.search.terms import Mark, marked_terms, owner_term
from earmark.search.tree import AllOf, AnyOf, Field, Node, Tag, Without, Words

OWNER_MARK = "\ue004"
"""Parts the owner's term from words that look like it; no text can hold it."""

COLUMNS = {
    None: ("headline", "body", "own"),
    Field.HEADLINE: ("headline",),
    Field.BYLINE: ("headline",),
    Field.SITE: ("headline",),
    Field.NOTE: ("own",),
    Field.TEXT: ("body",),
}
"""Where words of a field stand, by the index's columns."""

_MARKS = {Field.BYLINE: Mark.BYLINE, Field.SITE: Mark.SITE}
_TOLD_BY_TERMS = (None, Field.BYLINE, Field.SITE)
"""Fields whose single words the set of terms tells: all columns, or a mark of their own."""


def condition(query: Query, account_id: int) -> ColumnElement[bool]:
    """What a row of ``search_index`` must fulfil."""
    in_index = candidates(query, account_id)
    if query.expression is None or _is_told_by_terms(query.expression):
        return in_index
    return and_(in_index, _holds(query.expression))


def candidates(query: Query, account_id: int) -> ColumnElement[bool]:
    """What the index alone can tell: every row that matches fulfils it, and maybe others."""
    owner = _quoted(OWNER_MARK + owner_term(account_id))
    wanted = _superset(query.expression) if query.expression else None
    return _in_terms(f"{owner} & {wanted}" if wanted else owner)


def terms_of(leaf: Words | Tag) -> list[str]:
    """The terms that follow each other, as they stand in the index."""
    if isinstance(leaf, Tag):
        return [leaf.term]
    terms = leaf.terms()
    return marked_terms(_MARKS[leaf.field], terms) if leaf.field in _MARKS else terms


def columns_of(leaf: Words | Tag) -> tuple[str, ...]:
    """The columns in which a leaf is looked for."""
    return ("own",) if isinstance(leaf, Tag) else COLUMNS[leaf.field]


def run_of(leaf: Words | Tag) -> str:
    """What stands in the words of a row where the leaf is; see ``postgres.in_order``."""
    is_open = leaf.is_prefix if isinstance(leaf, Tag) else leaf.is_open_ended()
    return f" {' '.join(terms_of(leaf))}{'' if is_open else ' '}"


def _superset(node: Node) -> str | None:
    """A tsquery that every matching row fulfils; None where it cannot narrow anything."""
    if isinstance(node, Words | Tag):
        return _all_terms(node)
    if isinstance(node, Without):
        return f"!({_superset(node.part)})" if _is_told_by_terms(node.part) else None
    parts = [_superset(part) for part in node.parts]
    told = [part for part in parts if part]
    if isinstance(node, AllOf):
        return f"({' & '.join(told)})" if told else None
    return f"({' | '.join(told)})" if len(told) == len(parts) else None


def _is_told_by_terms(node: Node) -> bool:
    """Whether the set of a row's terms says all about it."""
    if isinstance(node, Words):
        return node.field in _TOLD_BY_TERMS and len(node.terms()) == 1
    if isinstance(node, Tag):
        return True
    if isinstance(node, Without):
        return _is_told_by_terms(node.part)
    return all(map(_is_told_by_terms, node.parts))


def _holds(node: Node) -> ColumnElement[bool]:
    """The node as a condition on a row's words, exact."""
    if isinstance(node, Without):
        return not_(_holds(node.part))
    if isinstance(node, AllOf):
        return and_(*map(_holds, node.parts))
    if isinstance(node, AnyOf):
        return or_(*map(_holds, node.parts))
    if _is_told_by_terms(node):
        return _in_terms(_all_terms(node))
    run = run_of(node)
    return or_(*(func.strpos(search_index.c[name], run) > 0 for name in columns_of(node)))


def _all_terms(leaf: Words | Tag) -> str:
    *before, last = terms_of(leaf)
    is_open = leaf.is_prefix if isinstance(leaf, Tag) else leaf.is_open_ended()
    return " & ".join([*map(_quoted, before), _quoted(last) + (":*" if is_open else "")])


def _in_terms(tsquery: str) -> ColumnElement[bool]:
    asked: Any = cast(tsquery, TSQUERY)  # Any: SQLAlchemy knows no type of a tsquery's text
    return search_index.c.terms.bool_op("@@")(asked)


def _quoted(term: str) -> str:
    doubled = term.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"
