"""A crawl from beginning to end: lock, run row, the sources that are due, one Scrapy process, exit code."""

import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.settings import Settings
from sqlalchemy import Engine
from twisted.python.failure import Failure

from crawler.errors import NewsdeskError
from crawler.network import log
from crawler.network.addresses import AllowList
from crawler.network.ending import INTERRUPTED, MAX_ARTICLES, TERMINATED, OrderlyEnd
from crawler.sources import Source, load_sources
from crawler.spiders.news import NewsSpider
from crawler.spiders.tally import SourceTally, Tally, source_changed
from newsdesk import exit_codes
from newsdesk.config import Config
from newsdesk.progress import CrawlProgress, NoProgress
from storage import runs, schema
from storage.engine import open_engine
from storage.errors import StorageError
from storage.records import SourceRecord

logger = logging.getLogger(__name__)

SIGNALS = {signal.SIGINT: INTERRUPTED, signal.SIGTERM: TERMINATED, signal.SIGHUP: TERMINATED}
WATCHDOG_GRACE = 180.0  # seconds after MAX_MINUTES until a run that does not end by itself is ended from outside
STORAGE = "storage"  # finish reason
STORAGE_ERROR = "newsdesk/storage_error"  # stat of the persist pipeline: the message for people
# Stats that the run row keeps, by prefix, beside those of the pipelines (newsdesk/…) but for their figures of each source.
COUNTED = (
    "articles/",
    "bounds/",
    "conditional/",
    "guard/",
    "hosts/",
    "listings/",
    "outcomes/",
    "pipelines/",
    "robots/",
)
COUNTED_ALSO = ("downloader/request_count", "downloader/response_bytes", "memusage/max", "retry/count")


