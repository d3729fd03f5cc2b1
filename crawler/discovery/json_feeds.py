"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/), and reading JSON of strangers."""

import json
from typing import Any

import orjson

from crawler.discovery.compression import unpacked
from crawler.discovery.encoding import decode
from crawler.discovery.entries import Collector, Item, absolute
from crawler.discovery.listing import MAX_ENTRIES, ListingPage, Problem, unreadable


def is_json(body: bytes) -> bool:
    """Whether a document looks like JSON by its first character."""
    return body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def load(body: bytes) -> Any:
    """The value of a JSON document. Raises ValueError for anything else, also for one nested too deeply."""
    data, _ = unpacked(body)
    try:
        return orjson.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        pass  # another encoding, NaN, lone surrogates: the standard library is more patient
    try:
        return json.loads(decode(data), strict=False)
    except RecursionError:
        raise ValueError("JSON nested too deeply") from None


def texts(value: Any) -> list[str]:
    """The strings in a list; [] for anything else."""
    return [entry for entry in value if isinstance(entry, str)] if isinstance(value, list) else []


def text(value: Any) -> str | None:
    """A string or a number as text; None for anything else."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def read_json_feed(body: bytes, *, url: str, max_entries: int = MAX_ENTRIES) -> ListingPage:
    """The entries of a JSON Feed, in its order."""
    try:
        feed = load(body)
    except ValueError as error:
        return unreadable(f"not a feed: JSON that cannot be read ({error})"[:200])
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        return unreadable("not a feed: JSON without a list of items")
    page = ListingPage(title=text(feed.get("title")), language=(text(feed.get("language")) or "").lower() or None)
    base = absolute(url, text(feed.get("home_page_url"))) or url
    page.older = absolute(url, text(feed.get("next_url")))
    collector = Collector(page, url=url, cap=max_entries)
    shared = _authors(feed)
    for rank, entry in enumerate(feed["items"], 1):
        if not isinstance(entry, dict):
            page.count(Problem.BAD_ENTRY)
            continue
        item = _item(entry, base)
        item.rank, item.authors = rank, item.authors or list(shared)
        item.language = item.language or page.language
        collector.add(item)
    return page


def _item(entry: dict[str, Any], base: str) -> Item:
    guid = text(entry.get("id"))
    link = text(entry.get("url")) or (guid if guid and guid.startswith(("http://", "https://")) else None)
    external = text(entry.get("external_url"))
    tags = texts(entry.get("tags"))
    return Item(
        link=external or link,  # a link blog: the story is at the other end
        discussion=link if external and link != external else None,
        base=base,
        headline=text(entry.get("title")),
        headline_is_text=True,
        description=text(entry.get("summary")),
        content=text(entry.get("content_html")) or text(entry.get("content_text")),
        authors=_authors(entry),
        published=entry.get("date_published"),
        modified=entry.get("date_modified"),
        section=tags[0] if tags else None,
        keywords=tags,
        language=(text(entry.get("language")) or "").lower() or None,
        image=text(entry.get("image")) or text(entry.get("banner_image")),
        guid=guid,
    )


def _authors(entry: dict[str, Any]) -> list[str]:
    """`authors` of version 1.1, `author` of version 1.0."""
    people = entry.get("authors")
    people = people if isinstance(people, list) else [entry.get("author")]
    return [person["name"] for person in people if isinstance(person, dict) and isinstance(person.get("name"), str)]
