"""Fills a data folder with the demo articles: ``python -m demo.load --data DIR``.

Repeatable: what is on the list already stays as it is.
"""

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import click
import structlog
from sqlalchemy import select

from demo.site import DemoSite
from demo.source import DemoArticle, read_articles
from earmark import clock
from earmark.accounts import queries as accounts
from earmark.accounts.actions import add_account
from earmark.cli.opening import opened, progress
from earmark.instance import Instance
from earmark.library import actions
from earmark.library.models import Bookmark
from earmark.library.new_bookmark import NewBookmark

NAME, PASSWORD = "demo", "demo demo demo"
FLAGS = {"read": "is_read", "starred": "is_starred", "archived": "is_archived"}


@dataclass(frozen=True)
class Loaded:
    """What a load did: articles that are new on the list, and how many there are in all."""

    added: int
    total: int


@click.command()
@click.option("--data", "data_dir", type=click.Path(path_type=Path), help="The data folder.")
def main(data_dir: Path | None) -> None:
    """Make the account "demo" and save the demo articles."""
    quiet = structlog.make_filtering_bound_logger(logging.ERROR)
    structlog.configure(wrapper_class=quiet)  # the progress line says enough
    with opened(data_dir) as instance, progress("Demo articles") as tell:
        loaded = load(instance, tell)
    click.echo(f"{loaded.added} of {loaded.total} demo articles are new.")
    click.echo(f"Sign in as {NAME} with the password: {PASSWORD}")


def load(instance: Instance, tell: Callable[[int, int], None] = lambda _done, _all: None) -> Loaded:
    """Save the articles that are missing and capture them; ``tell`` hears done and expected."""
    articles = read_articles()
    account_id = demo_account(instance)
    added = _save_missing(instance, account_id, articles)
    asked: list[str] = []
    expected = sum(_fetches(article) for article in added)

    def heard(url: str) -> None:
        asked.append(url)
        tell(len(asked), expected)

    site = DemoSite(articles, heard)
    replace(instance, fetcher=site).worker().run_until_idle()
    return Loaded(len(added), len(articles))


def demo_account(instance: Instance) -> int:
    """The id of the account "demo", made as an owner if the folder has no account yet."""
    with instance.database.read() as tx:
        account, is_first = accounts.find_account(tx, NAME), not accounts.has_accounts(tx)
    if account:
        return account.id
    return add_account(instance.database, NAME, PASSWORD, is_owner=is_first).account_id


def _save_missing(
    instance: Instance, account_id: int, articles: Sequence[DemoArticle]
) -> list[DemoArticle]:
    with instance.database.read() as tx:
        known = set(tx.scalars(select(Bookmark.url).where(Bookmark.account_id == account_id)))
    missing = [article for article in articles if article.url not in known]
    for article in sorted(missing, key=lambda each: -each.saved_days):
        _save(instance, account_id, article)
    return missing


def _save(instance: Instance, account_id: int, article: DemoArticle) -> None:
    new = NewBookmark(
        url=article.url,
        tags=article.tags,
        note=article.note or None,
        saved_at=clock.now() - timedelta(days=article.saved_days),
    )
    saved = actions.save(instance.database, instance.blobs, account_id, new)
    if article.marks:
        flags = {FLAGS[mark]: True for mark in article.marks}
        actions.mark(instance.database, account_id, saved.id, **flags)


def _fetches(article: DemoArticle) -> int:
    """How many addresses a capture asks for: the page and its pictures."""
    return 1 + bool(article.picture) + len(re.findall(r"^!\w+ \d", article.text, re.MULTILINE))


if __name__ == "__main__":
    main()
