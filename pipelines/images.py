"""The pictures of an article, fetched when its source wants them. Their words and URLs are stored in any case.

Downloads go through the engine, so that guard, robots.txt and the pace of a host apply to them. No failure costs the
article; each leaves a row in the ledger (kind `image`).
"""

import asyncio
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError, NotConfigured, ResponseDataLossError
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.items import Article, Fetch, ImageFile
from crawler.outcomes import Outcome
from pipelines import image_files
from pipelines.image_files import MAX_BYTES, ImageRefused
from pipelines.text import storable

logger = logging.getLogger(__name__)

MOST_IMAGES = 20  # fetched of one article; the rest is counted as `newsdesk/images/left_out`
ACCEPT = "image/jpeg,image/png,image/webp,image/gif,image/avif;q=0.8,*/*;q=0.1"
STATUSES = {401: Outcome.BLOCKED, 403: Outcome.BLOCKED, 404: Outcome.NOT_FOUND, 410: Outcome.GONE, 429: Outcome.BLOCKED}
FAILURES: tuple[tuple[type[Exception], Outcome], ...] = (
    (CannotResolveHostError, Outcome.DNS),
    (DownloadTimeoutError, Outcome.TIMEOUT),
    (ResponseDataLossError, Outcome.TRUNCATED),
)


