"""Runs and sources: the lock, the row of a run, which sources are due, how they are doing."""

import fcntl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from storage.engine import APPLICATION_ID, name_of, reading, sqlite_path, writing
from storage.errors import DatabaseUnreachable, RunActive, explain
from storage.models import CrawlRun, RunCount, Source
from storage.records import SourceRecord

LOCK_KEY = APPLICATION_ID + 1
# A source is due a little early, so that cron's own jitter does not make "every hour" every two hours.
EARLY = timedelta(seconds=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """How a source is doing, from its listings' fetches."""

    id: str
    last_attempt_at: datetime | None
    last_success_at: datetime | None
    last_new_at: datetime | None
    last_outcome: str | None
    failures: int


@contextmanager
def run_lock(engine: Engine, data_dir: Path) -> Iterator[None]:
    """Hold the lock of this database while the block runs; it frees itself when the process dies.

    SQLite: a lock on the file `<database>.lock`. PostgreSQL: an advisory lock on a connection of its own, which holds
    over all machines. Raises RunActive at once when another run holds it.
    """
    path = sqlite_path(engine)
    if path is not None:
        with _file_lock(path.with_name(path.name + ".lock")):
            yield
        return
    data_dir.mkdir(parents=True, exist_ok=True)
    with _advisory_lock(engine):
        yield


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a")
    except OSError as error:
        raise DatabaseUnreachable(f"Cannot write the lock {path}: {error.strerror}.") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RunActive(f"Another run is active (it holds {path}); this one ends without doing anything.") from None
        yield


@contextmanager
def _advisory_lock(engine: Engine) -> Iterator[None]:
    try:
        connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    except DBAPIError as error:
        raise explain(error, name_of(engine)) from error
    with connection:
        if not connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": LOCK_KEY}).scalar_one():
            raise RunActive(f"Another run is active on {name_of(engine)}; this one ends without doing anything.")
        try:
            yield
        finally:
            if not connection.invalidated:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK_KEY})


def open_run(engine: Engine, *, arguments: str, now: datetime | None = None) -> int:
    """Write the row of a run that begins; returns its id."""
    with writing(engine) as connection:
        values = {"arguments": arguments[:2000], "started_at": now or datetime.now(UTC)}
        return int(connection.execute(insert(CrawlRun).values(values).returning(CrawlRun.id)).scalar_one())


def close_run(
    engine: Engine,
    run_id: int,
    *,
    exit_code: int,
    finish_reason: str,
    counts: Mapping[str, int],
    now: datetime | None = None,
) -> None:
    """Write how a run ended, with its figures by name."""
    with writing(engine) as connection:
        ended = {"exit_code": exit_code, "finish_reason": finish_reason, "finished_at": now or datetime.now(UTC)}
        connection.execute(update(CrawlRun).where(CrawlRun.id == run_id).values(ended))
        rows = [{"run_id": run_id, "name": name, "value": value} for name, value in sorted(counts.items())]
        if rows:
            connection.execute(insert(RunCount), rows)


def sync_sources(engine: Engine, sources: Sequence[SourceRecord], *, now: datetime | None = None) -> None:
    """Take over what sources.toml says; a source that is no longer there is switched off, never deleted."""
    with writing(engine) as connection:
        known = set(connection.execute(select(Source.slug)).scalars())
        for source in sources:
            values = _values(source)
            if source.id in known:
                connection.execute(update(Source).where(Source.slug == source.id).values(values))
            else:
                row = {"slug": source.id, "added_at": now or datetime.now(UTC), "failures": 0, **values}
                connection.execute(insert(Source).values(row))
        for slug in known - {source.id for source in sources}:
            connection.execute(update(Source).where(Source.slug == slug).values(enabled=False))


def _values(source: SourceRecord) -> dict[str, object]:
    return {
        "name": source.name,
        "kind": source.kind,
        "url": source.url,
        "language": source.language,
        "publisher": source.publisher,
        "every_seconds": int(source.every.total_seconds()),
        "enabled": source.enabled,
    }


def source_ids(connection: Connection, slugs: set[str], now: datetime) -> dict[str, int]:
    """Ids of sources by their name in sources.toml; one that only an article names is added."""
    query = select(Source.slug, Source.id).where(Source.slug.in_(slugs or {""}))
    known = {row[0]: row[1] for row in connection.execute(query)}
    for slug in sorted(slugs - set(known)):
        row = {"slug": slug, "enabled": False, "added_at": now, "failures": 0}
        known[slug] = int(connection.execute(insert(Source).values(row).returning(Source.id)).scalar_one())
    return known


def due_sources(engine: Engine, every: Mapping[str, timedelta], *, now: datetime | None = None) -> set[str]:
    """Those sources whose last attempt is at least `every` ago, or that were never tried."""
    moment = now or datetime.now(UTC)
    with reading(engine) as connection:
        tried = {row[0]: row[1] for row in connection.execute(select(Source.slug, Source.last_attempt_at))}
    due = set()
    for slug, period in every.items():
        last = tried.get(slug)
        # A clock that was ahead must not silence a source: an attempt in the future counts as none.
        if last is None or last > moment or moment - last >= period - min(EARLY, period / 10):
            due.add(slug)
    return due


def source_states(engine: Engine) -> list[SourceState]:
    """How every source is doing."""
    columns = (
        Source.slug, Source.last_attempt_at, Source.last_success_at, Source.last_new_at, Source.last_outcome, Source.failures,
    )  # fmt: skip
    with reading(engine) as connection:
        return [
            SourceState(
                id=row[0],
                last_attempt_at=row[1],
                last_success_at=row[2],
                last_new_at=row[3],
                last_outcome=row[4],
                failures=row[5],
            )
            for row in connection.execute(select(*columns).order_by(Source.slug))
        ]
