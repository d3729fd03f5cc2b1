"""The persist pipeline against a unit of work that fails on purpose, and against both databases."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from scrapy.exceptions import CloseSpider, DropItem, NotConfigured
from twisted.python.failure import Failure

from crawler.items import Article, Fetch
from crawler.outcomes import Outcome
from pipelines import persist
from pipelines.dropped import Dropped
from pipelines.persist import MOST_RECORDS, PersistPipeline
from storage.errors import DatabaseUnreachable, StorageError
from storage.records import ArticleRecord, FetchRecord, Record, WriteResult

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def fetch(url: str, kind: Any = "article", outcome: Outcome = Outcome.OK) -> Fetch:
    return Fetch(source="paper", url=url, kind=kind, outcome=outcome, fetched_at=NOW)


def article(number: int, **fields: Any) -> Article:
    url = f"https://paper.example/{number}"
    values = {"headline": f"Story {number}", "article_body": f"Text {number}.", "source": "paper", "fetch": fetch(url)}
    return Article(url=url, **(values | fields))


class Unit:
    """Remembers what it was asked to write; refuses what `refuse` says."""

    def __init__(self, refuse: Callable[[Record], Exception | None] = lambda record: None) -> None:
        self.refuse = refuse
        self.written: list[list[Record]] = []

    def write(self, records: Sequence[Record]) -> WriteResult:
        for record in records:
            if error := self.refuse(record):
                raise error
        self.written.append(list(records))
        result = WriteResult()
        for number, record in enumerate(records):
            if isinstance(record, ArticleRecord):
                result.new.append(number)
                result.count(record.source, "new")
        return result

    @property
    def records(self) -> list[Record]:
        return [record for batch in self.written for record in batch]


@pytest.fixture
def crawler(make_crawler: Callable[..., Any]) -> Any:
    return make_crawler(DATABASE_URL="sqlite:///never-opened.db", RUN_ID=1)


def through(pipeline: PersistPipeline, *items: Any) -> None:
    async def run() -> None:
        for item in items:
            assert await pipeline.process_item(item) is item
        await pipeline.close_spider()

    asyncio.run(run())


def with_unit(crawler: Any, unit: Unit) -> PersistPipeline:
    pipeline = PersistPipeline.from_crawler(crawler)
    pipeline.unit = unit  # type: ignore[assignment]
    return pipeline


def test_records_are_written_in_order_up_to_a_hundred_at_once(crawler: Any) -> None:
    unit = Unit()
    through(with_unit(crawler, unit), *(article(n) for n in range(250)))
    assert [len(batch) for batch in unit.written] == [100, 100, 50]
    assert [record.url for record in unit.records] == [f"https://paper.example/{n}" for n in range(250)]  # type: ignore[union-attr]
    assert crawler.stats.values == {"newsdesk/articles_new": 250, "newsdesk/source/paper/new": 250}


def test_nothing_waits_longer_than_the_clock_allows(crawler: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(persist, "LONGEST_WAIT", 0.01)
    unit = Unit()
    pipeline = with_unit(crawler, unit)
    monkeypatch.setattr(pipeline, "_open", lambda: None)

    async def run() -> None:
        await pipeline.open_spider()
        await pipeline.process_item(article(1))
        for _ in range(200):
            if unit.written:
                break
            await asyncio.sleep(0.01)
        assert len(unit.records) == 1
        await pipeline.close_spider()

    asyncio.run(run())


def bad(record: Record) -> Exception | None:
    is_bad = isinstance(record, ArticleRecord) and record.url.endswith("/7")
    return StorageError("refused a statement: index row too large") if is_bad else None


def test_a_record_that_is_refused_costs_only_itself(crawler: Any) -> None:
    unit = Unit(bad)
    through(with_unit(crawler, unit), *(article(n) for n in range(20)))
    stored = {record.url for record in unit.records if isinstance(record, ArticleRecord)}
    assert len(stored) == 19
    (row,) = [record for record in unit.records if isinstance(record, FetchRecord)]
    assert (row.url, row.outcome, row.permanent) == ("https://paper.example/7", "dropped", False)
    assert "index row too large" in (row.detail or "")
    assert crawler.stats.values["newsdesk/dropped/not_storable"] == 1
    assert crawler.stats.values["newsdesk/articles_new"] == 19
    assert crawler.engine.closed == []


def test_a_row_that_is_refused_too_is_counted(crawler: Any) -> None:
    unit = Unit(lambda record: ValueError("no"))
    through(with_unit(crawler, unit), article(1), fetch("https://paper.example/x", outcome=Outcome.GONE))
    assert unit.written == []
    assert crawler.stats.values["newsdesk/not_written"] == 2


def test_a_database_that_is_gone_ends_the_run(crawler: Any) -> None:
    unit = Unit(lambda record: DatabaseUnreachable("Cannot use the database: the disk is full."))
    pipeline = with_unit(crawler, unit)

    async def run() -> None:
        for n in range(MOST_RECORDS + 5):
            await pipeline.process_item(article(n))
        await asyncio.sleep(0)
        await pipeline.close_spider()

    asyncio.run(run())
    assert crawler.engine.closed == ["storage"]
    assert crawler.stats.values["newsdesk/storage_error"] == "Cannot use the database: the disk is full."
    assert crawler.stats.values["newsdesk/not_written"] == MOST_RECORDS + 5


def test_a_database_that_cannot_be_opened_ends_the_run_before_it_begins(
    make_crawler: Callable[..., Any], tmp_path: Any
) -> None:
    (tmp_path / "file").write_text("not a folder")
    crawler = make_crawler(DATABASE_URL=f"sqlite:///{tmp_path}/file/newsdesk.db", RUN_ID=None)
    pipeline = PersistPipeline.from_crawler(crawler)

    async def run() -> None:
        with pytest.raises(CloseSpider) as caught:
            await pipeline.open_spider()
        assert caught.value.reason == "storage"
        await pipeline.close_spider()
        await pipeline.spider_closed("storage")

    asyncio.run(run())
    assert "newsdesk/storage_error" in crawler.stats.values


@pytest.mark.parametrize(
    ("error", "outcome", "permanent", "counted"),
    [
        (Dropped("empty", "neither headline nor text"), "dropped", True, "empty"),
        (Dropped("duplicate", "same as x", outcome=Outcome.DUPLICATE), "duplicate", True, "duplicate"),
        (DropItem("somebody's own pipeline"), "dropped", True, "other"),
        (ValueError("a fault of ours"), "dropped", False, "error"),
    ],
)
def test_what_earlier_pipelines_drop_leaves_a_row(
    crawler: Any, error: Exception, outcome: str, permanent: bool, counted: str
) -> None:
    unit = Unit()
    pipeline = with_unit(crawler, unit)

    async def run() -> None:
        if isinstance(error, DropItem):
            await pipeline.item_dropped(article(1), error)
        else:
            await pipeline.item_error(article(1), Failure(error))
        await pipeline.close_spider()

    asyncio.run(run())
    (row,) = unit.records
    assert isinstance(row, FetchRecord)
    assert (row.outcome, row.permanent) == (outcome, permanent)
    assert str(error) in (row.detail or "")
    assert crawler.stats.values[f"newsdesk/dropped/{counted}"] == 1
    assert crawler.stats.values["newsdesk/source/paper/dropped"] == 1


def test_a_missing_setting_is_named(make_crawler: Callable[..., Any]) -> None:
    with pytest.raises(NotConfigured, match="DATABASE_URL"):
        PersistPipeline.from_crawler(make_crawler())
