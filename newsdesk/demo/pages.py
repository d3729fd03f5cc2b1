"""Article pages of the demo's ordinary papers. The aggregator's are in wordpress.py.

Peculiarities (`page` in the content files): br (one paragraph element, parts split by <br><br>), broken (unclosed and
stray tags), gallery (all pictures at the end), json-ld (no other metadata), microdata, mojibake (UTF-8 read as
windows-1252 and saved again), plain (no metadata at all, a layout table), shift-jis, redirect (listed under /go/).
"""

from collections.abc import Sequence
from html import escape

from newsdesk.demo.content_files import Picture
from newsdesk.demo.markup import inline, iso, json_ld, meta_tags, open_graph
from newsdesk.demo.sites import Shown, Site

MONTHS = {
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر".split(),
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
    "en": "January February March April May June July August September October November December".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня".split(),
}


def article_page(shown: Shown, canonical: str, newest: Sequence[Shown]) -> tuple[bytes, str]:
    """The page's bytes and its Content-Type."""
    page = _table_layout(shown, newest) if not shown.site.declares else _news_layout(shown, canonical, newest)
    return encode(shown, page)


def encode(shown: Shown, page: str) -> tuple[bytes, str]:
    """The page in the encoding of its site, or wrongly encoded where that is its peculiarity."""
    if shown.text.page == "mojibake":  # as saved by an import that took UTF-8 for windows-1252
        start, head, rest = page.partition("</head>")
        return (start + head + garbled(rest)).encode("cp1252", "xmlcharrefreplace"), "text/html; charset=ISO-8859-1"
    if shown.text.page == "shift-jis":
        return page.replace('charset="utf-8"', 'charset="Shift_JIS"').encode(
            "shift_jis", "xmlcharrefreplace"
        ), "text/html"
    if shown.site.encoding == "cp1251":  # one header says so, every second page leaves it to its meta tag
        declared = "text/html; charset=windows-1251" if len(shown.id) % 2 else "text/html"
        page = page.replace('charset="utf-8"', 'charset="windows-1251"')
        return page.encode("cp1251", "xmlcharrefreplace"), declared
    if shown.site.encoding == "cp1252":  # declared as Latin-1, as many pages are that hold typographic quotes
        page = page.replace('charset="utf-8"', 'charset="ISO-8859-1"')
        return page.encode("cp1252", "xmlcharrefreplace"), "text/html; charset=ISO-8859-1"
    return page.encode(), "text/html; charset=utf-8"


def garbled(text: str) -> str:
    """What UTF-8 looks like when read as windows-1252; bytes that code page lacks are read as Latin-1 controls."""
    return "".join(
        character if character.isascii() else "".join(_as_cp1252(byte) for byte in character.encode())
        for character in text
    )


def _as_cp1252(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


def visible_date(shown: Shown) -> str:
    """The date line as the paper prints it."""
    day, clock = shown.published, shown.published.strftime("%H:%M")
    if shown.site.language == "ja":
        return f"{day.year}年{day.month}月{day.day}日 {clock}"
    month = MONTHS[shown.site.language][day.month - 1]
    form = {"de": "{d}. {m} {y}, {c} Uhr", "es": "{d} de {m} de {y}, {c}"}.get(shown.site.language, "{d} {m} {y}, {c}")
    return form.format(d=day.day, m=month, y=day.year, c=clock)


def figure(shown: Shown, picture: Picture) -> str:
    """A figure with caption and credit."""
    item = ' itemprop="image"' if "microdata" in shown.site.declares else ""
    return (
        f'<figure><img src="{escape(shown.picture_url(picture))}" alt="{escape(picture.caption)}" width="640" '
        f'height="400"{item}>'
        f'<figcaption>{escape(picture.caption)} <span class="credit">'
        f"{escape(shown.site.photo + picture.credit)}</span></figcaption></figure>\n"
    )


def related_box(shown: Shown, number: int) -> str:
    """The box that stands after paragraph `number`, if there is one."""
    return "".join(
        f'<aside class="read-more"><strong>{escape(box.label)}</strong> '
        f'<a href="{escape(shown.links[box.to])}">{escape(shown.headlines[box.to])}</a></aside>\n'
        for box in shown.text.related
        if box.after == number
    )


def body_html(shown: Shown) -> str:
    """The paragraphs with the boxes between them, in the form that is the page's peculiarity."""
    paragraphs = [inline(paragraph, shown) for paragraph in shown.paragraphs]
    if shown.text.page == "br":
        return "<p>" + "<br>\n<br>".join(paragraphs) + "</p>\n"
    if shown.text.page == "broken":  # no paragraph is closed, a bold that never ends, a stray closing tag
        parts = [f"<p>{paragraph}\n" for paragraph in paragraphs]
        parts[0] = parts[0].replace("<p>", "<p><b><span class=ort>", 1).replace("\n", "</b>\n", 1)
        return "".join(parts[:2]) + "</em></span>" + "".join(parts[2:]) + "</font></p>\n"
    return "".join(f"<p>{text}</p>\n{related_box(shown, number)}" for number, text in enumerate(paragraphs, 1))


def newest_list(site: Site, newest: Sequence[Shown]) -> str:
    """The sidebar of newest articles."""
    items = "".join(f'<li><a href="{escape(other.url)}">{escape(other.headline)}</a></li>' for other in newest)
    return f'<section class="newest"><h3>{escape(site.newest)}</h3><ul>{items}</ul></section>\n'


def document(site: Site, head: str, body: str) -> str:
    """A whole document around head and body."""
    direction = ' dir="rtl"' if site.direction == "rtl" else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{site.language}"{direction}>\n<head>\n<meta charset="utf-8">\n{head}</head>\n'
        f"<body>\n{body}</body>\n</html>\n"
    )


