"""What a URL is to us: whether it can be fetched, what it wraps, and which other spellings mean the same article.

Pure functions on strings, total on every string: nothing here raises, and nothing touches the network.
"""

from crawler.urls.canonical import canonicalize, url_key
from crawler.urls.hosts import host, is_fetchable, is_public, registrable_domain
from crawler.urls.unwrap import is_wrapper, unwrap

__all__ = [
    "canonicalize",
    "host",
    "is_fetchable",
    "is_public",
    "is_wrapper",
    "registrable_domain",
    "unwrap",
    "url_key",
]
