"""Spider for link lists, whose entries point at the articles of other publishers."""

from crawler.spiders.base import SourceSpider


class LinksSpider(SourceSpider):
    """`scrapy crawl links -a source=<id>`"""

    name = "links"
    kinds = frozenset({"links"})
