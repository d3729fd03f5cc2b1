"""What the site calls itself: for cutting its name off headlines, and for telling it from its authors."""

import re
from collections.abc import Iterable
from functools import lru_cache

from crawler.extraction.json_ld import Graph, Node, types
from crawler.extraction.meta_tags import MetaTags
from crawler.extraction.plain_text import bare, fold, plain
from crawler.urls import host, registrable_domain

_META = (
    "og:site_name",
    "application-name",
    "apple-mobile-web-app-title",
    "publisher",
    "dc.publisher",
    "copyright",
    "article:publisher",
    "al:android:app_name",
)
_ARTICLES = re.compile(r"^(?:das|der|de|det|die|den|el|gli|het|i|il|l'|la|las|le|les|lo|los|o|os|the) ?(?=\w)")
# Endings that a name carries on one place of the page and not on the other: "t-online", "t-online.de", "BBC News".
_TAIL = re.compile(
    r"(?:[ .](?:at|be|br|ch|co\.uk|com|cz|de|dk|es|eu|fr|hu|id|in|it|media|net|news|nl|no|online|org|pl|pt|ro|ru|se|tr|tv|ua|uk|us|vn))+$"
)
_COPYRIGHT = re.compile(r"^(?:©|\(c\)|copyright)?[\s\d–-]*(.*?)[\s\d.–-]*$", re.I)
SEPARATORS = (
    " | ",
    " - ",
    " – ",
    " — ",
    " · ",
    " • ",
    " » ",
    " « ",
    " :: ",
    " / ",
    "|",
    "：",
    "｜",
    " ‹ ",
    " › ",
    " ⋆ ",
    " – ",
)


class SiteNames:
    """The names of a site, folded; `display` is the one for people."""

    def __init__(self, names: Iterable[str], url: str, display: str | None) -> None:
        self.display = display
        self.written = [name for name in names if name]
        domain = registrable_domain(url) or host(url)
        labels = [host(url), host(url).removeprefix("www."), domain, domain.split(".")[0]]
        self.keys = {key for name in [*self.written, *labels] for key in _keys(name)}

    def includes(self, text: str) -> bool:
        """Whether `text` is a name of the site."""
        return bool(text) and len(text) < 120 and not _keys(text).isdisjoint(self.keys)

    def part(self, text: str) -> bool:
        """Whether `text` is a strict part of a name: "Nouvelles" of "Nouvelles Du Monde", an author nobody is."""
        words = fold(text).split()
        if not words or self.includes(text):
            return False
        for name in self.written:
            whole = fold(name).split()
            if len(words) < len(whole) and any(whole[i : i + len(words)] == words for i in range(len(whole))):
                return True
        return False

    def strip(self, headline: str) -> str:
        """`headline` without the site's names at its ends."""
        text = headline
        for _ in range(3):
            cut = self._cut(text)
            if cut == text:
                return text
            text = cut
        return text

    def _cut(self, text: str) -> str:
        for separator in SEPARATORS:
            if separator not in text:
                continue
            left, _, tail = text.rpartition(separator)
            if left.strip() and self.includes(tail.strip()):
                return left.strip()
            head, _, right = text.partition(separator)
            if right.strip() and self.includes(head.strip()):
                return right.strip()
        return text


@lru_cache(maxsize=2048)
def _keys(name: str) -> frozenset[str]:
    text = fold(name)
    short = _ARTICLES.sub("", text)
    every = {text, short, _TAIL.sub("", text), _TAIL.sub("", short)}
    return frozenset(key for one in every if len(key := bare(one)) > 1)


def read_site_names(meta: MetaTags, graph: Graph, article: Node | None, url: str) -> SiteNames:
    """The names of the site from its meta tags, its publisher in JSON-LD, and its host."""
    publisher = publisher_name(graph, article)
    names = [name for key in _META for name in meta.all(key) if "://" not in name and len(name) < 100]
    names = [match[1] if (match := _COPYRIGHT.match(name)) and match[1] else name for name in names]
    names += [name.lstrip("@") for name in meta.all("twitter:site")]
    names += [publisher] if publisher else []
    names += [plain(node.get("name"), 100) for node in graph.nodes if "WebSite" in types(node)]
    site = meta.first("og:site_name")
    return SiteNames(names, url, site.value if site else publisher)


def publisher_name(graph: Graph, article: Node | None) -> str | None:
    """The publisher's name in JSON-LD: of the article, else of the site's organisation node."""
    if article is not None:
        for value in graph.each(article.get("publisher")):
            name = plain(value.get("name") if isinstance(value, dict) else value, 200)
            if name and "://" not in name:
                return name
    for node in graph.nodes:
        if any(name in {"NewsMediaOrganization", "Organization"} for name in types(node)):
            return plain(node.get("name"), 200) or None
    return None