class ImagesPipeline:
    """Gives the images of an article their `file`. Sources that want it: IMAGE_SOURCES, a list of ids; without it, the
    sources of the spider that say `images = true`."""

    def __init__(
        self, crawler: Crawler, data_dir: Path, database_url: str | None, sources: frozenset[str] | None
    ) -> None:
        self.crawler = crawler
        self.data_dir = data_dir
        self.database_url = database_url
        self.sources = sources
        self.fetched: dict[str, asyncio.Future[ImageFile | None]] = {}
        self.decoding = asyncio.Semaphore(1)  # one decoded picture in memory at a time
        self.engine: Any = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        data_dir = crawler.settings.get("DATA_DIR")
        if not data_dir:
            raise NotConfigured("DATA_DIR is not set")
        ids = crawler.settings.get("IMAGE_SOURCES")
        sources = frozenset(crawler.settings.getlist("IMAGE_SOURCES")) if ids is not None else None
        return cls(crawler, Path(data_dir), crawler.settings.get("DATABASE_URL"), sources)

    def open_spider(self) -> None:
        image_files.sweep_unfinished(self.data_dir)

    def close_spider(self) -> None:
        if self.engine is not None:
            self.engine.dispose()

    async def process_item(self, item: Any) -> Any:
        if isinstance(item, Article) and item.images and self._wanted(item.source):
            await self._fetch_all(item)
        return item

    def _wanted(self, source: str | None) -> bool:
        if self.sources is not None:
            return source in self.sources
        return bool(getattr(self._source(source), "images", False))

    def _source(self, source: str | None) -> Any:
        return getattr(self.crawler.spider, "sources", {}).get(source)

    async def _fetch_all(self, article: Article) -> None:
        images = [image for image in article.images if image.url]
        urls = list(dict.fromkeys(image.url for image in images if image.url))
        self._count("left_out", len(urls[MOST_IMAGES:]))
        known = self._known(urls[:MOST_IMAGES])
        files: dict[str, ImageFile | None] = {}
        for url in urls[:MOST_IMAGES]:  # one after the other, so that the end of a run waits for one download at most
            files[url] = known.get(url) or await self._file(article, url)
        for image in images:
            image.file = files.get(image.url or "")

    def _known(self, urls: list[str]) -> dict[str, ImageFile]:
        """Files that an earlier run stored for these URLs, and that are still there."""
        if self.database_url is None:
            return {}
        from storage.engine import open_engine
        from storage.image_files import stored_images

        if self.engine is None:
            self.engine = open_engine(self.database_url)
        stored = stored_images(self.engine, [url for url in urls if url not in self.fetched])
        found = {
            url: ImageFile(**{name: getattr(row, name) for name in ImageFile.__slots__}) for url, row in stored.items()
        }
        found = {url: file for url, file in found.items() if (self.data_dir / file.path).is_file()}
        self._count("known", len(found))
        return found

    async def _file(self, article: Article, url: str) -> ImageFile | None:
        """The stored picture of a URL; None if it cannot be had. Each URL is asked for once a run."""
        if (waiting := self.fetched.get(url)) is not None:
            return await asyncio.shield(waiting)
        if self._ending():
            self._count("not_fetched")
            return None
        future = self.fetched[url] = asyncio.get_running_loop().create_future()
        file = None
        try:
            row, file = await self._download(article, url)
            await self.crawler.engine.scraper.start_itemproc_async(row, response=None)
        finally:
            future.set_result(file)
        return file

    def _ending(self) -> bool:
        # A request that enters the engine while it closes would make it close twice.
        slot = getattr(self.crawler.engine, "_slot", None)
        return slot is None or slot.closing is not None or bool(getattr(self.crawler.spider, "ending", None))

    async def _download(self, article: Article, url: str) -> tuple[Fetch, ImageFile | None]:
        started = datetime.now(UTC)
        row = Fetch(source=article.source or "", url=url, kind="image", outcome=Outcome.OK, fetched_at=started)
        file = None
        try:
            response = await self.crawler.engine.download_async(self._request(article, url))
            file = await self._store(response, row)
        except ImageRefused as refused:
            row.outcome, row.detail = Outcome.DROPPED, storable(str(refused), 300)
            self._count(f"refused/{refused.reason}")
        except OSError as error:  # no room, no permission: the picture is lost, the article is not
            logger.error("Cannot store the picture %s in %s: %s", url, self.data_dir, error)
            row.outcome, row.detail = Outcome.DROPPED, f"not stored: {error.strerror or error}"
            self._count("not_stored")
        except Exception as error:  # whatever ends a download
            row.outcome, row.detail = failure(error)
            self._count(f"failed/{row.outcome}")
        row.milliseconds = round((datetime.now(UTC) - started).total_seconds() * 1000)
        return row, file

    def _request(self, article: Article, url: str) -> Request:
        headers = {"Accept": ACCEPT}
        if agent := getattr(self._source(article.source), "user_agent", None):
            headers["User-Agent"] = agent
        meta = {"source": article.source, "kind": "image", "download_maxsize": MAX_BYTES, "max_retry_times": 1}
        return Request(url, callback=NO_CALLBACK, headers=headers, meta=meta, dont_filter=True)

    async def _store(self, response: Response, row: Fetch) -> ImageFile | None:
        row.status, row.bytes = response.status, len(response.body)
        row.final_url = response.url if response.url != row.url else None
        if response.status != 200:
            default = Outcome.SERVER_ERROR if response.status >= 500 else Outcome.HTTP_ERROR
            row.outcome, row.detail = STATUSES.get(response.status, default), f"HTTP {response.status}"
            self._count(f"failed/{row.outcome}")
            return None
        async with self.decoding:
            file = await asyncio.to_thread(image_files.store, response.body, self.data_dir)
        self._count("stored")
        return file

    def _count(self, name: str, number: int = 1) -> None:
        if number and self.crawler.stats is not None:
            self.crawler.stats.inc_value(f"newsdesk/images/{name}", number)


def failure(error: Exception) -> tuple[Outcome, str]:
    """The outcome of a picture that could not be downloaded. Errors of our own network layer name theirs."""
    detail = storable(" ".join((str(error) or type(error).__name__).split()), 300)
    named = getattr(error, "outcome", None)
    if isinstance(named, Outcome):
        return named, detail
    return next((outcome for kind, outcome in FAILURES if isinstance(error, kind)), Outcome.CONNECTION), detail
