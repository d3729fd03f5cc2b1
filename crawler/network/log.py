"""What the log says: one short line an event, no bodies, no item dumps, no control characters, one traceback a kind."""
# ruff: noqa: ARG002, N802 (the names are logging's and Scrapy's)

import logging
import traceback
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter
from twisted.python.failure import Failure

FORMAT = "%(asctime)s %(levelname)s %(message)s"
DATE_FORMAT = "%H:%M:%S"
ESCAPES = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0)) if code != 0x0A}


class OneLineFormatter(logging.Formatter):
    """Escapes control characters, so that a URL can neither forge a line nor speak to the terminal ."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        return super().formatMessage(record).translate(ESCAPES).replace("\n", "\\n")

    def formatException(self, ei: Any) -> str:
        return super().formatException(ei).translate(ESCAPES)


class OneTraceback(logging.Filter):
    """Lets one traceback of each kind through (type and place); the further ones keep their line only."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[tuple[str, str, int]] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[1] is not None:
            kind = _kind(record.exc_info[1])
            if kind in self.seen:
                record.msg, record.args = f"{record.getMessage()} ({kind[0]}, as above)", ()
                record.exc_info = record.exc_text = None
            self.seen.add(kind)
        return True


def _kind(error: BaseException) -> tuple[str, str, int]:
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1] if frames else None
    return type(error).__name__, last.filename if last else "", (last.lineno or 0) if last else 0


class ShortLogFormatter(LogFormatter):
    """Scrapy's events in one line each. What befell a URL is in the ledger; the log repeats it only when asked (-v)."""

    def crawled(self, request: Request, response: Response, spider: Spider) -> Any:
        return _line(logging.DEBUG, "%(status)s %(url)s", status=response.status, url=request.url)

    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> Any:
        return _line(logging.DEBUG, "%(item)s %(url)s", item=type(item).__name__, url=_url(item))

    def dropped(self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider) -> Any:
        return _line(logging.INFO, "Dropped %(url)s: %(why)s", url=_url(item), why=exception)

    def item_error(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> Any:
        return _line(logging.ERROR, "Could not process %(url)s: %(why)s", url=_url(item), why=repr(exception))

    def spider_error(self, failure: Failure, request: Request, response: Response | Failure, spider: Spider) -> Any:
        return _line(logging.ERROR, "Could not read %(url)s: %(why)s", url=request.url, why=repr(failure.value))

    def download_error(self, failure: Failure, request: Request, spider: Spider, errmsg: str | None = None) -> Any:
        return _line(logging.INFO, "Not fetched %(url)s: %(why)s", url=request.url, why=errmsg or repr(failure.value))


def _line(level: int, message: str, **values: Any) -> dict[str, Any]:
    return {"level": level, "msg": message, "args": values}


def _url(item: Any) -> str:
    return str(getattr(item, "url", None) or getattr(getattr(item, "fetch", None), "url", ""))


def configure(verbosity: int, *, quiet: bool = False) -> None:
    """Put one handler on the root logger, on stderr: warnings and errors; with -v our own lines, with -vv Scrapy's too.

    Scrapy's and Twisted's warnings about single URLs stay out: each has its row in the ledger.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(OneLineFormatter(FORMAT, DATE_FORMAT))
    handler.addFilter(OneTraceback())
    root = logging.getLogger()
    for old in [h for h in root.handlers if getattr(h, "newsdesk", False)]:
        root.removeHandler(old)
    handler.newsdesk = True  # type: ignore[attr-defined]
    root.addHandler(handler)
    level = logging.ERROR if quiet else (logging.WARNING, logging.INFO, logging.DEBUG)[min(verbosity, 2)]
    root.setLevel(level)
    handler.setLevel(level)  # Scrapy opens its own logger while it starts, and says so
    quiet_libraries(verbosity)


def quiet_libraries(verbosity: int) -> None:
    """Set the levels of the libraries' loggers. To be called after Scrapy has configured them its own way."""
    noisy = verbosity >= 2
    for name in ("scrapy", "py.warnings"):
        logging.getLogger(name).setLevel(logging.DEBUG if noisy else logging.ERROR)
    logging.getLogger("twisted").setLevel(logging.ERROR if noisy else logging.CRITICAL)
    for name in ("asyncio", "filelock", "PIL"):
        logging.getLogger(name).setLevel(logging.WARNING)
