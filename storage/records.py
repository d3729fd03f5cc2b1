"""What a writer hands to the unit of work: plain data named as the columns. Keys are the 16 bytes of `url_key`.

Names that are indexed (authors, keywords, publisher, section, language) are cut at 500 characters; all other text is
stored as it is, less what no database can hold (`storage.types.clean`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(kw_only=True, slots=True)
class SourceRecord:
    """A source as sources.toml declares it; `id` is its table's name there."""

    id: str
    name: str
    kind: str
    url: str
    language: str | None = None
    publisher: str | None = None
    every: timedelta = timedelta(hours=1)
    enabled: bool = True


@dataclass(kw_only=True, slots=True)
class ImageRecord:
    """A picture in the order of the page."""

    url: str | None
    role: str = "inline"
    caption: str | None = None
    credit: str | None = None
    alt: str | None = None
    width: int | None = None  # pixels, as the page declares them
    height: int | None = None
    sha256: str | None = None  # this and the rest when the file was stored
    path: str | None = None
    media_type: str | None = None
    file_width: int | None = None
    file_height: int | None = None
    size: int | None = None  # bytes


@dataclass(kw_only=True, slots=True)
class RelatedLinkRecord:
    """A link in the order of the page."""

    url: str
    url_key: bytes
    text: str
    label: str | None = None
    kind: str = "related"
    position: int = 0


@dataclass(kw_only=True, slots=True)
class OriginRecord:
    """A finding about who published the text first."""

    rule: str
    evidence: str
    confidence: str  # high, medium, low
    publisher: str | None = None
    domain: str | None = None
    url: str | None = None
    via: str | None = None


@dataclass(kw_only=True, slots=True)
class FetchRecord:
    """A row of the ledger, and what it teaches about its URL."""

    source: str | None
    kind: str  # listing, article, image, robots
    url: str
    url_key: bytes
    outcome: str
    fetched_at: datetime
    permanent: bool  # no further try until something changes (crawler.outcomes.PERMANENT)
    final_url: str | None = None
    final_url_key: bytes | None = None
    status: int | None = None
    bytes: int = 0
    milliseconds: int = 0
    detail: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    listing_digest: str | None = None  # of the entry that led here


@dataclass(kw_only=True, slots=True)
class SightingRecord:
    """An entry of a listing."""

    url: str
    url_key: bytes
    listing_digest: str | None
    wrapped_url: str | None = None
    guid: str | None = None
    headline: str | None = None
    description: str | None = None
    publisher: str | None = None
    publisher_url: str | None = None
    section: str | None = None
    language: str | None = None
    date_published: datetime | None = None
    date_modified: datetime | None = None
    rank: int | None = None
    score: int | None = None
    cluster: str | None = None
    discussion_url: str | None = None


@dataclass(kw_only=True, slots=True)
class ListingRecord:
    """A listing that was fetched, with what it showed. Validators are kept only when it was read completely."""

    fetch: FetchRecord
    sightings: Sequence[SightingRecord] = ()
    problems: Mapping[str, int] = field(default_factory=dict)  # what had to be left out, counted by name
    complete: bool = True


@dataclass(kw_only=True, slots=True)
class AliasRecord:
    """A URL under which an article is known."""

    url: str
    url_key: bytes
    relation: str  # fetched, final, redirect, canonical


@dataclass(kw_only=True, slots=True)
class ArticleRecord:
    """An article with everything that is stored with it or not at all."""

    url: str
    aliases: Sequence[AliasRecord]  # strongest first; canonical only when it is of the same registrable domain
    seen_at: datetime  # aware
    source: str | None = None
    fetch: FetchRecord | None = None  # None: it was imported
    article_body: str = ""
    canonical_url: str | None = None
    headline: str | None = None
    alternative_headline: str | None = None
    description: str | None = None
    date_published: datetime | None = None
    date_modified: datetime | None = None
    date_published_raw: str | None = None
    date_modified_raw: str | None = None
    in_language: str | None = None
    article_section: str | None = None
    publisher: str | None = None
    is_accessible_for_free: bool | None = None
    text_digest: bytes | None = None  # of the folded text; equal digests are exact duplicates
    authors: Sequence[str] = ()
    keywords: Sequence[str] = ()
    images: Sequence[ImageRecord] = ()
    related_links: Sequence[RelatedLinkRecord] = ()
    origins: Sequence[OriginRecord] = ()
    field_provenance: Mapping[str, str] = field(default_factory=dict)


Record = ArticleRecord | FetchRecord | ListingRecord


@dataclass(kw_only=True, slots=True)
class WriteResult:
    """What a write did: ids of articles by what happened to them, in the order of the records."""

    new: list[int] = field(default_factory=list)  # duplicates among them
    updated: list[int] = field(
        default_factory=list
    )  # headline, description, text or images changed: a revision was kept
    unchanged: list[int] = field(default_factory=list)
    duplicates: list[int] = field(default_factory=list)  # new rows whose text was known under another URL
    withdrawn: list[int] = field(default_factory=list)
    article_ids: dict[int, int] = field(default_factory=dict)  # index of an ArticleRecord in the batch → its article
    sources: dict[str, dict[str, int]] = field(default_factory=dict)  # {"bbc-world": {"new": 3}}

    def count(self, source: str | None, what: str) -> None:
        """Add one to a figure of a source; articles without one are counted under ""."""
        counts = self.sources.setdefault(source or "", {})
        counts[what] = counts.get(what, 0) + 1
