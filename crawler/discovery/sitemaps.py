"""Sitemaps, sitemap indexes, news and image sitemaps; as XML, packed, or as a plain list of URLs.

Protocol: https://www.sitemaps.org/protocol.html. News and image extensions:
https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap (and …/image-sitemaps).
"""

import heapq
import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from crawler.discovery.compression import unpacked
from crawler.discovery.dates import read_date
from crawler.discovery.encoding import decode
from crawler.discovery.entries import Collector, Item, absolute
from crawler.discovery.feeds import ROOTS as FEED_ROOTS
from crawler.discovery.feeds import finish, not_a, read_feed
from crawler.discovery.listing import ListingPage, Problem, unreadable
from crawler.discovery.xml import Document, Element, local, text_of
from crawler.urls import url_key

MAX_URLS = 50_000  # what the protocol allows in one file; of a longer one the newest are kept
MAX_SITEMAPS = 500  # of one index

# Parts of sitemap names that hold no articles: Yoast SEO, Rank Math and WordPress's own (`wp-sitemap-…`). Sorted.
NO_ARTICLES = (
    "author-sitemap",
    "category-sitemap",
    "page-sitemap",
    "post_format-sitemap",
    "post_tag-sitemap",
    "tag-sitemap",
    "wp-sitemap-posts-page",
    "wp-sitemap-taxonomies",
    "wp-sitemap-users",
)

_LINE_WITH_URL = re.compile(r"\s*https?://\S+\s*$")
_DATE_IN_NAME = re.compile(r"(20\d\d)[-_/]?(?:(\d\d)[-_/]?(?:(\d\d))?)?")
_MIN_FOR_IDLE_LASTMOD = 10


def read_sitemap(body: bytes, *, url: str, content_type: str | None = None, max_entries: int = MAX_URLS) -> ListingPage:
    """The URLs of a sitemap in its order, or the further sitemaps of an index in `follow`, newest first.

    Packed files are told by their first bytes and unpacked up to a bound. How deep indexes may be nested is the
    caller's to limit. Sitemaps that hold sections, tags or authors by their name are left out and counted.
    """
    document = Document(body, url=url, content_type=content_type)
    if document.root == "urlset":
        return _read_urls(document, body, url, max_entries)
    if document.root == "sitemapindex":
        return _read_index(document, body, url)
    if document.root in FEED_ROOTS:  # the protocol allows RSS and Atom
        return read_feed(body, url=url, content_type=content_type, max_entries=max_entries)
    if document.root == "":
        return _read_lines(body, url, max_entries)
    return unreadable(not_a("sitemap", body, document.root))


def _read_urls(document: Document, body: bytes, url: str, cap: int) -> ListingPage:
    page = ListingPage()
    kept = _newest(_items(document, page), cap, page)
    moments = {item.modified for item in kept}
    if len(kept) >= _MIN_FOR_IDLE_LASTMOD and len(moments) == 1 and moments != {None}:
        page.count(Problem.IDLE_LASTMOD, len(kept))
        for item in kept:
            item.modified = None
    collector = Collector(page, url=url, cap=cap)
    for item in kept:
        collector.add(item)
    finish(page, document, body)
    return page


def _newest(items: Iterator[Item], cap: int, page: ListingPage) -> list[Item]:
    """At most `cap` items, the newest by date, in their order; those without a date count as oldest."""
    heap: list[tuple[float, int, Item]] = []
    for place, item in enumerate(items):
        moment = item.modified or item.published
        row = (moment.timestamp() if moment else 0.0, -place, item)
        if len(heap) < cap:
            heapq.heappush(heap, row)
        else:
            heapq.heappushpop(heap, row)
            page.count(Problem.OVER_THE_CAP)
    return [item for _, place, item in sorted(heap, key=lambda row: -row[1])]


def _items(document: Document, page: ListingPage) -> Iterator[Item]:
    for rank, element in enumerate(document.elements("url"), 1):
        item = Item(rank=rank, headline_is_text=False)
        for child in element:
            _field(item, local(child), child, page)
        yield item


def _field(item: Item, name: str, child: Element, page: ListingPage) -> None:
    if name == "loc":
        item.link = text_of(child)
    elif name == "lastmod":
        item.modified = _moment(text_of(child), page)
    elif name == "news":
        for inner in child:
            _news(item, local(inner), inner, page)
    elif name == "image" and item.image is None:
        for inner in child:
            if local(inner) == "loc":
                item.image = text_of(inner)


def _news(item: Item, name: str, child: Element, page: ListingPage) -> None:
    if name == "publication_date":
        item.published = _moment(text_of(child), page)
    elif name == "title":
        item.headline = text_of(child)
    elif name == "keywords":
        item.keywords = text_of(child).split(",")
    elif name == "publication":
        for inner in child:
            if local(inner) == "name":
                item.publisher = text_of(inner)
            elif local(inner) == "language":
                item.language = text_of(inner).lower() or None


def _moment(text: str, page: ListingPage) -> datetime | None:
    moment = read_date(text) if text else None
    if text and moment is None:
        page.count(Problem.BAD_DATE)
    return moment


def _read_index(document: Document, body: bytes, url: str) -> ListingPage:
    page = ListingPage()
    found: dict[bytes, tuple[float, int, str]] = {}
    own = url_key(url)
    for place, element in enumerate(document.elements("sitemap")):
        fields = {local(child): text_of(child) for child in element}
        link = absolute(url, fields.get("loc"))
        if link is None:
            page.count(Problem.BAD_LINK if fields.get("loc") else Problem.NO_LINK)
        elif any(part in urlsplit(link).path for part in NO_ARTICLES):
            page.count(Problem.NOT_AN_ARTICLE)
        elif (key := url_key(link)) in found or key == own:
            page.count(Problem.REPEATED)
        else:
            moment = _moment(fields.get("lastmod", ""), page)
            found[key] = (-moment.timestamp() if moment else -_date_in_name(link), place, link)
    newest_first = [link for _, _, link in sorted(found.values())]
    page.follow = newest_first[:MAX_SITEMAPS]
    page.count(Problem.OVER_THE_CAP, len(newest_first) - MAX_SITEMAPS)
    finish(page, document, body)
    return page


def _date_in_name(link: str) -> float:
    """Seconds since 1970 of the month or day a sitemap is named after; 0 if it is named otherwise."""
    found = _DATE_IN_NAME.search(urlsplit(link).path + "?" + urlsplit(link).query)
    if not found:
        return 0.0
    moment = read_date("-".join((found[1], found[2] or "01", found[3] or "01")))
    return moment.timestamp() if moment else 0.0


def _read_lines(body: bytes, url: str, cap: int) -> ListingPage:
    """One URL a line (protocol, "Text file")."""
    data, whole = unpacked(body)
    lines = [line.strip() for line in decode(data, url=url).splitlines() if line.strip()]
    if not lines or not any(_LINE_WITH_URL.match(line) for line in lines[:10]):
        return unreadable(not_a("sitemap", body, ""))
    page = ListingPage(complete=whole)
    collector = Collector(page, url=url, cap=cap)
    for rank, line in enumerate(lines, 1):
        collector.add(Item(link=line, rank=rank))
    return page
