"""Link lists: pages and feeds whose items point at other publishers' articles. The list is never their publisher.

The entry's `url` is the publisher's address as far as it can be known offline; `wrapped_url` is what the list gave.
Who posted a link is not its author, and votes and comment counts stay out of `description`. The digest of an entry is
always the same: what a list says of somebody else's article, and when it rewords it, does not make that article due.
"""

from selectolax.lexbor import LexborHTMLParser

from crawler.discovery.encoding import decode
from crawler.discovery.entries import Collector, Item
from crawler.discovery.feeds import ROOTS, finish, items, not_a
from crawler.discovery.front_pages import base_url, by_target
from crawler.discovery.json_feeds import is_json
from crawler.discovery.link_feeds import adapted, cluster_members
from crawler.discovery.link_json import read_json_links
from crawler.discovery.link_marks import NEVER, address_score, is_media, is_social, text_score
from crawler.discovery.listing import MAX_ENTRIES, ListingPage, Problem, unreadable
from crawler.discovery.markup import one_line
from crawler.discovery.xml import Document
from crawler.urls import registrable_domain

LINKED = "linked"  # the digest of every entry of a link list


def read_links(
    body: bytes,
    *,
    url: str,
    content_type: str | None = None,
    encoding: str | None = None,
    max_entries: int = MAX_ENTRIES,
) -> ListingPage:
    """The entries of a link list, whatever its form:

    - RSS and Atom: Google News and Alerts, Bing News, Techmeme and its sisters, hnrss, Reddit, any other;
    - JSON: Hacker News (Algolia, Firebase), Reddit, JSON Feed;
    - HTML: NewsNow, or any page of links to other sites.

    Posts without an article behind them (text, gallery, picture, video) are left out and counted.
    """
    page = _read(body, url, content_type, encoding, max_entries)
    for entry in page.entries:
        entry.digest = LINKED
    return page


def _read(body: bytes, url: str, content_type: str | None, encoding: str | None, max_entries: int) -> ListingPage:
    if is_json(body):
        return read_json_links(body, url=url, max_entries=max_entries)
    document = Document(body, url=url, content_type=content_type)
    if document.root in ROOTS:
        return _read_feed(document, body, url, max_entries)
    if document.root and body.strip():
        return _read_html(decode(body, url=url, content_type=content_type, encoding=encoding), url, max_entries)
    return unreadable(not_a("link list", body, document.root))


def _read_feed(document: Document, body: bytes, url: str, cap: int) -> ListingPage:
    page = ListingPage()
    collector = Collector(page, url=url, cap=cap)
    clusters: list[Item] = []
    for item in items(document, page, url):
        members = cluster_members(item)
        fitted = adapted(item)
        if fitted is None:
            page.count(Problem.NOT_AN_ARTICLE)
            continue
        collector.add(fitted)
        clusters += members
    for member in clusters:  # after the items themselves, which say more
        known = collector.known(member.link)
        if known is None:
            collector.add(member)
        elif known.cluster is None:
            known.cluster = member.cluster
    finish(page, document, body)
    return page


def _read_html(text: str, url: str, cap: int) -> ListingPage:
    tree = LexborHTMLParser(text)
    page = ListingPage()
    base = base_url(tree, url)
    collector = Collector(page, url=url, cap=cap)
    if tree.css_first("a.hll[href]"):
        _read_newsnow(tree, base, collector)
        return page
    domain = registrable_domain(url)
    outside = [found for found in by_target(tree.css("a[href]"), base, page) if registrable_domain(found.url) != domain]
    if not outside:
        return unreadable("not a link list: no link to another site")
    rank = 0
    for found in outside:
        score = address_score(found.url)
        if score <= NEVER / 2 or is_social(found.url) or is_media(found.url):
            page.count(Problem.NOT_AN_ARTICLE)
        elif text_score(found.headline) <= 0 and score < 3:
            page.count(Problem.NO_HEADLINE)
        else:
            rank += 1
            collector.add(Item(link=found.url, headline=found.headline, headline_is_text=True, rank=rank))
    return page


def _read_newsnow(tree: LexborHTMLParser, base: str, collector: Collector) -> None:
    """`.hl > a.hll` with `.src` and `.time[data-time]` beside it; the address is a wrapper only NewsNow can resolve."""
    for rank, anchor in enumerate(tree.css("a.hll[href]"), 1):
        item = Item(
            link=anchor.attributes.get("href"),
            base=base,
            headline=one_line(anchor.text()),
            headline_is_text=True,
            rank=rank,
        )
        box = anchor.parent
        for _ in range(3):  # .hl__inner, .hl
            if box is None:
                break
            publisher, moment = box.css_first(".src"), box.css_first(".time[data-time]")
            if publisher or moment:
                item.publisher = one_line(publisher.text()) if publisher else None
                item.published = moment.attributes.get("data-time") if moment else None
                break
            box = box.parent
        collector.add(item)
