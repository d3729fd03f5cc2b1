"""The Typer application and the options every command shares."""

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

import typer

from newsdesk.config import Config, read_config

# Accepted before the command and after it; `hoisted` moves them to the front. Name → takes a value.
SHARED_OPTIONS = {
    "--allow-address": True,
    "--data-dir": True,
    "--database": True,
    "--json": False,
    "--quiet": False,
    "--sources": True,
    "--verbose": False,
    "-q": False,
    "-v": False,
}
COLLECT, READ, CARE = "Collect", "Read", "Look after"

app = typer.Typer(
    name="newsdesk",
    help="One line in cron, and a clean, complete, queryable database of the news you follow.",
    epilog="The options above work before and after every command. Exit codes: 0 done, 1 partly, 2 usage, "
    "3 nothing fetched, 4 storage, 75 another run is active, 130/143 interrupted.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def hoisted(arguments: Sequence[str]) -> list[str]:
    """The arguments with the shared options first, so that they work wherever people write them."""
    front: list[str] = []
    rest: list[str] = []
    waiting = list(arguments)
    while waiting:
        argument = waiting.pop(0)
        if argument == "--":
            rest += [argument, *waiting]
            break
        takes_value = SHARED_OPTIONS.get(argument)
        if takes_value is None:
            shared = argument.partition("=")[0] in SHARED_OPTIONS and "=" in argument
            (front if shared else rest).append(argument)
        else:
            front += [argument, *([waiting.pop(0)] if takes_value and waiting else [])]
    return front + rest


def release() -> str:
    """The version of this newsdesk."""
    try:
        return version("newsdesk")
    except PackageNotFoundError:
        return "unknown"


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"newsdesk {release()}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    database: Annotated[
        str | None,
        typer.Option(
            help="Database URL or SQLite file. [env: DATABASE_URL, DATABASE_URL_FILE]",
            show_default="DATA_DIR/newsdesk.db",
        ),
    ] = None,
    data_dir: Annotated[
        Path | None,
        typer.Option(help="Folder for database, images and lock. [env: NEWSDESK_DATA_DIR]", show_default="data"),
    ] = None,
    sources: Annotated[
        Path | None, typer.Option(help="The file of sources. [env: NEWSDESK_SOURCES]", show_default="sources.toml")
    ] = None,
    allow_address: Annotated[
        list[str] | None,
        typer.Option(
            metavar="HOST:PORT", help="Let the crawler reach this address though it is not public. Repeatable."
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing unless something is wrong (cron).")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more; show tracebacks.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Put the configuration together before the command runs."""
    context.obj = read_config(
        data_dir=data_dir,
        database=database,
        sources=sources,
        allow_addresses=tuple(allow_address or ()),
        quiet=quiet,
        verbose=verbose,
        json=json,
    )


def config_of(context: typer.Context) -> Config:
    """The configuration of this call."""
    config = context.find_root().obj
    assert isinstance(config, Config)
    return config


# Commands register themselves on `app`; the order here is the order of the help.
from newsdesk.cli import collect, reading, care  # noqa: E402, F401, I001
