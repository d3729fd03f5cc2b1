"""Pieces of markup the demo's sites share: links in text, metadata, dates."""

import json
from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import Any

from newsdesk.demo.content_files import LINK, Picture
from newsdesk.demo.sites import Shown


def inline(paragraph: str, shown: Shown) -> str:
    """HTML of a paragraph: text escaped, [anchor](id) as a link."""
    out, end = [], 0
    for match in LINK.finditer(paragraph):
        out.append(escape(paragraph[end : match.start()], quote=False))
        out.append(f'<a href="{escape(shown.links[match[2]])}">{escape(match[1], quote=False)}</a>')
        end = match.end()
    return "".join([*out, escape(paragraph[end:], quote=False)])


def iso(moment: datetime) -> str:
    """2031-05-04T09:20:00+02:00"""
    return moment.isoformat(timespec="seconds")


def rfc822(moment: datetime) -> str:
    """Sun, 04 May 2031 09:20:00 +0200"""
    return format_datetime(moment)


def meta_tags(shown: Shown) -> str:
    """The plain <meta> tags: description, author, keywords, date."""
    tags = [
        ("description", shown.description),
        ("author", ", ".join(shown.text.authors)),
        ("keywords", ", ".join(shown.text.keywords)),
        ("date", iso(shown.published)),
    ]
    return "".join(f'<meta name="{name}" content="{escape(value)}">\n' for name, value in tags if value)


def open_graph(shown: Shown, canonical: str) -> str:
    """Open Graph and article:* tags."""
    tags = [
        ("og:type", "article"),
        ("og:site_name", shown.site.name),
        ("og:title", shown.headline),
        ("og:description", shown.description),
        ("og:url", canonical),
        ("og:locale", shown.site.language),
        ("article:published_time", iso(shown.published)),
        ("article:modified_time", iso(shown.modified)),
        ("article:section", shown.text.section),
        *(("article:tag", keyword) for keyword in shown.text.keywords),
        *(("og:image", shown.picture_url(picture)) for picture in shown.text.pictures[:1]),
    ]
    return "".join(f'<meta property="{name}" content="{escape(value)}">\n' for name, value in tags if value)


def json_ld(shown: Shown, canonical: str) -> str:
    """A NewsArticle of schema.org in a script element."""
    node: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": canonical,
        "headline": shown.headline,
        "description": shown.description,
        "inLanguage": shown.site.language,
        "datePublished": iso(shown.published),
        "dateModified": iso(shown.modified),
        "articleSection": shown.text.section,
        "keywords": list(shown.text.keywords),
        "author": [
            {"@type": "Organization" if name == shown.text.agency else "Person", "name": name}
            for name in shown.text.authors
        ],
        "publisher": {"@type": "Organization", "name": shown.site.name},
        "image": [image_object(shown, picture) for picture in shown.text.pictures],
    }
    if shown.text.agency:
        node["sourceOrganization"] = {"@type": "Organization", "name": shown.text.agency}
    return script(node)


def image_object(shown: Shown, picture: Picture) -> dict[str, Any]:
    """schema.org's ImageObject of a picture."""
    return {
        "@type": "ImageObject",
        "url": shown.picture_url(picture),
        "width": 640,
        "height": 400,
        "caption": picture.caption,
        "creditText": picture.credit,
    }


def script(node: dict[str, Any], attributes: str = "") -> str:
    """JSON-LD that cannot end its script element early."""
    text = json.dumps(node, ensure_ascii=False).replace("</", "<\\/")
    return f'<script type="application/ld+json"{attributes}>{text}</script>\n'
