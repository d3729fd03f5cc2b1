"""What all spiders do.

1. Ask for the listing of each source, with the validators of the last good reply.
2. Hand over everything the listing shows as one `Listing`; a 304 ends here.
3. Ask for those of its URLs that are due (never fetched, changed in the listing, or due for another try), each once a
   run, within the budget; then for what still waits from earlier runs, and for what vanished from the listing.
4. Read each page with the page object of its host, fill gaps from the listing, and hand over an `Article`.
5. Leave exactly one row for each request: in an `Article`, in a `Listing`, or as a `Fetch` of its own.
"""

import logging
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.misc import load_object
from twisted.python.failure import Failure

from crawler.discovery import ListingPage, is_past_the_end
from crawler.extraction.errors import NotAnArticle
from crawler.items import Article, Fetch, Listing, ListingEntry
from crawler.network.guard import STANDARD_PORTS
from crawler.outcomes import Outcome
from crawler.sources import Source, load_sources
from crawler.spiders import ledger
from crawler.spiders.budget import Budget
from crawler.spiders.completion import complete
from crawler.spiders.listings import KINDS, encoding, fallback, first_url, newest_first
from crawler.spiders.reading import PageReader, ReadFailed
from crawler.state import CrawlState, Listed, Pending
from crawler.urls import is_fetchable, url_key

logger = logging.getLogger(__name__)

LISTING_PRIORITY = 10
READ = (Outcome.OK, Outcome.NOT_MODIFIED)
BINARY = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"PK\x03\x04", b"\x1f\x8b", b"\x00\x00\x00")
Output = AsyncIterator[Listing | Article | Fetch | Request]


