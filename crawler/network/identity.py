"""When two requests of one run are the same: by the URL's key, so that an article is fetched once whoever lists it."""

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.urls import url_key


class UrlKeyFingerprinter:
    """Articles are the same when their URLs have one key; listings when source and URL are the same."""

    @classmethod
    def from_crawler(cls, _crawler: Crawler) -> "UrlKeyFingerprinter":
        return cls()

    def fingerprint(self, request: Request) -> bytes:
        """At least 17 bytes, kind first."""
        if request.meta.get("kind") == "listing":
            return b"l" + f"{request.meta.get('source')} {request.url}".encode("utf-8", "replace")
        return b"a" + url_key(request.url)
