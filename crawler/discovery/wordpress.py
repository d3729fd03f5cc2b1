"""WordPress by its REST interface: posts with dates in GMT, categories, tags, author and featured picture.

Reference: https://developer.wordpress.org/rest-api/reference/posts/ and …/using-the-rest-api/pagination/.
"""

from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from crawler.discovery.entries import Collector, Item
from crawler.discovery.feeds import not_a
from crawler.discovery.json_feeds import is_json, load, text
from crawler.discovery.listing import ListingPage, Problem, unreadable
from crawler.discovery.xml import root_name

PER_PAGE = 100  # the most WordPress gives

_ROUTE = "/wp/v2/posts"
_FIELDS = "id,date_gmt,modified_gmt,guid,link,title,excerpt,content,author,featured_media,_links,_embedded"
_EMBED = "author,wp:featuredmedia,wp:term"


def posts_url(site: str, *, page: int = 1, per_page: int = PER_PAGE, modified_after: datetime | None = None) -> str:
    """The URL of a page of posts, newest first, for a site's home page or for a REST address itself.

    `modified_after` needs WordPress 5.7; older sites ignore it. Parameters the address already has are kept.

    >>> posts_url("https://example.com/blog/").split("?")[0]
    'https://example.com/blog/wp-json/wp/v2/posts'
    """
    parts = urlsplit(site)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    path = parts.path
    if "/wp-json" not in path and "rest_route" not in query:
        path = path[: path.rfind("/") + 1] if "." in path.rpartition("/")[2] else path.rstrip("/") + "/"
        path += "wp-json" + _ROUTE
    elif path.rstrip("/").endswith("/wp-json"):
        path = path.rstrip("/") + _ROUTE
    defaults = {"per_page": str(per_page), "_embed": _EMBED, "_fields": _FIELDS}
    query = {**defaults, **query, "page": str(page)}
    if modified_after is not None:
        query["modified_after"] = modified_after.isoformat()
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode(query, safe=",:/"), ""))


def read_wordpress(
    body: bytes,
    *,
    url: str,
    content_type: str | None = None,  # noqa: ARG001 - all readers are called alike
    total_pages: int | None = None,
) -> ListingPage:
    """The posts of one REST page. `url` is the address of this page; `total_pages` the X-WP-TotalPages header.

    `content_type` is taken for symmetry with the other readers; some sites declare their JSON as HTML.

    The next page is in `follow`: as long as the header says so, or, without the header, after a full page; then the
    end shows itself as status 400 (`is_past_the_end`).
    """
    if not is_json(body):
        return unreadable(not_a("WordPress listing", body, root_name(body[:4_096].decode("utf-8", "replace"))))
    try:
        posts = load(body)
    except ValueError as error:
        return unreadable(f"not a WordPress listing: JSON that cannot be read ({error})"[:200])
    if isinstance(posts, dict) and "id" in posts and "link" in posts:
        posts = [posts]
    if not isinstance(posts, list):
        code = text(posts.get("code")) if isinstance(posts, dict) else None
        return unreadable(
            f"WordPress refuses its REST listing: {code}" if code else "not a WordPress listing: no posts"
        )
    page = ListingPage()
    collector = Collector(page, url=url)
    for rank, post in enumerate(posts, 1):
        if not isinstance(post, dict):
            page.count(Problem.BAD_ENTRY)
            continue
        item = _item(post)
        item.rank = rank
        collector.add(item)
    following = _next_page(url, len(posts), total_pages)
    page.follow = [following] if following else []
    return page


def is_past_the_end(status: int, body: bytes) -> bool:
    """Whether a reply says that there is no such page of posts: status 400, `rest_post_invalid_page_number`."""
    return status == 400 and b"rest_post_invalid_page_number" in body


def _next_page(url: str, posts: int, total_pages: int | None) -> str | None:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    number, size = _number(query.get("page"), 1), _number(query.get("per_page"), 10)
    if posts == 0 or (number >= total_pages if total_pages is not None else posts < size):
        return None
    query["page"] = str(number + 1)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query, safe=",:/"), ""))


def _number(value: str | None, default: int) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 10 else default


def _item(post: dict[str, Any]) -> Item:
    embedded = post.get("_embedded")
    embedded = embedded if isinstance(embedded, dict) else {}
    sections, tags = _terms(embedded)
    return Item(
        link=text(post.get("link")),
        headline=_rendered(post.get("title")),
        description=_rendered(post.get("excerpt")),
        content=_rendered(post.get("content")),
        authors=_authors(embedded),
        published=_gmt(post, "date"),
        modified=_gmt(post, "modified"),
        section=sections[0] if sections else None,
        keywords=sections + tags,
        language=(text(post.get("lang")) or "").lower() or None,  # Polylang
        image=_picture(post, embedded),
        guid=_rendered(post.get("guid")) or text(post.get("id")),
    )


def _rendered(value: Any) -> str | None:
    """`{"rendered": "…"}`: markup with character references, to be decoded once."""
    return text(value.get("rendered")) if isinstance(value, dict) else text(value)


def _gmt(post: dict[str, Any], name: str) -> str | None:
    """`date_gmt` is UTC without saying so; a draft that was never dated has zeros."""
    value = text(post.get(f"{name}_gmt"))
    return f"{value}Z" if value and not value.endswith("Z") and not value.startswith("0000") else value


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _terms(embedded: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Names of the categories and of the tags."""
    names: dict[str, list[str]] = {"category": [], "post_tag": []}
    groups = embedded.get("wp:term")
    for group in groups if isinstance(groups, list) else []:
        for term in _dicts(group):
            name, kind = text(term.get("name")), text(term.get("taxonomy"))
            if name and kind in names:
                names[kind].append(name)
    return names["category"], names["post_tag"]


def _authors(embedded: dict[str, Any]) -> list[str]:
    return [name for author in _dicts(embedded.get("author")) if (name := text(author.get("name")))]


def _picture(post: dict[str, Any], embedded: dict[str, Any]) -> str | None:
    for media in _dicts(embedded.get("wp:featuredmedia")):
        address = text(media.get("source_url"))
        if address:
            return urljoin(text(post.get("link")) or "", address)
    return text(post.get("jetpack_featured_media_url")) or None
