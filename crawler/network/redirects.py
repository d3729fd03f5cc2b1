"""Redirects: five at most; a forbidden, unreadable or well-known target is counted instead of followed."""

from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Response

from crawler.network.errors import LeadsToKnown
from crawler.state import Listed
from crawler.urls import url_key


class CountedRedirectMiddleware(RedirectMiddleware):
    """Scrapy's redirects, but a Location that cannot be parsed ends at the page that sent it, not in a traceback.

    Every hop passes the guard as a request of its own. A hop to a URL of the same key (http to https, and back) is not
    dropped as a repetition; `REDIRECT_MAX_TIMES` ends the loops.
    """

    crawler: Crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        middleware = super().from_crawler(crawler)
        middleware.crawler = crawler
        return middleware

    def process_response(
        self,
        request: Request,
        response: Response,
        spider: Any = None,  # noqa: ARG002
    ) -> Request | Response:
        try:
            result = super().process_response(request, response)
        except ValueError:  # urllib.parse on "http://[" and its like
            return response
        if isinstance(result, Request):
            passed = [*request.meta.get("redirect_urls", []), request.url]
            keys = {url_key(url) for url in passed}
            result.dont_filter = request.dont_filter or url_key(result.url) in keys
            if url_key(result.url) not in keys and self._is_known(result):
                raise LeadsToKnown(result.url)
        return result

    def _is_known(self, target: Request) -> bool:
        """Whether a redirect of an article leads to one that is known and not due (link lists wrap their links)."""
        state = getattr(self.crawler.spider, "crawl_state", None)
        if state is None or target.meta.get("kind") != "article":
            return False
        key = url_key(target.url)
        return key not in state.due(target.meta["source"], [Listed(key, "")])
