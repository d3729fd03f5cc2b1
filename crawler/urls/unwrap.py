"""From a wrapper's address to the address inside, as far as that is known without asking anybody."""

import base64
import binascii
import re
from collections.abc import Callable
from urllib.parse import unquote_to_bytes, urljoin

from crawler.urls.google_news import article_id, original_url
from crawler.urls.hosts import Parts, domain_of_host, is_fetchable, is_public_host, split
from crawler.urls.wrappers import (
    GOOGLE_REDIRECTORS,
    OPAQUE,
    PATH_PROXIES,
    PHOTON_PARAMETERS,
    REDIRECTORS,
    Redirector,
)

MAX_ROUNDS = 5

_GOOGLE = re.compile(r"(?:www\.|news\.|images\.)?google\.(?:com|[a-z]{2}|com?\.[a-z]{2})")
# The last http(s) scheme in an address, however its colon and slashes are written.
_LAST_SCHEME = re.compile(r".*(https?)(?::|%3a)(/{1,2}|(?:%2f){1,2})(.+)", re.IGNORECASE | re.DOTALL)
_FIRST_SCHEME = re.compile(r"(https?)(?::|%3a)(/{1,2}|(?:%2f){1,2})(.+)", re.IGNORECASE | re.DOTALL)
_AMP_CACHE = re.compile(r"/(?:[a-z]|wp|ii/w\d+|ic/w\d+)/(s/)?([^/]+\.[^/]+)(/.*)?", re.DOTALL)
_GOOGLE_AMP = re.compile(r"/amp/(s/)?([^/]+\.[^/]+)(/.*)?", re.DOTALL)
_PHOTON_HOST = re.compile(r"i[0-3]\.wp\.com")
_PHOTON_PATH = re.compile(r"/([^/]+\.[^/]+)(/.*)", re.DOTALL)
_YAHOO_SEARCH = re.compile(r"/RU=([^/]+)(?:/RK=|$)")
_CAMO = re.compile(r",b64/([A-Za-z0-9+/_=-]+)")


def unwrap(url: str) -> str:
    """The innermost public http(s) URL that can be known offline, else the URL itself.

    At most five rounds. An inner address that is not http(s), not fetchable or not public ends the search: the last
    good one counts.

    >>> unwrap("https://www.google.com/url?q=https://example.com/a%3Fb%3D1&sa=D")
    'https://example.com/a?b=1'
    """
    for _ in range(MAX_ROUNDS):
        inner = _inner(url)
        if inner is None:
            break
        url = inner
    return url


def is_wrapper(url: str) -> bool:
    """Whether this is a known wrapper that only its own server can resolve (new Google News ids, NewsNow, t.co …)."""
    parts = split(unwrap(url))
    if parts is None:
        return False
    host = parts.host
    return any(
        host in (name, name.removeprefix("www.")) and parts.path.startswith(prefix) and len(parts.path) > len(prefix)
        for name, prefix in OPAQUE
    )


def _inner(url: str) -> str | None:
    parts = split(url)
    if parts is None:
        return None
    found = _find(parts, url)
    if not found or found == url or not is_fetchable(found):
        return None
    inside = split(found)
    return found if inside and is_public_host(inside.host) else None


def _find(parts: Parts, url: str) -> str | None:
    host, path = parts.host, parts.path
    if parts.query:
        if "_image" in path or "/_next/" in path or "/_vercel/" in path:
            return _path_proxy(parts, url)
        for name in (host, host.partition(".")[2], domain_of_host(host)):
            if name in REDIRECTORS:
                return _redirected(REDIRECTORS[name], parts)
        if "google." in host and _GOOGLE.fullmatch(host):
            target = _redirected(GOOGLE_REDIRECTORS, parts)
            if target:
                return target
    reader = _readers(host, path)
    return reader(parts) if reader else None


def _readers(host: str, path: str) -> Callable[[Parts], str | None] | None:
    if "yimg.com" in host:
        return _yahoo_image
    if host == "news.google.com":
        return _google_news
    if "google." in host and path.startswith("/amp/") and _GOOGLE.fullmatch(host):
        return _google_amp
    if host.endswith(("cdn.ampproject.org", ".bing-amp.com")):
        return _amp_cache
    if host.endswith(".wp.com") and _PHOTON_HOST.fullmatch(host):
        return _photon
    if host.endswith("search.yahoo.com"):
        return _yahoo_search
    if "/image/fetch/" in path:
        return _cloudinary
    if "/cdn-cgi/image/" in path:
        return _cloudflare
    if host == "o.aolcdn.com":
        return _aol_image
    if host.endswith("inoreader.com") and "b64/" in path:
        return _camo
    return None


