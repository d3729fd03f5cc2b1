"""What a crawl does and knows: sources, runs, the ledger of fetches, the state of every URL, and what sources showed."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.types import Claimed, Id, Key


class Source(Base):
    """Where we look for URLs. Never deleted: what came from it stays explained."""

    __tablename__ = "sources"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)  # the id in sources.toml
    name: Mapped[str | None]
    kind: Mapped[str | None]  # feed, sitemap, wordpress, front_page, links; unknown when only an article named it
    url: Mapped[str | None]
    language: Mapped[str | None]
    publisher: Mapped[str | None]
    every_seconds: Mapped[int | None]
    enabled: Mapped[bool]
    added_at: Mapped[datetime]
    last_attempt_at: Mapped[datetime | None]  # of its listing
    last_success_at: Mapped[datetime | None]
    last_new_at: Mapped[datetime | None]  # when it last gave an article nobody had given before
    last_outcome: Mapped[str | None]
    failures: Mapped[int]  # listings that failed since the last one that was read


class CrawlRun(Base):
    """One call of a command that writes; a run without `finished_at` was killed or is running now."""

    __tablename__ = "crawl_runs"

    id: Mapped[Id]
    arguments: Mapped[str]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    exit_code: Mapped[int | None]
    finish_reason: Mapped[str | None]


class RunCount(Base):
    """A figure of a run as it was reported at its end, by name."""

    __tablename__ = "run_counts"

    run_id: Mapped[int] = mapped_column(ForeignKey("crawl_runs.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]


class RunSourceCount(Base):
    """A figure of one source in one run: how many entries its listings showed, what had to be left out and why."""

    __tablename__ = "run_source_counts"

    run_id: Mapped[int] = mapped_column(ForeignKey("crawl_runs.id"), primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]


class Fetch(Base):
    """The coverage ledger: one row for every fetch, whatever came of it."""

    __tablename__ = "fetches"
    __table_args__ = (
        Index(None, "run_id", "source_id"),
        Index(None, "source_id", "id"),
        Index(None, "url_key"),
        Index(None, "article_id"),
    )

    id: Mapped[Id]
    run_id: Mapped[int] = mapped_column(ForeignKey("crawl_runs.id"))
    source_id: Mapped[int | None] = mapped_column(ForeignKey("sources.id"))
    kind: Mapped[str]  # listing, article, image, robots
    outcome: Mapped[str]
    status: Mapped[Claimed | None]
    fetched_at: Mapped[datetime]
    milliseconds: Mapped[int]
    bytes: Mapped[int]
    url: Mapped[str]
    url_key: Mapped[Key]
    final_url: Mapped[str | None]
    article_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id"))
    change: Mapped[str | None]  # of the article: new, duplicate, updated, unchanged
    detail: Mapped[str | None]  # the evidence for the outcome


class FetchState(Base):
    """What the next request for a URL must know: validators, and whether and when it is due."""

    __tablename__ = "fetch_states"
    __table_args__ = (
        Index(
            None,
            "next_due_at",
            sqlite_where=text("next_due_at IS NOT NULL"),
            postgresql_where=text("next_due_at IS NOT NULL"),
        ),
        {"sqlite_with_rowid": False},
    )

    url_key: Mapped[Key] = mapped_column(primary_key=True)
    url: Mapped[str]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    last_fetched_at: Mapped[datetime]
    last_outcome: Mapped[str]
    last_run_id: Mapped[int] = mapped_column(ForeignKey("crawl_runs.id"))
    failures: Mapped[int]  # in a row
    next_due_at: Mapped[datetime | None]  # NULL: not before its listing says so


_NEVER_FETCHED = "fetched_digest IS NULL AND article_id IS NULL"
_CHANGED = "listing_digest <> fetched_digest"


class Sighting(Base):
    """A source showed a URL: what it said about it, since when, until when."""

    __tablename__ = "sightings"
    __table_args__ = (
        UniqueConstraint("source_id", "url_key"),
        Index(None, "url_key"),
        Index(None, "article_id"),
        # The two small sets `crawl_state` asks for in every run, whatever the size of the archive.
        Index(
            "ix_sightings_never_fetched",
            "source_id",
            sqlite_where=text(_NEVER_FETCHED),
            postgresql_where=text(_NEVER_FETCHED),
        ),
        Index("ix_sightings_changed", "source_id", sqlite_where=text(_CHANGED), postgresql_where=text(_CHANGED)),
    )

    id: Mapped[Id]
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"))
    url_key: Mapped[Key]
    article_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id"))
    url: Mapped[str]
    wrapped_url: Mapped[str | None]
    guid: Mapped[str | None]
    headline: Mapped[str | None]
    description: Mapped[str | None]
    publisher: Mapped[str | None]
    publisher_url: Mapped[str | None]
    section: Mapped[str | None]
    language: Mapped[str | None]
    date_published: Mapped[datetime | None]
    date_modified: Mapped[datetime | None]
    rank: Mapped[Claimed | None]
    score: Mapped[Claimed | None]
    cluster: Mapped[str | None]
    discussion_url: Mapped[str | None]
    listing_digest: Mapped[str | None]  # of what the listing says now
    fetched_digest: Mapped[str | None]  # of what it said when the page was last fetched for this source
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    last_run_id: Mapped[int] = mapped_column(ForeignKey("crawl_runs.id"))
