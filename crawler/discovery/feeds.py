"""Feeds: RSS 0.9x to 2.0, RSS 1.0 (RDF), Atom 0.3 and 1.0, JSON Feed; with the modules that newspapers use.

Specifications: https://www.rssboard.org/rss-specification, https://web.resource.org/rss/1.0/spec, RFC 4287 (Atom),
https://www.rssboard.org/media-rss, https://www.jsonfeed.org/version/1.1/.
"""

import re
from collections.abc import Iterator

from crawler.discovery.entries import Collector, Item, absolute
from crawler.discovery.json_feeds import is_json, read_json_feed
from crawler.discovery.listing import MAX_ENTRIES, ListingPage, Problem, unreadable
from crawler.discovery.markup import first_image, plain_text
from crawler.discovery.xml import Document, Element, base_of, language_of, local, text_of

ROOTS = frozenset(("rss", "rdf", "feed", "channel"))


def read_feed(body: bytes, *, url: str, content_type: str | None = None, max_entries: int = MAX_ENTRIES) -> ListingPage:
    """The entries of a feed, in its order. `url` is where it was fetched, for relative links.

    Stories are told apart by their URL, never by their guid: some feeds give one guid to all of them.
    """
    if is_json(body):
        return read_json_feed(body, url=url, max_entries=max_entries)
    document = Document(body, url=url, content_type=content_type)
    if document.root not in ROOTS:
        return unreadable(not_a("feed", body, document.root))
    page = ListingPage()
    collector = Collector(page, url=url, cap=max_entries)
    for item in items(document, page, url):
        item.language = item.language or page.language
        item.description = _without_trailer(item.description, item.link)
        item.content = _without_trailer(item.content, item.link)
        collector.add(item)
    finish(page, document, body)
    return page


# "The post <a>headline</a> appeared first on <a>site</a>.": a paragraph WordPress SEO plugins put under every text,
# in the site's language. Told by its build: its first link is the item's own.
_TRAILER = re.compile(
    r"<p>[^<]{0,60}<a [^>]{0,200}?href=\"([^\"]{1,2000})\"[^>]{0,200}>[^<]{0,1000}</a>[^<]{1,80}<a [^>]{1,2400}>[^<]{1,200}</a>"
    r"[^<]{0,20}</p>\s*"
)


def _without_trailer(markup: str | None, link: str | None) -> str | None:
    start = markup.rfind("<p>") if markup and link else -1
    if not markup or start < 0:
        return markup
    found = _TRAILER.fullmatch(markup, start)
    return markup[:start] if found and found[1].rstrip("/") == (link or "").rstrip("/") else markup


def not_a(kind: str, body: bytes, root: str) -> str:
    """Words for a document that is no listing of this kind."""
    if not body.strip():
        return f"not a {kind}: the document is empty"
    if root == "html":
        return f"not a {kind}: an HTML page"
    return f"not a {kind}: the first element is <{root}>" if root else f"not a {kind}: no XML"


def items(document: Document, page: ListingPage, url: str) -> Iterator[Item]:
    """The items of an XML feed one by one; afterwards title, language and older page of `page` are set."""
    rank = 0
    head = _Head(url)
    for element in document.elements("item", "entry"):
        rank += 1
        if rank == 1:
            head.read(element.getparent(), page)
        item = _atom(element, head) if local(element) == "entry" else _rss(element, head)
        item.rank = rank
        yield item
    if rank == 0 and document.head is not None:
        head.read(_channel(document.head), page)


def finish(page: ListingPage, document: Document, body: bytes) -> None:
    """Count what the parser met on the way, and what it could not reach."""
    page.count_all(document.problems)
    page.complete = page.complete and document.complete
    if not document.complete:
        lost = max(body.count(b"<item>") + body.count(b"<item "), body.count(b"<entry>") + body.count(b"<entry "))
        page.count(Problem.LOST_ENTRIES, lost - document.read)


class _Head:
    """What a feed says of itself before its items."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.base = url
        self.authors: list[str] = []

    def read(self, parent: Element, page: ListingPage) -> None:
        channel = _channel(parent)
        if channel is None:
            return
        self.base = base_of(channel, self.url)
        for child in channel:
            name = local(child)
            if name in ("item", "entry"):
                continue
            if name == "title" and page.title is None:
                page.title = plain_text(text_of(child)) or None
            elif name == "language" and not page.language:
                page.language = _language(text_of(child))
            elif name == "link":
                self._link(child, page)
            elif name == "author":
                self.authors += _person(child)
        page.language = page.language or _language(language_of(channel) or "")

    def _link(self, element: Element, page: ListingPage) -> None:
        relation = element.get("rel", "alternate")
        address = element.get("href") or text_of(element)
        if relation == "next":
            page.older = absolute(self.base, address)
        elif relation == "alternate":
            # A relative link of an item is relative to the site, not to the host that serves the feed.
            site = absolute(self.base, address)
            if site and self.base == self.url:
                self.base = site


def _channel(parent: Element) -> Element:
    """Where the feed's own title stands: the parent of the items, or beside them (RSS 1.0)."""
    if parent is None or local(parent) in ("channel", "feed"):
        return parent
    for child in parent:
        if local(child) in ("channel", "feed"):
            return child
    return parent


