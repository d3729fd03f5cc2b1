"""Fetch URLs through the real settings and middlewares in a process of its own; print what came of each as JSON.

python -m tests.site.probe '{"urls": [...], "settings": {...}}'
"""

import json
import sys
from collections.abc import AsyncIterator
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response
from scrapy.settings import Settings
from twisted.python.failure import Failure

from crawler.items import Fetch
from crawler.spiders import ledger
from crawler.state import Validators

rows: list[dict[str, Any]] = []


def note(row: Fetch, body: str = "") -> None:
    rows.append({"url": row.url, "outcome": row.outcome, "detail": row.detail, "status": row.status, "body": body})
    rows[-1] |= {"final_url": row.final_url, "redirects": row.redirects, "kind": row.kind, "bytes": row.bytes}


class CollectPipeline:
    """What the middlewares record by themselves (robots.txt)."""

    def process_item(self, item: Any) -> Any:
        note(item)
        return item


class ProbeState:
    """Knows one validator for every URL that has /known in it."""

    def validators(self, key: bytes) -> Validators:
        return Validators(etag='"known"') if key in self.known else Validators()

    def due(self, source: str, listed: Any) -> set[bytes]:
        return {one.key for one in listed}

    def __init__(self, known: set[bytes]) -> None:
        self.known = known


class Probe(scrapy.Spider):
    name = "probe"
    named_ports: frozenset[tuple[str, int]] = frozenset()
    ending = None

    def __init__(self, urls: list[Any], known: list[str]) -> None:
        from crawler.urls import url_key

        super().__init__()
        self.urls = urls
        self.crawl_state = ProbeState({url_key(url) for url in known})

    async def start(self) -> AsyncIterator[Any]:
        for url in self.urls:
            meta = {"source": "probe", "kind": "article", "conditional": True}
            yield scrapy.Request(url, callback=self.good, errback=self.bad, meta=meta, dont_filter=True)

    def good(self, response: Response) -> None:
        assert response.request is not None
        note(ledger.response_row(response.request, response), response.body[:200].decode("latin-1"))

    def bad(self, failure: Failure) -> None:
        request: Any = failure.request  # type: ignore[attr-defined]
        note(ledger.failure_row(request, failure.value or RuntimeError()))

    def row_of_unasked(self, request: scrapy.Request) -> Fetch | None:
        return None


def main() -> None:
    told = json.loads(sys.argv[1])
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.set("ITEM_PIPELINES", {"tests.site.probe.CollectPipeline": 900}, priority="cmdline")
    settings.set("LOG_LEVEL", "ERROR", priority="cmdline")
    settings.set("SPIDER_MODULES", [], priority="cmdline")
    settings.setdict(told.get("settings", {}), priority="cmdline")
    process = CrawlerProcess(settings)
    crawler = process.create_crawler(Probe)
    process.crawl(crawler, urls=told["urls"], known=told.get("known", []))
    process.start()
    stats = {name: value for name, value in crawler.stats.get_stats().items() if isinstance(value, int | float | str)}
    print(json.dumps({"rows": rows, "stats": stats}))  # noqa: T201


if __name__ == "__main__":
    from tests.site import probe  # so that the pipeline named in the settings fills this very list

    probe.main()
