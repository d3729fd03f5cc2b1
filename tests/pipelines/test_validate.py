from datetime import UTC, datetime, timedelta, timezone

import pytest

from crawler.items import Article, Image, RelatedLink
from pipelines.dropped import Dropped
from pipelines.validate import LONGEST, LONGEST_CAPTION, LONGEST_NAME, MOST, TOLERANCE, validate

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://paper.example/story"


def article(**fields: object) -> Article:
    return Article(**{"url": URL, "headline": "A headline", "article_body": "Some text.", **fields})  # type: ignore[arg-type]


def test_a_sound_article_is_left_alone() -> None:
    sound = article(canonical_url=URL, date_published=NOW, images=[Image(url="https://i.example/a.jpg", caption="A")])
    assert not validate(sound, now=NOW)
    assert sound.canonical_url == URL
    assert len(sound.images) == 1


@pytest.mark.parametrize(
    "url", ["", "ftp://a.example/x", "http://[", "javascript:alert(1)", "https://a.example/" + "x" * 3000]
)
def test_an_article_needs_a_url_that_can_be_fetched(url: str) -> None:
    with pytest.raises(Dropped) as caught:
        validate(article(url=url), now=NOW)
    assert caught.value.reason == "bad_url"


@pytest.mark.parametrize(("headline", "body"), [(None, ""), (" \n", "\x00\u200b"), ("\u202e", " \xa0 ")])
def test_an_article_needs_a_headline_or_text(headline: str | None, body: str) -> None:
    with pytest.raises(Dropped) as caught:
        validate(article(headline=headline, article_body=body), now=NOW)
    assert caught.value.reason == "empty"


def test_a_headline_without_text_is_kept_and_counted() -> None:
    assert validate(article(article_body=""), now=NOW) == {"without_text": 1}


def test_texts_are_cut_at_their_limit_and_counted() -> None:
    long = article(
        headline=" " * 5_000_000 + "H" * 5_000_000,
        article_body="B" * 2_000_000,
        authors=["A" * 10_000],
        images=[Image(url="https://i.example/a.jpg", caption="C" * 100_000)],
        related_links=[RelatedLink(url="https://p.example/r", text="T" * 5_000)],
    )
    counts = validate(long, now=NOW)
    assert long.headline == "H" * LONGEST["headline"]
    assert len(long.article_body) == LONGEST["article_body"]
    assert long.authors == ["A" * LONGEST_NAME]
    assert len(long.images[0].caption or "") == LONGEST_CAPTION
    assert set(counts) == {"cut/headline", "cut/article_body", "cut/authors", "cut/image_caption", "cut/link_text"}


def test_lists_are_bounded_and_what_is_left_out_is_counted() -> None:
    many = article(
        images=[Image(url=f"https://i.example/{n}.jpg") for n in range(10_000)],
        related_links=[RelatedLink(url=f"https://p.example/{n}", text="x") for n in range(100_000)],
        keywords=[f"k{n}" for n in range(1_000)],
    )
    counts = validate(many, now=NOW)
    assert (len(many.images), len(many.related_links), len(many.keywords)) == (200, 500, 100)
    assert counts["left_out/images"] == 10_000 - MOST["images"]
    assert counts["left_out/related_links"] == 100_000 - MOST["related_links"]


@pytest.mark.parametrize(
    "bad",
    [
        "http://[",
        "http://h.example:99999999/",
        "https://h.example/\x00",
        "data:image/png;base64,AAAA",
        "https://a/" + "x" * 10**6,
    ],
)
def test_urls_that_lead_nowhere_are_taken_out_and_the_article_stays(bad: str) -> None:
    damaged = article(
        canonical_url=bad,
        images=[Image(url=bad, caption="lost"), Image(url=None, caption="markup damaged")],
        related_links=[RelatedLink(url=bad, text="x"), RelatedLink(url="https://p.example/r", text="good")],
    )
    counts = validate(damaged, now=NOW)
    assert damaged.canonical_url is None
    assert [image.caption for image in damaged.images] == ["markup damaged"]
    assert [link.text for link in damaged.related_links] == ["good"]
    assert counts == {"canonical_url": 1, "image_url": 1, "related_link_url": 1}


def test_the_front_page_is_no_canonical_url_of_a_story() -> None:
    story, front = article(canonical_url="https://paper.example/"), article(url="https://paper.example/")
    front.canonical_url = "https://paper.example"
    assert validate(story, now=NOW) == {"canonical_url": 1}
    assert not validate(front, now=NOW)
    assert (story.canonical_url, front.canonical_url) == (None, "https://paper.example")


EAST, WEST = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (datetime(1, 1, 1, tzinfo=EAST), "out_of_range"),
        (datetime(9999, 12, 31, 23, tzinfo=WEST), "out_of_range"),
        (datetime(1, 1, 1, tzinfo=UTC), "out_of_range"),
        (datetime(1970, 1, 1, tzinfo=UTC), "placeholder"),
        (datetime(2999, 1, 1, tzinfo=UTC), "future"),
        (NOW + TOLERANCE + timedelta(seconds=1), "future"),
    ],
)
def test_impossible_dates_are_refused_counted_and_kept_as_written(value: datetime, name: str) -> None:
    odd = article(date_published=value, field_provenance={"date_published": "json-ld:datePublished"})
    assert validate(odd, now=NOW) == {f"date_published/{name}": 1}
    assert odd.date_published is None
    assert odd.date_published_raw == value.isoformat()
    assert odd.field_provenance["date_published"] == f"json-ld:datePublished ({name})"


def test_the_raw_string_of_the_page_is_not_replaced() -> None:
    odd = article(date_modified=datetime(2999, 1, 1, tzinfo=UTC), date_modified_raw="1 janvier 2999")
    validate(odd, now=NOW)
    assert (odd.date_modified, odd.date_modified_raw) == (None, "1 janvier 2999")


def test_a_date_without_a_zone_is_taken_as_utc_and_says_so() -> None:
    naive = article(date_published=datetime(2026, 11, 1, 8))  # noqa: DTZ001
    assert validate(naive, now=NOW) == {"date_published/no_zone": 1}
    assert naive.date_published == datetime(2026, 11, 1, 8, tzinfo=UTC)


def test_a_date_a_few_hours_ahead_is_a_wrong_zone_not_a_wrong_date() -> None:
    ahead = article(date_published=NOW + timedelta(hours=20))
    assert not validate(ahead, now=NOW)
    assert ahead.date_published is not None