def _redirected(rules: tuple[Redirector, ...], parts: Parts) -> str | None:
    for rule in rules:
        if not parts.path.startswith(rule.path.rstrip("/")):
            continue
        target = _parameter(parts.query or "", rule.parameters)
        if target:
            return _with_scheme(target, parts)
    return None


def _with_scheme(target: str, parts: Parts) -> str:
    if target.startswith("ssl:"):  # weserv's way to write https
        return "https://" + target[4:].lstrip("/")
    if target.startswith("//"):
        return f"{parts.scheme}:{target}"
    if parts.host == "disq.us":  # "<url>:<hash>"
        target = re.sub(r":[\w-]{20,}$", "", target)
    scheme = re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", target)
    if scheme is None and parts.host in ("images.weserv.nl", "wsrv.nl"):
        return "http://" + target
    return target


def _parameter(query: str, names: tuple[str, ...]) -> str | None:
    """The first parameter of these names, percent-decoded; the whole query for the name ""."""
    if "" in names:
        return _decoded(query)
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        if name in names and value:
            return _decoded(value)
    return None


def _decoded(value: str) -> str:
    """Percent-decode once; bytes that are no UTF-8 stay encoded."""
    if "%" not in value:
        return value
    try:
        return unquote_to_bytes(value).decode("utf-8")
    except UnicodeError:
        return re.sub(r"%([2-7][0-9A-Fa-f])", lambda found: chr(int(found[1], 16)), value)


def _path_proxy(parts: Parts, url: str) -> str | None:
    query = parts.query or ""
    if parts.path.endswith("/safe_image.php"):
        return _parameter(query, ("url",)) if parts.host.endswith(("fbcdn.net", "facebook.com")) else None
    for rule in PATH_PROXIES:
        if parts.path.rstrip("/").endswith(rule.path):
            target = _parameter(query, rule.parameters)
            try:
                return urljoin(url, target) if target else None
            except ValueError:
                return None
    return None


def _cut(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    if not found:
        return None
    scheme, slashes, rest = found.groups()
    if "%" in slashes:
        rest = _decoded(rest)
    return f"{scheme.lower()}://{rest.lstrip('/')}"


def _tail(parts: Parts) -> str:
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _yahoo_image(parts: Parts) -> str | None:
    """https://s.yimg.com/ny/api/res/1.2/<signature>/<parameters>/<URL>, nested at will: the last URL counts."""
    return _cut(_LAST_SCHEME, _tail(parts)) if "/api/res/" in parts.path else None


def _aol_image(parts: Parts) -> str | None:
    return _cut(_LAST_SCHEME, _tail(parts)) if parts.path.startswith("/images/dims") else None


def _cloudinary(parts: Parts) -> str | None:
    return _cut(_FIRST_SCHEME, _tail(parts).partition("/image/fetch/")[2])


def _cloudflare(parts: Parts) -> str | None:
    """/cdn-cgi/image/<options>/<URL>, https://developers.cloudflare.com/images/"""
    options, _, rest = _tail(parts).partition("/cdn-cgi/image/")[2].partition("/")
    return _cut(_FIRST_SCHEME, rest) if options and rest.lower().startswith("http") else None


def _google_news(parts: Parts) -> str | None:
    identifier = article_id(parts.path)
    return original_url(identifier) if identifier else None


def _google_amp(parts: Parts) -> str | None:
    return _cache_target(_GOOGLE_AMP, parts)


def _amp_cache(parts: Parts) -> str | None:
    return _cache_target(_AMP_CACHE, parts)


def _cache_target(pattern: re.Pattern[str], parts: Parts) -> str | None:
    found = pattern.fullmatch(parts.path)
    if not found:
        return None
    secure, name, path = found.groups()
    query = f"?{parts.query}" if parts.query else ""
    return f"{'https' if secure else 'http'}://{name}{path or '/'}{query}"


def _photon(parts: Parts) -> str | None:
    found = _PHOTON_PATH.fullmatch(parts.path)
    if not found:
        return None
    pairs = [pair for pair in (parts.query or "").split("&") if pair]
    scheme = "https" if "ssl=1" in pairs else "http"
    kept = "&".join(pair for pair in pairs if pair.partition("=")[0] not in PHOTON_PARAMETERS)
    return f"{scheme}://{found[1]}{found[2]}{'?' if kept else ''}{kept}"


def _yahoo_search(parts: Parts) -> str | None:
    found = _YAHOO_SEARCH.search(parts.path)
    return _decoded(found[1]) if found else None


def _camo(parts: Parts) -> str | None:
    found = _CAMO.search(parts.path)
    if not found:
        return None
    text = found[1]
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_").decode("utf-8")
    except (binascii.Error, ValueError):
        return None
