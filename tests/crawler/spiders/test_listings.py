from datetime import UTC, datetime

import pytest

from crawler.items import ListingEntry
from crawler.sources import KINDS as SOURCE_KINDS
from crawler.sources import Source
from crawler.spiders.base import named_port, slots_of
from crawler.spiders.listings import KINDS, fallback, first_url, newest_first


def source(kind: str = "feed", url: str = "https://a.example/", **more: object) -> Source:
    return Source(id="a", name="A", kind=kind, url=url, **more)  # type: ignore[arg-type]


def test_every_kind_of_source_can_be_read() -> None:
    assert set(KINDS) == set(SOURCE_KINDS)


def test_a_wordpress_site_is_asked_by_its_rest_interface() -> None:
    assert first_url(source("wordpress", "https://a.example/blog/")).startswith(
        "https://a.example/blog/wp-json/wp/v2/posts?"
    )
    assert first_url(source("feed", "https://a.example/feed")) == "https://a.example/feed"


@pytest.mark.parametrize(
    "url", ["https://a.example/", "https://a.example", "https://a.example/wp-json/wp/v2/posts?per_page=5"]
)
def test_closed_doors_of_a_wordpress_site(url: str) -> None:
    site = source("wordpress", url)
    assert [fallback(site, tried) for tried in range(4)] == [
        ("feed", "https://a.example/feed/"),
        ("sitemap", "https://a.example/wp-sitemap.xml"),
        ("front_page", "https://a.example/"),
        None,
    ]
    assert fallback(source("feed", url), 0) is None


def test_a_bound_costs_the_oldest() -> None:
    dates = [datetime(2026, 11, day, tzinfo=UTC) for day in (3, 20, 11)]
    entries = [ListingEntry(url=f"https://a.example/{date.day}", date_published=date) for date in dates]
    assert [entry.url[-2:] for entry in newest_first(entries)] == ["20", "11", "/3"]


def test_without_dates_the_order_of_the_listing_stays() -> None:
    entries = [ListingEntry(url=f"https://a.example/{number}") for number in range(3)]
    entries[2].date_published = datetime(2026, 11, 3, tzinfo=UTC)
    assert newest_first(entries) == entries


def test_the_longest_delay_at_a_host_counts() -> None:
    sources = [
        source(delay=0.5),
        source(delay=2.0),
        source(url="https://b.example/", delay=0),
        source(url="https://c.example/"),
    ]
    assert slots_of(sources) == {"a.example": {"delay": 2.0}, "b.example": {"delay": 0}}


def test_ports_that_sources_name() -> None:
    assert named_port("http://a.example:8080/feed") == ("a.example", 8080)
    assert named_port("http://a.example:443/") is None
    assert named_port("http://a.example/") is None
    assert named_port("http://a.example:99999/") is None
