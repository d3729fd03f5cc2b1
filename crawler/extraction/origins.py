"""Whose news this is: signs on the page that another publisher had it first. Each finding carries its evidence.

A photo's credit names the agency of the photo, never the publisher of the text, so credits are not read here.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from crawler.extraction.body import Body
from crawler.extraction.json_ld import Node
from crawler.extraction.labels import AGENCIES
from crawler.extraction.metadata import Metadata
from crawler.extraction.page import Page
from crawler.items import Confidence, Image, Origin, RelatedLink
from crawler.urls import registrable_domain, unwrap


class Provider(NamedTuple):
    """A publisher as a portal names its folder."""

    name: str
    domain: str | None


# Provider folders in the paths of Yahoo's image hosts (media.zenfs.com/<locale>/[homerun/]<provider>_<number>/…).
# Source of theguardian_763: public data sets that pair such paths with Yahoo's own "provider" field; the others are
# the providers' own names read from their folder, with the domain they publish under.
PROVIDERS: dict[str, Provider] = {
    "aol_ny_post_us_news_articles": Provider("New York Post", "nypost.com"),
    "ap.org": Provider("Associated Press", "apnews.com"),
    "bloomberg": Provider("Bloomberg", "bloomberg.com"),
    "conde_nast_traveler": Provider("Condé Nast Traveler", "cntraveler.com"),
    "gobankingrates": Provider("GOBankingRates", "gobankingrates.com"),
    "nerdist": Provider("Nerdist", "nerdist.com"),
    "people": Provider("People", "people.com"),
    "reuters.com": Provider("Reuters", "reuters.com"),
    "theguardian": Provider("The Guardian", "theguardian.com"),
}
_ZENFS = re.compile(
    r"media\.zenfs\.com/(?:[a-z]{2}(?:[-_][A-Za-z]{2,4})?/)?(?:homerun/)?([a-z][a-z0-9_.-]{2,60})/", re.I
)
_FOLDER_NUMBER = re.compile(r"(?:_articles)?_\d+$")
_NOT_PROVIDERS = frozenset({"creatr-images", "creatr-uploaded-images", "homerun", "images", "video"})

_PORTALS = frozenset({"aol.com", "yahoo.co.jp", "yahoo.com"})

_JSON_LD = (("isBasedOn", "high"), ("isBasedOnUrl", "high"), ("sourceOrganization", "high"), ("citation", "medium"))
_METAS = ("syndication-source", "original-source", "original_source", "article:original_source")
_DATELINE = re.compile(
    r"^[^.!?]{0,80}\(\s*(" + "|".join(map(re.escape, sorted(AGENCIES, key=len, reverse=True))) + r")\s*\)\s*[-–—:]?"
)
_RANK: dict[Confidence, int] = {"high": 0, "medium": 1, "low": 2}


def read_origins(
    page: Page, metadata: Metadata, body: Body, images: Iterable[Image], links: Iterable[RelatedLink]
) -> list[Origin]:
    """Findings about the original publisher, best first, each publisher or URL once a rule."""
    found = [
        *_of_json_ld(page, metadata.article),
        *_of_metas(page),
        *_of_canonical(page, metadata),
        *_of_source_lines(page, links),
        *_of_image_proxies(page, images),
        *_of_datelines(body),
    ]
    unique = {(origin.rule, origin.domain or origin.publisher or origin.url): origin for origin in reversed(found)}
    return sorted(unique.values(), key=lambda origin: (_RANK[origin.confidence], origin.rule))


def _elsewhere(page: Page, url: str | None) -> str | None:
    """The registrable domain of `url` when it is another than the page's."""
    domain = registrable_domain(url) if url else ""
    return domain if domain and domain != registrable_domain(page.url) else None


def _of_json_ld(page: Page, article: Node | None) -> Iterator[Origin]:
    for name, confidence in _JSON_LD:
        for value in _listed(article.get(name) if article else None):
            url, publisher = _address_and_name(value)
            absolute = page.absolute(url) if url else None
            domain = _elsewhere(page, absolute)
            if domain is None and (absolute or not publisher):
                continue
            yield Origin(
                rule=f"json-ld:{name}",
                evidence=(url or publisher or "")[:500],
                confidence="high" if confidence == "high" else "medium",
                publisher=publisher,
                domain=domain,
                url=absolute if name != "sourceOrganization" else None,
            )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _address_and_name(value: Any) -> tuple[str | None, str | None]:
    if isinstance(value, str):
        return (value, None) if "://" in value else (None, value.strip() or None)
    if isinstance(value, dict):
        url, name = value.get("url") or value.get("@id"), value.get("name")
        return (url if isinstance(url, str) else None, name.strip() or None if isinstance(name, str) else None)
    return None, None


