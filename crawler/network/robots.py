"""robots.txt, obeyed, and closed when in doubt (RFC 9309).

What the answer to `GET /robots.txt` means:

| answer | meaning |
|---|---|
| 2xx | its rules; the first 512 KiB are read |
| 4xx but 429 | no rules: open |
| 5xx, 429, time-out, reset, no DNS, TLS failure | closed for this run, asked again in the next |
| redirects | followed, five at most, each through the guard; a loop counts as no rules (RFC 9309 §2.3.1.2) |
"""

import asyncio
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured, StopDownload
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser, RobotParser
from scrapy.utils.httpobj import urlparse_cached

from crawler.items import Fetch
from crawler.network.completeness import ROBOTS_LIMIT
from crawler.network.errors import RequestRefused, RobotsForbidden, RobotsUnavailable
from crawler.network.outcomes import failure_outcome, response_outcome
from crawler.network.throttle import HostThrottle, crawl_delay
from crawler.outcomes import Outcome

logger = logging.getLogger(__name__)

PRIORITY = 1000


@dataclass(frozen=True, slots=True)
class Rules:
    """What one robots.txt said: rules, or why the host is closed."""

    parser: RobotParser | None = None
    closed: RequestRefused | None = None

    def refusal(self, url: str, user_agent: str) -> RequestRefused | None:
        """Why this URL may not be asked for; None if it may."""
        if self.closed is not None:
            return self.closed
        if self.parser is not None and not self.parser.allowed(url, user_agent):
            return RobotsForbidden("robots.txt closes this path to us")
        return None


class RobotsMiddleware:
    """Asks for the robots.txt of each scheme, host and port once a run, before anything else there.

    Raises `RobotsForbidden`, `RobotsUnavailable` (host closed for this run) or `GuardBlocked`. Each robots.txt that was
    asked for gets its row in the ledger.
    """

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured("ROBOTSTXT_OBEY is off")
        self.crawler = crawler
        self.user_agent: str = crawler.settings["USER_AGENT"]
        self.timeout: float = crawler.settings.getfloat("ROBOTS_TIMEOUT")
        self.rules: dict[str, asyncio.Task[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        middleware = cls(crawler)
        crawler.signals.connect(middleware.cut_long_files, signals.bytes_received)
        return middleware

    async def process_request(self, request: Request) -> None:
        if request.meta.get("robots"):
            return
        parts = urlparse_cached(request)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self.rules:
            self.rules[site] = asyncio.ensure_future(self._fetch(f"{site}/robots.txt", request))
        rules = await asyncio.shield(self.rules[site])
        agent = (request.headers.get("User-Agent") or self.user_agent.encode()).decode("latin-1")
        if refusal := rules.refusal(request.url, agent):
            self.crawler.stats.inc_value(f"robots/refused/{refusal.outcome}")
            raise refusal
        self._pace(rules, agent, parts.hostname or "")

    def cut_long_files(self, data: bytes, request: Request) -> None:
        """Stop the download of a robots.txt behind the part that is read (signal bytes_received)."""
        if request.meta.get("robots"):
            request.meta["robots_bytes"] = request.meta.get("robots_bytes", 0) + len(data)
            if request.meta["robots_bytes"] > ROBOTS_LIMIT:
                raise StopDownload(fail=False)

    async def _fetch(self, url: str, cause: Request) -> Rules:
        meta = {"robots": True, "download_timeout": self.timeout, "max_retry_times": 1, "download_maxsize": 0}
        request = Request(url, priority=PRIORITY, meta=meta, callback=NO_CALLBACK)
        request.headers["Accept"] = "text/plain,*/*;q=0.8"
        if agent := cause.headers.get("User-Agent"):
            request.headers["User-Agent"] = agent
        try:
            response = await self.crawler.engine.download_async(request)
        except RequestRefused as error:  # never asked for: the page itself carries the reason
            return Rules(closed=error)
        except Exception as error:  # whatever befalls robots.txt closes the host; nothing may open it
            outcome, detail = failure_outcome(error)
            fetch = self._row(cause, url, outcome, detail)
            loop = isinstance(error, IgnoreRequest) and outcome is Outcome.REDIRECT
            rules = Rules() if loop else Rules(closed=RobotsUnavailable(detail, outcome))
        else:
            rules, fetch = self._read(response, cause, url)
        await self._record(fetch)
        return rules

    def _read(self, response: Response, cause: Request, url: str) -> tuple[Rules, Fetch]:
        outcome, detail = response_outcome(response, conditional=False)
        fetch = self._row(cause, url, outcome, detail)
        fetch.status, fetch.bytes = response.status, len(response.body)
        if response.url != url:
            fetch.final_url = response.url
        if outcome is Outcome.OK:
            body = response.body[:ROBOTS_LIMIT]
            if len(response.body) > ROBOTS_LIMIT:
                body = body[: body.rfind(b"\n") + 1]
            return Rules(parser=ProtegoRobotParser.from_crawler(self.crawler, body)), fetch
        if response.status >= 500 or response.status == 429:
            return Rules(closed=RobotsUnavailable(f"HTTP {response.status}", Outcome.SERVER_ERROR)), fetch
        return Rules(), fetch

    def _row(self, cause: Request, url: str, outcome: Outcome, detail: str | None) -> Fetch:
        return Fetch(
            source=cause.meta.get("source", ""),
            url=url,
            kind="robots",
            outcome=outcome,
            fetched_at=datetime.now(UTC),
            detail=detail,
        )

    async def _record(self, fetch: Fetch) -> None:
        self.crawler.stats.inc_value(f"robots/{fetch.outcome}")
        scraper: Any = self.crawler.engine.scraper
        if fetch.source:
            await scraper.start_itemproc_async(fetch, response=None)

    def _pace(self, rules: Rules, agent: str, host: str) -> None:
        delay = crawl_delay(rules.parser.crawl_delay(agent)) if rules.parser else 0.0
        throttle = self.crawler.get_extension(HostThrottle)
        if delay and throttle is not None:
            throttle.slow_down(host, delay)
