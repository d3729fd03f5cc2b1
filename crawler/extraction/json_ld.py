"""JSON-LD of a page: the nodes of all its blocks, and the one that describes the article."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson
from selectolax.lexbor import LexborHTMLParser

from crawler.extraction.plain_text import fold, plain

Node = dict[str, Any]

MAX_BLOCKS = 60
MAX_BLOCK = 2_000_000  # characters; a larger block is a product catalogue, not an article
MAX_NODES = 4_000
MAX_DEPTH = 12
# Below these keys stand other articles, comments and lists, never the article of the page.
_OTHER_THINGS = frozenset(
    "breadcrumb citation comment hasPart isPartOf itemListElement liveBlogUpdate mentions potentialAction relatedLink review subjectOf".split()
)
_ARTICLE_TYPES = frozenset(
    {"Report", "SocialMediaPosting", "Review", "BlogPosting", "LiveBlogPosting", "DiscussionForumPosting"}
)
_NEWS_TYPES = frozenset(
    "AnalysisNewsArticle AskPublicNewsArticle BackgroundNewsArticle LiveBlogPosting NewsArticle OpinionNewsArticle ReportageNewsArticle ReviewNewsArticle".split()
)
_WEAK_TYPES = frozenset({"Review", "SocialMediaPosting", "DiscussionForumPosting"})
_WRAPPING = re.compile(
    r"^\s*(?:<!\[CDATA\[|<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:\]\]>|-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/)\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_LONE_BACKSLASH = re.compile(r'\\(?!["\\/bfnrtu])')
_FIELD = re.compile(
    r'"(headline|datePublished|dateModified|articleSection|inLanguage|description)"\s*:\s*"((?:[^"\\]|\\.){1,2000})"'
)
_AUTHOR = re.compile(r'"author"\s*:\s*[\[{][^\]}]{0,200}?"name"\s*:\s*"((?:[^"\\]|\\.){1,200})"')


@dataclass(slots=True)
class Graph:
    """Every typed or identified node of a page, in document order."""

    nodes: list[Node] = field(default_factory=list)
    by_id: dict[str, Node] = field(default_factory=dict)  # the fullest node of each @id
    broken: int = 0  # blocks nothing could be read from

    def resolve(self, value: Any) -> Any:
        """The node a reference `{"@id": …}` stands for; any other value as it is."""
        if isinstance(value, dict):
            identity = value.get("@id")
            target = self.by_id.get(identity) if isinstance(identity, str) else None
            if target is not None and len(target) > len(value):
                return target
        return value

    def each(self, value: Any) -> list[Any]:
        """A value as a list of resolved values: JSON-LD writes one as itself and several as a list."""
        values = value if isinstance(value, list) else [value]
        return [self.resolve(one) for one in values[:200] if one is not None]

    def articles(self) -> list[Node]:
        """The nodes whose type is a kind of article."""
        return [node for node in self.nodes if any(_is_article(name) for name in types(node))]

    def article(self, urls: set[str], headlines: set[str]) -> Node | None:
        """The node that describes the page: by its URL, its headline, its type, and where it stands.

        `urls` are the page's own addresses without scheme and fragment, `headlines` its folded headlines.
        """
        best, best_score = None, -1e9
        for order, node in enumerate(self.articles()):
            score = _fit(node, urls, headlines) - 0.1 * order
            if score > best_score:
                best, best_score = node, score
        return best


def types(node: Node) -> list[str]:
    """The node's types without their namespace."""
    value = node.get("@type")
    names = value if isinstance(value, list) else [value]
    return [name.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for name in names if isinstance(name, str)]


def type_name(node: Node) -> str:
    """The first type, for provenance; "Thing" when there is none."""
    return next(iter(types(node)), "Thing")


def address(value: Any) -> str:
    """A URL without scheme, fragment and trailing slash; of a reference its @id. For comparing only."""
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    if not isinstance(value, str):
        return ""
    return re.sub(r"^https?://(www\.)?", "", value.split("#", 1)[0]).rstrip("/")