def _of_metas(page: Page) -> Iterator[Origin]:
    values = [(f"meta:{name}", _meta(page, name)) for name in _METAS]
    values.append(("link:original-source", _link(page, "original-source")))
    for rule, value in values:
        domain = _elsewhere(page, value)
        if value and domain:
            yield Origin(rule=rule, evidence=value[:500], confidence="high", domain=domain, url=value)


def _meta(page: Page, name: str) -> str | None:
    node = page.tree.css_first(f'meta[name="{name}"], meta[property="{name}"]')
    return page.absolute(node.attributes.get("content")) if node is not None else None


def _link(page: Page, relation: str) -> str | None:
    node = page.tree.css_first(f'link[rel="{relation}"]')
    return page.absolute(node.attributes.get("href")) if node is not None else None


def _of_canonical(page: Page, metadata: Metadata) -> Iterator[Origin]:
    """A canonical URL at another site says that the text is theirs."""
    url = metadata.canonical_url
    if url and (domain := _elsewhere(page, url)):
        yield Origin(rule="canonical", evidence=url[:500], confidence="medium", domain=domain, url=url)


def _of_source_lines(page: Page, links: Iterable[RelatedLink]) -> Iterator[Origin]:
    """ "Source: <a href=…>Associated Press</a>" behind the text."""
    for link in links:
        if link.kind == "source" and (domain := _elsewhere(page, link.url)):
            evidence = f"{link.label}: {link.text} {link.url}" if link.label else f"{link.text} {link.url}"
            yield Origin(
                rule="source-line",
                evidence=evidence[:500],
                confidence="high",
                publisher=link.text,
                domain=domain,
                url=link.url,
            )


def _of_image_proxies(page: Page, images: Iterable[Image]) -> Iterator[Origin]:
    """Yahoo serves pictures from a folder of the provider, legible even where the markup is damaged.

    A page that shows several providers also shows other stories' pictures: then only the lead picture speaks.
    """
    via = None if registrable_domain(page.url) in _PORTALS else "Yahoo News"
    urls = [image.url for image in images if image.url]
    found = _providers(urls, via) + _providers([_damaged_sources(page)], via)
    if len({origin.publisher for origin in found}) > 1:
        found = _providers(urls[:1], via)
    yield from found[:1]


def _providers(texts: Iterable[str], via: str | None) -> list[Origin]:
    found = (match for text in texts for match in _ZENFS.finditer(unwrap(text) if text.startswith("http") else text))
    return [origin for match in found if (origin := _provider(match, via))]


def _damaged_sources(page: Page) -> str:
    """The attributes in which a texturised page swallowed its own markup; the folder of the provider is still legible."""
    if "zenfs.com" not in page.html:
        return ""
    values = [node.attributes.get("alt") or "" for node in page.tree.css("img[alt]")]
    return " ".join(value for value in values if "zenfs.com" in value)


def _provider(found: re.Match[str], via: str | None) -> Origin | None:
    folder = found[1].lower()
    if folder in _NOT_PROVIDERS:
        return None
    provider = PROVIDERS.get(folder) or PROVIDERS.get(_FOLDER_NUMBER.sub("", folder))
    name = provider.name if provider else _FOLDER_NUMBER.sub("", folder).replace("_", " ").title()
    return Origin(
        rule="image-proxy-provider",
        evidence=found[0].rstrip("/"),
        confidence="high" if provider else "low",
        publisher=name,
        domain=provider.domain if provider else None,
        via=via,
    )


def _of_datelines(body: Body) -> Iterator[Origin]:
    """ "PARIS (AFP) - …": the agency whose text it is."""
    for paragraph in body.paragraphs[:2]:
        if found := _DATELINE.match(paragraph):
            yield Origin(rule="dateline", evidence=found[0].strip()[:200], confidence="medium", publisher=found[1])
