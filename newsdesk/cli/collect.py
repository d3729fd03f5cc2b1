"""Commands that bring news in: init, crawl, fetch, extract, import."""

import sys
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import typer

from newsdesk import exit_codes
from newsdesk.cli.app import COLLECT, app, config_of
from newsdesk.config import Config, ConfigError
from newsdesk.terminal import print_json, print_json_line, print_table, say


@app.command(rich_help_panel=COLLECT)
def init(
    context: typer.Context,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Write a commented sources.toml to start from.

    [dim]newsdesk init[/dim]
    """
    target = config_of(context).sources_file
    if target.exists() and not force:
        raise ConfigError(f"{target} is there already; --force writes over it")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(files("newsdesk").joinpath("sources.toml").read_bytes())
    if not config_of(context).quiet:
        say(f"Wrote {target}. Look through it, then run: newsdesk crawl")


@app.command(rich_help_panel=COLLECT)
def crawl(
    context: typer.Context,
    source_ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Only these sources, due or not.")
    ] = None,
    all_sources: Annotated[bool, typer.Option("--all", help="All enabled sources, due or not.")] = False,
    max_minutes: Annotated[
        float | None, typer.Option(min=0.01, help="End the run in good order after so many minutes.")
    ] = None,
    max_articles: Annotated[int | None, typer.Option(min=1, help="Fetch at most so many article pages.")] = None,
) -> None:
    """Fetch what is new from the sources that are due.

    [dim]newsdesk crawl[/dim]                       what is due; for cron
    [dim]newsdesk crawl bbc-world heise[/dim]       these two, now
    [dim]newsdesk crawl --all --max-minutes 20[/dim]
    """
    from newsdesk.crawl import run_crawl
    from newsdesk.progress import progress_for

    config = config_of(context)
    if source_ids and all_sources:
        raise ConfigError("name sources or say --all, not both")
    summary = run_crawl(
        config,
        source_ids=source_ids or (),
        all_sources=all_sources,
        max_minutes=max_minutes,
        max_articles=max_articles,
        progress=progress_for(quiet=config.quiet or config.json),
    )
    if config.json:
        print_json(_summary_json(summary))
    elif not config.quiet:
        _print_summary(summary)
    raise typer.Exit(summary.exit_code)


def _summary_json(summary: Any) -> dict[str, Any]:
    return {
        "run": summary.run_id,
        "exit_code": summary.exit_code,
        "finish_reason": summary.finish_reason,
        "counts": summary.counts,
        "sources": {
            name: {"listings": dict(tally.listings), "articles": dict(tally.articles)}
            for name, tally in summary.per_source.items()
        },
    }


def _print_summary(summary: Any) -> None:
    if summary.run_id is None:
        say("Nothing is due. `newsdesk crawl --all` does not wait.")
        return
    counts = summary.counts
    stored = {word: counts.get(f"articles/{word}", 0) for word in ("new", "updated", "unchanged", "duplicates")}
    words = ", ".join(f"{number} {word}" for word, number in stored.items() if number) or "nothing new"
    say(f"Run {summary.run_id}: {words}. `newsdesk runs {summary.run_id}` shows every outcome.")
    if summary.exit_code:
        say(f"Exit code {summary.exit_code}: {exit_codes.MEANING[summary.exit_code]} ({summary.finish_reason})")


@app.command(rich_help_panel=COLLECT)
def fetch(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="The address of an article.")],
    save: Annotated[bool, typer.Option("--save", help="Store it as a crawl would.")] = False,
) -> None:
    """Fetch one article politely, read it, print it.

    [dim]newsdesk fetch https://example.com/news/1[/dim]
    [dim]newsdesk fetch --save --json https://example.com/news/1[/dim]
    """
    from newsdesk.article_json import to_json
    from newsdesk.article_text import print_article
    from newsdesk.look import look_at_page

    config = config_of(context)
    _refuse_unfetchable(url)
    look = _saved(config, url) if save else look_at_page(config, url)
    if not look.articles:
        reasons = [f"{fetch.outcome}: {fetch.detail or fetch.url}" for fetch in look.fetches] + look.dropped
        say(f"No article from {url}: {'; '.join(reasons) or 'no answer'}")
        raise typer.Exit(exit_codes.NOTHING_FETCHED)
    for article in look.articles:
        if config.json:
            print_json(to_json(article))
        else:
            print_article(article)


def _refuse_unfetchable(url: str) -> None:
    from crawler.urls import is_fetchable

    if not is_fetchable(url):
        raise ConfigError(f"{url!r} is not a full http:// or https:// URL")


def _saved(config: Config, url: str) -> Any:
    """Look and store, under the lock of a run."""
    from newsdesk.look import look_at_page
    from storage import runs, schema
    from storage.engine import open_engine

    engine = open_engine(config.database_url)
    try:
        with runs.run_lock(engine, config.data_dir):
            schema.ensure(engine)
            return look_at_page(config, url, save=True)
    finally:
        engine.dispose()


@app.command(rich_help_panel=COLLECT)
def extract(
    context: typer.Context,
    pages: Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...", help="Saved pages.")] = None,
    url: Annotated[str, typer.Option(help="Where a page came from; relative links need it.")] = "",
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read {"path", "url"} lines from stdin; write one Article a line, in order.')
    ] = False,
) -> None:
    """Read articles from saved pages; no network.

    [dim]newsdesk extract page.html --url https://example.com/news/1[/dim]
    [dim]newsdesk extract --jsonl < pages.jsonl > articles.jsonl[/dim]
    """
    from newsdesk import extraction_command

    if jsonl == bool(pages):
        raise ConfigError("name files, or give --jsonl and lines on stdin")
    if jsonl:
        failed = extraction_command.lines(sys.stdin.buffer, print_json_line)
    else:
        failed = extraction_command.pages(pages or [], url, as_json=config_of(context).json)
    raise typer.Exit(exit_codes.PARTIAL if failed else exit_codes.DONE)


import_app = typer.Typer(help="Bring in articles from elsewhere.", no_args_is_help=True)
app.add_typer(import_app, name="import", rich_help_panel=COLLECT)


@import_app.command("jsonl")
def import_jsonl(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(help="One Article object a line, as `newsdesk export` writes them; - for stdin.")
    ],
    source: Annotated[
        str | None, typer.Option(help="Store them as found by this source; default: the one in the object.")
    ] = None,
) -> None:
    """Store Article objects through the same pipelines as a crawl.

    [dim]newsdesk export -o news.jsonl && newsdesk --database other.db import jsonl news.jsonl[/dim]
    """
    from newsdesk.importing import import_lines

    config = config_of(context)
    with sys.stdin.buffer if str(file) == "-" else file.open("rb") as lines:
        result = import_lines(config, lines, source=source)
    if config.json:
        print_json(result.as_dict())
    elif not config.quiet:
        print_table(("what", "articles"), result.as_dict().items(), right=[1])
    raise typer.Exit(exit_codes.PARTIAL if result.refused else exit_codes.DONE)
