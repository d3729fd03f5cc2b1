"""Conditional requests: ETag and Last-Modified of the last good reply go back, so "nothing new" costs nothing."""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.urls import url_key

HEADERS = ("If-None-Match", "If-Modified-Since")


class ConditionalRequestMiddleware:
    """Adds the validators that the crawl state holds for exactly this URL, and counts the 304s.

    Validators belong to one URL: after a redirect they are looked up anew, never carried along.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        state = getattr(self.crawler.spider, "crawl_state", None)
        if state is None or not request.meta.get("conditional"):
            return
        for header in HEADERS:
            request.headers.pop(header, None)
        validators = state.validators(url_key(request.url))
        for header, value in zip(HEADERS, (validators.etag, validators.last_modified), strict=True):
            if value and value.isascii() and value.isprintable():
                request.headers[header] = value

    def process_response(self, request: Request, response: Response) -> Response:  # noqa: ARG002
        if response.status == 304:
            self.crawler.stats.inc_value("conditional/not-modified")
        return response


def is_conditional(request: Request) -> bool:
    """Whether the request was sent with a validator."""
    return any(header in request.headers for header in HEADERS)
