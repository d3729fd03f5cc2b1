"""Run the `news` spider on given sources in a process of its own, with a scripted crawl state and no database.

python -m tests.site.crawling '{"sources": [{...}], "settings": {...}, "state": {...}}' prints items and stats as JSON.
"""

import json
import sys
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Self

from scrapy.crawler import CrawlerProcess
from scrapy.settings import Settings

from crawler.items import Article, Fetch, Listing
from crawler.sources import Source
from crawler.spiders.news import NewsSpider
from crawler.spiders.tally import Tally
from crawler.state import Listed, Pending, Validators
from crawler.urls import url_key

items: list[dict[str, Any]] = []
told: dict[str, Any] = {}


class ScriptedState:
    """`known` URLs are not due; `validators` {url: etag}; `pending` and `vanished` {source: [url]}."""

    def __init__(self, script: dict[str, Any]) -> None:
        self.known = {url_key(url) for url in script.get("known", [])}
        self.etags = {url_key(url): etag for url, etag in script.get("validators", {}).items()}
        self.waiting = script.get("pending", {})
        self.gone = script.get("vanished", {})

    @classmethod
    def from_settings(cls, settings: Any) -> Self:
        return cls(told.get("state", {}))

    def validators(self, key: bytes) -> Validators:
        return Validators(etag=self.etags.get(key))

    def due(self, source: str, listed: Sequence[Listed]) -> set[bytes]:
        return {one.key for one in listed} - self.known

    def pending(self, source: str, limit: int) -> list[Pending]:
        return [Pending(url_key(url), url, "earlier") for url in self.waiting.get(source, [])][:limit]

    def vanished(self, source: str, listed: Collection[bytes], oldest: datetime, limit: int) -> list[Pending]:
        gone = [Pending(url_key(url), url, None) for url in self.gone.get(source, [])]
        return [one for one in gone if one.key not in listed][:limit]

    def close(self) -> None:
        """Nothing is open."""


class CollectPipeline:
    """Notes what the spider handed over."""

    def process_item(self, item: Any) -> Any:
        row = item if isinstance(item, Fetch) else item.fetch
        note: dict[str, Any] = {
            "item": type(item).__name__,
            "source": row.source,
            "kind": row.kind,
            "url": row.url,
            "final_url": row.final_url,
            "outcome": row.outcome,
            "detail": row.detail,
            "etag": row.etag,
            "digest": row.listing_digest,
        }
        if isinstance(item, Listing):
            note |= {"entries": [entry.url for entry in item.entries], "problems": item.problems}
        if isinstance(item, Article):
            note |= {name: getattr(item, name) for name in ("headline", "publisher", "in_language", "article_body")}
            note["provenance"] = item.field_provenance
        items.append(note)
        return item


def main() -> None:
    told.update(json.loads(sys.argv[1]))
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    own = {
        "AUTOTHROTTLE_START_DELAY": 0.01,
        "CRAWL_STATE": "tests.site.crawling.ScriptedState",
        "DOWNLOAD_DELAY": 0.01,
        "ITEM_PIPELINES": {"tests.site.crawling.CollectPipeline": 900},
        "LOG_LEVEL": "WARNING",
        "READ_WORKERS": 0,
    }
    settings.setdict(own | told.get("settings", {}), priority="cmdline")
    process = CrawlerProcess(settings)
    crawler = process.create_crawler(NewsSpider)
    process.crawl(crawler, sources=[Source(**source) for source in told["sources"]])
    process.start()
    tally = crawler.get_extension(Tally)
    assert tally is not None
    stats = {name: value for name, value in crawler.stats.get_stats().items() if isinstance(value, int | float | str)}
    failed = sorted(name for name, one in tally.sources.items() if one.failed)
    print(json.dumps({"items": items, "stats": stats, "failed": failed}))  # noqa: T201


if __name__ == "__main__":
    from tests.site import crawling  # the module that the settings name, not `__main__`

    crawling.main()
