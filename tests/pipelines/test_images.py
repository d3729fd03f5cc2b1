import asyncio
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError, IgnoreRequest, NotConfigured
from scrapy.http import Response

from crawler.items import Article, Fetch, Image
from crawler.outcomes import Outcome
from pipelines import image_files
from pipelines.images import MOST_IMAGES, ImagesPipeline
from tests.pipelines.test_image_files import picture

A, B = "https://i.example/a.jpg", "https://i.example/b.png"


@pytest.fixture
def crawler(make_crawler: Callable[..., Any], tmp_path: Path) -> Any:
    crawler = make_crawler(DATA_DIR=str(tmp_path), IMAGE_SOURCES=["with-images"])
    crawler.engine.answers = {A: Response(A, body=picture()), B: Response(B, body=picture("PNG"))}
    return crawler


def article(*urls: str | None, source: str = "with-images") -> Article:
    return Article(url="https://p.example/", source=source, images=[Image(url=url, caption="c") for url in urls])


def process(pipeline: ImagesPipeline, *items: Any) -> list[Any]:
    async def run() -> list[Any]:
        return await asyncio.gather(*(pipeline.process_item(item) for item in items))

    return asyncio.run(run())


def rows(crawler: Any) -> list[tuple[str, Outcome]]:
    assert all(isinstance(row, Fetch) and row.kind == "image" for row in crawler.engine.scraper.items)
    return [(row.url, row.outcome) for row in crawler.engine.scraper.items]


def test_pictures_are_fetched_stored_and_recorded(crawler: Any, tmp_path: Path) -> None:
    (item,) = process(ImagesPipeline.from_crawler(crawler), article(A, None, B))
    first, damaged, second = item.images
    assert (tmp_path / first.file.path).read_bytes() == picture()
    assert second.file.media_type == "image/png"
    assert damaged.file is None
    assert rows(crawler) == [(A, Outcome.OK), (B, Outcome.OK)]
    request = crawler.engine.requests[0]
    assert request.meta["kind"] == "image"
    assert request.meta["source"] == "with-images"
    assert request.meta["download_maxsize"] == image_files.MAX_BYTES


def test_only_for_sources_that_want_them(crawler: Any) -> None:
    (item,) = process(ImagesPipeline.from_crawler(crawler), article(A, source="without"))
    assert item.images[0].file is None
    assert crawler.engine.requests == []


def test_without_the_setting_the_sources_of_the_spider_decide(make_crawler: Callable[..., Any], tmp_path: Path) -> None:
    crawler = make_crawler(DATA_DIR=str(tmp_path))
    crawler.engine.answers = {A: Response(A, body=picture())}
    crawler.spider.sources = {
        "yes": SimpleNamespace(images=True, user_agent="Mine/1.0"),
        "no": SimpleNamespace(images=False, user_agent=None),
    }
    pipeline = ImagesPipeline.from_crawler(crawler)
    no, yes = process(pipeline, article(A, source="no"), article(A, source="yes"))
    assert no.images[0].file is None
    assert yes.images[0].file is not None
    assert crawler.engine.requests[0].headers["User-Agent"] == b"Mine/1.0"


def test_a_url_is_asked_for_once_a_run(crawler: Any) -> None:
    pipeline = ImagesPipeline.from_crawler(crawler)
    process(pipeline, *(article(A, A) for _ in range(5)))
    (later,) = process(pipeline, article(A))
    assert len(crawler.engine.requests) == 1
    assert later.images[0].file is not None


def test_the_same_bytes_under_many_urls_are_one_file(crawler: Any, tmp_path: Path) -> None:
    urls = [f"https://i.example/{n}.jpg" for n in range(10)]
    crawler.engine.answers = {url: Response(url, body=picture()) for url in urls}
    (item,) = process(ImagesPipeline.from_crawler(crawler), article(*urls))
    assert len({image.file.path for image in item.images}) == 1
    assert len(list((tmp_path / "images").rglob("*.jpg"))) == 1


def test_at_most_twenty_of_an_article(crawler: Any) -> None:
    urls = [f"https://i.example/{n}.jpg" for n in range(100)]
    process(ImagesPipeline.from_crawler(crawler), article(*urls))
    assert len(crawler.engine.requests) == MOST_IMAGES
    assert crawler.stats.values["newsdesk/images/left_out"] == 80


class Refused(IgnoreRequest):
    outcome = Outcome.GUARD


@pytest.mark.parametrize(
    ("answer", "outcome", "counted"),
    [
        (Response(A, body=b"<html>"), Outcome.DROPPED, "refused/not_a_picture"),
        (Response(A, body=b""), Outcome.DROPPED, "refused/empty"),
        (Response(A, body=picture()[:999]), Outcome.DROPPED, "refused/damaged"),
        (Response(A, status=404), Outcome.NOT_FOUND, "failed/not-found"),
        (Response(A, status=503), Outcome.SERVER_ERROR, "failed/server-error"),
        (Response(A, status=418), Outcome.HTTP_ERROR, "failed/http-error"),
        (Refused("10.0.0.1 is not public"), Outcome.GUARD, "failed/guard"),
        (CannotResolveHostError("i.example"), Outcome.DNS, "failed/dns"),
        (DownloadTimeoutError("20 s"), Outcome.TIMEOUT, "failed/timeout"),
        (RuntimeError("anything"), Outcome.CONNECTION, "failed/connection"),
    ],
)
def test_no_failure_costs_the_article(crawler: Any, answer: Any, outcome: Outcome, counted: str) -> None:
    crawler.engine.answers[A] = answer
    (item,) = process(ImagesPipeline.from_crawler(crawler), article(A, B))
    assert item.images[0].file is None
    assert item.images[1].file is not None
    assert rows(crawler) == [(A, outcome), (B, Outcome.OK)]
    assert crawler.engine.scraper.items[0].detail
    assert crawler.stats.values[f"newsdesk/images/{counted}"] == 1


def test_a_full_disk_costs_the_picture_only(crawler: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(body: bytes, data_dir: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(image_files, "store", full)
    (item,) = process(ImagesPipeline.from_crawler(crawler), article(A))
    assert item.images[0].file is None
    assert crawler.engine.scraper.items[0].detail == "not stored: No space left on device"
    assert crawler.stats.values["newsdesk/images/not_stored"] == 1


@pytest.mark.parametrize("how", ["closing", "ending"])
def test_an_ending_run_asks_for_no_more(crawler: Any, how: str) -> None:
    if how == "closing":
        crawler.engine._slot.closing = object()
    else:
        crawler.spider.ending = "the time of the run is over"
    (item,) = process(ImagesPipeline.from_crawler(crawler), article(A))
    assert item.images[0].file is None
    assert crawler.engine.requests == []
    assert crawler.stats.values == {"newsdesk/images/not_fetched": 1}


def test_a_missing_setting_is_named(make_crawler: Callable[..., Any]) -> None:
    with pytest.raises(NotConfigured, match="DATA_DIR"):
        ImagesPipeline.from_crawler(make_crawler())
