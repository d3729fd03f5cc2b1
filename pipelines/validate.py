"""Whether an article can be stored at all, and which parts of it cannot: bounds, URLs, dates. First of the pipelines,
so that everything after it works on bounded data."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler

from crawler.items import Article, Image, RelatedLink
from crawler.urls import is_fetchable
from pipelines.dropped import Dropped, count_into
from pipelines.text import is_readable, storable

# Characters kept of a text; what is longer is cut and counted as `cut/<field>`. An order of magnitude above what
# newspapers write, and small enough that a page made to hurt costs little (docs/limits.md).
LONGEST: dict[str, int] = {
    "headline": 1_000,
    "alternative_headline": 1_000,
    "description": 10_000,
    "article_body": 1_000_000,
    "article_section": 200,
    "publisher": 300,
    "in_language": 100,
    "date_published_raw": 200,
    "date_modified_raw": 200,
}
LONGEST_NAME = 200  # an author, a keyword
LONGEST_CAPTION = 5_000  # a caption, a credit, an alternative text
LONGEST_ANCHOR = 1_000  # the text and the label of a link
LONGEST_NOTE = 500  # an entry of field_provenance
# Entries kept of a list; what is beyond is left out and counted as `left_out/<field>`.
MOST: dict[str, int] = {"authors": 50, "keywords": 100, "images": 200, "related_links": 500, "field_provenance": 100}

# The first newspaper appeared in 1605 (Relation, Strasbourg); an earlier date is a fault of the page.
EARLIEST = datetime(1605, 1, 1, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # how programs write "no date"
# Zones reach from -12 to +14 hours: a date up to 26 hours ahead can be a time with the wrong zone.
TOLERANCE = timedelta(hours=26)


class ValidatePipeline:
    """Drops what is no article; takes out of one what cannot be right. Counts each under `newsdesk/validate/…`."""

    def __init__(self, stats: Any) -> None:
        self.stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.stats)

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Article):
            count_into(self.stats, validate(item, now=datetime.now(UTC)), "newsdesk/validate")
        return item


def validate(article: Article, *, now: datetime) -> Counter[str]:
    """Mend `article` in place and return what was taken out, by name.

    Raises:
        Dropped: its URL cannot be fetched, or it has neither headline nor text (`empty`).
    """
    if not is_fetchable(article.url):
        raise Dropped("bad_url", storable(article.url, 200))
    counts: Counter[str] = Counter()
    _bound_texts(article, counts)
    if not is_readable(article.headline) and not is_readable(article.article_body):
        raise Dropped("empty", "neither headline nor text")
    if not is_readable(article.article_body):
        counts["without_text"] += 1
    if article.canonical_url is not None and not is_usable_canonical(article.canonical_url, article.url):
        article.canonical_url = None
        counts["canonical_url"] += 1
    article.images = _usable_images(article.images, counts)
    article.related_links = _usable_links(article.related_links, counts)
    for name in ("date_published", "date_modified"):
        _check_date(article, name, now, counts)
    return counts


def is_usable_canonical(canonical: str, url: str) -> bool:
    """Whether a canonical URL can mean this article: fetchable, and not the front page when the article is deeper.

    Sites that give all their stories the front page as canonical exist (faults H18); believing them would make one
    article of all.
    """
    if not is_fetchable(canonical):
        return False
    there, here = urlsplit(canonical), urlsplit(url)
    is_front_page = there.path in {"", "/"} and not there.query
    return not is_front_page or (here.path in {"", "/"} and not here.query)


def bounded(text: str | None, limit: int, name: str, counts: Counter[str]) -> str | None:
    """`text` cut to `limit` characters; a cut is counted as `cut/<name>`."""
    if text is None or len(text) <= limit:
        return text
    text = text.strip()
    if len(text) > limit:
        counts[f"cut/{name}"] += 1
    return text[:limit].rstrip()


def _bound_texts(article: Article, counts: Counter[str]) -> None:
    for name, limit in LONGEST.items():
        setattr(article, name, bounded(getattr(article, name), limit, name, counts))
    for name in ("authors", "keywords"):
        values = [bounded(value, LONGEST_NAME, name, counts) for value in _first(getattr(article, name), name, counts)]
        setattr(article, name, values)
    notes = _first(list(article.field_provenance.items()), "field_provenance", counts)
    article.field_provenance = {storable(key, 100): storable(note, LONGEST_NOTE) for key, note in notes}


def _first(values: list[Any], name: str, counts: Counter[str]) -> list[Any]:
    if len(values) > MOST[name]:
        counts[f"left_out/{name}"] += len(values) - MOST[name]
    return values[: MOST[name]]


def _usable_images(images: list[Image], counts: Counter[str]) -> list[Image]:
    kept: list[Image] = []
    for image in _first(images, "images", counts):
        # Without a URL an image still has its words (markup damaged beyond repair); with a bad one it has nothing true.
        if image.url is not None and not is_fetchable(image.url):
            counts["image_url"] += 1
            continue
        for name in ("caption", "credit", "alt"):
            setattr(image, name, bounded(getattr(image, name), LONGEST_CAPTION, f"image_{name}", counts))
        kept.append(image)
    return kept


def _usable_links(links: list[RelatedLink], counts: Counter[str]) -> list[RelatedLink]:
    kept: list[RelatedLink] = []
    for link in _first(links, "related_links", counts):
        if not is_fetchable(link.url):
            counts["related_link_url"] += 1
            continue
        link.text = bounded(link.text, LONGEST_ANCHOR, "link_text", counts) or ""
        link.label = bounded(link.label, LONGEST_ANCHOR, "link_label", counts)
        kept.append(link)
    return kept


def date_problem(value: datetime, now: datetime) -> str | None:
    """Why an aware date cannot be when an article appeared: `out_of_range`, `placeholder`, `future`; None if it can."""
    try:
        moment = value.astimezone(UTC)
    except (OverflowError, ValueError):
        return "out_of_range"
    if moment == EPOCH:
        return "placeholder"
    if moment < EARLIEST:
        return "out_of_range"
    return "future" if moment > now + TOLERANCE else None


def _check_date(article: Article, name: str, now: datetime, counts: Counter[str]) -> None:
    value: datetime | None = getattr(article, name)
    if value is None:
        return
    if getattr(article, f"{name}_raw") is None:
        setattr(article, f"{name}_raw", value.isoformat())
    verdict = None
    if value.tzinfo is None:  # hours off at most; better than no date
        value, verdict = value.replace(tzinfo=UTC), "no_zone"
    if problem := date_problem(value, now):
        value, verdict = None, problem
    setattr(article, name, value)
    if verdict:
        counts[f"{name}/{verdict}"] += 1
        note = article.field_provenance.get(name, "unknown")
        article.field_provenance[name] = f"{note} ({verdict})"[:LONGEST_NOTE]
