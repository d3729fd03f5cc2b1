"""The listings of the demo's papers: RSS, RDF, Atom, JSON Feed, sitemaps, a front page, a link list."""

import gzip
import json
from collections.abc import Sequence
from datetime import UTC, timedelta
from html import escape
from urllib.parse import quote

from newsdesk.demo.markup import iso, rfc822
from newsdesk.demo.pages import document
from newsdesk.demo.sites import Shown, Site, article_number

SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def listed_url(shown: Shown) -> str:
    """The URL a listing gives: the article's own, or a /go/ address that redirects to it."""
    return f"{shown.origin}/go/{article_number(shown.id)}" if shown.text.page == "redirect" else shown.url


def rss(site: Site, origin: str, articles: Sequence[Shown]) -> bytes:
    """RSS 2.0 with Dublin Core, Atom and Media RSS."""
    items = []
    for shown in articles:
        media = "".join(
            f'<media:content url="{escape(shown.picture_url(picture))}" medium="image" width="640" height="400"/>'
            for picture in shown.text.pictures[:1]
        )
        items.append(
            f"<item><title>{escape(shown.headline)}</title><link>{escape(listed_url(shown))}</link>"
            f'<guid isPermaLink="false">{site.id}:{article_number(shown.id)}</guid><pubDate>'
            f"{rfc822(shown.published)}</pubDate>"
            f"<atom:updated>{iso(shown.modified)}</atom:updated>"
            + "".join(f"<dc:creator>{escape(name)}</dc:creator>" for name in shown.text.authors)
            + "".join(f"<category>{escape(word)}</category>" for word in (shown.text.section, *shown.text.keywords))
            + f"<description>{escape(shown.description)}</description>{media}</item>\n"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/">\n'
        f"<channel><title>{escape(site.name)}</title><link>{origin}/</link><description>"
        f"{escape(site.name)}</description>"
        f"<language>{site.language}</language>\n{''.join(items)}</channel></rss>\n"
    ).encode()


def rdf(site: Site, origin: str, articles: Sequence[Shown]) -> bytes:
    """RSS 1.0 (RDF), in windows-1252 declared as Latin-1."""
    sequence = "".join(f'<rdf:li rdf:resource="{escape(shown.url)}"/>' for shown in articles)
    items = "".join(
        f'<item rdf:about="{escape(shown.url)}"><title>{escape(shown.headline)}</title><link>{escape(shown.url)}</link>'
        f"<description>{escape(shown.description)}</description><dc:date>{iso(shown.modified)}</dc:date>"
        f"<dc:creator>{escape(', '.join(shown.text.authors))}</dc:creator><dc:subject>"
        f"{escape(shown.text.section)}</dc:subject></item>\n"
        for shown in articles
    )
    return (
        '<?xml version="1.0" encoding="ISO-8859-1"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f'<channel rdf:about="{origin}/"><title>{escape(site.name)}</title><link>{origin}/</link><description/>'
        f"<dc:language>{site.language}</dc:language><items><rdf:Seq>{sequence}</rdf:Seq></items></channel>"
        f"\n{items}</rdf:RDF>\n"
    ).encode("cp1252", "xmlcharrefreplace")


def atom(site: Site, origin: str, articles: Sequence[Shown]) -> bytes:
    """Atom with relative links and xml:base, in windows-1251."""
    entries = "".join(
        f'<entry><id>tag:{site.host},2020:{article_number(shown.id)}</id><title>{escape(shown.headline)}</title>'
        f'<link rel="alternate" href="{escape(shown.path)}"/><published>{iso(shown.published)}</published>'
        f"<updated>{iso(shown.modified)}</updated>"
        + "".join(f"<author><name>{escape(name)}</name></author>" for name in shown.text.authors)
        + f'<category term="{escape(shown.text.section)}"/><summary>{escape(shown.description)}</summary></entry>\n'
        for shown in articles
    )  # fmt: skip
    updated = iso(max(shown.modified for shown in articles))
    return (
        '<?xml version="1.0" encoding="windows-1251"?>\n<feed xmlns="http://www.w3.org/2005/Atom" '
        f'xml:lang="{site.language}" '
        f'xml:base="{origin}/"><id>tag:{site.host},2020:feed</id><title>{escape(site.name)}</title><updated>'
        f"{updated}</updated>\n"
        f"{entries}</feed>\n"
    ).encode("cp1251", "xmlcharrefreplace")


def json_feed(site: Site, origin: str, articles: Sequence[Shown]) -> bytes:
    """JSON Feed 1.1."""
    items = [
        {
            "id": f"{site.id}-{article_number(shown.id)}",
            "url": shown.url,
            "title": shown.headline,
            "summary": shown.description,
            "date_published": iso(shown.published),
            "date_modified": iso(shown.modified),
            "authors": [{"name": name} for name in shown.text.authors],
            "tags": [shown.text.section, *shown.text.keywords],
            "image": shown.picture_url(shown.text.pictures[0]) if shown.text.pictures else None,
        }
        for shown in articles
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": site.name,
        "home_page_url": f"{origin}/",
        "language": site.language,
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False).encode()