def _head(shown: Shown, canonical: str) -> str:
    declares = {"json-ld"} if shown.text.page == "json-ld" else shown.site.declares
    parts = [f"<title>{escape(shown.headline)} | {escape(shown.site.name)}</title>\n"]
    if declares != {"microdata"}:
        parts.append(f'<link rel="canonical" href="{escape(canonical)}">\n')
    if "meta" in declares:
        parts.append(meta_tags(shown))
    if "og" in declares:
        parts.append(open_graph(shown, canonical))
    if "json-ld" in declares:
        parts.append(json_ld(shown, canonical))
    return "".join(parts)


def _byline(shown: Shown, microdata: bool) -> str:
    if microdata:
        names = ", ".join(
            '<span itemprop="author" itemscope itemtype="https://schema.org/Person"><span itemprop="name">'
            f"{escape(name)}</span></span>"
            for name in shown.text.authors
        )
    else:
        names = ", ".join(f'<span class="author">{escape(name)}</span>' for name in shown.text.authors)
    item = ' itemprop="datePublished"' if microdata else ""
    modified = f'<meta itemprop="dateModified" content="{iso(shown.modified)}">' if microdata else ""
    by = f"{escape(shown.site.by)} {names} · " if names else ""
    stamp = f'<time datetime="{iso(shown.published)}"{item}>{visible_date(shown)}</time>'
    return f'<div class="byline">{by}{stamp}{modified}</div>\n'


def _news_layout(shown: Shown, canonical: str, newest: Sequence[Shown]) -> str:
    site, text = shown.site, shown.text
    outer, inner, lead = site.classes
    microdata = "microdata" in site.declares

    def item(name: str) -> str:
        return f' itemprop="{name}"' if microdata else ""

    pictures = "".join(figure(shown, picture) for picture in text.pictures)
    gallery = f'<div class="gallery">\n{pictures}</div>\n' if text.page == "gallery" else ""
    scope = ' itemscope itemtype="https://schema.org/NewsArticle"' if microdata else ""
    section = f'<p class="kicker"{item("articleSection")}>{escape(text.section)}</p>'
    publisher = (
        '<div itemprop="publisher" itemscope itemtype="https://schema.org/Organization"><meta itemprop="name" '
        f'content="{escape(site.name)}"></div>'
        f'<meta itemprop="keywords" content="{escape(", ".join(text.keywords))}"><link itemprop="url" '
        f'href="{escape(canonical)}">\n'
        if microdata
        else ""
    )
    share = "".join(f'<li><a href="#">{escape(label)}</a></li>' for label in site.labels)
    body = (
        f'<header><a href="/">{escape(site.name)}</a><nav><a href="/">{escape(text.section)}</a></nav></header>\n'
        f'<main><article class="{outer}"{scope}>\n{section}<h1{item("headline")}>'
        f"{escape(shown.headline, quote=False)}</h1>\n"
        f'<p class="{lead}"{item("description")}>{escape(shown.description, quote=False)}</p>'
        f"\n{_byline(shown, microdata)}{publisher}"
        f"{'' if gallery else pictures}"
        f'<div class="{inner}"{item("articleBody")}>\n{body_html(shown)}</div>\n{gallery}'
        f'<ul class="share">{share}</ul>\n</article></main>\n{newest_list(site, newest)}'
        f"<footer>© {shown.published.year} {escape(site.name)}</footer>\n"
    )
    return document(site, _head(shown, canonical), body)


def _table_layout(shown: Shown, newest: Sequence[Shown]) -> str:
    """A page made by hand in another century: a table, no metadata, its date only in words."""
    by = f"By {escape(', '.join(shown.text.authors))}, " if shown.text.authors else ""
    pictures = "".join(
        f'<p align="center"><img src="{escape(shown.picture_url(picture))}" width="640" height="400"><br>'
        f"<small><i>{escape(picture.caption)} {escape(shown.site.photo + picture.credit)}</i></small></p>\n"
        for picture in shown.text.pictures
    )
    paragraphs = "".join(f"<p>{inline(paragraph, shown)}\n" for paragraph in shown.paragraphs)
    head = f"<title>{escape(shown.headline)}</title>\n"
    body = (
        f'<table width="100%"><tr><td width="160" valign="top"><b>{escape(shown.site.name)}</b><br><a href="/">'
        "Home</a><br>"
        f'<a href="/tides.html">Tide tables</a></td>\n<td><h1>{escape(shown.headline, quote=False)}</h1>\n'
        f"<small>{by}{visible_date(shown)}</small>\n{pictures}{paragraphs}</td></tr></table>"
        f"\n{newest_list(shown.site, newest)}"
    )
    return document(shown.site, head, body)
