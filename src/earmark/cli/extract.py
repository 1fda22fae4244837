"""``earmark extract``: the extraction engine by itself, without database or account."""

import json
import mimetypes
import sys
from pathlib import Path

import click

from earmark.errors import Invalid, Reason, Unreadable
from earmark.extract import ExtractedArticle, Verdict
from earmark.extract import extract as extract_page


@click.command()
@click.argument("source", metavar="FILE|URL|-")
@click.option("--url", help="The page's address, to resolve links against.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "html", "text", "markdown"]),
    default="json",
    show_default=True,
)
def extract(source: str, url: str | None, form: str) -> None:
    """Print the article on a page.

    What is only a part of an article, or none, is printed with a word of warning on
    standard error. A page without any text is a failure.
    """
    if url and not url.startswith(("http://", "https://")):
        raise click.BadParameter("must begin with http:// or https://.", param_hint="'--url'")
    article = _read(source, url)
    click.echo(_formatted(article, form))
    if not article.body_text:
        raise Unreadable(Reason.EMPTY, f"{source} holds no text that could be read.")
    if article.verdict is Verdict.STUB:
        click.echo(f"earmark: {article.verdict_message}", err=True)


def _formatted(article: ExtractedArticle, form: str) -> str:
    if form == "html":
        return article.body_html
    if form == "text":
        return article.body_text
    if form == "markdown":
        from earmark.archive.markdown import to_markdown

        heading = f"# {article.headline}\n\n" if article.headline else ""
        return f"{heading}{to_markdown(article.body_html)}"
    return json.dumps(article.to_json(), ensure_ascii=False, indent=2)


def _read(source: str, url: str | None) -> ExtractedArticle:
    if source == "-":
        return extract_page(sys.stdin.buffer.read(), url)
    if source.startswith(("http://", "https://")):
        return _fetched(source, url)
    try:
        content = Path(source).read_bytes()
    except OSError as exc:
        raise Invalid("source", f"{source} cannot be read: {exc.strerror}.") from exc
    return extract_page(content, url, mimetypes.guess_type(source)[0])


def _fetched(source: str, url: str | None) -> ExtractedArticle:
    from earmark.fetch import Fetcher, FetchPolicy, parse_allow, status_error
    from earmark.instance import USER_AGENT
    from earmark.settings import read_settings

    settings = read_settings()
    allow = parse_allow(settings.fetch_allow)
    policy = FetchPolicy(allow=allow, user_agent=USER_AGENT, deadline_s=settings.fetch_timeout_s)
    page = Fetcher(policy).fetch(source)
    if refused := status_error(page):
        raise refused
    return extract_page(page.body, url or page.final_url, page.content_type)
