"""Commands that look after the collection: sources, runs, db, demo."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from newsdesk import exit_codes
from newsdesk.cli.app import CARE, app, config_of
from newsdesk.config import Config, ConfigError
from newsdesk.terminal import console, print_json, print_table, say, when

_RUN_FIELDS = (
    "id", "started_at", "finished_at", "arguments", "exit_code", "finish_reason",
    "new", "updated", "unchanged", "fetches",
)  # fmt: skip

sources_app = typer.Typer(help="List the sources, or try them without storing anything.", no_args_is_help=True)
app.add_typer(sources_app, name="sources", rich_help_panel=CARE)
db_app = typer.Typer(help="Create, check and back up the database.", no_args_is_help=True)


@sources_app.command("list")
def list_sources(context: typer.Context) -> None:
    """The sources of sources.toml, and how they are doing.

    [dim]newsdesk sources list[/dim]
    """
    from crawler.sources import load_sources

    config = config_of(context)
    sources = load_sources(config.sources_file)
    states = _states(config)
    rows = [(source, states.get(source.id)) for source in sources]
    if config.json:
        print_json([_source_json(source, state) for source, state in rows])
        return
    columns = ("id", "kind", "language", "every", "last success", "last outcome", "url")
    print_table(columns, [_source_row(source, state) for source, state in rows], wide=6)


def _states(config: Config) -> dict[str, Any]:
    """What the database knows of the sources; nothing when there is none yet."""
    from newsdesk.database import reading_desk
    from storage.errors import DatabaseUnreachable
    from storage.runs import source_states

    try:
        with reading_desk(config) as engine:
            return {state.id: state for state in source_states(engine)}
    except DatabaseUnreachable:
        return {}


def _source_row(source: Any, state: Any) -> tuple[object, ...]:
    every = str(source.every).removesuffix(":00") if source.enabled else "off"
    last = (when(state.last_success_at), state.last_outcome) if state else ("", "")
    return (source.id, source.kind, source.language, every, *last, source.url)


def _source_json(source: Any, state: Any) -> dict[str, Any]:
    names = ("id", "name", "kind", "url", "language", "enabled", "publisher")
    return {
        **{name: getattr(source, name) for name in names},
        "every_seconds": source.every.total_seconds(),
        "last_success_at": state.last_success_at if state else None,
        "last_outcome": state.last_outcome if state else None,
    }


@sources_app.command("check")
def check_sources(
    context: typer.Context,
    source_id: Annotated[str | None, typer.Argument(metavar="[ID]", help="Only this one.")] = None,
    articles: Annotated[int, typer.Option(min=1, max=20, help="How many articles of each to read.")] = 3,
) -> None:
    """Fetch a source politely and show its first articles as they would be stored, and what is missing.

    [dim]newsdesk sources check bbc-world[/dim]
    """
    from crawler.sources import load_sources
    from newsdesk.checking import print_check, report, report_json
    from newsdesk.crawl import choose
    from newsdesk.look import look_at_sources

    config = config_of(context)
    chosen = choose(load_sources(config.sources_file), [source_id] if source_id else [])
    reports = report(look_at_sources(config, chosen, articles=articles), chosen)
    if config.json:
        print_json([report_json(one) for one in reports])
    else:
        print_check(reports)
    raise typer.Exit(exit_codes.DONE if all(one.good for one in reports) else exit_codes.PARTIAL)


@app.command(rich_help_panel=CARE)
def runs(
    context: typer.Context,
    run_id: Annotated[int | None, typer.Argument(metavar="[ID]", help="The outcomes of this run, by source.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many runs.")] = 20,
) -> None:
    """The latest runs, or every outcome of one.

    [dim]newsdesk runs[/dim]
    [dim]newsdesk runs 12[/dim]
    """
    from newsdesk.database import reading_desk
    from storage.queries import recent_runs, run_sources

    config = config_of(context)
    with reading_desk(config) as engine:
        if run_id is not None:
            _print_outcomes(config, run_id, run_sources(engine, run_id))
            return
        latest = recent_runs(engine, limit)
    if config.json:
        print_json([_run_json(run) for run in latest])
        return
    columns = ("run", "started", "took", "exit", "new", "updated", "unchanged", "fetches", "how it ended")
    print_table(columns, [_run_row(run) for run in latest], right=[0, 2, 3, 4, 5, 6, 7], wide=8)


def _print_outcomes(config: Config, run_id: int, rows: Any) -> None:
    if not rows:
        raise ConfigError(f"there is no run {run_id}, or it fetched nothing; `newsdesk runs` lists them")
    if config.json:
        print_json(
            [
                {
                    "source": row.source,
                    "kind": row.kind,
                    "outcome": row.outcome,
                    "fetches": row.fetches,
                    "detail": row.detail,
                }
                for row in rows
            ]
        )
        return
    print_table(
        ("source", "kind", "outcome", "fetches", "for example"),
        [(row.source, row.kind, row.outcome, row.fetches, row.detail) for row in rows],
        right=[3],
        wide=4,
    )


def _run_row(run: Any) -> tuple[object, ...]:
    took = f"{((run.finished_at or datetime.now(UTC)) - run.started_at).total_seconds():.0f} s"
    ended = run.finish_reason or ("running, or killed" if run.exit_code is None else "")
    return (run.id, when(run.started_at), took, run.exit_code, run.new, run.updated, run.unchanged, run.fetches, ended)


def _run_json(run: Any) -> dict[str, Any]:
    return {name: getattr(run, name) for name in _RUN_FIELDS}


app.add_typer(db_app, name="db", rich_help_panel=CARE)


@db_app.command("upgrade")
def upgrade(context: typer.Context) -> None:
    """Create the database, or bring it to the schema of this newsdesk.

    [dim]newsdesk db upgrade[/dim]
    """
    from newsdesk.database import writing_desk
    from storage import schema

    config = config_of(context)
    with writing_desk(config) as engine:
        before = schema.current(engine)
        schema.upgrade(engine)
        after = schema.current(engine)
    if not config.quiet:
        say(f"schema {before or 'none'} → {after}" if before != after else f"schema {after}, nothing to do")


@db_app.command("current")
def current(context: typer.Context) -> None:
    """Print the schema of the database and the one this newsdesk needs.

    [dim]newsdesk db current[/dim]
    """
    from newsdesk.database import writing_desk
    from storage import schema

    config = config_of(context)
    with writing_desk(config) as engine:
        state = {"database": schema.current(engine), "newsdesk": schema.head()}
    if config.json:
        print_json(state)
    else:
        console().print(f"database {state['database'] or 'empty'}, newsdesk {state['newsdesk']}")


@db_app.command("check")
def check(context: typer.Context) -> None:
    """Check that the database is whole.

    [dim]newsdesk db check[/dim]
    """
    from newsdesk.database import writing_desk
    from storage import schema

    config = config_of(context)
    with writing_desk(config) as engine:
        problems = schema.check(engine)
    if config.json:
        print_json(problems)
    else:
        for problem in problems:
            say(problem)
        if not problems and not config.quiet:
            say("The database is sound.")
    raise typer.Exit(exit_codes.STORAGE if problems else exit_codes.DONE)


@db_app.command("backup")
def backup(
    context: typer.Context,
    target: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write the copy; must not exist.")],
) -> None:
    """Write a whole copy of the database, also while a crawl runs.

    [dim]newsdesk db backup backups/newsdesk-2026-11-24.db[/dim]
    """
    from newsdesk.database import writing_desk
    from storage import schema

    config = config_of(context)
    with writing_desk(config) as engine:
        schema.backup(engine, target)
    if not config.quiet:
        say(f"Wrote {target}")


@app.command(rich_help_panel=CARE)
def demo(
    context: typer.Context,
    keep: Annotated[
        Path | None, typer.Option(help="Folder for the demo; is made anew.", show_default="newsdesk-demo")
    ] = None,
) -> None:
    """Crawl a fictional newspaper world on this machine, twice; no internet.

    [dim]newsdesk demo[/dim]
    """
    from newsdesk.demo.run import run_demo

    config_of(context)
    raise typer.Exit(run_demo(console(), keep=keep))
