"""The French aggregator: a WordPress site that reposts translated news, with the faults such sites have.

- "Lire aussi" boxes of the plugin Inline Related Posts: label, no-break space, title with straight apostrophes.
- wptexturize run over markup: the `alt` of an image swallows everything up to the next straight quotation mark, so that
  three `</div>` and a `<figcaption>` are text and the divs stay open.
- No byline, no date in the visible page; share labels, a comment form with the Akismet notice, an ad label, a sidebar.
"""

import json
import re
import zlib
from base64 import b64encode
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import md5
from html import escape
from typing import Any

from newsdesk.demo.content_files import LINK, RelatedBox
from newsdesk.demo.markup import iso, open_graph, rfc822, script
from newsdesk.demo.sites import Shown, Site, article_number

CATEGORIES = {"Monde": 3, "Sciences": 5, "Sport": 6, "Économie": 7, "Culture": 8, "Santé": 9, "Technologie": 11}
BYLINE = "Rédaction"


def texturize(text: str) -> str:
    """WordPress's typography of plain text: curly apostrophes and quotation marks."""
    text = re.sub(r'(^|[\s(«])"', r"\1“", text)
    return text.replace('"', "”").replace("'", "’")


def entities(text: str) -> str:
    """The same as wptexturize writes it: numeric references."""
    named = {"“": "&#8220;", "”": "&#8221;", "’": "&#8217;"}
    return "".join(named.get(character, character) for character in escape(texturize(text), quote=False))


def paragraph_html(paragraph: str, shown: Shown) -> str:
    """A paragraph of the body with its links."""
    out, end = [], 0
    for match in LINK.finditer(paragraph):
        out.append(entities(paragraph[end : match.start()]))
        out.append(f'<a href="{escape(shown.links[match[2]])}">{entities(match[1])}</a>')
        end = match.end()
    return "".join([*out, entities(paragraph[end:])])


def related_box(shown: Shown, box: RelatedBox, number: int, total: int) -> str:
    """A box of Inline Related Posts, theme Minimalist."""
    name = "u" + md5(box.to.encode(), usedforsecurity=False).hexdigest()
    return (
        f'<div style="clear:both; margin-top:0em; margin-bottom:1em;"><a href="{escape(shown.links[box.to])}" '
        'target="_blank" '
        f'rel="nofollow" class="{name}"><!-- INLINE RELATED POSTS {number}/{total} //--><style> .{name} '
        f"{{ display:block; "
        f"font-weight:bold; border-left:4px solid #264653!important; }} .{name} .ctaText {{ font-weight:bold; "
        "}} </style>"
        f'<div style="padding-left:1em; padding-right:1em;"><span class="ctaText">{escape(box.label)}</span>&nbsp; '
        f'<span class="postTitle">{escape(shown.headlines[box.to], quote=False)}</span></div></a></div>\n'
    )


def damaged_image(shown: Shown) -> str:
    """An image block after wptexturize: from the closing quotation mark of alt on, every quote is curly."""
    picture = shown.text.pictures[0]
    signature = b64encode(md5(shown.id.encode(), usedforsecurity=False).digest()).decode().rstrip("=").replace("/", "x")
    size = b64encode(b"appid=largeur;w=960;h=600").decode().rstrip("=")
    provider = f"harbour_wire_{article_number(shown.id) % 900}"
    asset = md5(shown.headline.encode(), usedforsecurity=False).hexdigest()
    proxy = f"{shown.origin}/ny/api/res/1.2/{signature}&#8211;/{size}&#8211;/{shown.origin}/en/{provider}"
    credit = escape(picture.credit, quote=False)
    return (
        '<div class="photo-cadre"><div class="photo-ratio" style="max-height: 600px"><div><img decoding="async" '
        'class="photo-img" '
        f'alt="<span>Photographie : {credit}</span>&#8221; src=&#8221;{proxy}/{asset[:14]}r{asset[15:28]}=2&#8243; '
        f"&#8220;{proxy}/{asset[:24]}/&gt;{asset[24:30]}&#8221;</div></div></div><p>"
        f'<figcaption class="photo-legende">Photographie : {credit}</figcaption>\n'
    )


