"""One polite look at a page or a source through the same engine as a crawl: guard, robots.txt, pace, readers.

What was read is handed back instead of being stored (or stored as well, for `newsdesk fetch --save`).
"""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import CrawlerProcess
from twisted.python.failure import Failure

from crawler.items import Article, Fetch, Listing
from crawler.network import log
from crawler.network.addresses import AllowList
from crawler.sources import Source
from crawler.spiders.news import NewsSpider
from crawler.state import Listed, Pending, Validators
from newsdesk.config import Config
from newsdesk.crawl import settings_of

READING = {"pipelines.validate.ValidatePipeline": 100, "pipelines.clean.CleanPipeline": 200}
BY_HAND = "by-hand"  # the source of what `newsdesk fetch --save` and `newsdesk import` store


class NothingKnown:
    """A crawl state without a past: every URL is new, no request is conditional."""

    @classmethod
    def from_settings(cls, _settings: Any) -> Self:
        return cls()

    def validators(self, _key: bytes) -> Validators:
        """None: the whole page is wanted."""
        return Validators()

    def due(self, _source: str, listed: Sequence[Listed]) -> set[bytes]:
        """All of them."""
        return {one.key for one in listed}

    def pending(self, _source: str, _limit: int) -> list[Pending]:
        """Nothing waits."""
        return []

    def vanished(self, _source: str, _listed: Collection[bytes], _oldest: datetime, _limit: int) -> list[Pending]:
        """Nothing vanished."""
        return []

    def close(self) -> None:
        """Nothing is open."""


class OnePageSpider(NewsSpider):
    """Asks for the URL of each of its sources as for an article."""

    name = "one-page"

    async def start(self) -> AsyncIterator[Request]:
        for source in self.sources.values():
            yield self._request(source, "article", source.url, {}, self.parse_article, {"entry": None})


@dataclass(slots=True)
class Look:
    """What came of a look, in the order it came."""

    listings: list[Listing] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)
    fetches: list[Fetch] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)  # reasons of the pipelines


def look_at_page(config: Config, url: str, *, save: bool = False) -> Look:
    """Fetch and read one article page."""
    source = Source(id=BY_HAND, name="fetched by hand", kind="front_page", url=url)
    return _look(config, OnePageSpider, [source], save=save, most=1)


def look_at_sources(config: Config, sources: Sequence[Source], *, articles: int = 3) -> Look:
    """Fetch each source's listing and its first articles; nothing is stored."""
    few = [replace(source, max_articles=articles, images=False) for source in sources]
    return _look(config, NewsSpider, few, save=False, most=0)


def _look(config: Config, spider: type[NewsSpider], sources: Sequence[Source], *, save: bool, most: int) -> Look:
    AllowList.parse(config.allow_addresses)
    settings = settings_of(config, None, most or None)
    if not save:
        settings.set("CRAWL_STATE", f"{__name__}.NothingKnown", priority="cmdline")
        settings.set("ITEM_PIPELINES", READING, priority="cmdline")
    settings.set("READ_WORKERS", 0, priority="cmdline")
    log.configure(int(config.verbose), quiet=not config.verbose)
    log.quiet_libraries(int(config.verbose))
    process = CrawlerProcess(settings)
    log.quiet_libraries(int(config.verbose))  # Scrapy sets levels of its own
    crawler = process.create_crawler(spider)
    look = Look()
    crawler.signals.connect(lambda item: _take(look, item), signals.item_scraped, weak=False)
    crawler.signals.connect(lambda exception: look.dropped.append(str(exception)), signals.item_dropped, weak=False)
    failures: list[BaseException] = []

    def failed(failure: Failure) -> None:
        failures.append(failure.value or RuntimeError("the crawl did not start"))

    process.crawl(crawler, sources=sources).addErrback(failed)
    process.start()
    if failures:
        raise failures[0]
    return look


def _take(look: Look, item: Any) -> None:
    if isinstance(item, Article):
        look.articles.append(item)
    elif isinstance(item, Listing):
        look.listings.append(item)
    elif isinstance(item, Fetch):
        look.fetches.append(item)
