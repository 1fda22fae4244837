"""``earmark save``, ``list``, ``search`` and ``show``: the saved list at the terminal."""

import time
from pathlib import Path

import click

from earmark.articles import queries as article_queries
from earmark.articles.models import Extraction, Picture
from earmark.cli.opening import (
    account_id_of,
    data_option,
    json_option,
    opened,
    print_json,
    progress,
    user_option,
)
from earmark.cli.plain import bookmark_as_json, one_line
from earmark.errors import EarmarkError, Invalid, NotFound
from earmark.instance import Instance
from earmark.library import actions, lists, queries
from earmark.library.actions import Saved
from earmark.library.lists import Sort, Wanted
from earmark.library.new_bookmark import NewBookmark
from earmark.library.queries import Item

WAIT_MAX_S = 120.0
"""How long ``--wait`` waits for copies; they go on afterwards all the same."""

limit_option = click.option("--limit", default=30, show_default=True, help="How many to show.")


@click.command()
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@user_option
@click.option("--tag", "tags", multiple=True, help="A tag to put on; may be given again.")
@click.option("--wait", is_flag=True, help="Wait until the copies are kept or have failed.")
@json_option
@data_option
def save(
    urls: tuple[str, ...],
    user_name: str | None,
    tags: tuple[str, ...],
    wait: bool,
    as_json: bool,
    data_dir: Path | None,
) -> None:
    """Put pages on the saved list."""
    with opened(data_dir) as instance:
        account_id = account_id_of(instance, user_name)
        saved, refused = _save_all(instance, account_id, urls, tags)
        if wait:
            _wait(instance, account_id, [each.id for each in saved])
        items = _items(instance, account_id, [each.id for each in saved])
    if as_json:
        print_json({"items": [bookmark_as_json(item) for item in items], "next_cursor": None})
    else:
        for item, each in zip(items, saved, strict=True):
            click.echo(f"{'Saved' if each.is_new else 'On the list already'}: {one_line(item)}")
    for message in refused:
        click.echo(f"earmark: {message}", err=True)
    if refused:
        raise SystemExit(1)


@click.command("list")
@user_option
@click.option("--tag", help="Only what wears this tag.")
@click.option("--state", type=click.Choice(["capturing", "kept", "stub", "failed"]))
@click.option("--sort", type=click.Choice([s.value for s in Sort if s is not Sort.BEST]))
@limit_option
@json_option
@data_option
def list_saved(
    user_name: str | None,
    tag: str | None,
    state: str | None,
    sort: str | None,
    limit: int,
    as_json: bool,
    data_dir: Path | None,
) -> None:
    """Show the saved list, newest first."""
    wanted = Wanted(tag=tag, state=state, sort=Sort(sort or "newest"), limit=_checked(limit))
    _show_page(wanted, user_name, data_dir, as_json=as_json)


@click.command()
@click.argument("query")
@user_option
@click.option("--best", is_flag=True, help="Best match first instead of newest.")
@limit_option
@json_option
@data_option
def search(
    query: str,
    user_name: str | None,
    best: bool,
    limit: int,
    as_json: bool,
    data_dir: Path | None,
) -> None:
    """Find saved articles by words in their text."""
    wanted = Wanted(q=query, sort=Sort.BEST if best else Sort.NEWEST, limit=_checked(limit))
    _show_page(wanted, user_name, data_dir, as_json=as_json)


@click.command()
@click.argument("bookmark_id", metavar="ID")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "html", "markdown", "json"]),
    default="text",
    show_default=True,
)
@user_option
@data_option
def show(bookmark_id: str, form: str, user_name: str | None, data_dir: Path | None) -> None:
    """Print one kept article; ID is its id or its number."""
    with opened(data_dir) as instance:
        account_id = account_id_of(instance, user_name)
        with instance.database.read() as tx:
            item = queries.get(tx, account_id, queries.id_of_number(tx, account_id, bookmark_id))
            copy = queries.best_copy(tx, item.bookmark)
            pictures = article_queries.pictures(tx, copy.id) if copy else []
        if copy is None:
            raise NotFound(
                f"There is no copy: {item.bookmark.state_message or 'not captured yet.'}"
            )
        _print_copy(instance, item, copy, pictures, form)


def _print_copy(
    instance: Instance, item: Item, copy: Extraction, pictures: list[Picture], form: str
) -> None:
    text = instance.blobs.text(copy.body_text_sha256)
    html = instance.blobs.text(copy.body_html_sha256)
    headline = item.bookmark.title or copy.headline or item.bookmark.url
    if form == "html":
        click.echo(html)
    elif form == "markdown":
        from earmark.archive.markdown import to_markdown

        click.echo(f"# {headline}\n\n{to_markdown(html)}")
    elif form == "json":
        found = bookmark_as_json(item) | {"body_html": html, "body_text": text}
        found["pictures"] = [
            {"url": p.url, "caption": p.caption, "credit": p.credit, "alt": p.alt} for p in pictures
        ]
        print_json(found)
    else:
        click.echo(f"{headline}\n\n{text}")


def _save_all(
    instance: Instance, account_id: int, urls: tuple[str, ...], tags: tuple[str, ...]
) -> tuple[list[Saved], list[str]]:
    """What was saved, and for each address that could not be: why."""
    saved, refused = [], []
    for url in urls:
        new = NewBookmark(url=url, tags=tags)
        try:
            saved.append(actions.save(instance.database, instance.blobs, account_id, new))
        except Invalid as exc:
            shown = url.rpartition("@")[2]  # what stands before it may be a password
            refused.append(f"{shown[:80]}: {exc.message}")
    return saved, refused


def _wait(instance: Instance, account_id: int, ids: list[str]) -> None:
    """Run jobs here, beside any server's, until nothing of ours is under way."""
    worker = instance.worker()
    worker.start()
    deadline = time.monotonic() + WAIT_MAX_S
    try:
        with progress("Capturing") as tell:
            while time.monotonic() < deadline:
                states = [i.bookmark.state for i in _items(instance, account_id, ids)]
                open_count = states.count("capturing")
                tell(len(ids) - open_count, len(ids))
                if not open_count:
                    return
                time.sleep(0.05)
    finally:
        worker.stop()


def _items(instance: Instance, account_id: int, ids: list[str]) -> list[Item]:
    with instance.database.read() as tx:
        return [queries.get(tx, account_id, bookmark_id) for bookmark_id in ids]


def _show_page(
    wanted: Wanted, user_name: str | None, data_dir: Path | None, *, as_json: bool
) -> None:
    with opened(data_dir) as instance:
        account_id = account_id_of(instance, user_name)
        with instance.database.read() as tx:
            found = lists.page(tx, account_id, wanted)
    for note in found.query.notes if found.query else ():
        click.echo(f"earmark: {note}", err=True)
    if as_json:
        more = ",".join(str(part) for part in found.next_after) or None
        items = [bookmark_as_json(item) for item in found.items]
        print_json({"items": items, "next_cursor": more})
        return
    for item in found.items:
        click.echo(one_line(item))
    if found.next_after:
        click.echo(f"(more than {wanted.limit}; --limit shows more)", err=True)


def _checked(limit: int) -> int:
    if limit < 1:
        raise EarmarkError("--limit must be at least 1.")
    return limit