def content(shown: Shown) -> str:
    """What the REST interface and the feed call content: image block, paragraphs, boxes."""
    boxes = shown.text.related
    parts = [damaged_image(shown)] if has_damaged_image(shown) else []
    for number, paragraph in enumerate(shown.paragraphs, 1):
        parts.append(f"<p>{paragraph_html(paragraph, shown)}</p>\n")
        parts += [related_box(shown, box, at, len(boxes)) for at, box in enumerate(boxes, 1) if box.after == number]
    return "".join(parts)


def has_damaged_image(shown: Shown) -> bool:
    """Whether the body holds the image that swallows markup."""
    return bool(shown.text.pictures) and shown.text.page != "whole"


def article_page(shown: Shown, canonical: str, newest: Sequence[Shown]) -> bytes:
    """The page of a post."""
    number = article_number(shown.id)
    title = escape(shown.headline)
    featured = "".join(
        f'<div class="featured-image"><img width="640" height="400" src="{shown.picture_url(picture)}" '
        'class="attachment-full '
        f'wp-post-image" alt="{title}" itemprop="image" decoding="async" /></div>\n'
        for picture in shown.text.pictures[:1]
    )
    recent = "".join(f'<li><a href="{escape(post.url)}">{entities(post.headline)}</a></li>\n' for post in newest)
    return _document(
        shown.site,
        f"<title>{title} - {escape(shown.site.name)}</title>\n"
        f'<meta name="description" content="{escape(shown.description)}" />\n<link rel="canonical" '
        f'href="{escape(canonical)}" />\n'
        f'{open_graph(shown, canonical)}<meta name="author" content="{BYLINE}" />\n{yoast_graph(shown, canonical)}'
        f'<link rel="alternate" type="application/json" href="{shown.origin}/wp-json/wp/v2/posts/{number}" />\n',
        f'<article id="post-{number}" class="post type-post hentry" itemtype="https://schema.org/CreativeWork" '
        "itemscope>\n"
        f'<div class="inside-article"><header class="entry-header"><h1 class="entry-title" itemprop="headline">'
        f'{entities(shown.headline)}</h1></header>\n{featured}<div class="entry-content" itemprop="text">'
        f"\n{content(shown)}</div>\n"
        f"{_share(shown)}</div></article>\n{_comment_form(shown)}"
        '<div class="code-block"><span class="ai-label">ADVERTISEMENT</span><ins class="adsbygoogle"></ins></div>\n',
        recent,
    )


def front_page(site: Site, posts: Sequence[Shown]) -> bytes:
    """The blog page."""
    teasers = "".join(
        f'<article class="post"><h2 class="entry-title"><a href="{escape(post.url)}">'
        f"{entities(post.headline)}</a></h2></article>\n"
        for post in posts
    )
    return _document(site, f"<title>{escape(site.name)}</title>\n", teasers, "")


def yoast_graph(shown: Shown, canonical: str) -> str:
    """Yoast's JSON-LD: one graph whose nodes point at one another."""
    root = f"{shown.origin}/"
    nodes: list[dict[str, Any]] = [
        {
            "@type": "Article",
            "@id": f"{canonical}#article",
            "isPartOf": {"@id": canonical},
            "author": {"name": BYLINE, "@id": f"{root}#/schema/person/1"},
            "headline": shown.headline,
            "datePublished": iso(shown.published),
            "dateModified": iso(shown.modified),
            "mainEntityOfPage": {"@id": canonical},
            "publisher": {"@id": f"{root}#organization"},
            "articleSection": [shown.text.section],
            "keywords": list(shown.text.keywords),
            "inLanguage": "fr-FR",
        },
        {
            "@type": "WebPage",
            "@id": canonical,
            "url": canonical,
            "name": f"{shown.headline} - {shown.site.name}",
            "isPartOf": {"@id": f"{root}#website"},
            "datePublished": iso(shown.published),
            "description": shown.description,
        },
        {"@type": "WebSite", "@id": f"{root}#website", "url": root, "name": shown.site.name},
        {"@type": "Organization", "@id": f"{root}#organization", "name": shown.site.name, "url": root},
        {"@type": "Person", "@id": f"{root}#/schema/person/1", "name": BYLINE},
    ]
    for picture in shown.text.pictures[:1]:
        url = shown.picture_url(picture)
        nodes[0]["image"] = {"@id": f"{canonical}#primaryimage"}
        nodes.append(
            {"@type": "ImageObject", "@id": f"{canonical}#primaryimage", "url": url, "width": 640, "height": 400}
        )
    return script({"@context": "https://schema.org", "@graph": nodes}, ' class="yoast-schema-graph"')


