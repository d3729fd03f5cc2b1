"""What each source has come to in this run, counted from the items that leave the pipelines."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.items import Article, Fetch, Listing
from crawler.outcomes import PERMANENT, Outcome

source_changed = object()
"""Signal: something of a source was answered. Arguments: source_id, tally."""


@dataclass(slots=True)
class SourceTally:
    """The answers of one source, by what was asked for."""

    listings: Counter[Outcome] = field(default_factory=Counter)
    articles: Counter[Outcome] = field(default_factory=Counter)
    asked: int = 0  # listings and articles requested so far
    answered: int = 0

    @property
    def listing_was_read(self) -> bool:
        """Whether any of its listings was read, or was told to be unchanged."""
        return self.listings[Outcome.OK] + self.listings[Outcome.NOT_MODIFIED] > 0

    @property
    def got_something(self) -> bool:
        """Whether anything at all was fetched for this source."""
        return self.listing_was_read or self.articles[Outcome.OK] + self.articles[Outcome.NOT_MODIFIED] > 0

    @property
    def failed(self) -> bool:
        """A source failed when no listing of it could be read, or none of the articles it asked for could be had."""
        if self.listings and not self.listing_was_read and not _unasked_only(self.listings):
            return True
        answered = self.articles.total() - self.articles[Outcome.NOT_FETCHED]
        return answered > 0 and not any(self.articles[outcome] for outcome in PERMANENT)

    @property
    def finished(self) -> bool:
        """Whether nothing of it is under way."""
        return self.answered >= self.asked


def _unasked_only(counted: Counter[Outcome]) -> bool:
    return counted.total() == counted[Outcome.NOT_FETCHED]


class Tally:
    """Counts every row of the ledger as it leaves the pipelines, by source and outcome; `sources` holds the result."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.sources: dict[str, SourceTally] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        tally = cls(crawler)
        crawler.signals.connect(tally.scraped, signals.item_scraped)
        crawler.signals.connect(tally.dropped, signals.item_dropped)
        crawler.signals.connect(tally.failed, signals.item_error)
        return tally

    def scraped(self, item: Any) -> None:
        self._count(item, None)

    def dropped(self, item: Any) -> None:
        self._count(item, Outcome.DROPPED)

    def failed(self, item: Any) -> None:
        self._count(item, Outcome.DROPPED)
        self.crawler.stats.inc_value("pipelines/errors")

    def _count(self, item: Any, instead: Outcome | None) -> None:
        row = item if isinstance(item, Fetch) else getattr(item, "fetch", None)
        if not isinstance(item, Article | Fetch | Listing) or row is None or row.kind in ("robots", "image"):
            return
        outcome = instead or row.outcome
        tally = self.sources.setdefault(row.source, SourceTally())
        (tally.listings if row.kind == "listing" else tally.articles)[outcome] += 1
        tally.answered += 1
        tally.asked = max(tally.answered, getattr(self.crawler.spider, "requested", {}).get(row.source, 0))
        self.crawler.stats.inc_value(f"outcomes/{row.kind}/{outcome}")
        self.crawler.signals.send_catch_log(source_changed, source_id=row.source, tally=tally)
