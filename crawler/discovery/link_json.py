"""Link lists in JSON: Hacker News by Algolia (https://hn.algolia.com/api) and Firebase
(https://github.com/HackerNews/API), Reddit's listings (https://www.reddit.com/dev/api), JSON Feed."""

import html
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from crawler.discovery.entries import Collector, Item
from crawler.discovery.json_feeds import load, read_json_feed, text
from crawler.discovery.link_feeds import is_own
from crawler.discovery.link_marks import is_media
from crawler.discovery.listing import MAX_ENTRIES, ListingPage, Problem, unreadable

MAX_ITEMS_TO_ASK = 100  # Firebase gives 500 numbers, each one request

_DISCUSSION = "https://news.ycombinator.com/item?id="
_ITEM = "item/{}.json"


def read_json_links(body: bytes, *, url: str, max_entries: int = MAX_ENTRIES) -> ListingPage:
    """The entries of a link list in one of the JSON forms above."""
    try:
        value = load(body)
    except ValueError as error:
        return unreadable(f"not a link list: JSON that cannot be read ({error})"[:200])
    page = ListingPage()
    collector = Collector(page, url=url, cap=max_entries)
    if isinstance(value, list):
        return _from_list(value, url, page, collector)
    if not isinstance(value, dict):
        return unreadable("not a link list: JSON of an unknown kind")
    if isinstance(value.get("hits"), list):
        _algolia(value, url, page, collector)
    elif value.get("kind") == "Listing" and isinstance(value.get("data"), dict):
        _reddit(value["data"], url, page, collector)
    elif value.get("type") in ("story", "job", "poll") and "id" in value:
        _add(_firebase_item(value, None), page, collector)
    elif isinstance(value.get("items"), list):
        return read_json_feed(body, url=url, max_entries=max_entries)
    else:
        return unreadable("not a link list: JSON of an unknown kind")
    return page


def _from_list(values: list[Any], url: str, page: ListingPage, collector: Collector) -> ListingPage:
    """Numbers of Hacker News items, or Reddit's pair of a post and its comments."""
    if values and all(isinstance(value, int) for value in values):
        page.follow = [urljoin(url, _ITEM.format(number)) for number in values[:MAX_ITEMS_TO_ASK]]
        page.count(Problem.OVER_THE_CAP, len(values) - MAX_ITEMS_TO_ASK)
        return page
    for value in values[:1]:
        if isinstance(value, dict) and value.get("kind") == "Listing" and isinstance(value.get("data"), dict):
            _reddit(value["data"], url, page, collector)
            return page
    return unreadable("not a link list: JSON of an unknown kind") if values else page


def _add(item: Item | None, page: ListingPage, collector: Collector) -> None:
    if item is None:
        page.count(Problem.NOT_AN_ARTICLE)
    else:
        collector.add(item)


def _algolia(value: dict[str, Any], url: str, page: ListingPage, collector: Collector) -> None:
    for rank, hit in enumerate(value["hits"], 1):
        if isinstance(hit, dict):
            _add(_algolia_hit(hit, rank), page, collector)
        else:
            page.count(Problem.BAD_ENTRY)
    number, pages = value.get("page"), value.get("nbPages")
    if isinstance(number, int) and isinstance(pages, int) and number + 1 < pages:
        page.older = _with_parameter(url, "page", str(number + 1))


def _algolia_hit(hit: dict[str, Any], rank: int) -> Item | None:
    link, number = text(hit.get("url")), text(hit.get("objectID"))
    if not link or is_own(link, "ycombinator.com") or is_media(link):
        return None
    return Item(
        link=link,
        headline=text(hit.get("title")),
        headline_is_text=True,
        published=hit.get("created_at_i") or hit.get("created_at"),
        guid=number,
        rank=rank,
        score=_count(hit.get("points")),
        discussion=_DISCUSSION + number if number else None,
    )


def _firebase_item(entry: dict[str, Any], rank: int | None) -> Item | None:
    link, number = text(entry.get("url")), text(entry.get("id"))
    if not link or entry.get("dead") or entry.get("deleted") or is_own(link, "ycombinator.com") or is_media(link):
        return None
    return Item(
        link=link,
        headline=text(entry.get("title")),
        headline_is_text=True,
        published=entry.get("time"),
        guid=number,
        rank=rank,
        score=_count(entry.get("score")),
        discussion=_DISCUSSION + number if number else None,
    )


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _reddit(data: dict[str, Any], url: str, page: ListingPage, collector: Collector) -> None:
    children = data.get("children")
    for rank, child in enumerate(children if isinstance(children, list) else [], 1):
        post = child.get("data") if isinstance(child, dict) else None
        if isinstance(post, dict):
            _add(_reddit_post(post, rank), page, collector)
        else:
            page.count(Problem.BAD_ENTRY)
    after = text(data.get("after"))
    page.older = _with_parameter(url, "after", after) if after else None


def _reddit_post(post: dict[str, Any], rank: int) -> Item | None:
    """The post's outbound link, through one crosspost; None for self posts, galleries and media."""
    target = _unescaped(post.get("url_overridden_by_dest"))
    parents = post.get("crosspost_parent_list")
    if isinstance(parents, list) and parents and isinstance(parents[0], dict):
        parent = parents[0]
        target = _unescaped(parent.get("url_overridden_by_dest")) or _unescaped(parent.get("url"))
    target = target or _unescaped(post.get("url"))
    if post.get("is_self") or post.get("is_gallery") or not target or is_own(target, "reddit.com") or is_media(target):
        return None
    permalink = text(post.get("permalink"))
    return Item(
        link=target,
        headline=_unescaped(post.get("title")),
        headline_is_text=True,
        published=post.get("created_utc"),
        guid=text(post.get("name")),
        rank=rank,
        score=_count(post.get("score")),
        discussion=urljoin("https://www.reddit.com/", permalink) if permalink else None,
        image=_preview(post),
    )


def _preview(post: dict[str, Any]) -> str | None:
    try:
        return _unescaped(post["preview"]["images"][0]["source"]["url"])
    except (KeyError, IndexError, TypeError):
        return None


def _unescaped(value: Any) -> str | None:
    """Reddit encodes `&`, `<` and `>` in every string, unless asked with raw_json=1."""
    return html.unescape(value).strip() or None if isinstance(value, str) else None


def _with_parameter(url: str, name: str, value: str) -> str:
    parts = urlsplit(url)
    query = {**dict(parse_qsl(parts.query, keep_blank_values=True)), name: value}
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query), ""))