def _language(value: str) -> str | None:
    value = value.strip().lower().replace("_", "-")
    return value if 2 <= len(value) <= 35 and value.replace("-", "").isalnum() else None


def _prefix(element: Element) -> str:
    """A short name for an element's namespace: "media", "dc", "atom" …, "" for none, "?" for others."""
    tag: str = element.tag
    if tag.startswith("{"):
        space = tag[1:].partition("}")[0].lower()
        return next((short for mark, short in _SPACES if mark in space), "?")
    return tag.rpartition(":")[0].lower()  # a prefix nobody declared


# Part of a namespace's name -> short name; first fit. Some feeds spell the year or the host wrongly.
_SPACES = (
    ("search.yahoo.com/mrss", "media"),
    ("purl.org/dc/", "dc"),
    ("w3.org/2005/atom", "atom"),
    ("purl.org/atom", "atom"),
    ("modules/content", "content"),
    ("feedburner", "feedburner"),
    ("itunes", "itunes"),
    ("modules/slash", "slash"),
    ("bing.com/", "news"),
    ("purl.org/rss/1.0/", ""),
    ("netscape.com/rdf", ""),
    ("backend.userland.com", ""),
    ("channel.netscape.com", ""),
)


def _rss(element: Element, head: _Head) -> Item:
    item = Item(base=base_of(element, head.base), language=language_of(element))
    guid_is_link = False
    for child in element:
        if not isinstance(child.tag, str):
            continue
        name, prefix = local(child), _prefix(child)
        if name == "guid":
            item.guid = text_of(child)
            guid_is_link = child.get("isPermaLink", "true").strip().lower() != "false"
        elif prefix in ("", "rss") and name in _RSS_FIELDS:
            _RSS_FIELDS[name](item, child)
        else:
            _module(item, prefix, name, child)
    about = element.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about")
    if not item.link:
        item.link = (item.guid if guid_is_link or _is_address(item.guid) else None) or about
    _original_link(item)
    item.guid = item.guid or about
    item.authors = item.authors or list(head.authors)
    item.image = item.image or first_image(item.content) or first_image(item.description)
    return item


def _is_address(text: str | None) -> bool:
    return text is not None and text.startswith(("http://", "https://"))


def _set_link(item: Item, child: Element) -> None:
    item.link = item.link or text_of(child) or child.get("href")


def _set_source(item: Item, child: Element) -> None:
    item.publisher, item.publisher_url = text_of(child), child.get("url")


def _set_enclosure(item: Item, child: Element) -> None:
    if child.get("type", "").startswith("image/"):
        item.image = item.image or child.get("url") or child.get("href")


def _set_description(item: Item, child: Element) -> None:
    item.description = item.description or text_of(child)


def _set_headline(item: Item, child: Element) -> None:
    item.headline = item.headline or text_of(child)


def _add_category(item: Item, child: Element) -> None:
    name = text_of(child) or child.get("label") or child.get("term") or ""
    if name:
        item.section = item.section or name
        item.keywords.append(name)


def _add_author(item: Item, child: Element) -> None:
    item.authors += _person(child)


def _set_published(item: Item, child: Element) -> None:
    item.published = item.published or text_of(child)


def _set_modified(item: Item, child: Element) -> None:
    item.modified = item.modified or text_of(child)


def _set_discussion(item: Item, child: Element) -> None:
    item.discussion = item.discussion or text_of(child)


_RSS_FIELDS = {
    "author": _add_author,
    "category": _add_category,
    "comments": _set_discussion,
    "date": _set_published,
    "description": _set_description,
    "enclosure": _set_enclosure,
    "link": _set_link,
    "pubdate": _set_published,
    "published": _set_published,
    "source": _set_source,
    "summary": _set_description,
    "title": _set_headline,
    "updated": _set_modified,
}


