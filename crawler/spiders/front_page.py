"""Spider for front pages and section pages without a feed."""

from crawler.spiders.base import SourceSpider


class FrontPageSpider(SourceSpider):
    """`scrapy crawl front_page -a source=<id>`"""

    name = "front_page"
    kinds = frozenset({"front_page"})
