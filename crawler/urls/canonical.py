"""One spelling for every article: the canonical URL, and the key under which it is known."""

import hashlib
import re
from functools import lru_cache
from urllib.parse import quote_from_bytes, unquote

from crawler.urls.google_news import article_id
from crawler.urls.hosts import MAX_URL_LENGTH, Parts, domain_of_host, split
from crawler.urls.mirrors import without_edition
from crawler.urls.tracking import is_tracking
from crawler.urls.unwrap import unwrap

_UNRESERVED = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
# RFC 3986: pchar and "/"; for a query also "?". Brackets are illegal there but kept: `a[]=1` is what sites link to.
_PLAIN = re.compile(r"[A-Za-z0-9\-._~!$&'()*+,;=:@/?\[\]]*")
_TO_MEND = re.compile(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~!$&'()*+,;=:@/?\[\]]")
_SESSION = re.compile(r";jsessionid=[^/;?]*", re.IGNORECASE)
_DOTS = re.compile(r"/\.{1,2}(?:/|$)")
_KEPT_FRAGMENT = ("!", "/")  # "#!…" and "#/…" are addresses of pages that scripts draw
_SLASHES = re.compile(r"/{2,}")
_INDEX = re.compile(r"/(?:index\.(?:html?|php)|default\.aspx?)$", re.IGNORECASE)


def canonicalize(url: str) -> str:
    """The spelling that all addresses of one article share, or the input itself if it is no http(s) URL.

    1. Wrappers off: redirectors, AMP caches, proxies (`unwrap`).
    2. The AMP or mobile edition's host and path become the main edition's.
    3. Host in lower case and punycode, percent-encoding in one form, dot segments resolved, default port off, "/"
       for no path.
    4. Tracking parameters off (`crawler.urls.tracking`), the others sorted by name, those of one name in their order.
    5. Fragment off, unless it addresses a page ("#!…", "#/…").

    Never lower-cases a path, never drops a parameter it does not know. Scheme and "www." stay: they are folded in
    `url_key` only. Idempotent. The result names the article; fetch the URL you were given.

    >>> canonicalize("HTTP://Example.com:80/a/../b%7e?utm_source=x&b=2&a=1#top")
    'http://example.com/b~?a=1&b=2'
    """
    # One round may uncover more for the next: a wrapper's tracking parameter, a mobile host in an AMP cache.
    for _ in range(4):
        once = _canonical(url)
        if once == url:
            break
        url = once
    return url


def _canonical(url: str) -> str:
    parts = split(unwrap(url))
    if parts is None:
        return url
    host, path, query = parts.host, _mended(parts.path or "/"), parts.query
    if ";" in path:
        path = _SESSION.sub("", path)
    if "/." in path and _DOTS.search(path):
        path = _without_dots(path)
    domain = domain_of_host(host)
    host, path = without_edition(host, domain, path)
    if host == "news.google.com":
        identifier = article_id(path)
        path = f"/rss/articles/{identifier}" if identifier else path
    result = _joined(parts, host, path or "/", _cleaned_query(query, domain, host) if query else "")
    return result if len(result) <= max(MAX_URL_LENGTH, len(url)) else url


def _joined(parts: Parts, host: str, path: str, query: str) -> str:
    userinfo = f"{_mended(parts.userinfo)}@" if parts.userinfo else ""
    port = f":{parts.port}" if parts.port else ""
    fragment = parts.fragment or ""
    tail = f"#{_mended(fragment)}" if fragment.startswith(_KEPT_FRAGMENT) and len(fragment) > 1 else ""
    return f"{parts.scheme}://{userinfo}{host}{port}{path}{'?' if query else ''}{query}{tail}"


def _cleaned_query(query: str, domain: str, host: str) -> str:
    kept = []
    for pair in query.split("&"):
        if not pair:
            continue
        pair = _mended(pair).replace("+", "%20")
        name, _, value = pair.partition("=")
        if "%" in pair:
            name, value = unquote(name), unquote(value)
        if not is_tracking(name.lower(), value, domain, host):
            kept.append((name, pair))
    kept.sort(key=lambda item: item[0])
    return "&".join(pair for _, pair in kept)


def _mended(text: str) -> str:
    """Percent-encoding in one form: unreserved characters plain, the others encoded as UTF-8, hex in upper case."""
    return text if _PLAIN.fullmatch(text) else _TO_MEND.sub(_mend, text)


def _mend(found: re.Match[str]) -> str:
    return _mended_piece(found[0])


@lru_cache(maxsize=4_096)
def _mended_piece(piece: str) -> str:
    if len(piece) == 3:
        character = chr(int(piece[1:], 16))
        return character if character in _UNRESERVED else piece.upper()
    return quote_from_bytes(piece.encode("utf-8", "replace"), safe="")


def _without_dots(path: str) -> str:
    """RFC 3986, 5.2.4."""
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments[1:]:
        if segment == "..":
            if kept:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def url_key(url: str) -> bytes:
    """16 bytes by which the crawl knows an article's address: the start of SHA-256 over the canonical URL.

    In the key only, http and https, "www." and none, a closing slash or index document and none, and doubled
    slashes are the same.
    """
    return hashlib.sha256(_folded(canonicalize(url)).encode("utf-8", "surrogatepass")).digest()[:16]


def _folded(canonical: str) -> str:
    parts = split(canonical)
    if parts is None:
        return canonical
    host = parts.host
    if host.startswith("www.") and "." in host[4:]:
        host = host[4:]
    path = _SLASHES.sub("/", parts.path) if "//" in parts.path else parts.path
    path = _INDEX.sub("", path).rstrip("/") or "/"
    port = f":{parts.port}" if parts.port else ""
    userinfo = f"{parts.userinfo}@" if parts.userinfo else ""
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"{userinfo}{host}{port}{path}{query}{fragment}"
