"""What an operator may choose: read once at start, frozen, handed down as arguments.

Each setting is a field here, an environment variable ``EARMARK_<NAME>`` and a key in
``earmark.toml`` (in the data folder, or named by ``EARMARK_CONFIG``). The environment
wins. A secret may also come from a file: ``EARMARK_<NAME>_FILE``. An unknown key stops
the start and names the nearest known one.
"""

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from earmark.errors import Invalid
from earmark.networks import parse_networks


@dataclass(frozen=True)
class Settings:
    """Every setting with its default; ``docs/install/settings.md`` lists the same."""

    data_dir: Path = Path("data")
    """Folder that holds everything: database, blobs, backups made before a migration."""

    database_url: str = field(default="", metadata={"is_secret": True})
    """``sqlite:///PATH`` or ``postgresql://...``; empty: ``earmark.db`` in the data folder."""

    blob_url: str = ""
    """A folder, also as ``file:///...``, or ``s3://BUCKET/PREFIX``; empty means ``blobs`` in
    the data folder."""

    site_rules: str = ""
    """Folder of rules for sites; empty means ``site-rules`` in the data folder."""

    s3_endpoint: str = ""
    """Address of an S3 server, ``https://HOST`` or ``http://HOST:PORT``; empty means Amazon's."""

    s3_region: str = "us-east-1"
    """Region of the bucket; many servers of one's own take any."""

    s3_access_key: str = ""
    """Id of the key by which the bucket is used."""

    s3_secret_key: str = field(default="", metadata={"is_secret": True})
    """The secret that belongs to ``s3_access_key``."""

    base_url: str = ""
    """Address under which people reach Earmark, with sub-path if any; empty: as asked."""

    open_registration: bool = False
    """Whether everybody who reaches the sign-in page may make an account, not only the invited."""

    host: str = "127.0.0.1"
    """Address to listen on; only this machine unless changed."""

    port: int = 8000
    """Port to listen on."""

    workers: int = 4
    """Jobs that run at once; captures mostly wait for other sites. 0 leaves them to others."""

    fetch_allow: str = ""
    """Comma-separated ADDRESS:PORT pairs that the private-address guard lets through."""

    fetch_timeout_s: float = 30.0
    """Seconds to wait for a whole page, redirects included; slow news sites need 5-10."""

    trusted_proxies: str = ""
    """Comma-separated addresses and networks whose X-Forwarded-* headers are believed."""

    metrics_networks: str = ""
    """Comma-separated addresses and networks that may read /metrics; empty: a token is needed."""

    metrics_token: str = field(default="", metadata={"is_secret": True})
    """Bearer token with which /metrics may be read from anywhere; with neither, there are none."""

    log_format: str = "auto"
    """``text`` for people, ``json`` for a log collector; auto: text on a terminal only."""

    @property
    def database_address(self) -> str:
        """The database's SQLAlchemy address, the default filled in."""
        given = self.database_url or f"sqlite:///{self.data_dir / 'earmark.db'}"
        return _PLAIN_POSTGRES.sub("postgresql+psycopg://", given)

    @property
    def has_metrics(self) -> bool:
        """Whether somebody may read /metrics, so that counting is worth it."""
        return bool(self.metrics_networks or self.metrics_token)

    @property
    def blob_dir(self) -> Path:
        """The folder of the blobs, unless they are in S3."""
        return Path(self.blob_url.removeprefix("file://")) if self.blob_url else self.default_blobs

    @property
    def site_rules_dir(self) -> Path:
        """The folder of rules for sites; need not be there."""
        return Path(self.site_rules) if self.site_rules else self.data_dir / "site-rules"

    @property
    def default_blobs(self) -> Path:
        """The blob folder when nothing else was said."""
        return self.data_dir / "blobs"


