"""The questions people ask of the database, each with a name. All take an engine and read only."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, case, func, literal_column, or_, select, text

from storage.details import details
from storage.engine import reading
from storage.models import (
    Article,
    ArticleRevision,
    CrawlRun,
    DuplicateEdge,
    Fetch,
    Image,
    ImageFile,
    RelatedLink,
    Sighting,
    Source,
)
from storage.results import ArticleDetail, ArticleSummary, Group, RunOutcome, RunSummary, Snippet, Stats
from storage.text_search import marks, phrases
from storage.types import AnySelect

PAGE = 200  # articles read at a time by `iter_articles`
SNIPPET = 160  # characters
_SCANNED = 20_000  # characters of a text in which a hit is looked for


def search(
    engine: Engine,
    words: str,
    *,
    source: str | None = None,
    publisher: str | None = None,
    language: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 20,
) -> list[ArticleSummary]:
    """Articles in which all words (and "phrases") stand, newest first; all articles when there is no word."""
    asked = phrases(words)
    if words.strip() and not asked:
        return []  # only signs were asked for; they are in no index
    query = _summaries().where(*_filters(source, publisher, language, since, until))
    parameters: dict[str, Any] = {}
    with reading(engine) as connection:
        if asked:
            query, parameters = _matching(query, asked, connection.dialect.name)
        rows = connection.execute(
            query.order_by(Article.dated_at.desc(), Article.id.desc()).limit(limit), parameters
        ).all()
    return [_summary(row, asked) for row in rows]


def _summaries() -> AnySelect:
    columns = (
        Article.id, Article.url, Article.headline, Article.description, Article.publisher, Source.slug, Article.in_language,
        Article.date_published, Article.first_seen_at, Article.withdrawn_at, Article.duplicate_of, Article.article_body,
    )  # fmt: skip
    return select(*columns).outerjoin(Source, Source.id == Article.source_id)


def _filters(
    source: str | None, publisher: str | None, language: str | None, since: datetime | None, until: datetime | None
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if source:
        number = select(Source.id).where(Source.slug == source).scalar_subquery()
        shown = select(Sighting.article_id).where(Sighting.source_id == number)
        found.append(or_(Article.source_id == number, Article.id.in_(shown)))
    if publisher:
        found.append(func.lower(Article.publisher) == publisher.lower())
    if language:
        found.append(Article.in_language == language.lower().partition("-")[0])
    if since:
        found.append(Article.dated_at >= since)
    if until:
        found.append(Article.dated_at <= until)
    return found


def _matching(query: AnySelect, asked: Sequence[Sequence[str]], dialect: str) -> tuple[AnySelect, dict[str, Any]]:
    """The query restricted to articles that the full-text index finds. Every word is quoted: none is an operator."""
    if dialect == "sqlite":
        wanted = " AND ".join('"' + " ".join(phrase) + '"' for phrase in asked)
        found = text("SELECT rowid FROM article_index WHERE article_index MATCH :wanted")
        return query.where(Article.id.in_(found.columns(literal_column("rowid")).subquery().select())), {
            "wanted": wanted
        }
    # A long text is indexed in parts, so each phrase is looked for by itself.
    parameters = {f"wanted{n}": " <-> ".join(f"'{word}'" for word in phrase) for n, phrase in enumerate(asked)}
    for name in parameters:
        found = text(f"SELECT article_id FROM article_index WHERE document @@ CAST(:{name} AS tsquery)")  # noqa: S608
        query = query.where(Article.id.in_(found.columns(literal_column("article_id")).subquery().select()))
    return query, parameters


def _summary(row: Any, asked: Sequence[Sequence[str]]) -> ArticleSummary:
    return ArticleSummary(
        id=row.id,
        url=row.url,
        headline=row.headline,
        description=row.description,
        publisher=row.publisher,
        source=row.slug,
        in_language=row.in_language,
        date_published=row.date_published,
        first_seen_at=row.first_seen_at,
        withdrawn_at=row.withdrawn_at,
        duplicate_of=row.duplicate_of,
        snippet=snippet(row.article_body or row.description or "", asked),
    )


def snippet(body: str, asked: Sequence[Sequence[str]]) -> Snippet:
    """The piece of a text around its first hit, on one line; its beginning when there is none."""
    line = " ".join(body[:_SCANNED].split())
    hits = marks(line, asked) if asked else []
    start = max(0, hits[0][0] - SNIPPET // 3) if hits else 0
    if start:
        start = line.rfind(" ", 0, start) + 1 or start
    end = min(len(line), start + SNIPPET)
    before, after = "… " if start else "", " …" if end < len(line) else ""
    shift = len(before) - start
    inside = tuple((a + shift, b + shift) for a, b in hits if start <= a and b <= end)
    return Snippet(before + line[start:end] + after, inside)


def get_article(engine: Engine, article_id: int) -> ArticleDetail | None:
    """A whole article with everything that belongs to it."""
    if abs(article_id) > 2**63 - 1:
        return None
    with reading(engine) as connection:
        found = details(connection, [article_id])
    return found[0] if found else None


def iter_articles(
    engine: Engine,
    *,
    source: str | None = None,
    publisher: str | None = None,
    language: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Iterator[ArticleDetail]:
    """Articles from the oldest to the newest, a page at a time, so that memory does not grow with their number."""
    filters = _filters(source, publisher, language, since, until)
    last: tuple[datetime, int] | None = None
    while True:
        with reading(engine) as connection:
            page = _page(connection, filters, last)
            found = details(connection, [number for number, _ in page])
        yield from found
        if len(page) < PAGE:
            return
        last = (page[-1][1], page[-1][0])


def _page(
    connection: Connection, filters: list[ColumnElement[bool]], last: tuple[datetime, int] | None
) -> list[tuple[int, datetime]]:
    query = select(Article.id, Article.dated_at).where(*filters).order_by(Article.dated_at, Article.id).limit(PAGE)
    if last is not None:
        later = and_(Article.dated_at == last[0], Article.id > last[1])
        query = query.where(or_(Article.dated_at > last[0], later))
    return [(row[0], row[1]) for row in connection.execute(query)]


def recent_runs(engine: Engine, limit: int = 20) -> list[RunSummary]:
    """The latest runs, newest first."""

    def counted(change: str) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((Fetch.change == change, 1), else_=0)), 0).label(change)

    latest = select(CrawlRun).order_by(CrawlRun.id.desc()).limit(limit).subquery()
    query = (
        select(
            latest,
            counted("new"),
            counted("duplicate"),
            counted("updated"),
            counted("unchanged"),
            func.count(Fetch.id).label("fetches"),
        )
        .outerjoin(Fetch, Fetch.run_id == latest.c.id)
        .group_by(*latest.c)
        .order_by(latest.c.id.desc())
    )
    with reading(engine) as connection:
        return [
            RunSummary(
                id=row.id,
                started_at=row.started_at,
                finished_at=row.finished_at,
                arguments=row.arguments,
                exit_code=row.exit_code,
                finish_reason=row.finish_reason,
                new=row.new + row.duplicate,
                updated=row.updated,
                unchanged=row.unchanged,
                fetches=row.fetches,
            )
            for row in connection.execute(query)
        ]


def run_sources(engine: Engine, run_id: int) -> list[RunOutcome]:
    """Every outcome of a run, by source and kind of fetch."""
    query = (
        select(Source.slug, Fetch.kind, Fetch.outcome, func.count(), func.max(Fetch.detail))
        .outerjoin(Source, Source.id == Fetch.source_id)
        .where(Fetch.run_id == run_id)
        .group_by(Source.slug, Fetch.kind, Fetch.outcome)
        .order_by(Source.slug, Fetch.kind.desc(), Fetch.outcome)
    )
    with reading(engine) as connection:
        return [
            RunOutcome(source=row[0], kind=row[1], outcome=row[2], fetches=row[3], detail=row[4])
            for row in connection.execute(query)
        ]


def stats(engine: Engine) -> Stats:
    """What is there."""
    tables = {
        "articles": Article.id,
        "revisions": ArticleRevision.id,
        "images": Image.id,
        "image files": ImageFile.id,
        "related links": RelatedLink.url_key,
        "exact copies": DuplicateEdge.article_id,
        "sightings": Sighting.id,
        "fetches": Fetch.id,
        "runs": CrawlRun.id,
    }
    with reading(engine) as connection:
        totals = {
            name: int(connection.execute(select(func.count(column))).scalar_one()) for name, column in tables.items()
        }
        withdrawn = select(func.count()).where(Article.withdrawn_at.is_not(None))
        totals["withdrawn"] = int(connection.execute(withdrawn).scalar_one())
        return Stats(
            totals=totals,
            by_source=_groups(connection, Source.slug),
            by_language=_groups(connection, Article.in_language),
        )


def _groups(connection: Connection, column: Any) -> list[Group]:
    query = (
        select(column, func.count(), func.max(Article.dated_at))
        .select_from(Article)
        .outerjoin(Source, Source.id == Article.source_id)
        .group_by(column)
        .order_by(func.count().desc(), column)
    )
    return [Group(name=row[0], articles=row[1], newest=row[2]) for row in connection.execute(query)]
