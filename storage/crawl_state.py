"""What a crawl must know of the past (the protocol `crawler.state.CrawlState`). Read only."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol, Self

from sqlalchemy import Connection, Engine, and_, select

from storage import schema
from storage.engine import open_engine, reading
from storage.ledger import digests
from storage.models import Article, FetchState, Sighting, Source, UrlAlias
from storage.types import AnySelect

KEYS_A_STATEMENT = 500


class ListedUrl(Protocol):
    """`crawler.state.Listed`."""

    @property
    def key(self) -> bytes: ...
    @property
    def digest(self) -> str: ...
    @property
    def date_modified(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Validators:
    """What makes a request conditional."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Pending:
    """A URL that waits for a fetch."""

    key: bytes
    url: str
    digest: str | None


class SqlCrawlState:
    """Answers from `fetch_states` and `sightings`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> Self:
        """Made by the crawler from its setting DATABASE_URL; an empty database is created."""
        engine = open_engine(settings["DATABASE_URL"])
        schema.ensure(engine)
        return cls(engine)

    def validators(self, key: bytes) -> Validators:
        """Validators of the last good fetch of this URL; empty ones if there was none."""
        query = select(FetchState.etag, FetchState.last_modified).where(FetchState.url_key == key)
        with reading(self.engine) as connection:
            row = connection.execute(query).one_or_none()
        return Validators(row[0], row[1]) if row else Validators()

    def due(self, source: str, listed: Sequence[ListedUrl], *, now: datetime | None = None) -> set[bytes]:
        """Those of `listed` that must be fetched.

        Never fetched; changed in this source's listing since this source led to the last fetch; due for another try;
        or modified, as the listing says, after the last fetch.
        """
        moment = now or datetime.now(UTC)
        keys = [one.key for one in listed]
        with reading(self.engine) as connection:
            states = {row[0]: (row[1], row[2]) for row in _in_pieces(connection, _STATES, FetchState.url_key, keys)}
            fetched = {row[0]: row[1] for row in _in_pieces(connection, _fetched(source), Sighting.url_key, keys)}
            unasked = [key for key in keys if key not in states]
            aliases = {row[0] for row in _in_pieces(connection, _ALIASES, UrlAlias.url_key, unasked)}
        due = set()
        for one in listed:
            state = states.get(one.key)
            if state is None:
                if one.key not in aliases:  # an article that was reached by way of another URL is known too
                    due.add(one.key)
                continue
            last_fetched_at, next_due_at = state
            waits = next_due_at is not None and next_due_at > moment
            again = next_due_at is not None and next_due_at <= moment
            digest = fetched.get(one.key)
            changed = digest is not None and one.digest not in digests(digest)
            newer = one.date_modified is not None and last_fetched_at < one.date_modified <= moment
            if again or ((changed or newer) and not waits):
                due.add(one.key)
        return due

    def pending(self, source: str, limit: int, *, now: datetime | None = None) -> list[Pending]:
        """URLs this source showed earlier and that still wait: never fetched, changed since, or due for another try."""
        moment = now or datetime.now(UTC)
        ours = Sighting.source_id == _source_id(source)
        never = and_(Sighting.fetched_digest.is_(None), Sighting.article_id.is_(None), FetchState.url_key.is_(None))
        changed = Sighting.listing_digest != Sighting.fetched_digest
        found: dict[bytes, Pending] = {}
        with reading(self.engine) as connection:
            for condition in (never, changed):
                rows = connection.execute(_WAITING.where(ours, condition).order_by(Sighting.id).limit(4 * limit))
                for key, url, digest, next_due_at in rows:
                    if next_due_at is None or next_due_at <= moment:
                        found.setdefault(key, Pending(key, url, digest))
            again = _WAITING.where(ours, FetchState.next_due_at <= moment).order_by(FetchState.next_due_at).limit(limit)
            for key, url, digest, _ in connection.execute(again):
                found.setdefault(key, Pending(key, url, digest))
        return list(found.values())[:limit]

    def vanished(self, source: str, listed: Collection[bytes], oldest: datetime, limit: int) -> list[Pending]:
        """Articles dated since `oldest` that this source listed earlier, no longer does, and were not looked at since."""
        query = (
            select(Sighting.url_key, Sighting.url, Sighting.listing_digest)
            .join(Article, Article.id == Sighting.article_id)
            .join(FetchState, FetchState.url_key == Sighting.url_key)
            .where(
                Sighting.source_id == _source_id(source),
                Article.withdrawn_at.is_(None),
                Article.dated_at >= oldest,
                FetchState.last_run_id <= Sighting.last_run_id,
            )
            .order_by(Article.dated_at.desc())
        )
        here = set(listed)
        with reading(self.engine) as connection:
            gone = [Pending(key, url, digest) for key, url, digest in connection.execute(query) if key not in here]
        return gone[:limit]

    def close(self) -> None:
        """Give back the connection."""
        self.engine.dispose()


_ALIASES = select(UrlAlias.url_key)
_STATES = select(FetchState.url_key, FetchState.last_fetched_at, FetchState.next_due_at)
_WAITING = select(Sighting.url_key, Sighting.url, Sighting.listing_digest, FetchState.next_due_at).outerjoin(
    FetchState, FetchState.url_key == Sighting.url_key
)


def _source_id(slug: str) -> Any:
    return select(Source.id).where(Source.slug == slug).scalar_subquery()


def _fetched(source: str) -> AnySelect:
    return select(Sighting.url_key, Sighting.fetched_digest).where(Sighting.source_id == _source_id(source))


def _in_pieces(connection: Connection, query: AnySelect, column: Any, keys: Sequence[bytes]) -> Iterator[Any]:
    """The rows of `query` for many keys, some hundred a statement, sorted: neighbours in the index are read together."""
    ordered = sorted(set(keys))
    for start in range(0, len(ordered), KEYS_A_STATEMENT):
        yield from connection.execute(query.where(column.in_(ordered[start : start + KEYS_A_STATEMENT])))