def feed(site: Site, origin: str, posts: Sequence[Shown]) -> bytes:
    """WordPress's RSS 2.0 with the whole content."""
    items = "".join(
        f"<item><title>{escape(texturize(post.headline))}</title><link>{escape(post.url)}</link><dc:creator>"
        f"<![CDATA[{BYLINE}]]>"
        f"</dc:creator><pubDate>{rfc822(post.published.astimezone(UTC))}</pubDate><category>"
        f"<![CDATA[{post.text.section}]]></category>"
        f'<guid isPermaLink="false">{origin}/?p={article_number(post.id)}</guid>'
        f"<description><![CDATA[<p>{entities(post.description)} [&#8230;]</p>]]></description>"
        f"<content:encoded><![CDATA[{content(post)}]]></content:encoded></item>\n"
        for post in posts
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f"<channel><title>{escape(site.name)}</title><link>{origin}</link><description></description><language>"
        "fr-FR</language>\n"
        f"{items}</channel></rss>\n"
    ).encode()


def rest_posts(posts: Sequence[Shown], query: Callable[[str, str], str]) -> tuple[int, bytes, dict[str, str]]:
    """GET /wp-json/wp/v2/posts with per_page, page, after, modified_after, orderby, order: status, body, headers."""
    rows = [post for post in posts if _later(post.published, query("after", ""))]
    rows = [post for post in rows if _later(post.modified, query("modified_after", ""))]
    by_change = query("orderby", "date") == "modified"
    rows.sort(key=lambda post: post.modified if by_change else post.published, reverse=query("order", "desc") != "asc")
    size, page = int(query("per_page", "10")), int(query("page", "1"))
    if not 1 <= size <= 100:
        return 400, _rest_error("rest_invalid_param", "Paramètre(s) non valide(s) : per_page"), {}
    pages = max(1, -(-len(rows) // size))
    if page > pages:
        return 400, _rest_error("rest_post_invalid_page_number", "Le numéro de page demandé est trop grand."), {}
    chosen = [rest_post(post, embed=query("_embed", "-") != "-") for post in rows[(page - 1) * size : page * size]]
    return 200, json.dumps(chosen).encode(), {"X-WP-Total": str(len(rows)), "X-WP-TotalPages": str(pages)}


def rest_post(post: Shown, *, embed: bool) -> dict[str, Any]:
    """One post as the REST interface shows it; dates without zone, local and GMT."""
    number, picture = article_number(post.id), next(iter(post.text.pictures), None)
    node: dict[str, Any] = {
        "id": number,
        "date": _naive(post.published),
        "date_gmt": _naive(post.published.astimezone(UTC)),
        "guid": {"rendered": f"{post.origin}/?p={number}"},
        "modified": _naive(post.modified),
        "modified_gmt": _naive(post.modified.astimezone(UTC)),
        "slug": post.text.slug,
        "status": "publish",
        "type": "post",
        "link": post.url,
        "title": {"rendered": entities(post.headline)},
        "content": {"rendered": content(post), "protected": False},
        "excerpt": {"rendered": f"<p>{entities(post.description)} [&hellip;]</p>\n", "protected": False},
        "author": 1,
        "featured_media": number + 1 if picture else 0,
        "categories": [CATEGORIES[post.text.section]],
        "tags": [_tag_number(word) for word in post.text.keywords],
        "_links": {"self": [{"href": f"{post.origin}/wp-json/wp/v2/posts/{number}"}]},
    }
    if embed:
        category = {"id": CATEGORIES[post.text.section], "name": post.text.section, "taxonomy": "category"}
        tags = [{"id": _tag_number(word), "name": word, "taxonomy": "post_tag"} for word in post.text.keywords]
        node["_embedded"] = {"author": [{"id": 1, "name": BYLINE}], "wp:term": [[category], tags]}
        if picture:
            media = {
                "id": number + 1,
                "media_type": "image",
                "source_url": post.picture_url(picture),
                "alt_text": post.headline,
            }
            node["_embedded"]["wp:featuredmedia"] = [media]
    return node


def rest_categories(origin: str) -> bytes:
    """GET /wp-json/wp/v2/categories."""
    rows = [{"id": number, "name": name, "link": f"{origin}/category/{number}/"} for name, number in CATEGORIES.items()]
    return json.dumps(rows).encode()


def _rest_error(code: str, message: str) -> bytes:
    return json.dumps({"code": code, "message": message, "data": {"status": 400}}).encode()


def _tag_number(word: str) -> int:
    return 100 + zlib.crc32(word.encode()) % 900


def _naive(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(timespec="seconds")


def _later(moment: datetime, bound: str) -> bool:
    if not bound:
        return True
    limit = datetime.fromisoformat(bound.replace("Z", "+00:00").replace(" ", "+"))
    return moment > (limit if limit.tzinfo else limit.replace(tzinfo=UTC))


def _share(shown: Shown) -> str:
    buttons = "".join(
        f'<div class="share-btn"><a href="https://{name.lower()}.example/share?u={escape(shown.url)}" rel="nofollow">'
        f'<span class="gp-icon"></span>{name}</a></div>\n'
        for name in ("Facebook", "Twitter", "LinkedIn", "Pinterest")
    )
    return f'<div class="entry-share-buttons" aria-label="Partager">\n{buttons}</div>\n'


def _comment_form(shown: Shown) -> str:
    return (
        '<div class="comments-area"><div id="comments"><div id="respond" class="comment-respond"><h3 '
        'id="reply-title">Leave a Comment '
        f'<small><a rel="nofollow" href="{shown.path}#respond" style="display:none;">Cancel reply</a></small></h3>'
        '<form action="/wp-comments-post.php" method="post"><textarea name="comment" required></textarea>'
        '<input type="submit" value="Post Comment" /></form></div>'
        '<p class="akismet_comment_form_privacy_notice">This site uses Akismet to reduce spam. <a '
        'href="https://akismet.com/privacy/">'
        "Learn how your comment data is processed.</a></p></div></div>\n"
    )


def _document(site: Site, head: str, main: str, recent: str) -> bytes:
    menu = "".join(
        f'<li class="menu-item"><a href="/category/{number}/">{name}</a></li>' for name, number in CATEGORIES.items()
    )
    heading = f'<h2 class="widget-title">{site.newest}</h2>'
    sidebar = f'<aside class="widget widget_recent_entries">{heading}<ul>\n{recent}</ul></aside>'
    return (
        f'<!DOCTYPE html>\n<html lang="fr-FR">\n<head>\n<meta charset="UTF-8">\n{head}'
        '<link rel="alternate" type="application/rss+xml" href="/feed/" />\n<link rel="https://api.w.org/" '
        'href="/wp-json/" />\n'
        f'</head>\n<body class="single single-post right-sidebar">\n<header class="site-header"><p class="main-title">'
        f'<a href="/" rel="home">{escape(site.name)}</a></p></header>\n<nav class="main-navigation"><ul '
        f'class="menu">{menu}</ul></nav>\n'
        f'<div class="site" id="page"><div class="site-content" id="content"><div class="content-area" id="primary">'
        f'<main class="site-main" id="main">\n{main}</main></div>\n'
        f'<div class="widget-area" id="sidebar">{sidebar}</div></div></div>\n'
        f'<footer class="site-info">&copy; {escape(site.name)} &bull; <a href="/mentions-legales/">Mentions '
        "légales</a></footer>\n"
        "</body>\n</html>\n"
    ).encode()