class UnknownSource(NewsdeskError):
    """A source was asked for that sources.toml does not have. Raised before any request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlSummary:
    """What a crawl came to. `run_id` is None when nothing was due: then there was no run."""

    exit_code: int
    finish_reason: str
    run_id: int | None = None
    counts: dict[str, int] = field(default_factory=dict)
    per_source: dict[str, SourceTally] = field(default_factory=dict)


def run_crawl(
    config: Config,
    *,
    source_ids: Sequence[str] = (),
    all_sources: bool = False,
    max_minutes: float | None = None,
    max_articles: int | None = None,
    progress: CrawlProgress | None = None,
) -> CrawlSummary:
    """Crawl the named sources, or all (`all_sources`), or those that are due.

    Can be called once in a process: a Twisted reactor does not start twice. Raises `SourcesError`, `UnknownSource` and
    `BadAddress` before anything is touched, `RunActive` and other `StorageError`s before the first request.
    """
    sources = load_sources(config.sources_file)
    wanted = choose(sources, source_ids)
    AllowList.parse(config.allow_addresses)
    engine = open_engine(config.database_url)
    try:
        with runs.run_lock(engine, config.data_dir):
            schema.ensure(engine)
            runs.sync_sources(engine, [record_of(source) for source in sources])
            if not source_ids and not all_sources:
                due = runs.due_sources(engine, {source.id: source.every for source in wanted})
                wanted = [source for source in wanted if source.id in due]
            if not wanted:
                return CrawlSummary(exit_code=exit_codes.DONE, finish_reason="nothing due")
            settings = settings_of(config, max_minutes, max_articles)
            return _recorded_run(engine, config, settings, wanted, progress or NoProgress())
    finally:
        engine.dispose()


def choose(sources: Sequence[Source], source_ids: Sequence[str]) -> list[Source]:
    """The sources with these ids, enabled or not; all enabled ones when none is named. Raises `UnknownSource`."""
    known = {source.id: source for source in sources}
    if unknown := [one for one in source_ids if one not in known]:
        near = nearest(unknown[0], known)
        hint = f" Did you mean {near}?" if near else " `newsdesk sources list` shows them."
        raise UnknownSource(f"There is no source {', '.join(unknown)}.{hint}")
    if source_ids:
        return [known[one] for one in dict.fromkeys(source_ids)]
    return [source for source in sources if source.enabled]


def nearest(word: str, words: Mapping[str, object]) -> str | None:
    """The most similar of the words, if one is similar."""
    import difflib

    found = difflib.get_close_matches(word, list(words), n=1)
    return found[0] if found else None


def record_of(source: Source) -> SourceRecord:
    """The source as the database keeps it."""
    return SourceRecord(
        id=source.id,
        name=source.name,
        kind=source.kind,
        url=source.url,
        language=source.language,
        publisher=source.publisher,
        every=source.every,
        enabled=source.enabled,
    )


def settings_of(config: Config, max_minutes: float | None, max_articles: int | None) -> Settings:
    """The crawler's settings with this command's own put over them."""
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    own: dict[str, Any] = {
        "ALLOW_ADDRESSES": list(config.allow_addresses),
        "DATABASE_URL": config.database_url,
        "DATA_DIR": str(config.data_dir),
        "LOG_INSTALL_ROOT_HANDLER": False,
        "MAX_ARTICLES_PER_RUN": max_articles or 0,
        "MAX_MINUTES": max_minutes or 0,
        "SOURCES_FILE": str(config.sources_file),
    }
    settings.setdict(own, priority="cmdline")
    return settings


def _recorded_run(
    engine: Engine, config: Config, settings: Settings, wanted: Sequence[Source], progress: CrawlProgress
) -> CrawlSummary:
    """Open the run, crawl, close the run: closed with the true exit code whatever happened in between."""
    arguments = " ".join(source.id for source in wanted)
    run_id = runs.open_run(engine, arguments=arguments)
    settings.set("RUN_ID", run_id, priority="cmdline")
    run = _Run(settings, wanted, progress, int(config.verbose), quiet=config.quiet)
    closed = False

    def close(exit_code: int, reason: str) -> None:
        nonlocal closed
        closed = True
        runs.close_run(engine, run_id, exit_code=exit_code, finish_reason=reason, counts=run.counts())

    try:
        with _watchdog(settings.getfloat("MAX_MINUTES"), close):
            run.crawl()
        exit_code = run.exit_code()
        try:
            close(exit_code, run.reason)
        except StorageError as error:
            logger.error("%s", error)
            exit_code = exit_codes.STORAGE
    except BaseException as error:
        if not closed:
            close(exit_codes.STORAGE if isinstance(error, StorageError) else exit_codes.PARTIAL, "failed")
        raise
    return CrawlSummary(
        run_id=run_id,
        exit_code=exit_code,
        finish_reason=run.reason,
        counts=run.counts(),
        per_source=run.per_source(),
    )


class _Run:
    """One Scrapy process in this process, with our signals and our progress."""

    def __init__(
        self, settings: Settings, sources: Sequence[Source], progress: CrawlProgress, verbosity: int, *, quiet: bool
    ) -> None:
        log.configure(verbosity, quiet=quiet)
        self.sources = sources
        self.progress = progress
        log.quiet_libraries(verbosity)
        self.process = CrawlerProcess(settings)
        log.quiet_libraries(verbosity)  # Scrapy sets levels of its own
        self.crawler: Crawler = self.process.create_crawler(NewsSpider)
        self.asked_to_end: str | None = None
        self.failure: BaseException | None = None

    @property
    def reason(self) -> str:
        """How the crawl finished, in Scrapy's words or ours."""
        if self._stats().get(STORAGE_ERROR):
            return STORAGE
        if self.asked_to_end:
            return self.asked_to_end
        reason = str(self._stats().get("finish_reason", "failed"))
        if reason == exit_codes.FINISHED and self._stats().get("bounds/max_articles_of_run"):
            return MAX_ARTICLES
        return reason

    def crawl(self) -> None:
        """Block until the crawl is over. Raises what kept the crawl from starting."""
        self.crawler.signals.connect(self._opened, signals.spider_opened)
        self.crawler.signals.connect(self.progress.update, source_changed)
        with _signal_handlers(self._asked):
            self.progress.begin([source.id for source in self.sources])
            try:
                started = self.process.crawl(self.crawler, sources=self.sources)
                started.addErrback(self._failed_to_start)
                self.process.start(install_signal_handlers=False)
            finally:
                self.progress.end()
        if self.failure is not None:
            raise self.failure

    def exit_code(self) -> int:
        return exit_codes.of_crawl(self.reason, self.per_source())

    def per_source(self) -> dict[str, SourceTally]:
        """Every source of the run with its tally, in the order of sources.toml."""
        tally = self.crawler.get_extension(Tally) if "finish_reason" in self._stats() else None
        counted = tally.sources if tally else {}
        return {source.id: counted.get(source.id, SourceTally()) for source in self.sources}

    def counts(self) -> dict[str, int]:
        """The stats worth keeping with the run."""
        return {
            kept: int(value)
            for name, value in sorted(self._stats().items())
            if isinstance(value, int | float) and (kept := kept_name(name))
        }

    def _stats(self) -> dict[str, Any]:
        collector = self.crawler._stats  # the public attribute raises before the crawl has begun
        return collector.get_stats() if collector else {}

    def _opened(self) -> None:
        if self.asked_to_end:
            self._end(self.asked_to_end)

    def _asked(self, number: int, _frame: object) -> None:
        """A signal came: the first ends the crawl in order, the second at once."""
        from twisted.internet import reactor  # only now is the right one installed

        running: Any = reactor
        if self.asked_to_end:
            running.callFromThread(self.process._stop_reactor)
        else:
            self.asked_to_end = SIGNALS[signal.Signals(number)]
            running.callFromThread(self._end, self.asked_to_end)

    def _end(self, reason: str) -> None:
        if self.crawler.spider is not None and (orderly := self.crawler.get_extension(OrderlyEnd)) is not None:
            orderly.end(reason)

    def _failed_to_start(self, failure: Failure) -> None:
        self.failure = failure.value


def kept_name(stat: str) -> str | None:
    """The name under which the run keeps a stat; None if it does not.

    >>> kept_name("newsdesk/articles_new"), kept_name("newsdesk/source/bbc/new"), kept_name("scheduler/enqueued")
    ('articles/new', None, None)
    """
    if stat.startswith("newsdesk/source/"):
        return None
    if stat.startswith("newsdesk/"):
        return stat.removeprefix("newsdesk/").replace("articles_", "articles/", 1)
    return stat if stat.startswith(COUNTED) or stat in COUNTED_ALSO else None


@contextmanager
def _signal_handlers(handler: Callable[[int, Any], None]) -> Iterator[None]:
    """Our handlers for the time of the crawl; those that were there before come back."""
    before = {number: signal.signal(number, handler) for number in SIGNALS}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)


@contextmanager
def _watchdog(minutes: float, close: Callable[[int, str], None]) -> Iterator[None]:
    """End the process from another thread when the reactor is blocked beyond the bound of the run (faults O5)."""

    def bite() -> None:
        logger.critical("The run did not end %d seconds after its time; ending it from outside.", int(WATCHDOG_GRACE))
        try:
            close(exit_codes.PARTIAL, "watchdog")
        finally:
            os._exit(exit_codes.PARTIAL)

    if minutes <= 0:
        yield
        return
    timer = threading.Timer(60 * minutes + WATCHDOG_GRACE, bite)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
