"""Spider for feeds: RSS, Atom, RDF, JSON Feed."""

from crawler.spiders.base import SourceSpider


class FeedSpider(SourceSpider):
    """`scrapy crawl feed -a source=<id>`"""

    name = "feed"
    kinds = frozenset({"feed"})
