"""Commands that read the database: search, show, export, stats."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from newsdesk.cli.app import READ, app, config_of
from newsdesk.config import ConfigError
from newsdesk.dates import parse_time
from newsdesk.terminal import console, marked, print_json, print_table, safe, say, when

Source = Annotated[str | None, typer.Option(help="Only what this source led to.")]
Publisher = Annotated[str | None, typer.Option(help="Only what this publisher published.")]
Language = Annotated[str | None, typer.Option("--lang", help="Only texts in this language: fr, pt, zh …")]
Since = Annotated[str | None, typer.Option(help="Not older than: 2026-11-01, 7d, 24h, yesterday.")]
Until = Annotated[str | None, typer.Option(help="Not newer than; a day is included.")]


def filters(
    source: str | None, publisher: str | None, lang: str | None, since: str | None, until: str | None
) -> dict[str, Any]:
    """The filters of search and export as the queries take them."""
    return {
        "source": source,
        "publisher": publisher,
        "language": lang,
        "since": parse_time(since),
        "until": parse_time(until, end=True),
    }


@app.command(rich_help_panel=READ)
def search(
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(help='Words, all of which must be found; "several words" in quotes are a phrase.'),
    ] = None,
    source: Source = None,
    publisher: Publisher = None,
    lang: Language = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")] = 20,
) -> None:
    """Find articles, newest first.

    [dim]newsdesk search nucléaire --lang fr --since 7d[/dim]
    [dim]newsdesk search '"climate summit"' --publisher Reuters[/dim]
    """
    from newsdesk.database import reading_desk
    from storage.queries import search as find

    config = config_of(context)
    chosen = filters(source, publisher, lang, since, until)
    with reading_desk(config) as engine:
        found = find(engine, " ".join(words or ()), limit=limit, **chosen)
    if config.json:
        print_json([_hit_json(hit) for hit in found])
        return
    if not found:
        say("Nothing found.")
        return
    out = console()
    for hit in found:
        out.print(_title_line(hit))
        if hit.snippet.text:
            out.print(marked("        " + hit.snippet.text, [(start + 8, end + 8) for start, end in hit.snippet.hits]))


def _title_line(hit: Any) -> Any:
    from rich.text import Text

    line = Text(f"{hit.id:>6}  ", style="bold")
    line.append(when(hit.date_published) or f"({when(hit.first_seen_at)})", style="not bold dim")
    line.append(f"  {safe(hit.in_language or '--')}  ", style="not bold")
    line.append(safe(hit.publisher or hit.source), style="not bold cyan")
    line.append("  " + safe(hit.headline or hit.url), style="bold")
    return line


def _hit_json(hit: Any) -> dict[str, Any]:
    return {
        "id": hit.id,
        "url": hit.url,
        "headline": hit.headline,
        "publisher": hit.publisher,
        "source": hit.source,
        "in_language": hit.in_language,
        "date_published": hit.date_published,
        "first_seen_at": hit.first_seen_at,
        "snippet": hit.snippet.text,
    }


@app.command(rich_help_panel=READ)
def show(
    context: typer.Context,
    article_id: Annotated[int, typer.Argument(metavar="ID", help="As `newsdesk search` prints it.")],
) -> None:
    """Print a whole article: text, images, related links, where it was seen, its versions.

    [dim]newsdesk show 42[/dim]
    """
    from newsdesk.article_text import print_article
    from newsdesk.database import reading_desk
    from newsdesk.exporting import detail_json
    from storage.queries import get_article

    config = config_of(context)
    with reading_desk(config) as engine:
        article = get_article(engine, article_id)
    if article is None:
        raise ConfigError(f"there is no article {article_id}; `newsdesk search` prints ids")
    if config.json:
        print_json(detail_json(article))
    else:
        print_article(article)


@app.command(rich_help_panel=READ)
def export(
    context: typer.Context,
    output_format: Annotated[
        Literal["jsonl", "csv"], typer.Option("--format", help="jsonl: everything; csv: a row an article.")
    ] = "jsonl",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file; without it, stdout.")] = None,
    source: Source = None,
    publisher: Publisher = None,
    lang: Language = None,
    since: Since = None,
    until: Until = None,
) -> None:
    """Write articles to a file, oldest first.

    [dim]newsdesk export -o news.jsonl[/dim]
    [dim]newsdesk export --format csv --lang de --since 2026-11-01 -o de.csv[/dim]
    """
    from newsdesk.database import reading_desk
    from newsdesk.exporting import export_articles
    from storage.queries import iter_articles

    config = config_of(context)
    chosen = filters(source, publisher, lang, since, until)
    with reading_desk(config) as engine:
        number = export_articles(iter_articles(engine, **chosen), output_format, output)
    if output is not None and not config.quiet:
        say(f"{number} articles in {output}")


@app.command(rich_help_panel=READ)
def stats(context: typer.Context) -> None:
    """Count what is there, by source and by language.

    [dim]newsdesk stats[/dim]
    """
    from newsdesk.database import reading_desk
    from storage.queries import stats as count

    config = config_of(context)
    with reading_desk(config) as engine:
        counted = count(engine)
    if config.json:
        print_json(_stats_json(counted))
        return
    print_table(("what", "number"), counted.totals.items(), right=[1])
    console().print()
    print_table(
        ("source", "articles", "newest"),
        [(row.name, row.articles, when(row.newest)) for row in counted.by_source],
        right=[1],
    )
    console().print()
    print_table(
        ("language", "articles", "newest"),
        [(row.name or "--", row.articles, when(row.newest)) for row in counted.by_language],
        right=[1],
    )


def _stats_json(counted: Any) -> dict[str, Any]:
    def rows(groups: Any) -> list[dict[str, str | int | datetime | None]]:
        return [{"name": row.name, "articles": row.articles, "newest": row.newest} for row in groups]

    return {
        "totals": dict(counted.totals),
        "by_source": rows(counted.by_source),
        "by_language": rows(counted.by_language),
    }