class SourceSpider(scrapy.Spider):
    """Base of the spiders. `kinds` says which access methods a spider serves; all sources of a run share one engine, so
    that the pace at a host holds over all of them."""

    kinds: ClassVar[frozenset[str]] = frozenset()
    crawl_state: CrawlState
    ending: str | None = None  # why the run is being ended, once it is

    def __init__(self, source: str | None = None, sources: Sequence[Source] | None = None, **arguments: Any) -> None:
        """`source` is one id or several, with commas; `sources` the sources themselves; neither: all of our kinds."""
        super().__init__(**arguments)
        self.asked_for = [part.strip() for part in (source or "").split(",") if part.strip()]
        self.sources: dict[str, Source] = {one.id: one for one in sources or ()}
        self.seen: dict[bytes, str] = {}
        self.requested: Counter[str] = Counter()
        self.listing_pages: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        if not spider.sources:
            spider.sources = {
                one.id: one for one in spider.chosen(load_sources(Path(crawler.settings["SOURCES_FILE"])))
            }
        sources = spider.sources.values()
        spider.named_ports = frozenset(port for source in sources if (port := named_port(source.url)))
        spider.budget = Budget(
            crawler.settings.getint("MAX_ARTICLES_PER_RUN"), crawler.settings.getint("MAX_ARTICLES_PER_SOURCE"), sources
        )
        crawler.settings.set("DOWNLOAD_SLOTS", slots_of(sources), priority="spider")
        spider.crawl_state = load_object(crawler.settings["CRAWL_STATE"]).from_settings(crawler.settings)
        spider.reader = PageReader(crawler.settings.getint("READ_WORKERS"), crawler.settings.getfloat("READ_TIMEOUT"))
        crawler.signals.connect(spider.request_dropped, signals.request_dropped)
        crawler.signals.connect(spider.give_back, signals.spider_closed)
        return spider

    named_ports: frozenset[tuple[str, int]]
    budget: Budget
    reader: PageReader

    def chosen(self, sources: Sequence[Source]) -> list[Source]:
        """The sources of this spider's kinds: those asked for, or all that are enabled."""
        ours = [source for source in sources if source.kind in self.kinds]
        if not self.asked_for:
            return [source for source in ours if source.enabled]
        unknown = sorted(set(self.asked_for) - {source.id for source in ours})
        if unknown:
            raise ValueError(f"no source {', '.join(unknown)} for spider {self.name} in the sources file")
        return [source for source in ours if source.id in self.asked_for]

    def give_back(self) -> None:
        """Close what the crawl opened (signal spider_closed)."""
        self.crawl_state.close()
        self.reader.close()

    async def start(self) -> AsyncIterator[Request]:
        for source in self.sources.values():
            yield self.listing_request(source, source.kind, first_url(source))

    # --- listings ---------------------------------------------------------------------------------

    def listing_request(self, source: Source, kind: str, url: str, *, depth: int = 0, tried: int = 0) -> Request:
        """A conditional request for one listing document. `tried` counts the closed doors before this one."""
        headers = {"Accept": KINDS[kind].accept} if KINDS[kind].accept else {}
        return self._request(
            source, "listing", url, headers, self.parse_listing, {"listing_kind": kind, "depth": depth, "tried": tried}
        )

    async def parse_listing(self, response: Response, listing_kind: str, depth: int, tried: int) -> Output:
        request = response.request
        assert request is not None
        source = self.sources[request.meta["source"]]
        row = ledger.response_row(request, response)
        page = self._read_listing(response, source, listing_kind, row)
        further = list(self._after_listing(source, listing_kind, page, row, depth, tried))
        # The listing goes first: its sightings must be there when the articles arrive.
        yield Listing(source=source.id, fetch=row, entries=page.entries, problems=page.problems)
        for one in further:
            yield one

    def _read_listing(self, response: Response, source: Source, kind: str, row: Fetch) -> ListingPage:
        if kind == "wordpress" and is_past_the_end(response.status, response.body):
            ledger.without_validators(row, Outcome.OK, "there is no further page")
            return ListingPage()
        if row.outcome is not Outcome.OK:
            return ListingPage(complete=False)
        try:
            page = KINDS[kind].read(response, source)
        except Exception as error:  # a reader's fault costs this listing, not the run
            logger.exception("Could not read the listing %s of %s", response.url, source.id)
            ledger.without_validators(row, Outcome.PARSE_FAILED, repr(error))
            return ListingPage(complete=False)
        if page.unreadable:
            ledger.without_validators(row, Outcome.BAD_LISTING, page.unreadable)
        elif not page.complete or page.follow:
            # The listings behind an index change while the index itself does not: it must lead to them every time.
            row.etag = row.last_modified = None
        return page

    def _after_listing(
        self, source: Source, kind: str, page: ListingPage, row: Fetch, depth: int, tried: int
    ) -> Iterator[Request]:
        """What follows from a listing that was read, or was not."""
        if self.ending:
            return
        due = list(self._due_requests(source, page.entries))
        yield from due
        yield from self._further_listings(source, kind, page, depth, bool(due))
        if row.outcome in READ:
            if depth == 0 and page.complete and (KINDS[kind].newest_first or not page.follow):
                yield from self._vanished(source, page.entries)
        elif depth == 0 and (door := fallback(source, tried)) is not None:
            logger.warning("%s: %s is closed (%s, %s); trying %s", source.id, row.url, row.outcome, row.detail, door[1])
            self._count("listings/fallback")
            yield self.listing_request(source, *door, tried=tried + 1)
            return
        if depth == 0:
            yield from self._pending(source)

    def _further_listings(
        self, source: Source, kind: str, page: ListingPage, depth: int, brought_news: bool
    ) -> Iterator[Request]:
        rules = KINDS[kind]
        follow = page.follow if brought_news or not rules.only_while_new else []
        for url in follow:
            if depth >= rules.depth or self.listing_pages[source.id] >= rules.pages:
                self._count("listings/over_the_bound")
                continue
            self.listing_pages[source.id] += 1
            yield self.listing_request(source, kind, url, depth=depth + 1)

    # --- what is due ------------------------------------------------------------------------------

    def _due_requests(self, source: Source, entries: Sequence[ListingEntry]) -> Iterator[Request]:
        keyed = {url_key(entry.url): entry for entry in reversed(entries)}
        listed = [Listed(key, entry.digest, entry.date_modified) for key, entry in keyed.items()]
        due = self.crawl_state.due(source.id, listed) if listed else set()
        self._count("articles/known", len(listed) - len(due))
        for entry in newest_first(entries):
            if (key := url_key(entry.url)) in due:
                due.discard(key)
                yield from self._article_request(source, key, entry.url, entry, entry.digest)

    def _pending(self, source: Source) -> Iterator[Request]:
        limit = self.settings.getint("REVISITS_PER_SOURCE")
        yield from self._revisits(source, self.crawl_state.pending(source.id, limit))

    def _vanished(self, source: Source, entries: Sequence[ListingEntry]) -> Iterator[Request]:
        """Articles that the listing should still show and does not: perhaps withdrawn by their publisher.

        A link list drops other people's articles as it likes; that says nothing about them.
        """
        if source.kind == "links":
            return
        dates = [entry.date_published for entry in entries if entry.date_published]
        if not dates:
            return
        keys = {url_key(entry.url) for entry in entries}
        limit = self.settings.getint("REVISITS_PER_SOURCE")
        gone = self.crawl_state.vanished(source.id, keys, min(dates) + timedelta(seconds=1), limit)
        self._count("articles/vanished", len(gone))
        yield from self._revisits(source, gone)

    def _revisits(self, source: Source, waiting: Sequence[Pending]) -> Iterator[Request]:
        for one in waiting:
            yield from self._article_request(source, one.key, one.url, None, one.digest)

    def _article_request(
        self, source: Source, key: bytes, url: str, entry: ListingEntry | None, digest: str | None
    ) -> Iterator[Request]:
        """One request, or none: asked for already in this run, not fetchable, or beyond a bound; each is counted."""
        if self.ending or not is_fetchable(url):
            self._count("articles/not_fetchable" if not self.ending else "bounds/ending")
        elif key in self.seen:
            self._count("articles/already_asked_for")
        elif bound := self.budget.take(source.id):
            self._count(f"bounds/{bound}")
        else:
            self.seen[key] = source.id
            request = self._request(source, "article", url, {}, self.parse_article, {"entry": entry})
            request.meta["digest"] = digest
            yield request

    # --- articles ---------------------------------------------------------------------------------

    async def parse_article(self, response: Response, entry: ListingEntry | None) -> Output:
        request = response.request
        assert request is not None
        source = self.sources[request.meta["source"]]
        row = ledger.response_row(request, response)
        if row.outcome is Outcome.OK and (other := not_a_page(response)):
            ledger.without_validators(row, Outcome.NOT_AN_ARTICLE, other)
        article = await self._read_article(response, source, row) if row.outcome is Outcome.OK else None
        if article is None:
            yield row
            return
        article.fetch = row
        yield complete(article, entry, source)

    async def _read_article(self, response: Response, source: Source, row: Fetch) -> Article | None:
        """The article; or None, with the reason in the row."""
        try:
            return await self.reader.read(response.body, response.url, encoding(response), source.remove)
        except NotAnArticle as error:
            outcome = Outcome.BLOCKED if error.reason == "challenge" else Outcome.NOT_AN_ARTICLE
            ledger.without_validators(row, outcome, str(error))
        except ReadFailed as error:
            ledger.without_validators(row, Outcome.PARSE_FAILED, str(error))
        except Exception as error:  # a fault of ours costs this page, not the run
            logger.exception("Could not read %s", response.url)
            ledger.without_validators(row, Outcome.PARSE_FAILED, repr(error))
        return None

    # --- failures ---------------------------------------------------------------------------------

    async def errback(self, failure: Failure) -> Output:
        """Every request that got no usable answer ends here, with its row."""
        request: Request = failure.request  # type: ignore[attr-defined]
        assert failure.value is not None
        row = ledger.failure_row(request, failure.value)
        for output in self._failed(request, row):
            yield output

    def _failed(self, request: Request, row: Fetch) -> Iterator[Listing | Fetch | Request]:
        if request.meta["kind"] != "listing":
            yield row
            return
        source, how = self.sources[request.meta["source"]], request.cb_kwargs
        nothing = ListingPage(complete=False)
        further = list(self._after_listing(source, how["listing_kind"], nothing, row, how["depth"], how["tried"]))
        yield Listing(source=source.id, fetch=row)
        yield from further

    def row_of_unasked(self, request: Request) -> Listing | Fetch | None:
        """The row of a request that the end of the run overtook."""
        if "kind" not in request.meta:
            return None
        row = ledger.refused_row(request, Outcome.NOT_FETCHED, self.ending or "the run ended")
        return Listing(source=row.source, fetch=row) if row.kind == "listing" else row

    def request_dropped(self, request: Request) -> None:
        """A redirect led to a page that this run asks for anyway (signal request_dropped)."""
        if "kind" in request.meta:
            detail = f"leads to {request.url}, which this run fetches already"
            row = ledger.refused_row(request, Outcome.DUPLICATE, detail)
            row.final_url = request.url
            item = Listing(source=row.source, fetch=row) if row.kind == "listing" else row
            self.crawler.engine.scraper._start_itemproc_nowait(item)

    # --- plumbing ---------------------------------------------------------------------------------

    def _request(
        self, source: Source, kind: str, url: str, headers: dict[str, Any], callback: Any, arguments: dict[str, Any]
    ) -> Request:
        if source.user_agent:
            headers = {**headers, "User-Agent": source.user_agent}
        self.requested[source.id] += 1
        return Request(
            url,
            callback=callback,
            errback=self.errback,
            headers=headers,
            cb_kwargs=arguments,
            meta={"source": source.id, "kind": kind, "conditional": True},
            priority=LISTING_PRIORITY if kind == "listing" else 0,
        )

    def _count(self, name: str, number: int = 1) -> None:
        if number:
            self.crawler.stats.inc_value(name, number)


def named_port(url: str) -> tuple[str, int] | None:
    """(host, port) if a source's URL names a port that is not a standard one."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    return (parts.hostname or "", port) if port and port not in STANDARD_PORTS.values() else None


def slots_of(sources: Any) -> dict[str, dict[str, float]]:
    """DOWNLOAD_SLOTS: the delay that sources ask for at their own hosts; the longest if several share one."""
    delays: dict[str, float] = {}
    for source in sources:
        host = urlsplit(source.url).hostname
        if host and source.delay is not None:
            delays[host] = max(delays.get(host, 0.0), source.delay)
    return {host: {"delay": delay} for host, delay in delays.items()}


def not_a_page(response: Response) -> str | None:
    """What the body is when it is no text at all, by its first bytes; headers lie."""
    if left := response.headers.getlist("Content-Encoding"):
        return f"Content-Encoding {b', '.join(left).decode('latin-1')} is unknown"
    start = response.body[:512].lstrip()
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None  # UTF-16 with its mark
    if start.startswith(BINARY) or start.count(b"\x00") > len(start) // 4:
        kind = (response.headers.get("Content-Type") or b"unknown type").decode("latin-1")
        return f"not text: {kind}, begins with {start[:8]!r}"
    return None
