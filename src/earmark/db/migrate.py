"""Running the migrations; started as a process of its own with the address on its input."""

import sys
from pathlib import Path

from alembic import command
from alembic.config import Config


def upgrade(url: str, version: str = "head") -> None:
    """Bring the database to ``version``; each step is one transaction."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["url"] = url
    command.upgrade(config, version)


if __name__ == "__main__":
    upgrade(sys.stdin.read().strip())
