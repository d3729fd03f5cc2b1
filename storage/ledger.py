"""Writing what fetches teach: the ledger, the state of a URL, the sightings of a listing, how a source is doing."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from storage.models import Article, Fetch, FetchState, RunSourceCount, Sighting, Source, UrlAlias
from storage.records import FetchRecord, ListingRecord, SightingRecord

GOOD = frozenset({"ok", "not-modified"})
WITHDRAWN = frozenset({"gone", "not-found"})
UNASKED = frozenset({"not-fetched"})  # nothing was asked, so nothing is known
FIRST_WAIT = timedelta(minutes=5)  # after a first failure; doubled after each further one
LONGEST_WAIT = timedelta(days=1)
TRIES_OF_NOT_FOUND = 3  # a page may be listed before it is there


def upsert(connection: Connection, table: Any) -> Any:
    """INSERT with ON CONFLICT in the dialect of the connection."""
    return sqlite_insert(table) if connection.dialect.name == "sqlite" else postgresql_insert(table)


def write_fetch(
    connection: Connection,
    run_id: int,
    source_id: int | None,
    record: FetchRecord,
    *,
    article_id: int | None = None,
    change: str | None = None,
) -> None:
    """One row of the ledger, and what it changes in the state of its URL."""
    connection.execute(
        insert(Fetch).values(
            run_id=run_id,
            source_id=source_id,
            kind=record.kind,
            outcome=record.outcome,
            status=record.status,
            fetched_at=record.fetched_at,
            milliseconds=record.milliseconds,
            bytes=record.bytes,
            url=record.url,
            url_key=record.url_key,
            final_url=record.final_url,
            article_id=article_id,
            change=change,
            detail=record.detail,
        )
    )
    if record.outcome in UNASKED or record.kind in {"image", "robots"}:
        return
    _write_state(connection, run_id, record)
    if record.permanent and source_id is not None and record.kind == "article":
        _write_fetched(connection, source_id, record)


def _write_fetched(connection: Connection, source_id: int, record: FetchRecord) -> None:
    """The page was fetched: everything this source's listings say of it now is no news any more."""
    ours = and_(Sighting.source_id == source_id, Sighting.url_key == record.url_key)
    said = connection.execute(select(Sighting.listing_digest).where(ours)).scalar_one_or_none()
    done = digests(said) | digests(record.listing_digest)
    connection.execute(update(Sighting).where(ours).values(fetched_digest=joined(done), listing_digest=joined(done)))


def digests(text: str | None) -> set[str]:
    """The digests a column holds. A source may show one URL in several listings (a sitemap and its news sitemap), each
    in its own words; a page is due when one of them says something that none said when it was fetched."""
    return set(text.split()) if text else set()


def joined(found: set[str]) -> str | None:
    """Digests as a column holds them: sorted, so that equal sets are equal texts; a bounded number of them."""
    return " ".join(sorted(found)[:8]) or None


def _write_state(connection: Connection, run_id: int, record: FetchRecord) -> None:
    before = connection.execute(
        select(FetchState.failures, FetchState.etag, FetchState.last_modified).where(
            FetchState.url_key == record.url_key
        )
    ).one_or_none()
    failures, etag, last_modified = before or (0, None, None)
    failures = 0 if record.outcome in GOOD else failures + 1
    if record.outcome == "ok":
        etag, last_modified = record.etag, record.last_modified
    elif record.outcome == "not-modified":  # a 304 may leave them out; then the old ones still hold
        etag, last_modified = record.etag or etag, record.last_modified or last_modified
    values = {
        "url": record.url,
        "etag": etag,
        "last_modified": last_modified,
        "last_fetched_at": record.fetched_at,
        "last_outcome": record.outcome,
        "last_run_id": run_id,
        "failures": failures,
        "next_due_at": next_due(record, failures),
    }
    statement = upsert(connection, FetchState).values(url_key=record.url_key, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["url_key"], set_=values))


def next_due(record: FetchRecord, failures: int) -> datetime | None:
    """When a URL is to be asked for again though its listing says nothing new; None for not at all."""
    if record.kind == "listing":
        return None  # sources have their own period
    if record.outcome == "robots" or (record.outcome == "not-found" and failures < TRIES_OF_NOT_FOUND):
        return record.fetched_at + LONGEST_WAIT
    if record.permanent:
        return None
    doubled: timedelta = FIRST_WAIT * 2 ** min(failures - 1, 20)
    return record.fetched_at + min(doubled, LONGEST_WAIT)


