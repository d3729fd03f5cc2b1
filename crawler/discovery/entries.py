"""From what a listing shows of one article to a checked, unwrapped entry; and from entries to a listing."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from crawler.discovery.dates import read_date
from crawler.discovery.listing import MAX_ENTRIES, ListingPage, Problem, entry_digest
from crawler.discovery.markup import plain_text, shortened
from crawler.items import ListingEntry
from crawler.urls import is_fetchable, unwrap, url_key

_MAX_NAMES = 50  # authors or keywords of one entry


@dataclass(kw_only=True, slots=True)
class Item:
    """One item as a feed, sitemap or list gives it, before anything is checked. Texts may be markup."""

    link: str | None = None
    base: str = ""  # what a relative link is relative to
    headline: str | None = None
    headline_is_text: bool = False  # no markup in it, no character references to decode
    description: str | None = None
    content: str | None = None  # the full text, if the listing carries it; only its digest is kept
    authors: list[str] = field(default_factory=list)
    published: Any = None  # a string, Unix time or datetime
    modified: Any = None
    section: str | None = None
    keywords: list[str] = field(default_factory=list)
    language: str | None = None
    publisher: str | None = None
    publisher_url: str | None = None
    image: str | None = None
    guid: str | None = None
    rank: int | None = None
    score: int | None = None
    cluster: str | None = None
    discussion: str | None = None
    wrapped: str | None = None  # the wrapper, when the listing itself names the original beside it


def absolute(base: str, link: str | None) -> str | None:
    """The fetchable http(s) URL a link means, or None."""
    if not link:
        return None
    try:
        joined = urljoin(base, "".join(link.split("\n")).strip())
    except ValueError:  # "http://[": not a URL
        return None
    return joined if is_fetchable(joined) else None


class Collector:
    """Fills a listing page entry by entry: links made absolute and unwrapped, repeats and the cap counted."""

    def __init__(self, page: ListingPage, *, url: str, cap: int = MAX_ENTRIES) -> None:
        self.page = page
        self.url = url
        self.cap = cap
        self._seen: dict[bytes, ListingEntry] = {}

    def add(self, item: Item) -> ListingEntry | None:
        """The entry if it is new and complete; otherwise the reason is counted."""
        if len(self.page.entries) >= self.cap:
            self.page.count(Problem.OVER_THE_CAP)
            return None
        given = absolute(item.base or self.url, item.link)
        if given is None:
            self.page.count(Problem.BAD_LINK if (item.link or "").strip() else Problem.NO_LINK)
            return None
        url = unwrap(given)
        key = url_key(url)
        if key in self._seen:
            self.page.count(Problem.REPEATED)
            return None
        entry = self._entry(item, url)
        entry.wrapped_url = item.wrapped or (given if given != url else None)
        self._seen[key] = entry
        self.page.entries.append(entry)
        return entry

    def known(self, link: str | None) -> ListingEntry | None:
        """The entry of this listing at a link, if there is one."""
        given = absolute(self.url, link)
        return self._seen.get(url_key(unwrap(given))) if given else None

    def _entry(self, item: Item, url: str) -> ListingEntry:
        base = item.base or self.url
        description = plain_text(item.description)
        entry = ListingEntry(
            url=url,
            headline=shortened(item.headline or "" if item.headline_is_text else plain_text(item.headline)),
            description=shortened(description),
            authors=_names(item.authors),
            date_published=self._date(item.published, item.language),
            date_modified=self._date(item.modified, item.language),
            section=plain_text(item.section) or None,
            keywords=_names(item.keywords),
            language=item.language,
            publisher=plain_text(item.publisher) or None,
            publisher_url=absolute(base, item.publisher_url),
            image_url=absolute(base, item.image),
            guid=(item.guid or "").strip() or None,
            rank=item.rank,
            score=item.score,
            cluster=item.cluster,
            discussion_url=absolute(base, item.discussion),
        )
        text = plain_text(item.content)
        entry.digest = entry_digest(entry, text if text else description)
        return entry

    def _date(self, value: Any, language: str | None) -> datetime | None:
        if isinstance(value, datetime):
            return value
        if isinstance(value, str):
            value = value.strip()
        if value is None or value == "":
            return None
        moment = read_date(value, language=language or self.page.language)
        if moment is None:
            self.page.count(Problem.BAD_DATE)
        return moment


def _names(values: list[str]) -> list[str]:
    """Clean, without repeats, in order."""
    return list(dict.fromkeys(name for name in map(plain_text, values[:_MAX_NAMES]) if name))
