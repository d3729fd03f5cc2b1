"""From items to what storage writes. Pure functions; every string that leaves here can be stored by both databases."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from crawler.items import Article, Fetch, Image, Listing, ListingEntry, Origin, RelatedLink
from crawler.outcomes import PERMANENT, Outcome
from crawler.urls import is_fetchable, registrable_domain, url_key
from pipelines.clean import in_utc, language_code
from pipelines.text import clean_line, storable
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

LONGEST_URL = 2_083  # characters; what is longer was never fetched, and only a piece of it is kept as evidence
LONGEST_DETAIL = 500
LONGEST_LINE = 1_000
LONGEST_SUMMARY = 10_000


def article_record(article: Article) -> ArticleRecord:
    """An article that passed the other pipelines, with all that is stored with it."""
    return ArticleRecord(
        url=article.url,
        source=article.source,
        aliases=list(_aliases(article)),
        fetch=fetch_record(article.fetch) if article.fetch is not None else None,
        seen_at=article.fetch.fetched_at if article.fetch is not None else datetime.now(UTC),
        article_body=article.article_body,
        canonical_url=article.canonical_url,
        headline=article.headline,
        alternative_headline=article.alternative_headline,
        description=article.description,
        date_published=article.date_published,
        date_modified=article.date_modified,
        date_published_raw=article.date_published_raw,
        date_modified_raw=article.date_modified_raw,
        in_language=article.in_language,
        article_section=article.article_section,
        publisher=article.publisher,
        is_accessible_for_free=article.is_accessible_for_free,
        text_digest=article.text_digest,
        authors=list(article.authors),
        keywords=list(article.keywords),
        images=[_image_record(image) for image in article.images],
        related_links=[_link_record(link) for link in article.related_links],
        origins=[_origin_record(origin) for origin in article.origins],
        field_provenance=dict(article.field_provenance),
    )


def _origin_record(origin: Origin) -> OriginRecord:
    return OriginRecord(
        rule=origin.rule,
        evidence=storable(origin.evidence, LONGEST_DETAIL),
        confidence=origin.confidence,
        publisher=_line(origin.publisher),
        domain=origin.domain,
        url=storable(origin.url, LONGEST_URL) if origin.url else None,
        via=_line(origin.via),
    )


def _aliases(article: Article) -> Iterator[AliasRecord]:
    """The URLs an article is known under, strongest first, each once.

    URLs passed on the way are not among them: consent and log-in pages stand there, the same for all stories of a site.
    """
    asked = article.fetch.url if article.fetch is not None else article.url
    named = [(article.url, "fetched" if url_key(asked) == url_key(article.url) else "final"), (asked, "fetched")]
    canonical = article.canonical_url
    if canonical is not None and registrable_domain(canonical) == registrable_domain(article.url):
        named.append((canonical, "canonical"))
    seen: set[bytes] = set()
    for url, relation in named:
        if (key := url_key(url)) not in seen:
            seen.add(key)
            yield AliasRecord(url=storable(url, LONGEST_URL), url_key=key, relation=relation)


def _image_record(image: Image) -> ImageRecord:
    record = ImageRecord(
        url=image.url,
        role=image.role,
        caption=image.caption,
        credit=image.credit,
        alt=image.alt,
        width=image.width,
        height=image.height,
    )
    if (file := image.file) is not None:
        record.sha256, record.path, record.media_type = file.sha256, file.path, file.media_type
        record.file_width, record.file_height, record.size = file.width, file.height, file.size
    return record


def _link_record(link: RelatedLink) -> RelatedLinkRecord:
    return RelatedLinkRecord(
        url=link.url,
        url_key=url_key(link.url),
        text=link.text,
        label=link.label,
        kind=link.kind,
        position=link.position,
    )


def fetch_record(fetch: Fetch) -> FetchRecord:
    """A row of the ledger."""
    return FetchRecord(
        source=fetch.source or None,
        kind=fetch.kind,
        url=storable(fetch.url, LONGEST_URL),
        url_key=url_key(fetch.url),
        outcome=fetch.outcome.value,
        fetched_at=fetch.fetched_at,
        permanent=fetch.outcome in PERMANENT,
        final_url=storable(fetch.final_url, LONGEST_URL) if fetch.final_url else None,
        final_url_key=url_key(fetch.final_url) if fetch.final_url else None,
        status=fetch.status,
        bytes=fetch.bytes,
        milliseconds=fetch.milliseconds,
        detail=_line(fetch.detail, LONGEST_DETAIL),
        etag=_line(fetch.etag),
        last_modified=_line(fetch.last_modified),
        listing_digest=fetch.listing_digest,
    )


def dropped(record: FetchRecord, outcome: Outcome, detail: str, *, permanent: bool) -> FetchRecord:
    """`record` turned into the row of something that was fetched and not stored.

    Its validators go, so that a further try gets the whole reply. `permanent=False` when the fault may be ours.
    """
    record.outcome, record.permanent = outcome.value, permanent
    record.detail = _line(detail, LONGEST_DETAIL)
    record.etag = record.last_modified = None
    return record


def listing_record(listing: Listing) -> ListingRecord:
    """A listing with its entries; entries whose URL cannot be fetched are counted among its problems."""
    entries = list(_distinct(listing.entries))
    problems = dict(listing.problems)
    if unusable := sum(not is_fetchable(entry.url) for entry in listing.entries):
        problems["bad_url"] = problems.get("bad_url", 0) + unusable
    return ListingRecord(
        fetch=fetch_record(listing.fetch),
        sightings=[_sighting_record(entry) for entry in entries],
        problems=problems,
        complete=listing.fetch.outcome is Outcome.OK,
    )


def _distinct(entries: Iterable[ListingEntry]) -> Iterator[ListingEntry]:
    """Entries with a usable URL, each URL once: the first, which stands highest."""
    seen: set[bytes] = set()
    for entry in entries:
        if is_fetchable(entry.url) and (key := url_key(entry.url)) not in seen:
            seen.add(key)
            yield entry


def _sighting_record(entry: ListingEntry) -> SightingRecord:
    return SightingRecord(
        url=storable(entry.url, LONGEST_URL),
        url_key=url_key(entry.url),
        listing_digest=entry.digest or None,
        wrapped_url=_line(entry.wrapped_url, LONGEST_URL),
        guid=_line(entry.guid),
        headline=_line(entry.headline),
        description=_line(entry.description, LONGEST_SUMMARY),
        publisher=_line(entry.publisher),
        publisher_url=_line(entry.publisher_url, LONGEST_URL),
        section=_line(entry.section),
        language=language_code(entry.language),
        date_published=in_utc(entry.date_published),
        date_modified=in_utc(entry.date_modified),
        rank=entry.rank,
        score=entry.score,
        cluster=_line(entry.cluster),
        discussion_url=_line(entry.discussion_url, LONGEST_URL),
    )


def _line(text: str | None, limit: int = LONGEST_LINE) -> str | None:
    return clean_line(text[:limit]) if text else None