def sitemap_index(children: Sequence[str]) -> bytes:
    """A sitemap index of absolute URLs."""
    rows = "".join(f"<sitemap><loc>{escape(url)}</loc></sitemap>" for url in children)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex {SITEMAP}>{rows}</sitemapindex>\n'.encode()


def sitemap(articles: Sequence[Shown], extra: Sequence[str] = (), *, packed: bool = False) -> bytes:
    """A plain sitemap with lastmod; `extra` are URLs that lead nowhere (any more)."""
    rows = "".join(
        f"<url><loc>{escape(listed_url(shown))}</loc><lastmod>{iso(shown.modified)}</lastmod></url>\n"
        for shown in articles
    ) + "".join(f"<url><loc>{escape(url)}</loc></url>\n" for url in extra)
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {SITEMAP}>\n{rows}</urlset>\n'.encode()
    return gzip.compress(text, mtime=0) if packed else text


def news_sitemap(site: Site, articles: Sequence[Shown]) -> bytes:
    """A news sitemap: the articles of the last two days, as the protocol asks for."""
    newest = max(shown.published for shown in articles)
    rows = "".join(
        f"<url><loc>{escape(shown.url)}</loc><lastmod>{iso(shown.modified)}</lastmod><news:news>"
        "<news:publication><news:name>"
        f"{escape(site.name)}</news:name><news:language>{site.language}</news:language></news:publication>"
        f"<news:publication_date>{iso(shown.published)}</news:publication_date><news:title>"
        f"{escape(shown.headline)}</news:title>"
        f"<news:keywords>{escape(', '.join(shown.text.keywords))}</news:keywords></news:news></url>\n"
        for shown in articles
        if shown.published > newest - timedelta(days=2)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {SITEMAP} {NEWS}>\n{rows}</urlset>\n'.encode()


def front_page(site: Site, origin: str, articles: Sequence[Shown], extra: Sequence[tuple[str, str]] = ()) -> bytes:
    """A front page: navigation, teasers, a footer. Its links are relative to a <base> in another folder."""
    folder = f"{origin}/noticias/" if site.kind == "front_page" else f"{origin}/"
    teasers = "".join(
        f'<article class="teaser"><h2><a href="{escape(_relative(shown, folder))}">{escape(shown.headline)}</a></h2>'
        f"<p>{escape(shown.description)}</p></article>\n"
        for shown in articles
    ) + "".join(
        f'<article class="teaser"><h2><a href="{url}">{escape(title)}</a></h2></article>\n' for url, title in extra
    )
    sections = sorted({shown.text.section for shown in articles})
    menu = "".join(f'<li><a href="/seccion/{quote(name.lower())}">{escape(name)}</a></li>' for name in sections)
    body = (
        f'<header><h1><a href="/">{escape(site.name)}</a></h1><nav><ul>{menu}</ul></nav></header>\n<main>'
        f"\n{teasers}</main>\n"
        '<footer><a href="/contacto">Contacto</a> <a href="/privacidad">Privacidad</a> <a href="/suscribirse">'
        "Suscripción</a></footer>\n"
    )
    return document(site, f'<base href="{folder}">\n<title>{escape(site.name)}</title>\n', body).encode()


def _relative(shown: Shown, folder: str) -> str:
    return shown.url.removeprefix(folder) if shown.url.startswith(folder) else shown.path


def link_list(site: Site, origin: str, ranked: Sequence[tuple[Shown, int]]) -> bytes:
    """RSS of links to other publishers' articles with points; every second one goes through a /out?url= redirect."""
    items = "".join(
        f"<item><title>{escape(shown.headline)} ({escape(shown.site.name)})</title>"
        f"<link>{escape(link if rank % 2 else _wrapped(origin, link))}</link>"
        f'<source url="{shown.origin}/">{escape(shown.site.name)}</source><comments>'
        f"{origin}/item/{article_number(shown.id)}</comments>"
        f'<guid isPermaLink="false">{site.id}-{article_number(shown.id)}</guid>'
        f"<pubDate>{rfc822(shown.published.astimezone(UTC) + timedelta(minutes=25))}</pubDate>"
        f"<description>{escape(f'<p>Points: {score}</p><p># Comments: {score // 3}</p>')}</description></item>\n"
        for rank, (shown, score) in enumerate(ranked, 1)
        for link in (shown.url,)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>'
        f"<title>{escape(site.name)}</title><link>{origin}/</link><description>What the papers say</description>"
        f"\n{items}</channel></rss>\n"
    ).encode()


def _wrapped(origin: str, link: str) -> str:
    return f"{origin}/out?url={quote(link, safe='')}"
