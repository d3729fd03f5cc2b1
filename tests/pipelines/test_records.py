from datetime import UTC, datetime, timedelta, timezone

from crawler.items import Article, Fetch, Image, ImageFile, Listing, ListingEntry, RelatedLink
from crawler.outcomes import Outcome
from crawler.urls import url_key
from pipelines.records import article_record, dropped, fetch_record, listing_record

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://paper.example/story"


def fetch(url: str = URL, outcome: Outcome = Outcome.OK, **fields: object) -> Fetch:
    return Fetch(source="paper", url=url, kind="article", outcome=outcome, fetched_at=NOW, **fields)  # type: ignore[arg-type]


def test_an_article_with_all_that_belongs_to_it() -> None:
    file = ImageFile(sha256="ab" * 32, path="images/ab/x.jpg", media_type="image/jpeg", width=640, height=400, size=9)
    article = Article(
        url=URL,
        headline="H",
        article_body="B",
        source="paper",
        authors=["Ann"],
        date_published=NOW,
        images=[Image(url="https://i.example/a.jpg", caption="c", role="lead", width=1200, file=file), Image(alt="x")],
        related_links=[RelatedLink(url="https://paper.example/r", text="R", label="Lire aussi", position=3)],
        fetch=fetch(listing_digest="d1"),
        text_digest=b"0" * 16,
    )
    record = article_record(article)
    assert (record.url, record.source, record.headline, record.seen_at) == (URL, "paper", "H", NOW)
    first, second = record.images
    assert (first.sha256, first.file_width, first.width, first.role) == (file.sha256, 640, 1200, "lead")
    assert (second.url, second.alt, second.sha256) == (None, "x", None)
    assert record.related_links[0].url_key == url_key("https://paper.example/r")
    assert record.fetch is not None
    assert (record.fetch.outcome, record.fetch.permanent, record.fetch.listing_digest) == ("ok", True, "d1")


def test_the_urls_an_article_is_known_under() -> None:
    asked, passed = "https://short.example/x", "https://paper.example/consent"
    article = Article(
        url=URL,
        canonical_url="https://www.paper.example/canonical",
        fetch=fetch(asked, redirects=[passed], final_url=URL),
    )
    assert [(alias.url, alias.relation) for alias in article_record(article).aliases] == [
        (URL, "final"),
        (asked, "fetched"),
        ("https://www.paper.example/canonical", "canonical"),
    ]


def test_each_url_once_and_no_canonical_url_of_another_site() -> None:
    article = Article(url=URL, canonical_url="https://original.example/story", fetch=fetch(URL + "?utm_source=rss"))
    record = article_record(article)
    assert [(alias.url, alias.relation) for alias in record.aliases] == [(URL, "fetched")]
    assert record.canonical_url == "https://original.example/story"


def test_an_imported_article_has_no_fetch() -> None:
    record = article_record(Article(url=URL))
    assert record.fetch is None
    assert record.seen_at.tzinfo is UTC
    assert [alias.relation for alias in record.aliases] == ["fetched"]


def test_what_the_network_says_is_made_storable() -> None:
    row = fetch_record(
        fetch(
            "https://h.example/" + "x" * 10**6,
            detail="bad\x00\n\x1b[31m" + "y" * 10**6,
            etag="\udcff",
            final_url="\x00",
        )
    )
    assert len(row.url) <= 2_083
    assert row.detail is not None
    assert row.detail.startswith("bad [31m")
    assert len(row.detail) <= 500
    assert row.etag == "\ufffd"
    assert len(row.url_key) == 16


def test_a_dropped_row_forgets_its_validators() -> None:
    row = dropped(fetch_record(fetch(etag='"1"', last_modified="x")), Outcome.DUPLICATE, "why", permanent=True)
    assert (row.outcome, row.detail, row.etag, row.last_modified, row.permanent) == (
        "duplicate",
        "why",
        None,
        None,
        True,
    )


def test_a_listing_with_its_entries() -> None:
    east = timezone(timedelta(hours=14))
    entries = [
        ListingEntry(url=URL, headline=" One\x00 ", rank=1, language="fr-FR", digest="d", date_published=NOW),
        ListingEntry(url=URL + "#top", headline="again", rank=2),
        ListingEntry(url="javascript:alert(1)"),
        ListingEntry(url="https://paper.example/b", date_published=datetime(1, 1, 1, tzinfo=east)),
    ]
    listing = Listing(
        source="paper", fetch=fetch("https://paper.example/feed"), entries=entries, problems={"bad_date": 2}
    )
    record = listing_record(listing)
    assert [(s.url, s.headline, s.language, s.listing_digest) for s in record.sightings] == [
        (URL, "One", "fr", "d"),
        ("https://paper.example/b", None, None, None),
    ]
    assert record.sightings[1].date_published is None
    assert record.problems == {"bad_date": 2, "bad_url": 1}
    assert record.complete


def test_a_listing_that_failed_is_not_complete() -> None:
    listing = Listing(source="paper", fetch=fetch(outcome=Outcome.BAD_LISTING))
    assert not listing_record(listing).complete
