"""``earmark extract``: the extraction engine by itself, without database or account."""

import sys
from pathlib import Path

import click

from earmark.cli.opening import print_json
from earmark.errors import Invalid
from earmark.extract import ExtractedArticle
from earmark.extract import extract as extract_page
from earmark.extract.site_rules import SiteRules
from earmark.fetch import Fetcher, FetchPolicy, parse_allow, status_error
from earmark.instance import USER_AGENT
from earmark.settings import read_settings


@click.command()
@click.argument("source", metavar="FILE|URL|-")
@click.option("--url", help="The page's address, to resolve links against.")
@click.option(
    "--rules", type=click.Path(path_type=Path), help="A folder of rules for sites, to try them."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "html", "text", "markdown"]),
    default="json",
    show_default=True,
)
def extract(source: str, url: str | None, rules: Path | None, form: str) -> None:
    """Print the article on a page."""
    article = _read(source, url, SiteRules(rules) if rules else None)
    if form == "html":
        click.echo(article.body_html)
    elif form == "text":
        click.echo(article.body_text)
    elif form == "markdown":
        from earmark.archive.markdown import to_markdown

        click.echo(f"# {article.headline or ''}\n\n{to_markdown(article.body_html)}")
    else:
        print_json(article.to_json())


def _read(source: str, url: str | None, rules: SiteRules | None) -> ExtractedArticle:
    if source == "-":
        return extract_page(sys.stdin.buffer.read(), url, rules=rules)
    if source.startswith(("http://", "https://")):
        settings = read_settings()
        allow = parse_allow(settings.fetch_allow)
        policy = FetchPolicy(
            allow=allow, user_agent=USER_AGENT, deadline_s=settings.fetch_timeout_s
        )
        page = Fetcher(policy).fetch(source)
        if refused := status_error(page):
            raise refused
        return extract_page(page.body, url or page.final_url, page.content_type, rules)
    try:
        return extract_page(Path(source).read_bytes(), url, rules=rules)
    except OSError as exc:
        raise Invalid("source", f"{source} cannot be read: {exc.strerror}.") from exc
