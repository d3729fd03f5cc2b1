"""Records as the pipelines make them, with everything in them, for the storage tests."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from storage.records import (
    AliasRecord,
    ArticleRecord,
    FetchRecord,
    ImageRecord,
    ListingRecord,
    OriginRecord,
    RelatedLinkRecord,
    SightingRecord,
)

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
TEXT = "The harbour council voted on Tuesday to rebuild the northern breakwater.\n\nWork begins before the end of the year."


def key(url: str) -> bytes:
    return hashlib.sha256(url.encode()).digest()[:16]


def fetched(
    url: str, outcome: str = "ok", *, source: str | None = "tide", at: datetime = NOON, **more: Any
) -> FetchRecord:
    permanent = outcome in {
        "ok",
        "not-modified",
        "not-found",
        "gone",
        "robots",
        "not-an-article",
        "duplicate",
        "dropped",
    }
    return FetchRecord(
        source=source, kind=more.pop("kind", "article"), url=url, url_key=key(url), outcome=outcome, fetched_at=at, permanent=permanent, **more
    )  # fmt: skip


def article(url: str = "https://tide.example/breakwater", *, at: datetime = NOON, **more: Any) -> ArticleRecord:
    canonical = more.pop("canonical_url", None)
    aliases = [AliasRecord(url=url, url_key=key(url), relation="fetched")]
    if canonical and canonical != url:
        aliases.append(AliasRecord(url=canonical, url_key=key(canonical), relation="canonical"))
    values: dict[str, Any] = {
        "headline": "Harbour to get its breakwater back",
        "description": "Four million for a higher wall.",
        "article_body": TEXT,
        "in_language": "en",
        "publisher": "The Tide",
        "date_published": NOON - timedelta(hours=3),
        "authors": ["Marta Lind", "Karl Berg"],
        "keywords": ["harbour", "storm"],
        "images": [
            ImageRecord(url="https://tide.example/a.jpg", role="lead", caption="The breakwater", credit="K. Berg"),
            ImageRecord(url=None, role="inline", caption="Lost address"),
        ],
        "related_links": [
            RelatedLinkRecord(
                url="https://tide.example/storm", url_key=key("https://tide.example/storm"), text="The storm", label="Read also", position=1
            )
        ],
        "origins": [OriginRecord(rule="dateline", evidence="(CP)", confidence="medium", publisher="Coast Press")],
        "field_provenance": {"headline": "css:h1"},
        "source": "tide",
    }  # fmt: skip
    values |= more
    digest = hashlib.sha256(values["article_body"].encode()).digest()[:16]
    fetch = values.pop("fetch", fetched(url, source=values["source"], at=at))
    return ArticleRecord(
        url=url, aliases=aliases, seen_at=at, fetch=fetch, canonical_url=canonical, text_digest=digest, **values
    )


def listing(
    *urls: str, digest: str = "d1", at: datetime = NOON, source: str = "tide", etag: str | None = None
) -> ListingRecord:
    at_url = f"https://{source}.example/feed"
    sightings = [
        SightingRecord(url=url, url_key=key(url), listing_digest=digest, headline="A story", rank=rank)
        for rank, url in enumerate(urls, 1)
    ]
    return ListingRecord(fetch=fetched(at_url, kind="listing", source=source, at=at, etag=etag), sightings=sightings)
