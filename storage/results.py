"""What queries give: plain data with the field names of the items."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a text, and where the hits stand in it: text[start:end]."""

    text: str = ""
    hits: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSummary:
    """An article in a list."""

    id: int
    url: str
    headline: str | None
    description: str | None
    publisher: str | None
    source: str | None
    in_language: str | None
    date_published: datetime | None
    first_seen_at: datetime
    withdrawn_at: datetime | None
    duplicate_of: int | None
    snippet: Snippet = Snippet()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageDetail:
    """A picture of an article."""

    url: str | None
    caption: str | None
    credit: str | None
    alt: str | None
    role: str
    width: int | None
    height: int | None
    path: str | None  # of the stored file, relative to the data directory
    sha256: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkDetail:
    """A link of an article."""

    url: str
    text: str
    label: str | None
    kind: str
    position: int
    target_article_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SightingDetail:
    """Where a source showed an article."""

    source: str
    url: str
    rank: int | None
    score: int | None
    section: str | None
    discussion_url: str | None
    first_seen_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionDetail:
    """An older state of an article."""

    number: int
    headline: str | None
    description: str | None
    article_body: str
    first_seen_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasDetail:
    """A URL under which an article is known."""

    url: str
    relation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginDetail:
    """A finding about who published an article first."""

    publisher: str | None
    domain: str | None
    url: str | None
    via: str | None
    rule: str
    evidence: str
    confidence: str


@dataclass(slots=True, kw_only=True)
class ArticleDetail:
    """A whole article."""

    id: int
    url: str
    canonical_url: str | None
    headline: str | None
    alternative_headline: str | None
    description: str | None
    article_body: str
    date_published: datetime | None
    date_modified: datetime | None
    date_published_raw: str | None
    date_modified_raw: str | None
    in_language: str | None
    article_section: str | None
    publisher: str | None
    source: str | None
    is_accessible_for_free: bool | None
    first_seen_at: datetime
    last_seen_at: datetime
    changed_at: datetime | None
    withdrawn_at: datetime | None
    duplicate_of: int | None
    authors: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    images: list[ImageDetail] = field(default_factory=list)
    related_links: list[LinkDetail] = field(default_factory=list)
    sightings: list[SightingDetail] = field(default_factory=list)
    revisions: list[RevisionDetail] = field(default_factory=list)
    aliases: list[AliasDetail] = field(default_factory=list)
    origins: list[OriginDetail] = field(default_factory=list)
    field_provenance: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """A run in a list, counted from the ledger."""

    id: int
    started_at: datetime
    finished_at: datetime | None
    arguments: str
    exit_code: int | None
    finish_reason: str | None
    new: int
    updated: int
    unchanged: int
    fetches: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOutcome:
    """How often a source's fetches of one kind ended one way in a run, with one piece of evidence."""

    source: str | None
    kind: str
    outcome: str
    fetches: int
    detail: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Articles counted by something."""

    name: str | None
    articles: int
    newest: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """What is in the database."""

    totals: dict[str, int]
    by_source: list[Group]
    by_language: list[Group]
