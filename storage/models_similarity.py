"""Which articles resemble each other: signatures, their index, the edges found, and the stories they form."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.types import Id


class ArticleSignature(Base):
    """A text reduced to what similarity needs; `version` names the constants it was computed with."""

    __tablename__ = "article_signatures"

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True, autoincrement=False)
    version: Mapped[int]
    shingles: Mapped[int]
    minhash: Mapped[bytes]


class LshBand(Base):
    """The index of signatures: articles that share a key may be near-duplicates."""

    __tablename__ = "lsh_bands"
    __table_args__ = (Index(None, "article_id"), {"sqlite_with_rowid": False})

    band_key: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True)


class DuplicateEdge(Base):
    """Evidence that an article repeats another; clusters can be rebuilt from these."""

    __tablename__ = "duplicate_edges"
    __table_args__ = (Index(None, "other_id"), {"sqlite_with_rowid": False})

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    kind: Mapped[str]  # exact, near, excerpt …
    jaccard: Mapped[float | None]
    containment: Mapped[float | None]
    found_at: Mapped[datetime]


class Story(Base):
    """Articles of several publishers about one event."""

    __tablename__ = "stories"

    id: Mapped[Id]
    headline: Mapped[str | None]
    first_dated_at: Mapped[datetime]
    last_dated_at: Mapped[datetime]


class StoryArticle(Base):
    """An article belongs to a story, and why."""

    __tablename__ = "story_articles"
    __table_args__ = (Index(None, "story_id"),)

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True, autoincrement=False)
    story_id: Mapped[int] = mapped_column(ForeignKey("stories.id"))
    score: Mapped[float | None]
    reason: Mapped[str]
