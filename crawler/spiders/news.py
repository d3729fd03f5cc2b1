"""The spider of `newsdesk crawl`: sources of every kind in one engine."""

from crawler.spiders.base import SourceSpider
from crawler.spiders.listings import KINDS


class NewsSpider(SourceSpider):
    """`scrapy crawl news [-a source=<id>,<id>]`"""

    name = "news"
    kinds = frozenset(KINDS)
