"""Ending a run before it is through: what was not asked for gets its row in the ledger, what is in flight may land."""

import asyncio
import logging
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import CallLaterResult, call_later

from crawler.network.errors import RunEnding
from crawler.network.hosts import empty_queue

logger = logging.getLogger(__name__)

MAX_MINUTES = "max_minutes"  # finish reasons
MAX_ARTICLES = "max_articles"
INTERRUPTED = "interrupted"
TERMINATED = "terminated"
WORDS = {
    MAX_MINUTES: "the time of the run is over",
    INTERRUPTED: "the run was interrupted",
    TERMINATED: "the run was asked to end",
}


class OrderlyEnd:
    """Ends the crawl after MAX_MINUTES, or when asked by `end`: no new requests, nothing lost without a row."""

    def __init__(self, crawler: Crawler, seconds: float) -> None:
        self.crawler = crawler
        self.seconds = seconds
        self.alarm: CallLaterResult | None = None
        self.task: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler, 60.0 * crawler.settings.getfloat("MAX_MINUTES"))
        crawler.signals.connect(extension.start_clock, signals.spider_opened)
        crawler.signals.connect(extension.stop_clock, signals.spider_closed)
        return extension

    def start_clock(self) -> None:
        if self.seconds > 0:
            self.alarm = call_later(self.seconds, self.end, MAX_MINUTES)

    def stop_clock(self) -> None:
        if self.alarm is not None:
            self.alarm.cancel()
            self.alarm = None

    def end(self, reason: str) -> None:
        """Begin to end the crawl with this finish reason. Returns at once; must be called in the reactor's thread."""
        if self.task is None and self.crawler.spider is not None:
            self.task = asyncio.ensure_future(self._end(reason))

    async def _end(self, reason: str) -> None:
        spider: Any = self.crawler.spider
        engine = self.crawler.engine
        spider.ending = WORDS.get(reason, reason)
        logger.info("Ending the run: %s", spider.ending)
        scheduler: Any = engine.scheduler
        while scheduler is not None and (request := scheduler.next_request()) is not None:
            if (row := spider.row_of_unasked(request)) is not None:
                await engine.scraper.start_itemproc_async(row, response=None)
        empty_queue(self.crawler, RunEnding(spider.ending))
        await engine.close_spider_async(reason=reason)
