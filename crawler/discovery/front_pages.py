"""Article links of a page made for people: a front page or a section, without selectors for the site."""

from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.discovery.encoding import decode
from crawler.discovery.entries import Collector, Item, absolute
from crawler.discovery.link_marks import NEVER, address_score, is_go_on, text_score
from crawler.discovery.listing import MAX_ENTRIES, ListingPage, Problem, unreadable
from crawler.discovery.markup import one_line
from crawler.urls import registrable_domain, unwrap, url_key

MAX_ANCHORS = 20_000  # looked at on one page
THRESHOLD = 3.5

_MAX_CLIMB = 24  # ancestors looked at for one anchor
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5"))
_FURNITURE = frozenset(("nav", "footer", "form", "dialog"))
_FURNITURE_ROLES = frozenset(("banner", "contentinfo", "dialog", "menu", "navigation", "search"))
_FURNITURE_NAMES = (
    "breadcrumb",
    "cookie",
    "footer",
    "mainnav",
    "main-nav",
    "menu",
    "navbar",
    "navigation",
    "social",
    "toolbar",
)
_LIST_RELATIONS = frozenset(("author", "category", "home", "license", "next", "prev", "sponsored", "tag"))


@dataclass(slots=True)
class Candidate:
    """All anchors of a page that lead to one address."""

    url: str
    rank: int
    headline: str = ""
    in_heading: bool = False
    furniture_only: bool = True
    context: float = 0.0
    node: LexborNode | None = None
    groups: set[str] = field(default_factory=set)


def read_front_page(
    body: bytes,
    *,
    url: str,
    encoding: str | None = None,
    content_type: str | None = None,
    select: str | None = None,
    max_entries: int = MAX_ENTRIES,
) -> ListingPage:
    """The links to articles of the same site, in page order; section, service and advertising links are left out.

    Judged by the address (date, number, length of slug), the anchor's text, headings, where on the page it stands, and
    what the anchors built like it look like. `select` is CSS for anchors, or for elements holding them, and replaces
    the judgement: every http(s) link selected is taken, to other sites too.
    """
    if not body.strip():
        return unreadable("not a front page: the document is empty")
    tree = LexborHTMLParser(decode(body, url=url, content_type=content_type, encoding=encoding))
    page = ListingPage(title=_title(tree), language=_language(tree))
    base = base_url(tree, url)
    page.older = _next_page(tree, base)
    if select is not None:
        try:
            anchors = _selected(tree, select)
        except Exception as error:  # the parser has no exception of its own for bad CSS
            return unreadable(f"the selector {select!r} is not valid CSS ({error})"[:200])
        chosen = by_target(anchors, base, page)
    else:
        chosen = _judged(tree, base, url, page)
    collector = Collector(page, url=url, cap=max_entries)
    for rank, candidate in enumerate(chosen, 1):
        collector.add(_item(candidate, rank, page.language))
    if not tree.css_first("a[href]"):
        return unreadable("not a front page: no link in it")
    return page


def base_url(tree: LexborHTMLParser, url: str) -> str:
    """What relative links of a page are relative to: the first <base href>, else the page's own address."""
    node = tree.css_first("base[href]")
    return (absolute(url, node.attributes.get("href")) if node else None) or url


def _title(tree: LexborHTMLParser) -> str | None:
    node = tree.css_first("title")
    return one_line(node.text()) or None if node else None


def _language(tree: LexborHTMLParser) -> str | None:
    node = tree.css_first("html[lang]")
    value = (node.attributes.get("lang") or "").strip().lower().replace("_", "-") if node else ""
    return value if 2 <= len(value) <= 35 and value.replace("-", "").isalnum() else None


def _next_page(tree: LexborHTMLParser, base: str) -> str | None:
    node = tree.css_first('link[rel="next"][href]') or tree.css_first('a[rel~="next"][href]')
    return absolute(base, node.attributes.get("href")) if node else None


def _selected(tree: LexborHTMLParser, select: str) -> list[LexborNode]:
    anchors: list[LexborNode] = []
    for node in tree.css(select):
        anchors += [node] if node.tag == "a" else node.css("a[href]")
    return anchors


def _judged(tree: LexborHTMLParser, base: str, url: str, page: ListingPage) -> list[Candidate]:
    domain, own = registrable_domain(url), {url_key(url), url_key(base)}
    found = _candidates(tree.css("a[href]"), base, page)
    found = {
        key: candidate
        for key, candidate in found.items()
        if key not in own and registrable_domain(candidate.url) == domain and address_score(candidate.url) > NEVER / 2
    }
    lengths: dict[str, list[int]] = defaultdict(list)
    for candidate in found.values():
        for group in candidate.groups:
            lengths[group].append(len(candidate.headline))
    return [candidate for candidate in found.values() if _score(candidate, lengths) >= THRESHOLD]


