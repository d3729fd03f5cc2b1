"""Redirects: five at most, a forbidden or unreadable target counted instead of followed."""

from typing import Any

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Response

from crawler.urls import url_key


class CountedRedirectMiddleware(RedirectMiddleware):
    """Scrapy's redirects, but a Location that cannot be parsed ends at the page that sent it, not in a traceback.

    Every hop passes the guard as a request of its own. A hop to a URL of the same key (http to https, and back) is not
    dropped as a repetition; `REDIRECT_MAX_TIMES` ends the loops.
    """

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
            result.dont_filter = request.dont_filter or url_key(result.url) in {url_key(url) for url in passed}
        return result
