"""What `newsdesk import jsonl` does: Article objects through the pipelines of a crawl, into the database."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from crawler.items import Article, Fetch
from crawler.outcomes import Outcome
from crawler.urls import is_fetchable
from newsdesk import exit_codes
from newsdesk.article_json import NotAnArticleObject, from_json
from newsdesk.config import Config
from newsdesk.look import BY_HAND
from newsdesk.terminal import say
from pipelines.clean import clean
from pipelines.dropped import Dropped
from pipelines.duplicates import text_digest
from pipelines.records import article_record
from pipelines.validate import validate
from storage import runs, schema
from storage.engine import open_engine
from storage.records import ArticleRecord
from storage.unit_of_work import UnitOfWork

BATCH = 500  # articles a transaction


@dataclass(slots=True)
class ImportResult:
    """Articles by what became of them; `refused` are lines that hold no article."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: int = 0
    refused: int = 0

    def as_dict(self) -> dict[str, int]:
        """For a table or JSON."""
        return {name: getattr(self, name) for name in ("new", "updated", "unchanged", "duplicates", "refused")}


def import_lines(config: Config, lines: Iterable[bytes], *, source: str | None = None) -> ImportResult:
    """Store one Article object a line; a line that holds none is told on stderr, counted and skipped."""
    result = ImportResult()
    engine = open_engine(config.database_url)
    try:
        with runs.run_lock(engine, config.data_dir):
            schema.ensure(engine)
            run_id = runs.open_run(engine, arguments="import jsonl")
            unit = UnitOfWork(engine, run_id)
            batch: list[ArticleRecord] = []
            for record in _records(lines, source, result):
                batch.append(record)
                if len(batch) >= BATCH:
                    _write(unit, batch, result)
            _write(unit, batch, result)
            code = exit_codes.PARTIAL if result.refused else exit_codes.DONE
            runs.close_run(engine, run_id, exit_code=code, finish_reason="finished", counts=result.as_dict())
    finally:
        engine.dispose()
    return result


def _write(unit: UnitOfWork, batch: list[ArticleRecord], result: ImportResult) -> None:
    if not batch:
        return
    written = unit.write(batch)
    result.new += len(written.new)
    result.updated += len(written.updated)
    result.unchanged += len(written.unchanged)
    result.duplicates += len(written.duplicates)
    batch.clear()


def _records(lines: Iterable[bytes], source: str | None, result: ImportResult) -> Iterator[ArticleRecord]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            article = from_json(json.loads(line))
            yield article_record(_prepared(article, source))
        except (NotAnArticleObject, ValueError, Dropped) as error:
            result.refused += 1
            say(f"line {number}: {error}")


def _prepared(article: Article, source: str | None) -> Article:
    """The steps of the pipelines, in their order. Raises Dropped."""
    if not is_fetchable(article.url):
        raise NotAnArticleObject(f"its url is not a full http or https URL: {article.url!r}")
    now = datetime.now(UTC)
    article.source = source or article.source or BY_HAND
    article.fetch = Fetch(
        source=article.source, url=article.url, kind="article", outcome=Outcome.OK, fetched_at=now, detail="imported"
    )
    validate(article, now=now)
    clean(article)
    article.text_digest = text_digest(article.article_body)
    return article
