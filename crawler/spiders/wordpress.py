"""Spider for WordPress sites, by their REST interface; by feed, sitemap or front page where that is closed."""

from crawler.spiders.base import SourceSpider


class WordPressSpider(SourceSpider):
    """`scrapy crawl wordpress -a source=<id>`"""

    name = "wordpress"
    kinds = frozenset({"wordpress"})
