"""What is due: the questions a crawl asks of the past."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from storage import runs
from storage.crawl_state import SqlCrawlState
from storage.engine import open_engine
from storage.unit_of_work import UnitOfWork
from tests.storage.records import NOON, article, fetched, key, listing

A, B = "https://tide.example/a", "https://tide.example/b"


@dataclass(frozen=True)
class Listed:
    key: bytes
    digest: str
    date_modified: datetime | None = None


class Past:
    """A database to which runs are added."""

    def __init__(self, url: str) -> None:
        self.engine = open_engine(url)
        self.state = SqlCrawlState.from_settings({"DATABASE_URL": url})
        self.new_run()

    def new_run(self) -> None:
        self.unit = UnitOfWork(self.engine, runs.open_run(self.engine, arguments="test", now=NOON))

    def due(
        self,
        url: str,
        digest: str = "d1",
        *,
        source: str = "tide",
        at: datetime = NOON + timedelta(hours=1),
        modified: datetime | None = None,
    ) -> bool:
        return key(url) in self.state.due(source, [Listed(key(url), digest, modified)], now=at)

    def waiting(self, *, source: str = "tide", at: datetime = NOON + timedelta(hours=1)) -> list[str]:
        return [one.url for one in self.state.pending(source, 10, now=at)]


@pytest.fixture
def past(database_url: str) -> Iterator[Past]:
    past = Past(database_url)
    yield past
    past.state.close()
    past.engine.dispose()


def read(past: Past, url: str, digest: str = "d1", **more: object) -> None:
    """The page was fetched and stored."""
    past.unit.write([article(url, article_body=f"Text of {url}", fetch=fetched(url, listing_digest=digest), **more)])


def test_an_unknown_url_is_due_and_a_fetched_one_is_not(past: Past) -> None:
    assert past.due(A)
    past.unit.write([listing(A)])
    assert past.due(A)
    read(past, A)
    assert not past.due(A)


def test_a_changed_entry_makes_its_article_due_again(past: Past) -> None:
    past.unit.write([listing(A)])
    read(past, A)
    past.new_run()
    assert past.due(A, "d2")
    past.unit.write([listing(A, digest="d2")])
    assert past.waiting() == [A]
    read(past, A, "d2")
    assert not past.due(A, "d2")
    assert past.waiting() == []


def test_two_listings_of_one_source_in_different_words_cause_no_fetch(past: Past) -> None:
    past.unit.write([listing(A, digest="sitemap-words")])
    read(past, A, "sitemap-words")
    past.unit.write([listing(A, digest="news-words")])
    for _ in range(2):
        past.new_run()
        assert not past.due(A, "sitemap-words")
        past.unit.write([listing(A, digest="sitemap-words")])
        assert past.waiting() == []
        past.unit.write([listing(A, digest="news-words")])
        assert past.waiting() == []


def test_another_source_that_shows_a_known_article_makes_no_fetch(past: Past) -> None:
    past.unit.write([listing(A)])
    read(past, A)
    assert not past.due(A, "other-words", source="wire")
    past.unit.write([listing(A, digest="other-words", source="wire")])
    assert not past.due(A, "other-words", source="wire")
    assert past.waiting(source="wire") == []


def test_an_article_reached_by_way_of_another_url_is_known(past: Past) -> None:
    past.unit.write([article(B, canonical_url=A)])
    assert not past.due(A)


def test_a_later_modification_date_makes_due(past: Past) -> None:
    read(past, A)
    assert past.due(A, modified=NOON + timedelta(minutes=30))
    assert not past.due(A, modified=NOON - timedelta(minutes=30))
    assert not past.due(A, modified=NOON + timedelta(days=30))  # a date in the future would make it due for ever


def test_a_failed_url_waits_longer_each_time(past: Past) -> None:
    past.unit.write([listing(A), fetched(A, "timeout", listing_digest="d1")])
    assert not past.due(A, at=NOON + timedelta(minutes=4))
    assert past.waiting(at=NOON + timedelta(minutes=4)) == []
    assert past.due(A, at=NOON + timedelta(minutes=6))
    assert past.waiting(at=NOON + timedelta(minutes=6)) == [A]


def test_what_was_listed_and_never_fetched_still_waits_after_an_unchanged_listing(past: Past) -> None:
    past.unit.write([listing(A, B, etag='"1"')])
    read(past, A)
    past.new_run()  # the run before was killed; the listing now answers 304
    assert past.state.validators(key("https://tide.example/feed")).etag == '"1"'
    assert past.waiting() == [B]


def test_what_vanished_from_a_listing_that_should_show_it(past: Past) -> None:
    past.unit.write([listing(A, B)])
    read(past, A)
    read(past, B)
    past.new_run()
    past.unit.write([listing(B)])
    oldest = NOON - timedelta(days=1)
    assert [one.url for one in past.state.vanished("tide", {key(B)}, oldest, 10)] == [A]
    assert past.state.vanished("tide", {key(B)}, NOON, 10) == []  # older than what the listing shows: it has rolled off
    past.unit.write([fetched(A, "gone")])
    assert past.state.vanished("tide", {key(B)}, oldest, 10) == []


def test_what_vanished_and_is_still_there_is_looked_at_once(past: Past) -> None:
    past.unit.write([listing(A, B)])
    read(past, A)
    read(past, B)
    past.new_run()
    past.unit.write([listing(B)])
    read(past, A)
    assert past.state.vanished("tide", {key(B)}, NOON - timedelta(days=1), 10) == []