def _module(item: Item, prefix: str, name: str, child: Element) -> None:
    """Fields of the modules: Dublin Core, Content, Media RSS, Atom inside RSS, FeedBurner, Bing."""
    if prefix == "content" and name == "encoded":
        item.content = text_of(child)
    elif prefix == "dc":
        _dublin_core(item, name, child)
    elif prefix == "media":
        _media(item, name, child)
    elif prefix == "atom":
        _atom_field(item, name, child)
    elif prefix == "feedburner" and name == "origlink":
        item.wrapped, item.link = item.link, text_of(child) or item.link
    elif prefix == "news" and name == "source":
        item.publisher = text_of(child)
    elif prefix == "news" and name == "image":
        item.image = item.image or text_of(child)


def _original_link(item: Item) -> None:
    if item.wrapped == item.link:
        item.wrapped = None


def _dublin_core(item: Item, name: str, child: Element) -> None:
    if name == "creator":
        item.authors += _person(child)
    elif name == "date":
        item.published = item.published or text_of(child)
    elif name == "subject":
        _add_category(item, child)
    elif name == "language":
        item.language = _language(text_of(child)) or item.language
    elif name in ("publisher", "source"):
        item.publisher = item.publisher or text_of(child)


def _media(item: Item, name: str, child: Element) -> None:
    if name in ("content", "thumbnail"):
        medium = child.get("medium") or child.get("type", "image/").partition("/")[0]
        if medium == "image" and child.get("url"):
            item.image = item.image or child.get("url")
    if name in ("group", "content"):
        for inner in child:
            if isinstance(inner.tag, str):
                _media(item, local(inner), inner)
    elif name == "keywords":
        item.keywords += text_of(child).split(",")


def _atom(element: Element, head: _Head) -> Item:
    item = Item(base=base_of(element, head.base), language=language_of(element))
    for child in element:
        if isinstance(child.tag, str):
            prefix, name = _prefix(child), local(child)
            if prefix in ("atom", ""):
                _atom_field(item, name, child)
            else:
                _module(item, prefix, name, child)
    if not item.link and _is_address(item.guid):
        item.link = item.guid
    _original_link(item)
    item.authors = item.authors or list(head.authors)
    item.image = item.image or first_image(item.content) or first_image(item.description)
    return item


def _atom_field(item: Item, name: str, child: Element) -> None:
    if name == "id":
        item.guid = text_of(child)
    elif name == "title":
        item.headline, item.headline_is_text = _construct(child)
    elif name in ("summary", "subtitle", "tagline"):
        item.description = _as_markup(child)
    elif name == "content":
        item.content = _as_markup(child)
    elif name in ("updated", "modified"):
        item.modified = text_of(child)
    elif name in _ATOM_FIELDS:
        _ATOM_FIELDS[name](item, child)


def _atom_source(item: Item, child: Element) -> None:
    """The feed an entry was taken from (RFC 4287, 4.2.11)."""
    for inner in child:
        if local(inner) == "title":
            item.publisher = text_of(inner)
        elif local(inner) == "link" and inner.get("rel", "alternate") == "alternate":
            item.publisher_url = inner.get("href")


def _atom_link(item: Item, child: Element) -> None:
    relation, address = child.get("rel", "alternate"), child.get("href") or text_of(child)
    kind = child.get("type", "")
    if relation == "alternate" and (not item.link or "html" in kind):
        item.link = address
    elif relation == "enclosure" and kind.startswith("image/"):
        item.image = item.image or address
    elif relation == "replies" and "html" in kind:
        item.discussion = address


_ATOM_FIELDS = {
    "author": _add_author,
    "category": _add_category,
    "created": _set_published,
    "issued": _set_published,
    "link": _atom_link,
    "published": _set_published,
    "source": _atom_source,
}


def _construct(child: Element) -> tuple[str, bool]:
    """An Atom text construct (RFC 4287, 3.1): the words, and whether they are plain text already."""
    kind = child.get("type", "text").lower()
    if kind in ("html", "text/html"):
        return text_of(child), False
    return " ".join(text_of(child).split()), True


def _as_markup(child: Element) -> str:
    words, is_text = _construct(child)
    return words.replace("&", "&amp;").replace("<", "&lt;") if is_text and "<" in words else words


def _person(element: Element) -> list[str]:
    """Names in an author element: Atom's <name>, "mail@host (Name)" of RSS, or the bare name."""
    for child in element:
        if local(child) == "name":
            name = text_of(child)
            return [name] if name else []
    text = text_of(element)
    if "@" in text and "(" in text:
        text = text.partition("(")[2].rpartition(")")[0]
    elif "@" in text and " " not in text:
        return []
    return [text] if text else []
