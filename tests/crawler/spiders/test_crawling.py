"""The news spider against real servers: what it asks for, what it hands over, and that nothing is lost."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import REPOSITORY
from tests.site.server import Reply, Server, article, feed

PAPER, PRESS, LIST, MAPS = "paper.localhost", "press.localhost", "list.localhost", "maps.localhost"
RSS = "application/rss+xml"
SHARED = "a-story-that-two-sources-list"


def crawl(
    site: Server, sources: list[dict[str, Any]], state: dict[str, Any] | None = None, **settings: Any
) -> dict[str, Any]:
    told = {"sources": sources, "settings": {"ALLOW_ADDRESSES": [site.address]} | settings, "state": state or {}}
    program = [sys.executable, "-m", "tests.site.crawling", json.dumps(told)]
    done = subprocess.run(program, cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    answer["stderr"] = done.stderr
    return answer


def source(site: Server, name: str, kind: str, host: str, path: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "name": name.title(), "kind": kind, "url": site.url(host, path)} | more


def story(number: int) -> str:
    return f"/2026/11/21/story-number-{number}-of-the-day"


def fill(site: Server) -> None:
    """A feed, a closed WordPress site, a link list, a sitemap index, and sources that fail."""
    stories = [(f"Story number {number} of the day", site.url(PAPER, story(number))) for number in range(4)]
    shared = ("A story that two sources list", site.url(PAPER, f"/{SHARED}?utm_source=rss"))
    site.add(PAPER, "/feed", Reply(body=feed("Paper", [*stories, shared]), content_type=RSS, validators=True))
    for number in (0, 1):
        site.add(PAPER, story(number), Reply(body=article(f"Story number {number} of the day"), validators=True))
    site.add(PAPER, story(2), Reply(status=301, headers={"Location": site.url(PAPER, story(0))}))
    site.add(PAPER, story(3), Reply(body="<html><body></body></html>"))
    site.add(PAPER, f"/{SHARED}?utm_source=rss", Reply(body=article("A story that two sources list")))
    site.add(PAPER, "/withdrawn", Reply(status=410))
    site.add(PAPER, "/waiting", Reply(body=article("Waiting since yesterday")))
    site.add(PAPER, "/picture", Reply(body=b"\x89PNG\r\n\x1a\n" + bytes(200)))
    closed = [("From the feed of a closed site", site.url(PRESS, "/from-the-feed/"))]
    site.add(PRESS, "/feed/", Reply(body=feed("Press", closed), content_type=RSS))
    site.add(PRESS, "/from-the-feed/", Reply(body=article("From the feed of a closed site")))
    links = [("The same, listed elsewhere", site.url(PAPER, f"/{SHARED}")), ("A picture", site.url(PAPER, "/picture"))]
    site.add(LIST, "/links", Reply(body=feed("List", links), content_type=RSS))
    index = "".join(f"<sitemap><loc>{site.url(MAPS, f'/map-{n}.xml')}</loc></sitemap>" for n in (1, 2))
    site.add(MAPS, "/index.xml", Reply(body=f"<sitemapindex>{index}</sitemapindex>", content_type="text/xml"))
    for n in (1, 2):
        urls = f"<url><loc>{site.url(MAPS, f'/story-from-map-number-{n}')}</loc></url>"
        site.add(MAPS, f"/map-{n}.xml", Reply(body=f"<urlset>{urls}</urlset>", content_type="text/xml"))
        site.add(MAPS, f"/story-from-map-number-{n}", Reply(body=article(f"Story from map number {n}")))
    site.add("unchanged.localhost", "/feed", Reply(body=feed("Unchanged", stories), content_type=RSS, validators=True))
    site.add("broken.localhost", "/feed", Reply(body="<html><p>We have moved.</p></html>"))
    site.add("closed.localhost", "/robots.txt", Reply(body="User-agent: *\nDisallow: /\n", content_type="text/plain"))


@pytest.fixture(scope="module")
def world() -> Iterator[tuple[Server, dict[str, Any]]]:
    with Server() as site:
        fill(site)
        from tests.site.server import etag

        sources = [
            source(site, "paper", "feed", PAPER, "/feed", publisher="The Paper", language="en"),
            source(site, "press", "wordpress", PRESS, "/", user_agent="press-reader/1.0 (+https://example.org/)"),
            source(site, "list", "links", LIST, "/links"),
            source(site, "maps", "sitemap", MAPS, "/index.xml", max_articles=1),
            source(site, "unchanged", "feed", "unchanged.localhost", "/feed"),
            source(site, "broken", "feed", "broken.localhost", "/feed"),
            source(site, "closed", "feed", "closed.localhost", "/feed"),
            {"id": "gone", "name": "Gone", "kind": "feed", "url": "http://no-such-name.invalid/feed"},
        ]
        state = {
            "known": [site.url(PAPER, story(1))],
            "validators": {
                site.url("unchanged.localhost", "/feed"): etag(site.replies[("unchanged.localhost", "/feed")][0])
            },
            "pending": {"unchanged": [site.url(PAPER, "/waiting")]},
            "vanished": {"paper": [site.url(PAPER, "/withdrawn")]},
        }
        yield site, crawl(site, sources, state)


def of(answer: dict[str, Any], name: str, item: str | None = None) -> list[dict[str, Any]]:
    rows = [row for row in answer["items"] if row["source"] == name and row["kind"] != "robots"]
    return [row for row in rows if item in (None, row["item"])]


def test_every_request_has_exactly_one_row(world: tuple[Server, dict[str, Any]]) -> None:
    site, answer = world
    asked = {(hit.host, hit.path) for hit in site.hits}
    recorded = [row["url"] for row in answer["items"]]
    assert len(recorded) == len(set(recorded))
    redirected = {site.url(*one) for one in asked} - set(recorded)
    assert redirected == set()


def test_a_feed_gives_its_listing_first_and_then_its_articles(world: tuple[Server, dict[str, Any]]) -> None:
    _, answer = world
    listing, *rest = of(answer, "paper")
    assert (listing["item"], listing["outcome"], len(listing["entries"])) == ("Listing", "ok", 5)
    assert listing["etag"]
    stories = [row for row in rest if row["item"] == "Article"]
    assert "Story number 0 of the day" in {row["headline"] for row in stories}
    assert {row["publisher"] for row in stories} == {"The Paper"}
    assert stories[0]["provenance"]["publisher"] == "sources:publisher"
    assert all(row["digest"] for row in stories)


def test_a_known_article_is_not_asked_for(world: tuple[Server, dict[str, Any]]) -> None:
    site, answer = world
    assert site.asked(PAPER, story(1)) == []
    assert answer["stats"]["articles/known"] == 1


def test_a_redirect_to_an_article_of_this_run_is_a_duplicate(world: tuple[Server, dict[str, Any]]) -> None:
    site, answer = world
    (row,) = [row for row in of(answer, "paper", "Fetch") if row["url"] == site.url(PAPER, story(2))]
    assert (row["outcome"], row["final_url"]) == ("duplicate", site.url(PAPER, story(0)))
    assert len(site.asked(PAPER, story(0))) == 1


def test_pages_without_an_article_say_why(world: tuple[Server, dict[str, Any]]) -> None:
    site, answer = world
    rows = {row["url"]: row for row in answer["items"] if row["item"] == "Fetch"}
    empty = rows[site.url(PAPER, story(3))]
    assert (empty["outcome"], empty["etag"]) == ("not-an-article", None)
    assert empty["detail"]
    picture = rows[site.url(PAPER, "/picture")]
    assert picture["outcome"] == "not-an-article"
    assert "PNG" in picture["detail"]


def test_an_article_listed_twice_is_fetched_once_and_sighted_twice(world: tuple[Server, dict[str, Any]]) -> None:
    site, answer = world
    assert len([hit for hit in site.asked(PAPER) if SHARED in hit.path]) == 1
    listings = [*of(answer, "paper", "Listing"), *of(answer, "list", "Listing")]
    assert all(any(SHARED in url for url in listing["entries"]) for listing in listings)
    (stored,) = [row for row in answer["items"] if row.get("headline") == "A story that two sources list"]
    assert stored["source"] in ("paper", "list")
    assert answer["stats"]["articles/already_asked_for"] == 1


def test_what_waits_and_what_vanished_is_asked_for_again(world: tuple[Server, dict[str, Any]]) -> None:
    _, answer = world
    assert [row["headline"] for row in of(answer, "unchanged", "Article")] == ["Waiting since yesterday"]
    (gone,) = [row for row in of(answer, "paper", "Fetch") if row["url"].endswith("/withdrawn")]
    assert gone["outcome"] == "gone"


def test_an_unchanged_listing_costs_no_parsing(world: tuple[Server, dict[str, Any]]) -> None:
    site, answer = world
    (listing,) = of(answer, "unchanged", "Listing")
    assert (listing["outcome"], listing["entries"]) == ("not-modified", [])
    assert site.asked("unchanged.localhost", "/feed")[0].status == 304


def test_a_closed_rest_interface_is_told_and_the_feed_used(world: tuple[Server, dict[str, Any]]) -> None:
    site, answer = world
    assert [row["outcome"] for row in of(answer, "press", "Listing")] == ["not-found", "ok"]
    assert [row["headline"] for row in of(answer, "press", "Article")] == ["From the feed of a closed site"]
    assert "is closed" in answer["stderr"]
    assert "press" not in answer["failed"]
    assert {hit.headers["User-Agent"].split("/")[0] for hit in site.asked(PRESS)} == {"press-reader"}


def test_a_sitemap_index_is_followed_and_the_bound_of_the_source_kept(world: tuple[Server, dict[str, Any]]) -> None:
    _, answer = world
    assert len(of(answer, "maps", "Listing")) == 3
    assert len(of(answer, "maps", "Article")) == 1
    assert answer["stats"]["bounds/max_articles_of_source"] == 1


@pytest.mark.parametrize(("name", "outcome"), [("broken", "bad-listing"), ("closed", "robots"), ("gone", "dns")])
def test_a_source_that_fails_leaves_a_listing_without_entries(name: str, outcome: str, world: Any) -> None:
    _, answer = world
    (row,) = of(answer, name)
    assert (row["item"], row["outcome"], row["entries"]) == ("Listing", outcome, [])
    assert name in answer["failed"]


def test_the_run_is_finished_and_its_log_is_short(world: tuple[Server, dict[str, Any]]) -> None:
    _, answer = world
    assert answer["stats"]["finish_reason"] == "finished"
    assert answer["failed"] == ["broken", "closed", "gone"]
    assert len(answer["stderr"].splitlines()) == 1
    assert "Traceback" not in answer["stderr"]


def test_a_run_out_of_time_ends_in_order_with_a_row_for_what_was_not_asked_for() -> None:
    with Server() as site:
        stories = [(f"Story number {number} of the day", site.url(PAPER, story(number))) for number in range(30)]
        site.add(PAPER, "/feed", Reply(body=feed("Paper", stories), content_type=RSS))
        for number in range(30):
            site.add(PAPER, story(number), Reply(body=article(f"Story number {number} of the day"), delay=0.15))
        paper = source(site, "paper", "feed", PAPER, "/feed", delay=0.1)
        answer = crawl(site, [paper], MAX_MINUTES=1.2 / 60, CONCURRENT_REQUESTS=4)
        rows = of(answer, "paper")
        assert answer["stats"]["finish_reason"] == "max_minutes"
        assert len(rows) == 31
        outcomes = [row["outcome"] for row in rows]
        assert 0 < outcomes.count("not-fetched") < 30
        assert outcomes.count("ok") + outcomes.count("not-fetched") == 31
        assert {row["detail"] for row in rows if row["outcome"] == "not-fetched"} == {"the time of the run is over"}


def test_a_host_that_keeps_failing_is_left_and_the_others_complete() -> None:
    with Server() as site:
        bad = [(f"Story number {number} of the day", site.url("bad.localhost", story(number))) for number in range(12)]
        good = [(f"Story number {number} of the day", site.url(PAPER, story(number))) for number in range(5)]
        site.add(LIST, "/links", Reply(body=feed("List", bad + good), content_type=RSS))
        for number in range(12):
            site.add("bad.localhost", story(number), Reply(reset=True))
        for number in range(5):
            site.add(PAPER, story(number), Reply(body=article(f"Story number {number} of the day")))
        answer = crawl(site, [source(site, "list", "links", LIST, "/links")], RETRY_TIMES=0)
        outcomes = [row["outcome"] for row in of(answer, "list") if row["item"] != "Listing"]
        assert outcomes.count("ok") == 5
        assert 5 <= outcomes.count("connection") <= 7
        assert outcomes.count("connection") + outcomes.count("not-fetched") == 12
        assert answer["stats"]["hosts/left"] == 1
