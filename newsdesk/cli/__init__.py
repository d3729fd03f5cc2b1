"""The command. Heavy rooms (Scrapy, SQLAlchemy) are imported by the commands that need them, when they run."""

import os
import sys
import traceback
from collections.abc import Sequence

from typer import rich_utils
from typer.exceptions import Abort, TyperException

from crawler.errors import NewsdeskError
from newsdesk import exit_codes
from newsdesk.cli.app import app, hoisted
from newsdesk.terminal import say


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and leave with its exit code. Expected failures are a message, not a traceback."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    verbose = "-v" in given or "--verbose" in given
    try:
        code = app(hoisted(given), standalone_mode=False)
        sys.stdout.flush()
    except Exception as error:  # the one place where exceptions become exit codes
        code = _code_of(error, verbose)
    except KeyboardInterrupt:
        code = exit_codes.INTERRUPTED
    sys.exit(code if isinstance(code, int) else exit_codes.DONE)


def _code_of(error: Exception, verbose: bool) -> int:
    if isinstance(error, TyperException):
        rich_utils.rich_format_error(error)  # type: ignore[arg-type]
        return exit_codes.USAGE
    if isinstance(error, Abort):
        return exit_codes.INTERRUPTED
    if isinstance(error, BrokenPipeError):
        # The reader of our output left (`newsdesk export | head`): nobody is there to be told.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exit_codes.DONE
    if verbose:
        traceback.print_exception(error)
    return _known_failure(error)


def _known_failure(error: Exception) -> int:
    from storage.errors import RunActive, StorageError

    if isinstance(error, RunActive):
        say(str(error))
        return exit_codes.RUN_ACTIVE
    if isinstance(error, StorageError):
        say(f"newsdesk: {error}")
        return exit_codes.STORAGE
    if isinstance(error, NewsdeskError):
        say(f"newsdesk: {error}")
        return exit_codes.USAGE
    if isinstance(error, OSError):
        say(f"newsdesk: {error.filename or ''}: {error.strerror or error}")
        return exit_codes.USAGE
    raise error


__all__ = ["app", "main"]
