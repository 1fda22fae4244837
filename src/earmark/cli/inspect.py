"""``earmark settings`` and ``earmark doctor``: what is set, and whether all is well."""

from pathlib import Path

import click

from earmark import __version__
from earmark.articles.content import Content
from earmark.articles.reading_room import ReadingRoom
from earmark.cli.opening import data_option, json_option, opened, print_json
from earmark.db.postgres import server_version
from earmark.db.schema import find_version, known_versions, sqlite_path
from earmark.db.snapshot import check_sqlite
from earmark.extract.site_rules import SiteRules
from earmark.instance import Instance
from earmark.settings import settings_with_origin


@click.command()
@json_option
@data_option
def settings(as_json: bool, data_dir: Path | None) -> None:
    """Show every setting, its value and where that came from."""
    rows = settings_with_origin(data_dir=data_dir)
    if as_json:
        print_json([{"name": n, "value": v, "origin": o} for n, v, o in rows])
        return
    width = max(len(name) for name, _, _ in rows)
    for name, value, origin in rows:
        click.echo(f"{name:<{width}}  {value or '-'}  ({origin})")


@click.command()
@json_option
@data_option
def doctor(as_json: bool, data_dir: Path | None) -> None:
    """Look whether this Earmark can do its work, and say what is wrong."""
    with opened(data_dir) as instance:
        address = instance.settings.database_address
        found = {
            "version": __version__,
            "schema": f"{find_version(address)} (newest {known_versions()[-1]})",
            "database": _database_state(address),
            "kept files": _store_state(instance),
            "parser": _parser_state(instance),
            "data folder": str(instance.settings.data_dir.resolve()),
        }
        rules = SiteRules(instance.settings.site_rules_dir)
    files, faults = len(rules.paths()), [f"{name}: {fault}" for name, fault in rules.faults()]
    found["site rules"] = f"{files:,} files in {rules.folder}" if files else "none"
    if as_json:
        print_json({**found, "site rule faults": faults})
        return
    for name, state in [*found.items(), *(("site rule", fault) for fault in faults)]:
        click.echo(f"{name:<12} {state}")


def _database_state(address: str) -> str:
    path = sqlite_path(address)
    if path is None:
        return f"PostgreSQL {server_version(address)}, answers"
    check_sqlite(path)
    return "sound"


def _store_state(instance: Instance) -> str:
    instance.blobs.check()
    return instance.blobs.store.trial()


def _parser_state(instance: Instance) -> str:
    page = b"<h1>Doctor</h1><article><p>" + b"A healthy parser reads this sentence. " * 9 + b"</p>"
    article = ReadingRoom(instance.children).read(
        page, Content.HTML, "https://example.org/", "text/html", None
    )
    return "reads" if "healthy parser" in article.body_text else "does not read a simple page"
