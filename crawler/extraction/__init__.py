"""From a page to an article: `extract` is the one public entry. Pure: bytes and URL in, Article out, no network."""

from collections.abc import Sequence

from crawler.extraction.body import Body, read_body
from crawler.extraction.challenges import refuse_binary, refuse_non_article
from crawler.extraction.errors import NotAnArticle
from crawler.extraction.figures import read_figures
from crawler.extraction.language import confirm
from crawler.extraction.metadata import Metadata, read_metadata
from crawler.extraction.origins import read_origins
from crawler.extraction.page import Page, parse_page
from crawler.extraction.related import read_related
from crawler.items import Article

__all__ = ["NotAnArticle", "extract"]


def extract(body: bytes, *, url: str, encoding: str | None = None, remove: Sequence[str] = ()) -> Article:
    """Read the article on a page.

    Args:
        body: The page as it came over the wire, decompressed.
        url: Where it came from; relative links are resolved against it (or the page's `<base>`).
        encoding: The charset of the HTTP header, if it named one.
        remove: CSS selectors of what is to be ignored.

    Raises:
        NotAnArticle: The page holds none; with the reason and the evidence.
    """
    refuse_binary(body)
    page = parse_page(body, url=url, encoding=encoding)
    metadata = read_metadata(page)
    text = read_body(page, metadata, remove)
    refuse_non_article(page, text.text, " ".join(block.text for block in text.segments.blocks[:50]))
    return _article(page, metadata, text)


def _article(page: Page, metadata: Metadata, text: Body) -> Article:
    provenance = dict(metadata.provenance)
    provenance["article_body"] = f"body:{text.reader} (agreement {text.confidence:.2f})"
    description = metadata.description
    if text.standfirst and not description:
        description, provenance["description"] = text.standfirst, "body:standfirst"
    images, links = read_figures(page, metadata, text), read_related(page, text)
    return Article(
        url=page.url,
        canonical_url=metadata.canonical_url,
        headline=metadata.headline,
        alternative_headline=metadata.alternative_headline,
        description=description,
        article_body=text.text,
        authors=metadata.authors,
        date_published=metadata.date_published,
        date_modified=metadata.date_modified,
        date_published_raw=metadata.date_published_raw,
        date_modified_raw=metadata.date_modified_raw,
        in_language=confirm(metadata.in_language, text.text or metadata.headline or ""),
        article_section=metadata.article_section,
        keywords=metadata.keywords,
        publisher=metadata.publisher,
        images=images,
        related_links=links,
        origins=read_origins(page, metadata, text, images, links),
        is_accessible_for_free=metadata.is_accessible_for_free,
        field_provenance=provenance,
    )
