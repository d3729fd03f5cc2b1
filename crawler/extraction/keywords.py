"""Section and keywords of an article."""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from crawler.extraction.json_ld import Graph, Node, type_name, types
from crawler.extraction.meta_tags import MetaTags
from crawler.extraction.page import Page
from crawler.extraction.plain_text import Reading, bare, fold, node_text, plain
from crawler.extraction.site_names import SiteNames

MAX_KEYWORDS = 50
MAX_KEYWORD = 70  # characters; longer ones are sentences
_META = ("news_keywords", "keywords", "article:tag", "og:article:tag")
_META_AFTER = ("parsely-tags", "sailthru.tags", "dc.subject", "topics", "cxenseparse:taglist", "og:keywords")
_LINKS = (
    'a[rel~="tag"],a[href*="/tag"],a[href*="/topic"],a[href*="/thema"],a[href*="/theme"],a[href*="/tema"],a[href*="/keyword"],a[href*="/label/"],a[href*="/etiqueta"],a[href*="/mot-cle"],'
    'a[href*="/hashtag"],a[href*="/chu-de/"],a[href*="/etiket"],a[href*="/sujet"],[class*="tag"] a,[class*="Tag"] a,[class*="topic"] a,[class*="Topic"] a,[class*="keyword"] a'
)
_HREF = re.compile(
    r"/(?:tags?|topics?|themen?|themes?|temas?|keywords?|label|etiquetas?|mots?-cles?|hashtag|chu-de|etiket|sujets?)(?:[/_-]|$)",
    re.I,
)
_WORD = re.compile(
    r"(?:^|[\s_-]|(?<=[a-z]))(?:[Tt]ags?|[Tt]opics?|[Kk]eywords?|TAGS|[Tt]hemen|[Tt]emas)(?:$|[\s_-]|(?=[A-Z]))"
)
_ELSEWHERE = re.compile(r"nav|menu|footer|side-?bar|trending|teaser|header|popular|most-|related|comment", re.I)
_NOT_A_WORD = re.compile(
    r"^[\da-f]{8}-[\da-f]{4}-|^\W*\d+\W*$|^[a-z]+[A-Z]\w*:\S|^[\w.-]+\.(?:com|de|org|net|fr|es|it|co\.uk)$|^[a-z\d]+(?:_[a-z\d]+)+$|^NLP |^https?:|^(?:type|section|topic|hasVideo|isAd|tag|source|author|paywall)[:=]",
    re.I,
)
_MARKED = re.compile(r"^(?:(?:topic|tag|keyword|subject|category)s?/|category\s?:\s*|#)", re.I)


class Keywords(NamedTuple):
    """The keywords in order, and the reader that gave them."""

    values: list[str]
    reader: str


def read_section(meta: MetaTags, graph: Graph, article: Node | None, headline: str) -> Reading | None:
    """The section as the page declares it, else the last breadcrumb above the article."""
    if article is not None:
        for value in graph.each(article.get("articleSection")):
            text = plain(value, 200)
            if text and fold(text) != fold(headline):
                return Reading(text, f"json-ld:{type_name(article)}.articleSection")
    found = meta.first(
        "article:section",
        "og:article:section",
        "section",
        "parsely-section",
        "dc.subject.section",
        "cxenseparse:category",
        "category",
        "articlesection",
    )
    if found and fold(found.value) != fold(headline) and len(found.value) < 100:
        return found
    return _breadcrumb(graph, headline)


def _breadcrumb(graph: Graph, headline: str) -> Reading | None:
    for node in graph.nodes:
        if "BreadcrumbList" not in types(node):
            continue
        names = []
        for item in graph.each(node.get("itemListElement")):
            if isinstance(item, dict):
                inner = item.get("item")
                name = plain(item.get("name") or (inner.get("name") if isinstance(inner, dict) else ""), 300)
                if name and fold(name) != fold(headline) and len(name) < 50:
                    names.append(name)
        if len(names) >= 2:  # the first is the front page
            return Reading(names[-1], "json-ld:BreadcrumbList")
    return None


