"""Spider for sitemaps, sitemap indexes and news sitemaps."""

from crawler.spiders.base import SourceSpider


class SitemapSpider(SourceSpider):
    """`scrapy crawl sitemap -a source=<id>`"""

    name = "sitemap"
    kinds = frozenset({"sitemap"})
