"""The demo's world: what every host answers on the present day, and the truth about its articles."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import parse_qs, quote, unquote, urlsplit

from newsdesk.demo import listings, pages, wordpress
from newsdesk.demo.content_files import LINK, ArticleText, load_articles
from newsdesk.demo.pictures import draw
from newsdesk.demo.sites import SITES, Shown, Site, article_number, article_path
from newsdesk.demo.truth import Truth, truths

ROBOTS = {
    "echos": "User-agent: *\nDisallow: /wp-admin/\nDisallow: /?s=\n\nSitemap: {origin}/sitemap_index.xml\n",
    "faro": "User-agent: *\nDisallow: /privado/\n",
    "talbote": "User-agent: *\nDisallow: /suche\n\nSitemap: {origin}/sitemap.xml\n",
}
NOT_THERE = "/lokales/marktplatz-bleibt-gesperrt-11111.html"  # in the sitemap paper's sitemap, answers 404
PRIVATE = ("/privado/cartas-del-director", "Cartas del director: lo que no publicamos este mes en la edición impresa")

RSS, XML = "application/rss+xml; charset=utf-8", "application/xml"
FEEDS = {
    "minato": (listings.json_feed, "application/feed+json"),
    "seeblick": (listings.rdf, "application/rdf+xml"),
    "vistnyk": (listings.atom, "application/atom+xml"),
}


class Reply(NamedTuple):
    """An answer, before conditional requests are looked at."""

    status: int
    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    modified: datetime | None = None
    headers: Mapping[str, str] = {}


class Request(NamedTuple):
    """A line of the request log."""

    host: str
    path: str  # as sent, with the query
    status: int


class World:
    """A small world of newspapers. `day` is 1 (yesterday) or 2 (today); dates follow `now`, texts never change."""

    def __init__(self, *, day: int = 1, now: datetime | None = None, port: int = 0) -> None:
        moment = (now or datetime.now(UTC)).astimezone(UTC)
        self.today = moment.replace(minute=moment.minute - moment.minute % 5, second=0, microsecond=0)
        self.day = day
        self.port = port
        self.log: list[Request] = []
        self.texts = load_articles()
        self._shown: dict[str, Shown] | None = None

    def advance(self) -> None:
        """Let the world move on one day."""
        self.day += 1
        self._shown = None

    def serve_on(self, port: int) -> None:
        """Tell the world the port its URLs carry."""
        self.port = port
        self._shown = None

    @property
    def shown(self) -> dict[str, Shown]:
        """Every article that can be read today, by id."""
        if self._shown is None:
            self._shown = {text.id: self._show(text) for text in self.texts.values() if self._visible(text)}
        return self._shown

    def articles(self, site: str) -> list[Shown]:
        """The articles of a site, newest first."""
        rows = [article for article in self.shown.values() if article.site.id == site]
        return sorted(rows, key=lambda article: article.published, reverse=True)

    def origin(self, site: str) -> str:
        """http://host:port"""
        return f"http://{SITES[site].host}:{self.port}"

    def url(self, article_id: str) -> str:
        """Where an article is or was to be read."""
        text = self.texts[article_id]
        return self.origin(text.site) + article_path(SITES[text.site], text)

    def expected(self) -> dict[str, Truth]:
        """The truth about every article that can be read today, by URL. Aliases are in `Truth.aliases`."""
        return truths(self.shown)

    def expected_failures(self) -> dict[str, str]:
        """URLs that listings name and that give no article: URL → outcome."""
        return {
            self.origin("talbote") + NOT_THERE: "not-found",
            self.origin("faro") + PRIVATE[0]: "robots",
        }

    def withdrawn(self) -> list[str]:
        """URLs of articles that were there yesterday and are gone today."""
        return [self.url(text.id) for text in self.texts.values() if text.withdrawn and self.day >= 2]

    def canonical(self, shown: Shown) -> str:
        """The page's canonical URL: its own, or that of the article it is a version of."""
        return self.url(shown.text.canonical) if shown.text.canonical else shown.url

    def respond(self, host: str, target: str) -> Reply:
        """The answer to GET `target` (path with query, percent-encoded) on a host (without port)."""
        site = next((site for site in SITES.values() if site.host == host), None)
        if site is None:
            return Reply(404, b"no such host in this world", "text/plain")
        parts = urlsplit(target)
        parameters = parse_qs(parts.query, keep_blank_values=True)
        path = quote(unquote(parts.path))

        def query(name: str, default: str) -> str:
            return parameters[name][0] if name in parameters else default

        if path == "/robots.txt":
            text = ROBOTS.get(site.id, "User-agent: *\nAllow: /\n").format(origin=self.origin(site.id))
            return Reply(200, text.encode(), "text/plain; charset=utf-8")
        if path.startswith(("/media/", "/wp-content/uploads/")):
            return self._picture(path.rsplit("/", 1)[1])
        if path == "/out" and site.kind == "links":
            return Reply(302, headers={"Location": query("url", "/")})
        if site.kind == "wordpress" and path == "/wp-json/wp/v2/posts":
            status, body, headers = wordpress.rest_posts(self.articles(site.id), query)
            changed = max(article.modified for article in self.articles(site.id))
            return Reply(status, body, "application/json; charset=UTF-8", changed, headers)
        return self._listing(site, path) or self._article(site, path)

    def _listing(self, site: Site, path: str) -> Reply | None:
        articles, origin = self.articles(site.id), self.origin(site.id)
        changed = max((article.modified for article in articles), default=self.clock(self.day))
        if path == "/":
            if site.kind == "wordpress":
                return Reply(200, wordpress.front_page(site, articles), modified=changed)
            extra = [PRIVATE] if site.kind == "front_page" else []
            return Reply(200, listings.front_page(site, origin, articles, extra), modified=changed)
        if site.kind == "links" and path == site.listing:
            return Reply(200, listings.link_list(site, origin, self._ranked()), RSS, self.clock(self.day))
        if site.kind == "feed" and path == site.listing:
            form, content_type = FEEDS.get(site.id, (listings.rss, RSS))
            return Reply(200, form(site, origin, articles), content_type, changed)
        if site.kind == "wordpress":
            return self._wordpress(site, path, changed)
        return self._sitemap(site, path, changed) if site.kind == "sitemap" else None

    def _wordpress(self, site: Site, path: str, changed: datetime) -> Reply | None:
        articles, origin = self.articles(site.id), self.origin(site.id)
        if path == "/feed/":
            return Reply(200, wordpress.feed(site, origin, articles), RSS, changed)
        if path == "/wp-json/wp/v2/categories":
            return Reply(200, wordpress.rest_categories(origin), "application/json")
        if path == "/sitemap_index.xml":
            return Reply(200, listings.sitemap_index([f"{origin}/post-sitemap.xml"]), XML, changed)
        return Reply(200, listings.sitemap(articles), XML, changed) if path == "/post-sitemap.xml" else None

    def _sitemap(self, site: Site, path: str, changed: datetime) -> Reply | None:
        articles, origin = self.articles(site.id), self.origin(site.id)
        if path == site.listing:
            children = [f"{origin}/sitemap-news.xml", f"{origin}/sitemap-archiv.xml.gz"]
            return Reply(200, listings.sitemap_index(children), XML, changed)
        if path == "/sitemap-news.xml":
            return Reply(200, listings.news_sitemap(site, articles), XML, changed)
        if path == "/sitemap-archiv.xml.gz":
            packed = listings.sitemap(articles, [origin + NOT_THERE], packed=True)
            return Reply(200, packed, "application/gzip", changed)
        return None

    def _article(self, site: Site, path: str) -> Reply:
        for text in self.texts.values():
            if text.site == site.id and text.day <= self.day:
                if path == f"/go/{article_number(text.id)}":
                    return Reply(301, headers={"Location": self.url(text.id)})
                if path == article_path(site, text):
                    return self._page(text)
        return Reply(404, pages.document(site, "<title>404</title>\n", "<h1>404</h1><p>Not found.</p>").encode())

    def _page(self, text: ArticleText) -> Reply:
        if text.id not in self.shown:
            return Reply(
                text.withdrawn or 404, b"<!DOCTYPE html><title>410</title><h1>This article has been withdrawn.</h1>"
            )
        shown = self.shown[text.id]
        newest = [other for other in self.articles(text.site) if other.id != text.id][:5]
        if shown.site.kind == "wordpress":
            return Reply(200, wordpress.article_page(shown, self.canonical(shown), newest), modified=shown.modified)
        body, content_type = pages.article_page(shown, self.canonical(shown), newest)
        return Reply(200, body, content_type, shown.modified)

    def _picture(self, file: str) -> Reply:
        name, dot, kind = file.rpartition(".")
        known = {picture.name for text in self.texts.values() for picture in text.pictures}
        if name not in known:
            return Reply(404, b"", "text/plain")
        return Reply(200, draw(name, dot + kind), "image/png" if kind == "png" else "image/jpeg", self.clock(1))

    def _ranked(self) -> list[tuple[Shown, int]]:
        """The link list's articles with points: what papers without a listing wrote, and what several report."""
        rows = [shown for shown in self.shown.values() if shown.site.kind is None or shown.text.story]
        points = [(shown, 20 + (article_number(shown.id) * (self.day + 6)) % 480) for shown in rows]
        return sorted(points, key=lambda row: row[1], reverse=True)

    def clock(self, day: int) -> datetime:
        """The newest moment of a day of this world, UTC."""
        return self.today - timedelta(days=2 - day)

    def _visible(self, text: ArticleText) -> bool:
        return text.day <= self.day and not (text.withdrawn and self.day >= 2)

    def _show(self, text: ArticleText) -> Shown:
        site = SITES[text.site]
        published = (self.clock(text.day) - text.ago).astimezone(site.zone)
        edit = text.edit if text.edit and self.day >= 2 else None
        paragraphs = list(text.paragraphs)
        if edit:
            paragraphs = [dict(edit.replace).get(paragraph, paragraph) for paragraph in paragraphs]
            paragraphs += [edit.append] if edit.append else []
        wanted = {box.to for box in text.related} | {
            name for paragraph in paragraphs for name in self._linked(paragraph)
        }
        return Shown(
            text=text,
            site=site,
            url=self.url(text.id),
            path=article_path(site, text),
            headline=(edit and edit.headline) or text.headline,
            description=(edit and edit.description) or text.description,
            paragraphs=tuple(paragraphs),
            published=published,
            modified=(self.clock(2) - edit.ago).astimezone(site.zone) if edit else published,
            links={name: self.url(name) for name in wanted},
            headlines={name: self.texts[name].headline for name in wanted},
        )

    @staticmethod
    def _linked(paragraph: str) -> list[str]:
        return [match[2] for match in LINK.finditer(paragraph)]
