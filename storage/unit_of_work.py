"""The unit of work: a batch of records, one transaction, all of it or nothing."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from storage import ledger
from storage.articles import add_aliases, write_article
from storage.engine import name_of, transaction
from storage.errors import explain
from storage.records import AliasRecord, ArticleRecord, FetchRecord, ListingRecord, Record, WriteResult
from storage.runs import source_ids

TRIES = 3
# SQLSTATE of PostgreSQL: serialization failure, deadlock. Both say: do it again.
_AGAIN = frozenset({"40001", "40P01"})


class UnitOfWork:
    """Writes the records of one run."""

    def __init__(self, engine: Engine, run_id: int) -> None:
        self.engine = engine
        self.run_id = run_id
        # URLs that led to an article which this run had yet to store: key of the article → its further names.
        self.waiting: dict[bytes, list[AliasRecord]] = {}

    def write(self, records: Sequence[Record]) -> WriteResult:
        """Write all of `records`, in their order, in one transaction.

        An article, its images, its links, its ledger row and the state of its URL are in it or not at all. Raises
        errors of the StorageError family; then nothing of the batch was written.
        """
        for attempt in range(1, TRIES + 1):
            try:
                with transaction(self.engine) as connection:
                    return self._write(connection, records)
            except (DBAPIError, PoolTimeout) as error:
                # Another writer may have stored the same URL between our look-up and our insert, or locked rows in
                # another order. Its work is visible now, so the whole batch is tried again.
                if attempt == TRIES or not _passing(error):
                    raise explain(error, name_of(self.engine)) from error
                time.sleep(0.05 * attempt)
        raise AssertionError("unreachable")

    def _write(self, connection: Connection, records: Sequence[Record]) -> WriteResult:
        result = WriteResult()
        ids = source_ids(connection, {slug for record in records if (slug := _source_of(record))}, datetime.now(UTC))
        for index, record in enumerate(records):
            source_id = ids.get(_source_of(record) or "")
            if isinstance(record, ArticleRecord):
                article_id = write_article(connection, self.run_id, source_id, record, result)
                result.article_ids[index] = article_id
                for alias in record.aliases:
                    add_aliases(connection, article_id, self.waiting.get(alias.url_key, ()), record.seen_at)
            elif isinstance(record, ListingRecord):
                if source_id is not None:
                    ledger.write_listing(connection, self.run_id, source_id, record)
            else:
                self._write_fetch(connection, source_id, record, result)
        return result

    def _write_fetch(
        self, connection: Connection, source_id: int | None, record: FetchRecord, result: WriteResult
    ) -> None:
        article_id = ledger.article_of(connection, record.url_key) if record.kind == "article" else None
        if record.outcome == "duplicate" and record.final_url_key is not None:
            alias = AliasRecord(url=record.url, url_key=record.url_key, relation="redirect")
            article_id = ledger.article_of(connection, record.final_url_key)
            if article_id is None:
                self.waiting.setdefault(record.final_url_key, []).append(alias)
            else:
                add_aliases(connection, article_id, [alias], record.fetched_at)
        ledger.write_fetch(connection, self.run_id, source_id, record, article_id=article_id)
        if article_id is not None and ledger.mark_seen(connection, article_id, record):
            result.withdrawn.append(article_id)
            result.count(record.source, "withdrawn")


def _source_of(record: Record) -> str | None:
    return record.fetch.source if isinstance(record, ListingRecord) else record.source


def _passing(error: DBAPIError | PoolTimeout) -> bool:
    if isinstance(error, IntegrityError):
        return True
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _AGAIN
