"""Asking again, politely: which failures are worth another try, when, and when a host is left alone."""

from datetime import UTC, datetime
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import load_object

from crawler.network.completeness import TRUNCATED
from crawler.network.errors import HostLeft, RequestRefused, RunEnding, TruncatedBody
from crawler.network.hosts import LONGEST_WAIT, HostHealth, hold, leave, retry_after
from crawler.network.outcomes import failure_outcome, tls_error
from crawler.network.throttle import configured_delay

PAUSES = (2.0, 6.0)  # seconds before the second and third try where the server does not say
RETRIED_WITH_PAUSE = frozenset({429, 500, 502, 503, 504, 520, 521, 522, 523, 524})


class PatientRetryMiddleware:
    """At most RETRY_TIMES further tries for a URL; Retry-After obeyed; hosts that keep failing are left for this run.

    A host is held back as a whole, not the one request. May raise `HostLeft`, `RunEnding` and `TruncatedBody`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.health = HostHealth()
        self.statuses = {int(code) for code in crawler.settings.getlist("RETRY_HTTP_CODES")}
        self.exceptions = tuple(load_object(name) for name in crawler.settings.getlist("RETRY_EXCEPTIONS"))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        if ending := getattr(self.crawler.spider, "ending", None):
            raise RunEnding(ending)
        if reason := self.health.left.get(_host(request)):
            raise HostLeft(reason)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        host = _host(request)
        if TRUNCATED in response.flags:
            return self._again(request, "truncated") or self._give_up(host, TruncatedBody("the compressed body is cut"))
        if response.status not in self.statuses:
            self.health.good(host)
            return response
        return self._refused(request, response, host)

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        if isinstance(exception, RequestRefused) or not isinstance(exception, self.exceptions):
            return None
        once = isinstance(exception, CannotResolveHostError)
        if tls_error(exception) is None and (again := self._again(request, exception, times=1 if once else None)):
            return again
        self._failed(_host(request), ": ".join(failure_outcome(exception)))
        return None

    def _refused(self, request: Request, response: Response, host: str) -> Request | Response:
        """429 and 5xx: wait as asked, or leave."""
        wait = retry_after((response.headers.get("Retry-After") or b"").decode("latin-1"), datetime.now(UTC))
        if wait is not None and wait > LONGEST_WAIT:
            leave(self.crawler, self.health, host, f"HTTP {response.status}, asked to come back in {wait}")
            return response
        again = self._again(request, f"HTTP {response.status}")
        if again is None:
            self._failed(host, f"HTTP {response.status}")
            return response
        if wait is not None or response.status in RETRIED_WITH_PAUSE:
            pause = PAUSES[min(request.meta.get("retry_times", 0), len(PAUSES) - 1)] * self._pace(host)
            hold(self.crawler, request.meta.get("download_slot", host), wait.total_seconds() if wait else pause)
        return again

    def _again(self, request: Request, reason: str | Exception, times: int | None = None) -> Request | None:
        spider = self.crawler.spider
        if request.meta.get("dont_retry") or spider is None or getattr(spider, "ending", None):
            return None
        if times is not None:
            times = min(times, request.meta.get("max_retry_times", times))
        return get_retry_request(
            request, spider=spider, reason=reason, max_retry_times=times, give_up_log_level="DEBUG"
        )

    def _failed(self, host: str, reason: str) -> None:
        if self.health.bad(host, reason):
            leave(self.crawler, self.health, host, self.health.left[host])

    def _give_up(self, host: str, error: RequestRefused) -> Response:
        self._failed(host, error.detail)
        raise error

    def _pace(self, host: str) -> float:
        """Pauses shrink with the delay configured for the host: a world of one's own need not wait for itself."""
        return min(1.0, configured_delay(self.crawler.settings, host))


def _host(request: Request) -> str:
    return urlparse_cached(request).hostname or ""
