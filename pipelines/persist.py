"""From the crawl to the database: up to 100 records or 2 seconds a transaction, in the order they came.

A record the database refuses costs only itself. A database that is gone ends the run (finish reason `storage`, stat
`newsdesk/storage_error`, exit code 4); what was not written was not acknowledged and is fetched again by the next run.
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, NotConfigured
from sqlalchemy import Engine
from twisted.python.failure import Failure

from crawler.items import Article, Fetch, Listing
from crawler.outcomes import Outcome
from pipelines.dropped import Dropped
from pipelines.records import article_record, dropped, fetch_record, listing_record
from storage import runs, schema
from storage.engine import open_engine
from storage.errors import DatabaseUnreachable, StorageError
from storage.records import ArticleRecord, FetchRecord, Record, SourceRecord, WriteResult
from storage.unit_of_work import UnitOfWork

logger = logging.getLogger(__name__)

MOST_RECORDS = 100  # a transaction
LONGEST_WAIT = 2.0  # seconds until a record is written
STORAGE = "storage"  # finish reason
STORAGE_ERROR = "newsdesk/storage_error"  # stat: the message for people


class PersistPipeline:
    """Writes every item, and a row for every item that was dropped. Counts what storage made of them under `newsdesk/`.

    Opens a row in `crawl_runs` of its own when RUN_ID is not set (`scrapy crawl`).
    """

    engine: Engine | None = None
    unit: UnitOfWork | None = None
    ticking: asyncio.Task[None] | None = None
    closing: asyncio.Task[None] | None = None

    def __init__(self, crawler: Crawler, database_url: str, run_id: int | None) -> None:
        self.crawler = crawler
        self.stats: Any = crawler.stats
        self.database_url = database_url
        self.run_id = run_id
        self.is_own_run = run_id is None
        self.waiting: list[Record] = []
        self.writing = asyncio.Lock()
        self.failed = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        database_url = crawler.settings.get("DATABASE_URL")
        if not database_url:
            raise NotConfigured("DATABASE_URL is not set")
        pipeline = cls(crawler, database_url, crawler.settings.get("RUN_ID"))
        crawler.signals.connect(pipeline.item_dropped, signals.item_dropped)
        crawler.signals.connect(pipeline.item_error, signals.item_error)
        crawler.signals.connect(pipeline.spider_closed, signals.spider_closed)
        return pipeline

    # --- the life of a crawl ------------------------------------------------------------------------

    async def open_spider(self) -> None:
        try:
            self._open()
        except StorageError as error:
            self._storage_failed(error)
            raise CloseSpider(STORAGE) from error
        self.ticking = asyncio.ensure_future(self._tick())

    def _open(self) -> None:
        self.engine = open_engine(self.database_url)
        schema.ensure(self.engine)
        spider: Any = self.crawler.spider
        if self.run_id is None:
            self.run_id = runs.open_run(self.engine, arguments=f"scrapy crawl {spider.name}")
            runs.sync_sources(
                self.engine, [_source_record(source) for source in getattr(spider, "sources", {}).values()]
            )
        self.unit = UnitOfWork(self.engine, self.run_id)

    async def close_spider(self) -> None:
        if self.ticking is not None:
            self.ticking.cancel()
            with suppress(asyncio.CancelledError):
                await self.ticking
        await self.flush()

    async def spider_closed(self, reason: str) -> None:
        """The last rows, those of requests that closing itself gave up, and the end of our own run."""
        await self.flush()
        if self.engine is None:
            return
        if self.is_own_run and self.run_id is not None and not self.failed:
            code = 0 if reason == "finished" else 1
            runs.close_run(self.engine, self.run_id, exit_code=code, finish_reason=reason, counts=self._counts())
        self.engine.dispose()

    def _counts(self) -> dict[str, int]:
        names = ("articles_new", "articles_updated", "articles_unchanged", "articles_duplicates", "articles_withdrawn")
        return {name: self.stats.get_value(f"newsdesk/{name}", 0) for name in names}

    # --- items --------------------------------------------------------------------------------------

    async def process_item(self, item: Any) -> Any:
        if isinstance(item, Article):
            await self._add(article_record(item))
        elif isinstance(item, Listing):
            await self._add(listing_record(item))
        elif isinstance(item, Fetch):
            await self._add(fetch_record(item))
        return item

    async def item_dropped(self, item: Any, exception: Exception) -> None:
        """An earlier pipeline dropped the item: its fetch is recorded with the reason."""
        if isinstance(exception, Dropped):
            if exception.known_url and isinstance(fetch := getattr(item, "fetch", None), Fetch):
                fetch.final_url = exception.known_url  # so that the article is known under this URL too
            await self._drop(item, exception.reason, exception.outcome, str(exception), permanent=True)
        else:
            await self._drop(item, "other", Outcome.DROPPED, str(exception), permanent=True)

    async def item_error(self, item: Any, failure: Failure) -> None:
        """A pipeline failed on the item. The fault may be ours, so its page stays due."""
        detail = f"{type(failure.value).__name__}: {failure.value}"
        await self._drop(item, "error", Outcome.DROPPED, detail, permanent=False)

    async def _drop(self, item: Any, reason: str, outcome: Outcome, detail: str, *, permanent: bool) -> None:
        self.stats.inc_value(f"newsdesk/dropped/{reason}")
        fetch = item if isinstance(item, Fetch) else getattr(item, "fetch", None)
        if isinstance(fetch, Fetch):
            self.stats.inc_value(f"newsdesk/source/{fetch.source}/dropped")
            await self._add(dropped(fetch_record(fetch), outcome, detail, permanent=permanent))

    # --- writing ------------------------------------------------------------------------------------

    async def _add(self, record: Record) -> None:
        self.waiting.append(record)
        if len(self.waiting) >= MOST_RECORDS:
            await self.flush()

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(LONGEST_WAIT)
            await asyncio.shield(asyncio.ensure_future(self.flush()))

    async def flush(self) -> None:
        """Write everything that waits. Returns when it is committed, or counted as not written."""
        async with self.writing:
            while self.waiting:
                batch, self.waiting = self.waiting[:MOST_RECORDS], self.waiting[MOST_RECORDS:]
                await self._write(batch)

    async def _write(self, batch: Sequence[Record]) -> None:
        if self.unit is None or self.failed:
            self.stats.inc_value("newsdesk/not_written", len(batch))
            return
        try:
            # In a thread: while SQLite waits for another writer, the crawl goes on.
            result = await asyncio.to_thread(self.unit.write, batch)
        except DatabaseUnreachable as error:
            self._storage_failed(error)
            self.stats.inc_value("newsdesk/not_written", len(batch))
        except Exception as error:
            if len(batch) == 1:
                await self._refused(batch[0], error)
                return
            for record in batch:
                await self._write([record])
        else:
            self._count(result)

    async def _refused(self, record: Record, error: Exception) -> None:
        """Storage refuses this one record: its fetch is recorded with the error, and stays due."""
        fetch = record if isinstance(record, FetchRecord) else record.fetch
        url = record.url if isinstance(record, ArticleRecord) else fetch.url if fetch is not None else "?"
        logger.error("Could not store %s: %s", url, error, exc_info=error)
        self.stats.inc_value("newsdesk/dropped/not_storable")
        if fetch is None or isinstance(record, FetchRecord):
            self.stats.inc_value("newsdesk/not_written")
            return
        self.stats.inc_value(f"newsdesk/source/{fetch.source}/dropped")
        detail = f"not stored: {type(error).__name__}: {error}"
        await self._write([dropped(fetch, Outcome.DROPPED, detail, permanent=False)])

    def _storage_failed(self, error: StorageError) -> None:
        if self.failed:
            return
        self.failed = True
        logger.critical("%s", error)
        self.stats.set_value(STORAGE_ERROR, str(error))
        engine = self.crawler.engine
        if engine is not None and engine.spider is not None and self.unit is not None:
            self.closing = asyncio.ensure_future(engine.close_spider_async(reason=STORAGE))

    def _count(self, result: WriteResult) -> None:
        for name in ("new", "updated", "unchanged", "duplicates", "withdrawn"):
            if number := len(getattr(result, name)):
                self.stats.inc_value(f"newsdesk/articles_{name}", number)
        for source, counts in result.sources.items():
            for name, number in counts.items():
                self.stats.inc_value(f"newsdesk/source/{source}/{name}", number)


def _source_record(source: Any) -> SourceRecord:
    """A source of the sources file, which is the spider's; only its fields are known here."""
    names = ("id", "name", "kind", "url", "language", "publisher", "every", "enabled")
    return SourceRecord(**{name: getattr(source, name) for name in names})
