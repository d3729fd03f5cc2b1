"""What travels from the spiders to the pipelines: plain, typed dataclasses named as in schema.org's NewsArticle.

A *source* is where we look for URLs (a feed, a sitemap, an aggregator's page); a *publisher* is who published an
article. An aggregator is a source, never the publisher of what it carries.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from crawler.outcomes import Outcome

ImageRole = Literal["lead", "inline", "gallery"]
LinkKind = Literal["related", "in_text", "source", "gallery"]
FetchKind = Literal["listing", "article", "image", "robots"]
Confidence = Literal["high", "medium", "low"]


@dataclass(kw_only=True, slots=True)
class ImageFile:
    """A picture that was downloaded, checked and stored under the hash of its bytes."""

    sha256: str
    path: str  # relative to the data directory
    media_type: str
    width: int
    height: int
    size: int  # bytes


@dataclass(kw_only=True, slots=True)
class Image:
    """A picture of an article, in the order of the page."""

    url: str | None = None  # absolute; None when the page's markup is damaged beyond repair
    caption: str | None = None
    credit: str | None = None
    alt: str | None = None
    role: ImageRole = "inline"
    width: int | None = None  # as the page declares it, pixels
    height: int | None = None
    file: ImageFile | None = None


@dataclass(kw_only=True, slots=True)
class RelatedLink:
    """A link that belongs to the article: a "read also" box, or a link inside a sentence."""

    url: str  # absolute, as written
    text: str  # the anchor text
    label: str | None = None  # "Lire aussi"
    kind: LinkKind = "related"
    position: int = 0  # the number of body paragraphs before it; for in_text: the paragraph it stands in, from 1


@dataclass(kw_only=True, slots=True)
class Origin:
    """A finding about who published the text first, with the very string it rests on."""

    rule: str  # the name of the rule: "image-proxy-provider", "json-ld:isBasedOn" …
    evidence: str
    confidence: Confidence
    publisher: str | None = None
    domain: str | None = None
    url: str | None = None
    via: str | None = None  # who passed it on


@dataclass(kw_only=True, slots=True)
class ListingEntry:
    """One entry of a listing (feed item, sitemap URL, REST post, headline on a front page) as the source showed it."""

    url: str  # absolute, unwrapped: where the article is to be fetched
    wrapped_url: str | None = None  # the URL as the source gave it, when it was a wrapper
    headline: str | None = None
    description: str | None = None
    authors: list[str] = field(default_factory=list)
    date_published: datetime | None = None  # aware
    date_modified: datetime | None = None  # aware
    section: str | None = None
    keywords: list[str] = field(default_factory=list)
    language: str | None = None
    publisher: str | None = None  # as a link list names it (RSS <source>, News:Source …)
    publisher_url: str | None = None
    image_url: str | None = None
    guid: str | None = None
    rank: int | None = None  # position in the listing, from 1
    score: int | None = None
    cluster: str | None = None  # the aggregator's own grouping, if it has one
    discussion_url: str | None = None  # the aggregator's page about it
    digest: str = ""  # hex; of what the listing says about the article. A change of it makes a known article due


@dataclass(kw_only=True, slots=True)
class Fetch:
    """One row of the ledger: what was asked for, and what came of it."""

    source: str
    url: str
    kind: FetchKind
    outcome: Outcome
    fetched_at: datetime  # aware, UTC
    final_url: str | None = None  # after redirects, when it differs
    redirects: list[str] = field(default_factory=list)  # URLs passed on the way
    status: int | None = None
    bytes: int = 0  # of the decoded body
    milliseconds: int = 0
    detail: str | None = None  # the evidence: an exception, a rule, the words of a challenge page
    etag: str | None = None
    last_modified: str | None = None
    listing_digest: str | None = None  # digest of the listing entry that led here


@dataclass(kw_only=True, slots=True)
class Listing:
    """A listing that was fetched and read: its ledger row and everything it showed."""

    source: str
    fetch: Fetch
    entries: list[ListingEntry] = field(default_factory=list)
    problems: dict[str, int] = field(default_factory=dict)  # what had to be left out, counted by name


@dataclass(kw_only=True, slots=True)
class Article:
    """An article as read from its page. Text fields are clean text without markup."""

    url: str  # where it was fetched, after redirects
    canonical_url: str | None = None
    headline: str | None = None
    alternative_headline: str | None = None
    description: str | None = None
    article_body: str = ""  # paragraphs separated by a blank line
    authors: list[str] = field(default_factory=list)
    date_published: datetime | None = None  # aware, offset as written; UTC after the clean pipeline
    date_modified: datetime | None = None
    date_published_raw: str | None = None  # the string as the page had it
    date_modified_raw: str | None = None
    in_language: str | None = None  # BCP 47, primary subtag in lower case: "fr", "pt", "zh"
    article_section: str | None = None
    keywords: list[str] = field(default_factory=list)
    publisher: str | None = None
    source: str | None = None  # id of the source that led here
    images: list[Image] = field(default_factory=list)
    related_links: list[RelatedLink] = field(default_factory=list)
    origins: list[Origin] = field(default_factory=list)  # best first; empty when the page gives no sign of another one
    is_accessible_for_free: bool | None = None
    field_provenance: dict[str, str] = field(default_factory=dict)  # {"headline": "json-ld:NewsArticle.headline"}
    # Filled on the way, not by extraction:
    entry: ListingEntry | None = None  # the listing entry that led here
    fetch: Fetch | None = None  # its ledger row, written in the same transaction
    text_digest: bytes | None = None  # of the folded text; set by the duplicates pipeline