def read_settings(environ: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """The settings from file, environment and ``overrides`` (command-line flags; None is unset).

    Raises Invalid with a sentence for an unknown key or a value of the wrong kind.
    """
    environ = os.environ if environ is None else environ
    given = {**_from_file(_config_path(environ, overrides)), **_from_environment(environ)}
    given |= {name: value for name, value in overrides.items() if value is not None}
    return replace(Settings(), **{name: _typed(name, value) for name, value in given.items()})


def settings_with_origin(
    environ: Mapping[str, str] | None = None, **overrides: Any
) -> list[tuple[str, str, str]]:
    """Name, shown value and origin (default, file, environment, flag) of each; secrets are hidden.

    Takes and raises what ``read_settings`` does.
    """
    environ = os.environ if environ is None else environ
    values = read_settings(environ, **overrides)
    origins = {
        **dict.fromkeys(_from_file(_config_path(environ, overrides)), "file"),
        **dict.fromkeys(_from_environment(environ), "environment"),
        **{name: "flag" for name, value in overrides.items() if value is not None},
    }
    rows = []
    for item in fields(Settings):
        origin = origins.get(item.name, "default")
        value = str(getattr(values, item.name))
        rows.append((item.name, "(hidden)" if item.metadata and value else value, origin))
    return rows


def _config_path(environ: Mapping[str, str], overrides: Mapping[str, Any]) -> Path:
    if "EARMARK_CONFIG" in environ:
        path = Path(environ["EARMARK_CONFIG"])
        if not path.is_file():
            raise Invalid("EARMARK_CONFIG", f"EARMARK_CONFIG names {path}, which is not there.")
        return path
    data_dir = overrides.get("data_dir") or environ.get("EARMARK_DATA_DIR") or Settings.data_dir
    return Path(data_dir) / "earmark.toml"


def _from_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        given = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise Invalid("earmark.toml", f"{path} is not valid TOML: {exc}") from exc
    for name in given:
        _check_known(name, name)
    return given


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    given = {}
    for key, value in environ.items():
        if not key.startswith("EARMARK_") or key in _NOT_SETTINGS:
            continue
        name, text = key.removeprefix("EARMARK_").lower(), value
        if name.endswith("_file") and name.removesuffix("_file") in _KNOWN:
            name, text = name.removesuffix("_file"), _secret(key, value)
        _check_known(name, key)
        given[name] = text
    return given


def _secret(key: str, path: str) -> str:
    try:
        return Path(path).read_text("utf-8").strip()
    except OSError as exc:
        raise Invalid(key, f"{key} names {path}, which cannot be read: {exc.strerror}.") from exc


def _check_known(name: str, shown: str) -> None:
    if name not in _KNOWN:
        near = difflib.get_close_matches(name, _KNOWN, n=1, cutoff=0.0)[0]
        hint = f"EARMARK_{near.upper()}" if shown.startswith("EARMARK_") else near
        raise Invalid(shown, f"{shown} is not a setting of Earmark. Did you mean {hint}?")


def _typed(name: str, value: Any) -> Any:
    kind = type(getattr(Settings, name))
    if kind is bool:
        return _yes_or_no(name, value)
    is_number = issubclass(kind, int | float)
    is_plain = isinstance(value, str | Path) or (is_number and type(value) in (int, float))
    try:
        typed = kind(str(value)) if is_plain else None
    except ValueError:
        typed = None
    if typed is None:
        what = f"a number ({kind.__name__})" if is_number else "a text"
        raise Invalid(name, f"{name} should be {what}, not “{value}”.")
    _check_sense(name, typed)
    return typed


def _yes_or_no(name: str, value: Any) -> bool:
    answer = _ANSWERS.get(str(value).lower())
    if answer is None:
        raise Invalid(name, f"{name} is true or false, not “{value}”.")
    return answer


def _check_sense(name: str, value: Any) -> None:
    if name in _NETWORKS:
        _check_networks(name, value)
    if name in _SUPPORTED and value and not _SUPPORTED[name].fullmatch(value):
        raise Invalid(name, _NOT_SUPPORTED[name])
    low, high = _LIMITS.get(name, (value, value))
    if not low <= value <= high:
        raise Invalid(name, f"{name} must lie between {low:,} and {high:,}, not “{value}”.")
    if value not in _CHOICES.get(name, (value,)):
        raise Invalid(name, f"{name} is one of {', '.join(_CHOICES[name])}, not “{value}”.")


def _check_networks(name: str, value: str) -> None:
    try:
        parse_networks(value)
    except ValueError as exc:
        what = "addresses and networks, such as 127.0.0.1 or 10.0.0.0/8, parted by commas"
        raise Invalid(name, f"{name} takes {what}: {exc}.") from exc


_ANSWERS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_NETWORKS = ("trusted_proxies", "metrics_networks")
_LIMITS = {"port": (1, 65_535), "workers": (0, 64), "fetch_timeout_s": (1.0, 600.0)}
_SUPPORTED = {
    "database_url": re.compile(r"sqlite:///[^?:]+|postgresql(\+psycopg)?://.+"),
    "blob_url": re.compile(
        r"file:///.*|s3://[a-z0-9][a-z0-9.-]+[a-z0-9](/[\w.-]+)*/?|(?![A-Za-z][A-Za-z0-9+.-]*:).*",
        re.ASCII,
    ),
    "s3_endpoint": re.compile(r"https?://[^/?#@\s]+/?"),
    "s3_region": re.compile(r"[a-z0-9-]+"),
    "base_url": re.compile(r"https?://[A-Za-z0-9.:\[\]-]+(?:/(?!\.)[A-Za-z0-9._~-]+)*/?"),
    "metrics_token": re.compile(r"[!-~]{16,}"),
}
_NOT_SUPPORTED = {  # without the value, which may hold a password
    "database_url": (
        "Earmark keeps its data in SQLite or PostgreSQL: leave EARMARK_DATABASE_URL empty, or"
        " give it as sqlite:///PATH or postgresql://USER:PASSWORD@HOST/DATABASE."
    ),
    "blob_url": (
        "Files are kept in a folder or in S3: leave EARMARK_BLOB_URL empty, give it as a path,"
        " or as s3://BUCKET/PREFIX, with the keys in EARMARK_S3_ACCESS_KEY and _SECRET_KEY."
    ),
    "s3_endpoint": (
        "Give s3_endpoint as https://HOST or http://HOST:PORT, without a path or a password."
    ),
    "s3_region": "s3_region is a name such as eu-central-1.",
    "base_url": (
        "EARMARK_BASE_URL is the whole address of Earmark, such as https://example.org or"
        " https://example.org/earmark, with plain letters and no query."
    ),
    "metrics_token": "EARMARK_METRICS_TOKEN needs at least 16 characters, without spaces.",
}
_PLAIN_POSTGRES = re.compile(r"^postgresql://")
_CHOICES = {"log_format": ("auto", "text", "json")}
_KNOWN = {item.name for item in fields(Settings)}
_NOT_SETTINGS = {
    "EARMARK_CONFIG",
    "EARMARK_EXTRACT",
    "EARMARK_SHARED",
    "EARMARK_TEST_DATABASE",
    "EARMARK_TEST_POSTGRES_URL",
}
