"""The truth about the demo's articles, field by field, for tests and benchmarks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from newsdesk.demo import wordpress
from newsdesk.demo.content_files import LINK
from newsdesk.demo.listings import listed_url
from newsdesk.demo.sites import Shown


@dataclass(frozen=True, kw_only=True, slots=True)
class TruePicture:
    """A picture as a reader understands it. `url` is None where the page's markup is damaged beyond repair."""

    url: str | None
    caption: str | None
    credit: str | None
    role: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TrueLink:
    """A link of the article; position as in crawler.items.RelatedLink."""

    url: str
    text: str
    label: str | None
    kind: str
    position: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Truth:
    """What a perfect reader says about one article. Headlines hold straight quotation marks: fold them to compare."""

    id: str
    url: str
    site: str
    headline: str
    description: str
    paragraphs: list[str]
    language: str
    authors: list[str]
    publisher: str
    date_published: datetime  # aware; to the minute
    date_modified: datetime
    section: str | None  # None: the page does not tell it
    keywords: list[str]
    images: list[TruePicture]
    related_links: list[TrueLink]
    aliases: list[str] = field(default_factory=list)  # other URLs of the same page
    duplicates: list[str] = field(default_factory=list)  # URLs of other articles with (nearly) the same text
    story: list[str] = field(default_factory=list)  # URLs of other articles about the same event
    origin: str | None = None  # URL of the original it translates
    agency: str | None = None  # the agency it was taken from


def truths(shown: Mapping[str, Shown]) -> dict[str, Truth]:
    """The truth of all articles that are articles of their own, by URL."""
    own = {name: article for name, article in shown.items() if not article.text.canonical}
    return {article.url: _truth(article, own, shown) for article in own.values()}


def _truth(article: Shown, own: Mapping[str, Shown], shown: Mapping[str, Shown]) -> Truth:
    text, site = article.text, article.site
    original = shown.get(text.translated_from or "")
    aliases = [other.url for other in shown.values() if other.text.canonical == text.id]
    return Truth(
        id=text.id,
        url=article.url,
        site=site.id,
        headline=article.headline,
        description=article.description,
        paragraphs=_paragraphs(article),
        language=site.language,
        authors=list(text.authors),
        publisher=site.name,
        date_published=article.published,
        date_modified=article.modified,
        section=text.section if site.declares else None,
        keywords=list(text.keywords) if site.declares else [],
        images=_pictures(article),
        related_links=_links(article),
        aliases=aliases + ([listed_url(article)] if listed_url(article) != article.url else []),
        duplicates=_same(article, own, "copies"),
        story=_same(article, own, "story"),
        origin=original.url if original else None,
        agency=text.agency,
    )


def _paragraphs(article: Shown) -> list[str]:
    plain = article.plain_paragraphs
    return [wordpress.texturize(paragraph) for paragraph in plain] if article.site.kind == "wordpress" else plain


def _pictures(article: Shown) -> list[TruePicture]:
    pictures = article.text.pictures
    if article.site.kind == "wordpress":
        lead = [
            TruePicture(url=article.picture_url(picture), caption=None, credit=None, role="lead")
            for picture in pictures
        ]
        if not wordpress.has_damaged_image(article):
            return lead
        credit = pictures[0].credit
        return [*lead, TruePicture(url=None, caption=f"Photographie : {credit}", credit=credit, role="inline")]
    gallery = article.text.page == "gallery"
    return [
        TruePicture(
            url=article.picture_url(picture),
            caption=picture.caption,
            credit=picture.credit,
            role="gallery" if gallery else "lead",
        )
        for picture in pictures
    ]


def _links(article: Shown) -> list[TrueLink]:
    rows = [
        TrueLink(url=article.links[match[2]], text=match[1], label=None, kind="in_text", position=number)
        for number, paragraph in enumerate(article.paragraphs, 1)
        for match in LINK.finditer(paragraph)
    ]
    return rows + [
        TrueLink(
            url=article.links[box.to],
            text=article.headlines[box.to],
            label=box.label,
            kind="related",
            position=box.after,
        )
        for box in article.text.related
    ]


def _same(article: Shown, own: Mapping[str, Shown], group: str) -> list[str]:
    value = getattr(article.text, group)
    return [
        other.url for other in own.values() if value and other is not article and getattr(other.text, group) == value
    ]
