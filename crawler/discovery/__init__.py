"""How a listing's bytes become article URLs: feeds, sitemaps, WordPress, front pages and link lists.

Pure functions: bytes in, a `ListingPage` out; nothing here fetches or raises. Whatever had to be left out is counted
in `ListingPage.problems`; a document that is no listing at all says so in `ListingPage.unreadable`.
"""

from crawler.discovery.feeds import read_feed
from crawler.discovery.front_pages import read_front_page
from crawler.discovery.link_lists import read_links
from crawler.discovery.listing import ListingPage, Problem, entry_digest
from crawler.discovery.sitemaps import read_sitemap
from crawler.discovery.wordpress import is_past_the_end, posts_url, read_wordpress

__all__ = [
    "ListingPage",
    "Problem",
    "entry_digest",
    "is_past_the_end",
    "posts_url",
    "read_feed",
    "read_front_page",
    "read_links",
    "read_sitemap",
    "read_wordpress",
]
