"""Addresses of pictures: the best one an element offers, and which addresses mean the same picture."""

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborNode

from crawler.extraction.page import Page

MAX_URL = 2_083
_LAZY = (
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-original-src",
    "data-lazy",
    "data-full-src",
    "data-url",
    "data-img-url",
    "data-image",
    "data-hi-res-src",
    "src",
)
_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_CANDIDATE = re.compile(r"\s*(\S+?)(?:\s+(\d+(?:\.\d+)?)([wxh]))?\s*(?:,(?=\s|$|https?:|/)|$)")
_PLACEHOLDER = re.compile(
    r"^data:|(?:^|[/_.=-])(?:placeholder|blank|spacer|loader|loading|lazy(?:load)?|pixel|transparent|1x1|gr[ea]y|dummy|fallback|no-?image|default(?:-?image)?|trans)(?:[/_.\d-]|$)",
    re.I,
)
# Furniture by name: compared with words of the path, since "silicon" and "topicons" hold "icon".
_FURNITURE = re.compile(
    r"(?:^|[/_.-])(?:logos?|favicon|icons?|avatars?|gravatar|sprites?|emojis?|smil(?:ies|eys)|badges?|btn|buttons?|banners?|ads|adserver|pixel|tracking|tracker|qr-?codes?|signature|app-?store|google-?play|share(?:-?image|-?logo)?)(?:[/_.\d-]|$)"
    r"|\.svg(?:$|[?#])|gravatar\.com|doubleclick\.|facebook\.com/tr|scorecardresearch|/wp-includes/images/|feedburner|statcounter",
    re.I,
)
_LOOKS_LIKE_URL = re.compile(r"^(?:https?:)?//|^/|\.(?:jpe?g|png|webp|gif|avif)\b", re.I)
_SIZE = re.compile(
    r"(?:(?<=[-_.@/])|^)(?:\d{2,4}x\d{1,4}|[wh]_?\d{2,4}|\d{2,4}w|\d{1,2}x\d{1,2}|\d+x|scaled|large|small|medium|big|thumb(?:nail)?|rotated|edited)(?=$|[-_.@/])",
    re.I,
)
_ASSET = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{16,}", re.I)
_NUMBER = re.compile(r"(?<!\d)\d{7,}(?!\d)")
_EXTENSION = re.compile(r"\.(?:jpe?g|png|webp|gif|avif|jfif|bmp|tiff?|ashx|html)$", re.I)
_COMMON = frozenset(
    "image img default picture photo file original download master resize crop index render full public jpg jpeg webp png social".split()
)


def best_url(page: Page, node: LexborNode) -> str | None:
    """The address of the largest version an `<img>` (or the `<picture>` around it) offers; None when it offers none."""
    attributes = node.attributes
    for name in _SETS:
        if (link := _largest(attributes.get(name))) and (url := _real(page, link)):
            return url
    for name in _LAZY:
        if url := _real(page, attributes.get(name)):
            return url
    for name, value in attributes.items():
        if value and name.startswith("data-") and _names_picture(name) and _LOOKS_LIKE_URL.search(value):
            if url := _real(page, _largest(value) if " " in value.strip() else value):
                return url
    return _from_sources(page, node)


def _from_sources(page: Page, node: LexborNode) -> str | None:
    parent = node.parent
    if parent is None or parent.tag != "picture":
        return None
    for source in parent.css("source")[:12]:
        attributes = source.attributes
        for name in ("srcset", "data-srcset", "data-src", "src"):
            if url := _real(page, _largest(attributes.get(name))):
                return url
    return None


def _names_picture(name: str) -> bool:
    return any(part in name for part in ("src", "lazy", "image", "orig"))


def _real(page: Page, link: str | None) -> str | None:
    """Absolute URL, unless it is a placeholder's or no URL."""
    if not link or len(link) > MAX_URL or _PLACEHOLDER.search(link[:300].split("?")[0]):
        return None
    url = page.absolute(link)
    return url if url and len(url) <= MAX_URL else None


def _largest(srcset: str | None) -> str | None:
    """The candidate of a `srcset` with the largest descriptor; the first when none has one."""
    if not srcset:
        return None
    best, best_size = None, -1.0
    for link, size in _candidates(srcset[:20_000]):
        if size > best_size and not link.startswith("data:"):
            best, best_size = link, size
    return best


def _candidates(srcset: str) -> Iterator[tuple[str, float]]:
    position = 0
    for _ in range(40):
        match = _CANDIDATE.match(srcset, position)
        if not match or match.end() == position:
            return
        position = match.end()
        size = float(match[2]) if match[2] else 0.0
        yield match[1].strip(","), size * 1000 if match[3] == "x" else size


def is_furniture(url: str) -> bool:
    """Whether an address names a logo, an icon, an avatar, a pixel or an advertisement."""
    return bool(
        _FURNITURE.search(url.split("?")[0].split("//", 1)[-1].partition("/")[2])
        or _FURNITURE.search(url[:100].split("/", 3)[2] if url.count("/") > 2 else "")
    )


@lru_cache(maxsize=4096)
def identity(url: str) -> frozenset[str]:
    """Size-independent keys of a picture; two addresses that share one are versions of the same picture.

    Host and path without query; the last path segment without size and extension (also of an address embedded in it);
    a UUID or hexadecimal asset id. Long numbers count only where there is no such id: some sites put the article's
    number into the address of every picture.
    """
    full = unquote(unquote(url.strip()))
    keys = set()
    assets: set[str] = set()
    numbers: set[str] = set()
    for part in re.split(r"https?:/{1,2}", full):
        if not part:
            continue
        path = re.split(r"[?&|#]", part, maxsplit=1)[0].rstrip("/")
        keys.add("u:" + path.lower().removeprefix("www."))
        stem = _stem(path.rsplit("/", 1)[-1])
        if len(stem) >= 6 and stem not in _COMMON and "/" in path:
            keys.add("f:" + stem)
        assets.update(found.lower() for found in _ASSET.findall(path))
        numbers.update(found for found in _NUMBER.findall(path) if not re.fullmatch(r"(?:19|20)\d{6}", found))
    return frozenset(keys | {"i:" + one for one in (assets or numbers)})


def _stem(segment: str) -> str:
    stem = _EXTENSION.sub("", segment)
    stem = re.sub(r"[,;].*$", "", stem)
    stem = _SIZE.sub("", _SIZE.sub("", stem))
    return _EXTENSION.sub("", stem).strip("-_.@ ").lower()


def is_picture_link(href: str) -> bool:
    """Whether a link leads to the picture itself or to a gallery of it, not to another page."""
    try:
        path = urlsplit(href).path.lower()
    except ValueError:
        return False
    return bool(
        _EXTENSION.search(path)
        or re.search(
            r"galler|/image|/photo|/foto|/bild|/media|/picture|lightbox|zoom|attachment|diaporama|slideshow|/fotos",
            path,
        )
    )
