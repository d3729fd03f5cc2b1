from datetime import UTC, datetime

from crawler.items import Article, ListingEntry
from crawler.sources import Source
from crawler.spiders.completion import complete

PUBLISHED = datetime(2026, 11, 21, 6, tzinfo=UTC)
ENTRY = ListingEntry(
    url="https://a.example/1",
    headline="As listed",
    description="In short",
    date_published=PUBLISHED,
    section="World",
    publisher="A Paper",
    authors=["N. N."],
)


def source(**more: str) -> Source:
    return Source(id="list", name="List", kind="links", url="https://list.example/", **more)  # type: ignore[arg-type]


def test_the_page_comes_first_and_the_listing_fills_gaps() -> None:
    article = complete(Article(url="https://a.example/1", headline="As printed"), ENTRY, source())
    assert (article.headline, article.description, article.date_published) == ("As printed", "In short", PUBLISHED)
    assert (article.article_section, article.publisher, article.authors) == ("World", "A Paper", ["N. N."])
    assert article.field_provenance["description"] == "listing:description"
    assert "headline" not in article.field_provenance
    assert (article.source, article.entry) == ("list", ENTRY)


def test_the_listing_keeps_its_own_lists() -> None:
    article = complete(Article(url="https://a.example/1"), ENTRY, source())
    article.authors.append("someone else")
    assert ENTRY.authors == ["N. N."]


def test_a_publisher_in_the_sources_file_goes_before_all() -> None:
    article = complete(
        Article(url="https://a.example/1", publisher="a-paper.example"), ENTRY, source(publisher="The Paper")
    )
    assert article.publisher == "The Paper"
    assert article.field_provenance["publisher"] == "sources:publisher"


def test_a_language_in_the_sources_file_fills_a_gap_only() -> None:
    assert complete(Article(url="u", in_language="de"), None, source(language="fr")).in_language == "de"
    assert complete(Article(url="u"), None, source(language="fr")).in_language == "fr"


def test_an_aggregator_is_never_the_publisher() -> None:
    assert complete(Article(url="u"), None, source()).publisher is None