def read_graph(tree: LexborHTMLParser) -> Graph:
    """All JSON-LD of the page. Never raises: broken blocks are repaired where possible, else counted."""
    graph = Graph()
    for script in tree.css('script[type*="ld+json"]')[:MAX_BLOCKS]:
        text = script.text(deep=True)
        if not text or len(text) > MAX_BLOCK or text.isspace():
            continue
        values = _parse(text)
        graph.broken += not values
        for value in values:
            _collect(value, graph)
    return graph


def _is_article(name: str) -> bool:
    return name.endswith("Article") or name in _ARTICLE_TYPES


def _fit(node: Node, urls: set[str], headlines: set[str]) -> float:
    own = {address(node.get(key)) for key in ("url", "@id", "mainEntityOfPage")} - {""}
    score = 2.0 if own & urls else 0.0
    score += 2.0 if fold(plain(node.get("headline") or node.get("name"))) in headlines else 0.0
    names = types(node)
    score += 1.0 if _NEWS_TYPES.intersection(names) else 0.0
    score -= 1.0 if _WEAK_TYPES.intersection(names) else 0.0
    return score + sum(0.5 for key in ("headline", "datePublished", "author") if node.get(key))


def _collect(value: Any, graph: Graph) -> None:
    """Add the nodes below `value` in document order. Iterative: a block may be nested deeper than Python's stack."""
    stack: list[tuple[Any, int]] = [(value, 0)]
    while stack and len(graph.nodes) < MAX_NODES:
        current, depth = stack.pop()
        if depth > MAX_DEPTH:
            continue
        if isinstance(current, list):
            stack.extend((one, depth + 1) for one in reversed(current[:500]))
        elif isinstance(current, dict):
            _add(current, graph)
            inner = [one for key, one in current.items() if key not in _OTHER_THINGS and isinstance(one, (dict, list))]
            stack.extend((one, depth + 1) for one in reversed(inner))


def _add(node: Node, graph: Graph) -> None:
    if "@type" in node:
        graph.nodes.append(node)
    identity = node.get("@id")
    if isinstance(identity, str) and len(node) > len(graph.by_id.get(identity, ())):
        graph.by_id[identity] = node


def _parse(text: str) -> list[Any]:
    """The documents in a block: usually one; several when a template printed them one after the other."""
    for attempt in _repairs(text):
        try:
            return [orjson.loads(attempt)]
        except (orjson.JSONDecodeError, UnicodeEncodeError):
            pass
        try:
            return [json.loads(attempt, strict=False)]
        except (ValueError, RecursionError):
            continue
    return _documents(text) or _fields(text)


def _repairs(text: str) -> Iterator[str]:
    yield text
    stripped = _WRAPPING.sub("", _WRAPPING.sub("", text)).strip().rstrip(";")
    yield stripped
    yield _LONE_BACKSLASH.sub(r"\\\\", _TRAILING_COMMA.sub(r"\1", stripped))
    if "&quot;" in stripped:
        yield html.unescape(stripped)


def _documents(text: str) -> list[Any]:
    decoder = json.JSONDecoder(strict=False)
    found: list[Any] = []
    position = 0
    while len(found) < 50 and (start := text.find("{", position)) >= 0:
        try:
            value, position = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            break
        found.append(value)
    return found


def _fields(text: str) -> list[Any]:
    """Last resort: the single fields of a block whose structure is beyond repair."""
    node: Node = {}
    for name, value in _FIELD.findall(text[:200_000]):
        node.setdefault(name, _unescape(value))
    author = _AUTHOR.search(text[:200_000])
    if author:
        node["author"] = {"name": _unescape(author[1])}
    return [{"@type": "Article", **node}] if "headline" in node or "datePublished" in node else []


def _unescape(value: str) -> str:
    try:
        text = json.loads(f'"{value}"', strict=False)
    except ValueError:
        return value
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if isinstance(text, str) else value