def _score(candidate: Candidate, lengths: dict[str, list[int]]) -> float:
    score = address_score(candidate.url) + text_score(candidate.headline) + candidate.context
    score += 2.5 if candidate.in_heading else 0
    score -= 5 if candidate.furniture_only else 0
    fellows = max((lengths[group] for group in candidate.groups), key=len, default=[])
    if len(fellows) >= 3:
        score += 1 if median(fellows) >= 25 else -1.5 if median(fellows) < 12 else 0
    return score


def by_target(anchors: list[LexborNode], base: str, page: ListingPage) -> list[Candidate]:
    """The addresses that anchors lead to, in page order, each with its best headline."""
    return list(_candidates(anchors, base, page).values())


def _candidates(anchors: list[LexborNode], base: str, page: ListingPage) -> dict[bytes, Candidate]:
    page.count(Problem.OVER_THE_CAP, len(anchors) - MAX_ANCHORS)
    found: dict[bytes, Candidate] = {}
    for anchor in anchors[:MAX_ANCHORS]:
        link = anchor.attributes.get("href")
        if not link or link[0] == "#" or link[:11].lower() == "javascript:":
            continue
        target = absolute(base, link)
        if target is None:
            continue
        target = unwrap(target)
        key = url_key(target)
        candidate = found.get(key)
        if candidate is None:
            candidate = found[key] = Candidate(
                target.partition("#")[0] if "#!" not in target else target, len(found) + 1
            )
        _weigh(candidate, anchor)
    return found


def _weigh(candidate: Candidate, anchor: LexborNode) -> None:
    """Add what one more anchor says about an address."""
    text = _anchor_text(anchor)
    if is_go_on(text):
        text = one_line(anchor.attributes.get("title") or "")
    heading, furniture, group = _surroundings(anchor)
    better = (heading and not candidate.in_heading) or len(text) > len(candidate.headline)
    if text and better and not (candidate.in_heading and not heading):
        candidate.headline, candidate.node = text, anchor
    candidate.node = candidate.node or anchor
    candidate.in_heading = candidate.in_heading or heading
    candidate.furniture_only = candidate.furniture_only and furniture
    candidate.groups.add(group)
    relations = (anchor.attributes.get("rel") or "").lower().split()
    if "bookmark" in relations:
        candidate.context = max(candidate.context, 2.0)
    if _LIST_RELATIONS.intersection(relations):
        candidate.context = min(candidate.context, -5.0)


def _anchor_text(anchor: LexborNode) -> str:
    """The headline inside an anchor: its heading, if a whole teaser is linked, else its text, else a picture's alt."""
    if anchor.first_child is None:
        return ""
    heading = anchor.css_first("h1,h2,h3,h4,h5")
    text = one_line((heading or anchor).text())
    if not text:
        picture = anchor.css_first("img[alt]")
        text = one_line(picture.attributes.get("alt") or "") if picture else ""
    return text


def _surroundings(anchor: LexborNode) -> tuple[bool, bool, str]:
    """Whether it stands in a heading, whether in page furniture, and a name for "built like this"."""
    heading = anchor.css_first("h1,h2,h3,h4,h5") is not None
    furniture, in_article, path = False, False, []
    node = anchor.parent
    for step in range(_MAX_CLIMB):
        if node is None or node.tag in ("body", "html"):
            break
        tag, attributes = node.tag or "", node.attributes
        names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower()
        if step < 3:
            path.append(f"{tag}.{(attributes.get('class') or '').partition(' ')[0]}")
        heading = heading or (tag in _HEADINGS and step < 3)
        in_article = in_article or tag == "article"
        furniture = furniture or (
            tag in _FURNITURE
            or (tag == "header" and not in_article)
            or attributes.get("role") in _FURNITURE_ROLES
            or any(name in names for name in _FURNITURE_NAMES)
        )
        node = node.parent
    return heading, furniture and not (heading and in_article), ">".join(path)


def _item(candidate: Candidate, rank: int, language: str | None) -> Item:
    item = Item(link=candidate.url, headline=candidate.headline, headline_is_text=True, rank=rank, language=language)
    teaser = _teaser(candidate.node)
    if teaser is not None:
        moment = teaser.css_first("time[datetime]")
        item.published = moment.attributes.get("datetime") if moment else None
        category = teaser.css_first('a[rel~="category"]')
        item.section = one_line(category.text()) if category else None
        picture = teaser.css_first("img[src]")
        address = picture.attributes.get("src") if picture else None
        item.image = address if address and not address.startswith("data:") else None
    return item


def _teaser(node: LexborNode | None) -> LexborNode | None:
    """The <article> an anchor stands in."""
    for _ in range(_MAX_CLIMB):
        if node is None or node.tag == "article":
            break
        node = node.parent
    return node if node is not None and node.tag == "article" else None
