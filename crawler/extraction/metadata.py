"""Everything about an article but its text, pictures and links: who, when, where, under which headline.

Each field carries the reader that gave it, e.g. `json-ld:NewsArticle.headline`, `meta:og:title`, `css:h1`.
"""

from dataclasses import dataclass, field
from datetime import datetime

from selectolax.lexbor import LexborNode

from crawler.extraction.authors import read_authors
from crawler.extraction.dates import read_modified, read_published
from crawler.extraction.headline import choose_alternative, choose_headline, read_headlines
from crawler.extraction.json_ld import Graph, Node, address, read_graph, type_name
from crawler.extraction.keywords import read_keywords, read_section
from crawler.extraction.language import read_declared
from crawler.extraction.meta_tags import MetaTags, read_meta_tags
from crawler.extraction.page import Page
from crawler.extraction.plain_text import Reading, fold, plain
from crawler.extraction.site_names import SiteNames, publisher_name, read_site_names

MAX_URL = 2_083


@dataclass(slots=True)
class Metadata:
    """What the page says about its article. `provenance` names the reader of every field that has a value."""

    headline: str | None = None
    alternative_headline: str | None = None
    description: str | None = None
    authors: list[str] = field(default_factory=list)
    date_published: datetime | None = None  # aware, offset as written
    date_modified: datetime | None = None
    date_published_raw: str | None = None
    date_modified_raw: str | None = None
    in_language: str | None = None  # as declared; language.confirm() compares it with the text
    article_section: str | None = None
    keywords: list[str] = field(default_factory=list)
    canonical_url: str | None = None  # absolute; may point to another site
    publisher: str | None = None
    is_accessible_for_free: bool | None = None
    provenance: dict[str, str] = field(default_factory=dict)
    # For the readers of the text and of the pictures:
    article: Node | None = None  # the JSON-LD node of the article
    graph: Graph = field(default_factory=Graph)
    meta: MetaTags = field(default_factory=MetaTags)
    site: SiteNames | None = None
    heading: LexborNode | None = None  # the h1 that is the headline
    headlines: list[str] = field(default_factory=list)  # every reader's headline, for recognising echoes in the text

    @property
    def article_text(self) -> str | None:
        """JSON-LD `articleBody` as written, if the page carries one."""
        value = self.article.get("articleBody") if self.article is not None else None
        return value if isinstance(value, str) and value.strip() else None


def read_metadata(page: Page) -> Metadata:
    """Read JSON-LD, meta tags, microdata and the visible page. Never raises on the page's content."""
    meta, graph = read_meta_tags(page.tree), read_graph(page.tree)
    canonical = _canonical(page, meta)
    article = graph.article(_addresses(page, canonical), _headlines(page, meta))
    site = read_site_names(meta, graph, article, page.url)
    result = Metadata(article=article, graph=graph, meta=meta, site=site)
    _set(result, "canonical_url", canonical)
    _read_words(result, page, site)
    language, locale = read_declared(page, meta, article)
    _set(result, "in_language", language)
    _read_dates(result, page, locale)
    authors = read_authors(page, meta, graph, article, site)
    result.authors = authors.names
    _note(result, "authors", authors.reader if authors.names else "")
    _set(result, "article_section", read_section(meta, graph, article, result.headline or ""))
    keywords = read_keywords(page, meta, graph, article, result.article_section, site)
    result.keywords = keywords.values
    _note(result, "keywords", keywords.reader if keywords.values else "")
    _set(result, "publisher", _publisher(meta, graph, article))
    _read_access(result)
    return result


def _read_words(result: Metadata, page: Page, site: SiteNames) -> None:
    candidates = read_headlines(page, result.meta, result.article, site)
    headline = choose_headline(candidates, site)
    _set(result, "headline", headline)
    _set(result, "alternative_headline", choose_alternative(candidates, headline, result.article, site))
    result.heading = candidates.h1_node
    result.headlines = [one.value for one in candidates.all()]
    _set(result, "description", _description(result))


def _description(result: Metadata) -> Reading | None:
    """og:description first: `description` is what search engines show, often cut or stuffed."""
    found = result.meta.first(
        "og:description", "description", "twitter:description", "dc.description", "sailthru.description"
    )
    if found is None and result.article is not None and (text := plain(result.article.get("description"))):
        found = Reading(text, f"json-ld:{type_name(result.article)}.description")
    return found


def _read_dates(result: Metadata, page: Page, locale: str | None) -> None:
    published = read_published(page, result.meta, result.graph, result.article, locale)
    result.date_published, result.date_published_raw = published.value, published.raw
    _note(result, "date_published", published.reader)
    modified = read_modified(page, result.meta, result.graph, result.article, locale)
    result.date_modified, result.date_modified_raw = modified.value, modified.raw
    _note(result, "date_modified", modified.reader)


def _publisher(meta: MetaTags, graph: Graph, article: Node | None) -> Reading | None:
    name = publisher_name(graph, article) if article is not None and article.get("publisher") else None
    if name and article is not None:
        return Reading(name, f"json-ld:{type_name(article)}.publisher")
    found = meta.first("og:site_name", "publisher", "dc.publisher", "application-name")
    if found and "://" not in found.value:
        return found
    name = publisher_name(graph, None)
    return Reading(name, "json-ld:Organization.name") if name else None


def _read_access(result: Metadata) -> None:
    value = result.article.get("isAccessibleForFree") if result.article is not None else None
    if isinstance(value, str):
        value = {"true": True, "false": False}.get(value.strip().lower().rsplit("/", 1)[-1])
    if isinstance(value, bool) and result.article is not None:
        result.is_accessible_for_free = value
        _note(result, "is_accessible_for_free", f"json-ld:{type_name(result.article)}.isAccessibleForFree")
        return
    tier = result.meta.first("article:content_tier")
    if tier and tier.value.lower() in {"free", "metered", "locked"}:
        result.is_accessible_for_free = tier.value.lower() == "free"
        _note(result, "is_accessible_for_free", tier.reader)


def _canonical(page: Page, meta: MetaTags) -> Reading | None:
    for node in page.tree.css('link[rel~="canonical"]')[:3]:
        if url := _usable(page, node.attributes.get("href")):
            return Reading(url, "css:link[rel=canonical]")
    for name in ("og:url", "twitter:url"):
        for value in meta.values.get(name, ())[:1]:
            if url := _usable(page, value):
                return Reading(url, f"meta:{name}")
    return None


def _usable(page: Page, link: str | None) -> str | None:
    url = page.absolute(link)
    return url if url and len(url) <= MAX_URL else None


def _addresses(page: Page, canonical: Reading | None) -> set[str]:
    return {address(page.url), address(canonical.value if canonical else None)} - {""}


def _headlines(page: Page, meta: MetaTags) -> set[str]:
    found = meta.first("og:title", "twitter:title")
    title = page.tree.css_first("title")
    texts = [found.value if found else "", plain(title.text()) if title is not None else ""]
    return {fold(text) for text in texts if text}


def _set(result: Metadata, name: str, reading: Reading | None) -> None:
    if reading is not None:
        setattr(result, name, reading.value)
        _note(result, name, reading.reader)


def _note(result: Metadata, name: str, reader: str) -> None:
    if reader:
        result.provenance[name] = reader
