"""The sites of the demo's world: which host speaks which language, and how it can be read."""

import zlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from urllib.parse import quote

from newsdesk.demo.content_files import ArticleText, Picture, plain


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """One virtual host. `kind` and `listing` make its source in sources.toml; without a kind only links lead there."""

    id: str
    host: str
    name: str
    language: str
    path: str  # of an article; {slug} and {number} are filled in
    hours: float  # offset of its clock from UTC
    kind: str | None = None
    listing: str = "/"
    encoding: str = "utf-8"
    direction: str = "ltr"
    declares: frozenset[str] = frozenset({"json-ld", "og", "meta"})  # the kinds of metadata its pages carry
    by: str = "By"  # before the author's name
    photo: str = "Photo: "  # before a picture's credit
    classes: tuple[str, str, str] = ("story", "story-body", "standfirst")  # article, body, description
    labels: tuple[str, ...] = field(default_factory=tuple)  # share and comment labels around the text
    newest: str = "More news"  # heading of the list of newest articles

    @property
    def zone(self) -> timezone:
        return timezone(timedelta(hours=self.hours))


SITES: dict[str, Site] = {
    site.id: site
    for site in (
        Site(
            id="almanara", host="almanara.localhost", name="المنارة اليوم", language="ar", hours=3,
            path="/أخبار/{slug}", kind="feed", listing="/rss.xml", direction="rtl",
            declares=frozenset({"json-ld"}), by="بقلم", photo="تصوير: ", classes=("khabar", "nass", "muqaddima"),
            labels=("شارك الخبر", "التعليقات مغلقة"), newest="آخر الأخبار",
        ),
        Site(
            id="courier", host="courier.localhost", name="The Harbour Courier", language="en", hours=0,
            path="/news/{slug}", kind="feed", listing="/feeds/all.xml",
            labels=("Share this story", "Print", "Comments (12)", "Sign up for the morning letter"),
        ),
        Site(
            id="echos", host="echos.localhost", name="Échos du Large", language="fr", hours=1,
            path="/{slug}/", kind="wordpress", listing="/wp-json/wp/v2/posts", newest="Articles récents",
        ),
        Site(
            id="faro", host="faro.localhost", name="El Faro de Valdemar", language="es", hours=-3,
            path="/noticias/{slug}", kind="front_page", listing="/", declares=frozenset({"og", "meta"}),
            by="Por", photo="Foto: ", classes=("nota", "cuerpo", "bajada"),
            labels=("Compartir", "Imprimir", "Dejar un comentario"),
            newest="Lo más leído",
        ),
        Site(
            id="island", host="island.localhost", name="Tarn Island Observer", language="en", hours=0,
            path="/page/{slug}.html", declares=frozenset(), newest="Other news",
        ),
        Site(
            id="minato", host="minato.localhost", name="汐見港新聞", language="ja", hours=9,
            path="/articles/{number}.html", kind="feed", listing="/feed.json", by="文・", photo="写真・",
            classes=("kiji", "honbun", "gaiyo"), labels=("シェアする", "印刷", "コメントを書く"), newest="新着記事",
        ),
        Site(
            id="northbay", host="northbay.localhost", name="Northbay Post", language="en", hours=0,
            path="/stories/{slug}", declares=frozenset({"microdata"}),
            classes=("item", "text", "summary"), labels=("Share", "Send to a friend"),
        ),
        Site(
            id="seeblick", host="seeblick.localhost", name="Seeblick-Kurier", language="de", hours=1,
            path="/artikel/{number}/{slug}", kind="feed", listing="/index.rdf", encoding="cp1252",
            declares=frozenset({"meta", "og"}), by="Von", photo="Foto: ", classes=("beitrag", "text", "vorspann"),
            labels=("Teilen", "Leserbrief schreiben"), newest="Mehr vom See",
        ),
        Site(
            id="talbote", host="talbote.localhost", name="Der Talbote", language="de", hours=1,
            path="/lokales/{slug}-{number}.html", kind="sitemap", listing="/sitemap.xml", by="Von", photo="Foto: ",
            classes=("artikel", "artikel-text", "teaser"),
            labels=("Artikel teilen", "Drucken", "Kommentare (4)", "ANZEIGE"), newest="Meistgelesen",
        ),
        Site(
            id="vistnyk", host="vistnyk.localhost", name="Річковий вісник", language="uk", hours=2,
            path="/news/{number}/", kind="feed", listing="/atom.xml", encoding="cp1251",
            by="Автор:", photo="Фото: ", classes=("novyna", "tekst", "lid"),
            labels=("Поділитися", "Роздрукувати", "Коментарі"), newest="Останні новини",
        ),
        Site(
            id="wire", host="wire.localhost", name="Harbourwire", language="en", hours=0, path="/item/{slug}",
            kind="links", listing="/rss",
        ),
    )
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """An article as its site shows it on the present day."""

    text: ArticleText
    site: Site
    url: str
    path: str  # percent-encoded
    headline: str
    description: str
    paragraphs: tuple[str, ...]  # with [anchor](id) links
    published: datetime  # aware, in the zone of the site
    modified: datetime
    links: dict[str, str]  # article id → URL, for the links and boxes of this article
    headlines: dict[str, str]  # article id → headline, likewise

    @property
    def id(self) -> str:
        return self.text.id

    @property
    def plain_paragraphs(self) -> list[str]:
        return [plain(paragraph) for paragraph in self.paragraphs]

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return self.url[: -len(self.path)]

    def picture_url(self, picture: Picture) -> str:
        """Absolute URL of one of its pictures, on the same host."""
        folder = "/wp-content/uploads/" if self.site.kind == "wordpress" else "/media/"
        return f"{self.origin}{folder}{picture.name}{picture_extension(picture.name)}"


def picture_extension(name: str) -> str:
    """Every third picture is a PNG, the others are JPEG."""
    return ".png" if zlib.crc32(name.encode()) % 3 == 0 else ".jpg"


def article_number(article_id: str) -> int:
    """A stable five-digit number, as content systems put into URLs."""
    return 10_000 + zlib.crc32(article_id.encode()) % 90_000


def article_path(site: Site, text: ArticleText) -> str:
    """The percent-encoded path of an article."""
    return quote(site.path.format(slug=text.slug, number=article_number(text.id)))
