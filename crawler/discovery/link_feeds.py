"""Feeds of link lists: where each aggregator keeps the original's address, publisher, score and discussion.

Sources: the feeds themselves, as described in the project's notes on aggregators; hnrss: https://hnrss.github.io/.
"""

import re
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.discovery.entries import Item
from crawler.discovery.link_marks import is_media
from crawler.discovery.markup import one_line, plain_text
from crawler.urls import host, registrable_domain

TECHMEME_FAMILY = frozenset(("mediagazer.com", "memeorandum.com", "techmeme.com", "wesmirch.com"))

_CREDIT = re.compile(r"^(.+?) \(([^()]*)\)$")
_POINTS = re.compile(r"Points:\s*(\d{1,7})")
_ON_PORTAL = re.compile(r"^(.+?) on MSN(?:\.com)?$")
_MAX_MARKUP = 200_000  # characters of a description that are looked at
_MAX_MEMBERS = 50  # articles of one cluster


def adapted(item: Item) -> Item | None:
    """The item with the original's address in `link`; None if there is no article behind it."""
    site = registrable_domain(item.link or "")
    discussion = host(item.discussion or "")
    if site in TECHMEME_FAMILY:
        _techmeme(item)
    elif site == "reddit.com" or discussion.endswith("reddit.com"):
        return _reddit(item)
    elif discussion == "news.ycombinator.com" or host(item.link or "") == "news.ycombinator.com":
        return _hacker_news(item)
    elif host(item.link or "") == "news.google.com":
        item.description = None  # the headline once more, and the other headlines of its cluster
    if item.publisher:
        _without_publisher(item)
    return item


def _without_publisher(item: Item) -> None:
    """Take " - Publisher" off a headline's end, only if it is the item's own source; "Reuters on MSN" is Reuters."""
    publisher = plain_text(item.publisher)
    headline = one_line(item.headline or "") if item.headline_is_text else plain_text(item.headline)
    for dash in (" - ", " – ", " | "):
        if headline.endswith(dash + publisher) and len(headline) > len(dash + publisher):
            item.headline, item.headline_is_text = headline[: -len(dash + publisher)], True
            break
    portal = _ON_PORTAL.match(publisher)
    item.publisher = portal[1] if portal else publisher


def cluster_members(item: Item) -> list[Item]:
    """The articles of a Google News cluster: `<ol><li><a href>headline</a> <font>publisher</font></li>…`."""
    if host(item.link or "") != "news.google.com" or "<ol" not in (item.description or "").lower():
        return []
    item.cluster = item.guid or item.link
    members = []
    for entry in _tree(item.description).css("ol > li")[:_MAX_MEMBERS]:
        anchor, publisher = entry.css_first("a[href]"), entry.css_first("font")
        if anchor is None:
            continue
        members.append(
            Item(
                link=anchor.attributes.get("href"),
                headline=one_line(anchor.text()),
                headline_is_text=True,
                publisher=one_line(publisher.text()) if publisher else None,
                published=item.published,
                language=item.language,
                rank=item.rank,
                cluster=item.cluster,
            )
        )
    return members


def _tree(markup: str | None) -> LexborHTMLParser:
    return LexborHTMLParser((markup or "")[:_MAX_MARKUP])


def _techmeme(item: Item) -> None:
    """The original is the anchor inside <b>; before it "Author / <a>Publisher</a>:"; the item's link is a permalink."""
    tree = _tree(item.description)
    original = tree.css_first("b a[href]")
    permalink = item.link
    if original is None:
        return
    item.wrapped, item.link = permalink, original.attributes.get("href")
    item.discussion, item.cluster, item.image = permalink, item.guid or permalink, None
    item.headline, item.headline_is_text = one_line(original.text()), True
    item.authors = []
    publisher = _publisher_anchor(tree, original, permalink or "")
    if publisher is not None:
        item.publisher, item.publisher_url = one_line(publisher.text()), publisher.attributes.get("href")
        before = publisher.prev
        name = one_line(before.text_content or "").rstrip("/ ") if before is not None and before.is_text_node else ""
        item.authors = [name] if name else []
    item.description = plain_text(item.description).partition("—")[2].strip() or None


def _publisher_anchor(tree: LexborHTMLParser, original: LexborNode, permalink: str) -> LexborNode | None:
    """The first anchor with words that is neither the story nor the permalink."""
    for anchor in tree.css("a[href]"):
        target = anchor.attributes.get("href") or ""
        if target != original.attributes.get("href") and target != permalink and one_line(anchor.text()):
            return anchor
    return None


def _reddit(item: Item) -> Item | None:
    """The anchors "[link]" and "[comments]" of the description; a post that links to itself is no article."""
    target = None
    for anchor in _tree(item.content or item.description).css("a[href]"):
        label = one_line(anchor.text()).lower()
        if label == "[link]":
            target = anchor.attributes.get("href")
        elif label.endswith("comments]"):
            item.discussion = anchor.attributes.get("href")
    item.discussion = item.discussion or item.link
    if not target or is_own(target, "reddit.com") or is_media(target):
        return None
    item.wrapped, item.link = item.link, target
    item.authors, item.description, item.content, item.section, item.keywords = [], None, None, None, []
    return item


def is_own(target: str, domain: str) -> bool:
    """Whether a link stays within an aggregator: relative, or on its domain or its picture and short-link hosts."""
    if not urlsplit(target).netloc:
        return True
    return registrable_domain(target) in (domain, "redd.it")


def _hacker_news(item: Item) -> Item | None:
    """hnrss and the site's own feed; a text post's link is its own discussion."""
    if host(item.link or "") == "news.ycombinator.com":
        return None
    points = _POINTS.search(plain_text(item.description))
    item.score = int(points[1]) if points else None
    item.authors, item.description, item.content = [], None, None
    return item
