"""One form for everything: text as readers mean it, dates in UTC, each name once, languages by their code."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Self

from scrapy.crawler import Crawler

from crawler.items import Article
from pipelines.dropped import Dropped, count_into
from pipelines.text import clean_line, clean_paragraphs, is_readable, storable

LINES = ("headline", "alternative_headline", "article_section", "publisher")

# What pages write instead of a code of ISO 639-1. Three-letter codes with a two-letter one:
# https://www.loc.gov/standards/iso639-2/php/code_list.php; retired codes: the registry of RFC 5646; the last lines are
# country codes that mean no language, so that the mistake is plain.
LANGUAGE_CODES: dict[str, str] = {
    "alb": "sq", "ara": "ar", "arm": "hy", "aze": "az", "baq": "eu", "bel": "be", "ben": "bn", "bos": "bs", "bul": "bg",
    "bur": "my", "cat": "ca", "ces": "cs", "chi": "zh", "cze": "cs", "dan": "da", "deu": "de", "dut": "nl", "ell": "el",
    "eng": "en", "est": "et", "eus": "eu", "fas": "fa", "fin": "fi", "fra": "fr", "fre": "fr", "geo": "ka", "ger": "de",
    "gle": "ga", "gre": "el", "heb": "he", "hin": "hi", "hrv": "hr", "hun": "hu", "hye": "hy", "ice": "is", "ind": "id",
    "isl": "is", "ita": "it", "jpn": "ja", "kat": "ka", "kaz": "kk", "khm": "km", "kor": "ko", "lao": "lo", "lav": "lv",
    "lit": "lt", "mac": "mk", "mar": "mr", "may": "ms", "mkd": "mk", "mon": "mn", "msa": "ms", "mya": "my", "nep": "ne",
    "nld": "nl", "nor": "no", "per": "fa", "pol": "pl", "por": "pt", "pus": "ps", "ron": "ro", "rum": "ro", "rus": "ru",
    "sin": "si", "slk": "sk", "slo": "sk", "slv": "sl", "som": "so", "spa": "es", "sqi": "sq", "srp": "sr", "swa": "sw",
    "swe": "sv", "tam": "ta", "tel": "te", "tgl": "tl", "tha": "th", "tur": "tr", "ukr": "uk", "urd": "ur", "uzb": "uz",
    "vie": "vi", "zho": "zh",
    "in": "id", "iw": "he", "ji": "yi", "mo": "ro",
    "cn": "zh", "cz": "cs", "dk": "da", "jp": "ja", "tw": "zh", "ua": "uk",
}  # fmt: skip
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_].*)?", re.DOTALL)
_NOT_A_LANGUAGE = {"mul", "und", "zxx", "mis", "xx"}


class CleanPipeline:
    """Cleans every article; counts what was left of nothing under `newsdesk/clean/…`."""

    def __init__(self, stats: Any) -> None:
        self.stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.stats)

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Article):
            count_into(self.stats, clean(item), "newsdesk/clean")
        return item


def clean(article: Article) -> Counter[str]:
    """Clean `article` in place; returns the problems met, by name. A second call changes nothing.

    Raises:
        Dropped: nothing readable was left (`empty`).
    """
    counts: Counter[str] = Counter()
    for name in LINES:
        setattr(article, name, clean_line(getattr(article, name)))
    article.description = clean_line(article.description)
    article.article_body = clean_paragraphs(article.article_body)
    if not is_readable(article.headline) and not is_readable(article.article_body):
        raise Dropped("empty", "nothing readable in headline and text")
    article.authors = distinct(article.authors)
    article.keywords = distinct(article.keywords)
    language = language_code(article.in_language)
    counts["language"] += article.in_language is not None and language is None
    article.in_language = language
    for name in ("date_published", "date_modified"):
        raw = getattr(article, f"{name}_raw")
        setattr(article, f"{name}_raw", storable(raw).strip() or None if raw else None)
        setattr(article, name, in_utc(getattr(article, name)))
    _clean_images_and_links(article)
    return +counts


def _clean_images_and_links(article: Article) -> None:
    for image in article.images:
        image.caption, image.credit, image.alt = (
            clean_line(image.caption),
            clean_line(image.credit),
            clean_line(image.alt),
        )
    for link in article.related_links:
        link.text, link.label = clean_line(link.text) or "", clean_line(link.label)


def distinct(names: Iterable[str]) -> list[str]:
    """Clean names, each once (case aside), in their order."""
    found: dict[str, str] = {}
    for name in names:
        if (cleaned := clean_line(name)) is not None:
            found.setdefault(cleaned.casefold(), cleaned)
    return list(found.values())


def in_utc(value: datetime | None) -> datetime | None:
    """The same moment in UTC; None for a date without a zone or outside the years 1 to 9999."""
    if value is None or value.tzinfo is None:
        return None
    try:
        return value.astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def language_code(value: str | None) -> str | None:
    """The primary subtag in lower case: `fr-FR` → `fr`, `pt_BR` → `pt`, `ENG` → `en`; None if it is no code.

    Source of the form: RFC 5646 §2.1; a two-letter code goes before a three-letter one (§2.2.1).
    """
    match = _LANGUAGE.fullmatch((value or "").strip().lower())
    if match is None or match[1] in _NOT_A_LANGUAGE:
        return None
    return LANGUAGE_CODES.get(match[1], match[1])
