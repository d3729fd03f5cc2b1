"""What the listing and the source know of an article fills the gaps that its page left. Each filled field says so."""

from crawler.items import Article, ListingEntry
from crawler.sources import Source

# Article field -> field of the listing entry. The page always comes first.
FROM_LISTING = {
    "headline": "headline",
    "description": "description",
    "date_published": "date_published",
    "date_modified": "date_modified",
    "article_section": "section",
    "in_language": "language",
    "publisher": "publisher",
    "authors": "authors",
    "keywords": "keywords",
}


def complete(article: Article, entry: ListingEntry | None, source: Source) -> Article:
    """Fill empty fields in place and return the article. A publisher named in sources.toml goes before all others."""
    if entry is not None:
        for name, origin in FROM_LISTING.items():
            value = getattr(entry, origin)
            if value and not getattr(article, name):
                setattr(article, name, list(value) if isinstance(value, list) else value)
                article.field_provenance[name] = f"listing:{origin}"
    if source.publisher:
        article.publisher = source.publisher
        article.field_provenance["publisher"] = "sources:publisher"
    if source.language and not article.in_language:
        article.in_language = source.language
        article.field_provenance["in_language"] = "sources:language"
    article.source = source.id
    article.entry = entry
    return article