def article_of(connection: Connection, url_key: bytes) -> int | None:
    """The article known under a URL."""
    return connection.execute(select(UrlAlias.article_id).where(UrlAlias.url_key == url_key)).scalar_one_or_none()


def mark_seen(connection: Connection, article_id: int, record: FetchRecord) -> bool:
    """What a fetch without a page says of a known article; True when it was just found withdrawn."""
    article = Article.id == article_id
    if record.outcome in WITHDRAWN:
        result = connection.execute(
            update(Article).where(article, Article.withdrawn_at.is_(None)).values(withdrawn_at=record.fetched_at)
        )
        return bool(result.rowcount)
    if record.outcome == "not-modified":
        connection.execute(update(Article).where(article).values(last_seen_at=record.fetched_at, withdrawn_at=None))
    return False


def write_listing(connection: Connection, run_id: int, source_id: int, record: ListingRecord) -> None:
    """A listing: its ledger row, its sightings, and how the source is doing."""
    write_fetch(connection, run_id, source_id, record.fetch)
    for sighting in record.sightings:
        _write_sighting(connection, run_id, source_id, sighting, record.fetch.fetched_at)
    _write_counts(connection, run_id, source_id, record)
    good = record.fetch.outcome in GOOD
    if record.fetch.outcome in UNASKED:
        return
    values: dict[str, Any] = {"last_attempt_at": record.fetch.fetched_at, "last_outcome": record.fetch.outcome}
    values |= {"last_success_at": record.fetch.fetched_at, "failures": 0} if good else {"failures": Source.failures + 1}
    connection.execute(update(Source).where(Source.id == source_id).values(values))


_SAID = (
    "url", "wrapped_url", "guid", "headline", "description", "publisher", "publisher_url", "section", "language",
    "date_published", "date_modified", "rank", "score", "cluster", "discussion_url",
)  # fmt: skip


def _write_sighting(
    connection: Connection, run_id: int, source_id: int, sighting: SightingRecord, seen_at: datetime
) -> None:
    values = {name: getattr(sighting, name) for name in _SAID}
    values |= {"last_seen_at": seen_at, "last_run_id": run_id}
    ours = and_(Sighting.source_id == source_id, Sighting.url_key == sighting.url_key)
    columns = (Sighting.listing_digest, Sighting.fetched_digest, Sighting.last_run_id)
    before = connection.execute(select(*columns).where(ours)).one_or_none()
    values["listing_digest"], values["fetched_digest"] = _merged(connection, run_id, sighting, before)
    if before is not None:
        connection.execute(update(Sighting).where(ours).values(values))
        return
    values |= {"first_seen_at": seen_at, "article_id": article_of(connection, sighting.url_key)}
    statement = upsert(connection, Sighting).values(source_id=source_id, url_key=sighting.url_key, **values)
    # Two writers may see a new entry at once; the second one's word counts.
    connection.execute(statement.on_conflict_do_update(index_elements=["source_id", "url_key"], set_=values))


def _merged(
    connection: Connection, run_id: int, sighting: SightingRecord, before: Sequence[Any] | None
) -> tuple[str | None, str | None]:
    """What the listings of this run say of a URL, and what of it was known when its page was fetched."""
    said, fetched = digests(sighting.listing_digest), digests(before[1] if before else None)
    if before is not None and before[2] == run_id:
        said |= digests(before[0])
    state = connection.execute(
        select(FetchState.last_run_id, FetchState.next_due_at).where(FetchState.url_key == sighting.url_key)
    ).one_or_none()
    # Fetched in this very run, or known through another source: then this listing's word for it changes nothing now.
    if state is not None and state.next_due_at is None and (state.last_run_id == run_id or not fetched):
        fetched |= said
    known = joined(fetched)
    return (known, known) if fetched and said <= fetched else (joined(said), known)


def _write_counts(connection: Connection, run_id: int, source_id: int, record: ListingRecord) -> None:
    counts = {
        "entries": len(record.sightings),
        **{f"problem/{name}": number for name, number in record.problems.items()},
    }
    for name, number in counts.items():
        statement = upsert(connection, RunSourceCount).values(
            run_id=run_id, source_id=source_id, name=name, value=number
        )
        added = func.coalesce(RunSourceCount.value, 0) + number
        connection.execute(
            statement.on_conflict_do_update(index_elements=["run_id", "source_id", "name"], set_={"value": added})
        )
