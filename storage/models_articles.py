"""Articles in their current state, their older states, and everything that belongs to them."""

from datetime import datetime

from sqlalchemy import Computed, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.types import Claimed, Id, Key


class Article(Base):
    """An article as it reads now. Never deleted; one that its publisher took away has `withdrawn_at`."""

    __tablename__ = "articles"
    __table_args__ = (
        Index(None, "dated_at", "id"),
        Index(None, "publisher", "dated_at", "id"),
        Index(None, "in_language", "dated_at", "id"),
        Index(None, "source_id", "dated_at", "id"),
        Index(None, "text_digest"),
        Index(None, "duplicate_of"),
    )

    id: Mapped[Id]
    # What lists sort and filter by comes first: SQLite reads long rows from the front.
    dated_at: Mapped[datetime] = mapped_column(Computed("coalesce(date_published, first_seen_at)", persisted=True))
    date_published: Mapped[datetime | None]
    date_modified: Mapped[datetime | None]
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]  # when we last saw headline, description, text or images change
    withdrawn_at: Mapped[datetime | None]
    source_id: Mapped[int | None] = mapped_column(ForeignKey("sources.id"))  # the one that led to it first
    duplicate_of: Mapped[int | None] = mapped_column(ForeignKey("articles.id"))
    first_run_id: Mapped[int] = mapped_column(ForeignKey("crawl_runs.id"))
    in_language: Mapped[str | None]
    publisher: Mapped[str | None]
    article_section: Mapped[str | None]
    is_accessible_for_free: Mapped[bool | None]
    content_digest: Mapped[Key]  # of what makes a revision: headline, description, text, image URLs and captions
    details_digest: Mapped[Key]  # of everything else that is stored with it
    text_digest: Mapped[Key | None]  # of the folded text, as the pipelines compute it
    url: Mapped[str]
    canonical_url: Mapped[str | None]
    date_published_raw: Mapped[str | None]
    date_modified_raw: Mapped[str | None]
    headline: Mapped[str | None]
    alternative_headline: Mapped[str | None]
    description: Mapped[str | None]
    article_body: Mapped[str]


class ArticleRevision(Base):
    """An older state of an article, kept when it changed."""

    __tablename__ = "article_revisions"
    __table_args__ = (UniqueConstraint("article_id", "number"),)

    id: Mapped[Id]
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    number: Mapped[int]  # 1 is the oldest state
    digest: Mapped[Key]
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    date_modified: Mapped[datetime | None]
    headline: Mapped[str | None]
    description: Mapped[str | None]
    article_body: Mapped[str]
    images: Mapped[list[dict[str, str | None]]]  # [{"url", "caption"}] in the order of the page


class UrlAlias(Base):
    """Every URL under which an article is known."""

    __tablename__ = "url_aliases"
    __table_args__ = (Index(None, "article_id"), {"sqlite_with_rowid": False})

    url_key: Mapped[Key] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    relation: Mapped[str]  # fetched, final, redirect, canonical
    url: Mapped[str]
    first_seen_at: Mapped[datetime]


class Author(Base):
    __tablename__ = "authors"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)


class ArticleAuthor(Base):
    __tablename__ = "article_authors"
    __table_args__ = (Index(None, "author_id"), {"sqlite_with_rowid": False})

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)  # from 1
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"))


class Keyword(Base):
    __tablename__ = "keywords"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)


class ArticleKeyword(Base):
    __tablename__ = "article_keywords"
    __table_args__ = (Index(None, "keyword_id"), {"sqlite_with_rowid": False})

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    keyword_id: Mapped[int] = mapped_column(ForeignKey("keywords.id"))


class ImageFile(Base):
    """A downloaded picture, once for all URLs that give the same bytes."""

    __tablename__ = "image_files"

    id: Mapped[Id]
    sha256: Mapped[str] = mapped_column(unique=True)
    path: Mapped[str]  # relative to the data directory
    media_type: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]  # bytes
    stored_at: Mapped[datetime]


class Image(Base):
    """A picture on the web, once for all articles that show it."""

    __tablename__ = "images"
    __table_args__ = (Index(None, "file_id"),)

    id: Mapped[Id]
    url: Mapped[str]
    url_digest: Mapped[Key] = mapped_column(unique=True)  # of the URL as it is written
    file_id: Mapped[int | None] = mapped_column(ForeignKey("image_files.id"))
    first_seen_at: Mapped[datetime]


class ArticleImage(Base):
    """A picture in an article; without `image_id` when the page's markup is damaged beyond repair."""

    __tablename__ = "article_images"
    __table_args__ = (Index(None, "image_id"), {"sqlite_with_rowid": False})

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    image_id: Mapped[int | None] = mapped_column(ForeignKey("images.id"))
    role: Mapped[str]  # lead, inline, gallery
    width: Mapped[Claimed | None]  # pixels, as the page declares them
    height: Mapped[Claimed | None]
    caption: Mapped[str | None]
    credit: Mapped[str | None]
    alt: Mapped[str | None]


class RelatedLink(Base):
    """A link that belongs to an article, and the article it turned out to be."""

    __tablename__ = "related_links"
    __table_args__ = (Index(None, "url_key"), Index(None, "target_article_id"), {"sqlite_with_rowid": False})

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)  # order on the page, from 1
    kind: Mapped[str]  # related, in_text, source, gallery
    position: Mapped[int]  # body paragraphs before it; for in_text: the paragraph it stands in
    label: Mapped[str | None]
    text: Mapped[str]
    url: Mapped[str]
    url_key: Mapped[Key]
    target_article_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id"))


class Origin(Base):
    """Who published it first, by which rule we say so, and on what evidence."""

    __tablename__ = "origins"
    __table_args__ = (Index(None, "article_id"),)

    id: Mapped[Id]
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    publisher: Mapped[str | None]
    domain: Mapped[str | None]
    url: Mapped[str | None]
    via: Mapped[str | None]  # who passed it on, when that is known
    rule: Mapped[str]
    evidence: Mapped[str]
    confidence: Mapped[str]  # high, medium, low


class FieldProvenance(Base):
    """Which reader gave a field, from where on the page."""

    __tablename__ = "field_provenance"
    __table_args__ = ({"sqlite_with_rowid": False},)

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    reader: Mapped[str]  # "json-ld:NewsArticle.headline"
