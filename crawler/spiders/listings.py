"""How each kind of source is asked and read: its first request, its reader, how deep it leads, and what to try when it
is closed. Data and pure functions; the requests are made by the base spider."""
# ruff: noqa: ARG001 (all readers have one signature)

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

from scrapy.http import Response
from w3lib.encoding import http_content_type_encoding

from crawler import discovery
from crawler.discovery import ListingPage
from crawler.items import ListingEntry
from crawler.sources import Source

Reader = Callable[[Response, Source], ListingPage]


@dataclass(frozen=True, slots=True)
class ListingKind:
    """What the base spider must know of an access method.

    `pages` and `depth` bound how many further listings are asked for and how far from the first. `only_while_new` stops
    paging at the first page that brought nothing due. `newest_first` says that one document shows everything newer than
    its oldest entry, so that what is missing in between has vanished.
    """

    read: Reader
    pages: int = 0
    depth: int = 0
    only_while_new: bool = False
    newest_first: bool = False
    accept: str | None = None


def content_type(response: Response) -> str | None:
    """The Content-Type header as it came."""
    value = response.headers.get("Content-Type")
    return value.decode("latin-1") if value else None


def encoding(response: Response) -> str | None:
    """The encoding that the Content-Type header names, if any."""
    return http_content_type_encoding(content_type(response))


def _feed(response: Response, source: Source) -> ListingPage:
    return discovery.read_feed(response.body, url=response.url, content_type=content_type(response))


def _sitemap(response: Response, source: Source) -> ListingPage:
    return discovery.read_sitemap(response.body, url=response.url, content_type=content_type(response))


def _wordpress(response: Response, source: Source) -> ListingPage:
    pages = (response.headers.get("X-WP-TotalPages") or b"").decode("latin-1")
    total = int(pages) if pages.isascii() and pages.isdigit() and len(pages) < 9 else None
    return discovery.read_wordpress(response.body, url=response.url, total_pages=total)


def _front_page(response: Response, source: Source) -> ListingPage:
    return discovery.read_front_page(response.body, url=response.url, encoding=encoding(response), select=source.select)


def _links(response: Response, source: Source) -> ListingPage:
    if source.select:  # then the page is HTML, and the selector says which links are meant
        return _front_page(response, source)
    return discovery.read_links(
        response.body, url=response.url, content_type=content_type(response), encoding=encoding(response)
    )


FEED_TYPES = (
    "application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.5"
)
KINDS: dict[str, ListingKind] = {
    "feed": ListingKind(_feed, newest_first=True, accept=FEED_TYPES),
    "front_page": ListingKind(_front_page),
    "links": ListingKind(_links, accept=f"{FEED_TYPES},text/html;q=0.9"),
    "sitemap": ListingKind(_sitemap, pages=60, depth=3, accept="application/xml,text/xml,*/*;q=0.5"),
    "wordpress": ListingKind(
        _wordpress, pages=5, depth=5, only_while_new=True, newest_first=True, accept="application/json"
    ),
}
# Where a WordPress site shows its posts when the REST interface is closed, in the order of trying.
WORDPRESS_FALLBACKS: tuple[tuple[str, str], ...] = (
    ("feed", "feed/"),
    ("sitemap", "wp-sitemap.xml"),
    ("front_page", ""),
)


def first_url(source: Source) -> str:
    """Where to ask first: the URL of the source; for WordPress the REST interface of the site it names."""
    return discovery.posts_url(source.url) if source.kind == "wordpress" else source.url


def fallback(source: Source, tried: int) -> tuple[str, str] | None:
    """(kind, URL) to try after `tried` closed doors of a WordPress site; None when there is no further one.

    >>> fallback(Source(id="a", name="A", kind="wordpress", url="https://a.example/blog/wp-json/wp/v2/posts"), 0)
    ('feed', 'https://a.example/blog/feed/')
    """
    if source.kind != "wordpress" or tried >= len(WORDPRESS_FALLBACKS):
        return None
    kind, path = WORDPRESS_FALLBACKS[tried]
    root = source.url.split("?")[0].split("wp-json")[0]
    return kind, urljoin(root if root.endswith("/") else f"{root}/", path)


def newest_first(entries: Sequence[ListingEntry]) -> list[ListingEntry]:
    """By date if every entry has one, else in the order of the listing: a bound shall cost the oldest."""
    dated: list[tuple[datetime, ListingEntry]] = []
    for entry in entries:
        dates = [date for date in (entry.date_published, entry.date_modified) if date is not None]
        if not dates:
            return list(entries)
        dated.append((max(dates), entry))
    return [entry for _, entry in sorted(dated, key=lambda pair: pair[0], reverse=True)]