def read_keywords(
    page: Page, meta: MetaTags, graph: Graph, article: Node | None, section: str | None, site: SiteNames
) -> Keywords:
    """The keywords: declared ones unless they are the URL cut into words, else the page's tag links."""
    single: Keywords | None = None
    for found in _declared(meta, graph, article):
        values = [one for one in found.values if not site.includes(one)]
        if not values or _is_slug(values, page.url):
            continue
        found = Keywords(values, found.reader)
        if len(values) == 1 and section and fold(values[0]) == fold(section):
            single = single or found
            continue
        return found
    linked = _tag_links(page)
    if single and len(linked.values) <= 1:
        return single
    return linked


def _declared(meta: MetaTags, graph: Graph, article: Node | None) -> Iterator[Keywords]:
    for key in _META:
        yield Keywords(_clean(meta.all(key)), f"meta:{key}")
    if article is not None:
        values = [
            plain(value.get("name") if isinstance(value, dict) else value)
            for value in graph.each(article.get("keywords"))
        ]
        yield Keywords(_clean(values), f"json-ld:{type_name(article)}.keywords")
    for key in _META_AFTER:
        yield Keywords(_clean(meta.all(key)), f"meta:{key}")


def _clean(values: list[str]) -> list[str]:
    """Single keywords: lists split, codes and addresses dropped, each once."""
    found: dict[str, str] = {}
    for value in values:
        for part in _split(value) if len(values) == 1 else [value]:
            word = _MARKED.sub("", part.strip(" \"'.;,|[]")).strip()
            if word and len(word) <= MAX_KEYWORD and not _NOT_A_WORD.search(word):
                found.setdefault(fold(word), word)
    return list(found.values())[:MAX_KEYWORDS]


def _split(value: str) -> list[str]:
    for separator in (";", ",", "،", "、", "，", "|"):
        if separator in value:
            return value.split(separator)
    return [value]


def _is_slug(values: list[str], url: str) -> bool:
    """Whether the list is the URL's path cut into words, as some CMSs fill the field."""
    if len(values) < 4:
        return False
    try:
        words = set(re.split(r"[^a-z0-9]+", urlsplit(url).path.lower()))
    except ValueError:
        return False
    return sum(value.isascii() and value.islower() and value in words for value in values) >= 0.7 * len(values)


def _tag_links(page: Page) -> Keywords:
    """The best group of tag links on the page: by their number, a class that says "tags", and rel=tag."""
    groups: dict[int, tuple[LexborNode, bool, list[tuple[str, bool]]]] = {}
    for link in page.tree.css(_LINKS)[:300]:
        attributes = link.attributes
        tagged = "tag" in (attributes.get("rel") or "").split()
        place = _group(link)
        if place is None:
            continue
        group, named = place
        if not (tagged or named or _HREF.search(attributes.get("href") or "")):
            continue
        text = node_text(link, 200).strip(" #,")
        if text and len(text) <= MAX_KEYWORD:
            groups.setdefault(group.mem_id, (group, named, []))[2].append((text, tagged))
    best: tuple[float, list[str]] = (0.0, [])
    for group, named, links in groups.values():
        values = _clean_links(group, links)
        score = min(len(values), 8) + 4 * named + 3 * any(tagged for _, tagged in links)
        if values and score > best[0] and (named or len(values) > 1 or links[0][1]):
            best = (score, values)
    return Keywords(best[1], "css:tag-links" if best[1] else "")


def _group(link: LexborNode) -> tuple[LexborNode, bool] | None:
    """The element that holds the tags, and whether its class says so; None outside the article."""
    group: LexborNode | None = None
    named = False
    node = link.parent
    for depth in range(9):
        if node is None or node.tag in {"body", "html"}:
            break
        names = node.attributes.get("class") or ""
        if node.tag in {"nav", "footer", "aside", "header"} or (names and _ELSEWHERE.search(names)):
            return None
        if depth < 4 and not named:
            if names and _WORD.search(names) and node.tag != "article":
                group, named = node, True
            elif group is None and len(node.css("a")) > 1:
                group = node
        node = node.parent
    return (group, named) if group is not None else None


def _clean_links(group: LexborNode, links: list[tuple[str, bool]]) -> list[str]:
    if len(links) > 25:
        return []
    linked = sum(len(bare(text)) for text, _ in links)
    if linked < 0.4 * len(bare(group.text()[:3_000])):
        return []
    found: dict[str, str] = {}
    for text, _ in links:
        word = _MARKED.sub("", text).strip()
        if word and not _NOT_A_WORD.search(word):
            found.setdefault(fold(word), word)
    return list(found.values())
