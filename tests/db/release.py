"""Small databases of released schemas: ``python -m tests.db.release`` keeps this version's.

released/VERSION/earmark.db.zst        SQLite
released/VERSION/postgresql.sql.zst    the same moved to PostgreSQL, as SQL
released/VERSION/facts.json            what a reader finds in either
"""

import json
import re
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import zstandard
from sqlalchemy import select
from tests.databases import postgres_databases
from tests.moving.conftest import move
from tests.whole_world import live

from earmark import __version__
from earmark.accounts.models import Account, ApiToken
from earmark.blobs.folder import FolderStore
from earmark.blobs.store import Blobs
from earmark.cli.plain import bookmark_as_json
from earmark.db.engine import Database
from earmark.db.schema import bring_up_to_date, sqlite_path
from earmark.jobs.queue import kept_jobs
from earmark.library import lists
from earmark.library.lists import Wanted

RELEASED = Path(__file__).parent / "released"
QUERIES = ("boats", "byline:writer", "tag:日本", '"number 3"')


def facts(database: Database) -> dict[str, Any]:
    """What a reader finds, as JSON: accounts, lists, searches, tokens, work that waits.

    Made by what every later version has too. What it finds anew is no fact of a release.
    """
    with database.read() as tx:
        accounts = list(tx.scalars(select(Account).order_by(Account.id)))
        pages = {
            f"{account.name} {query}": lists.page(tx, account.id, Wanted(q=query, limit=100)).items
            for account in accounts
            for query in ("", *QUERIES)
        }
        found = {
            "accounts": [[account.id, account.name, account.is_owner] for account in accounts],
            "lists": {
                name: [bookmark_as_json(item) for item in items]
                for name, items in pages.items()
                if name.endswith(" ")
            },
            "searches": {name: [i.bookmark.id for i in items] for name, items in pages.items()},
            "tokens": list(tx.scalars(select(ApiToken.token_hash).order_by(ApiToken.id))),
            "jobs": [[job.kind, job.key, job.host, job.is_given_up] for job in kept_jobs(tx)],
        }
    plain: dict[str, Any] = json.loads(json.dumps(found, default=str))
    return plain


def load(version: str, url: str) -> dict[str, Any]:
    """Put a released database where none is; its facts."""
    folder = RELEASED / version
    path = sqlite_path(url)
    if path:
        path.write_bytes(_unpacked(folder / "earmark.db.zst"))
    else:
        _load_postgres(url, _unpacked(folder / "postgresql.sql.zst").decode())
    seen: dict[str, Any] = json.loads((folder / "facts.json").read_text("utf-8"))
    return seen


def schema_of(url: str) -> list[str]:
    """What the tables and indexes of a database are made by, in any order."""
    path = sqlite_path(url)
    if path is None:
        return sorted(_dumped(url, "--schema-only").splitlines())
    with closing(sqlite3.connect(path)) as opened:
        made = opened.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
        return sorted(sql for (sql,) in made if "search_index_" not in sql)


def _load_postgres(url: str, script: str) -> None:
    database = Database(url)
    with database.write() as tx:
        as_is = tx.connection().execution_options(no_parameters=True)
        as_is.exec_driver_sql(script)
    database.close()


def _dumped(url: str, *how: str) -> str:
    plain = url.replace("+psycopg", "")
    command = ["pg_dump", "--no-owner", "--no-privileges", "--no-comments", *how, plain]
    script = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return re.sub(r"^\\(un)?restrict .*\n", "", script, flags=re.MULTILINE)  # psql's own


def _unpacked(path: Path) -> bytes:
    return zstandard.ZstdDecompressor().decompress(path.read_bytes())


def _write_packed(path: Path, content: bytes) -> None:
    path.write_bytes(zstandard.ZstdCompressor(19).compress(content))


def main() -> None:
    """Keep this version's schema, once: what was released does not change."""
    folder = RELEASED / __version__
    if folder.exists():
        sys.exit(f"{folder} is there already: what was released does not change.")
    with tempfile.TemporaryDirectory() as made, postgres_databases() as servers:
        url = f"sqlite:///{made}/earmark.db"
        bring_up_to_date(url, Path(made))
        database = Database(url)
        live(database, Blobs(database, FolderStore(Path(made) / "blobs")))
        seen = facts(database)
        database.close()
        with closing(sqlite3.connect(f"{made}/earmark.db")) as opened:
            opened.execute("PRAGMA journal_mode=DELETE")
            opened.execute("VACUUM")
        with servers.lent(Path(made)) as other:
            move(url, other)
            script = _dumped(other, "--inserts")
        folder.mkdir(parents=True)
        _write_packed(folder / "earmark.db.zst", Path(f"{made}/earmark.db").read_bytes())
        _write_packed(folder / "postgresql.sql.zst", script.encode())
        (folder / "facts.json").write_text(json.dumps(seen, ensure_ascii=False, indent=1) + "\n")
    print(f"{folder}: {sum(f.stat().st_size for f in folder.iterdir()):,} bytes")


if __name__ == "__main__":
    main()
