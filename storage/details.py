"""Putting whole articles together: one query a table for a page of articles, never one an article."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, select

from storage.models import (
    Article,
    ArticleAuthor,
    ArticleImage,
    ArticleKeyword,
    ArticleRevision,
    Author,
    FieldProvenance,
    Image,
    ImageFile,
    Keyword,
    Origin,
    RelatedLink,
    Sighting,
    Source,
    UrlAlias,
)
from storage.results import (
    AliasDetail,
    ArticleDetail,
    ImageDetail,
    LinkDetail,
    OriginDetail,
    RevisionDetail,
    SightingDetail,
)
from storage.types import AnySelect

_FIELDS = (
    "id", "url", "canonical_url", "headline", "alternative_headline", "description", "article_body", "date_published",
    "date_modified", "date_published_raw", "date_modified_raw", "in_language", "article_section", "publisher",
    "is_accessible_for_free", "first_seen_at", "last_seen_at", "changed_at", "withdrawn_at", "duplicate_of",
)  # fmt: skip


def details(connection: Connection, article_ids: Sequence[int]) -> list[ArticleDetail]:
    """Whole articles, in the order of their ids given; unknown ids are left out."""
    if not article_ids:
        return []
    found = _articles(connection, article_ids)
    for attribute, query, build in _PARTS:
        parts: dict[int, list[Any]] = defaultdict(list)
        for row in connection.execute(query(article_ids)):
            parts[row[0]].append(build(row))
        for number, article in found.items():
            setattr(article, attribute, parts[number])
    provenance = select(FieldProvenance.article_id, FieldProvenance.field, FieldProvenance.reader)
    for number, name, reader in connection.execute(provenance.where(FieldProvenance.article_id.in_(article_ids))):
        found[number].field_provenance[name] = reader
    return [found[number] for number in article_ids if number in found]


def _articles(connection: Connection, article_ids: Sequence[int]) -> dict[int, ArticleDetail]:
    columns = [getattr(Article, name) for name in _FIELDS]
    query = (
        select(*columns, Source.slug)
        .outerjoin(Source, Source.id == Article.source_id)
        .where(Article.id.in_(article_ids))
    )
    return {
        row.id: ArticleDetail(source=row.slug, **{name: getattr(row, name) for name in _FIELDS})
        for row in connection.execute(query)
    }


def _authors(ids: Sequence[int]) -> AnySelect:
    query = select(ArticleAuthor.article_id, Author.name).join(Author, Author.id == ArticleAuthor.author_id)
    return query.where(ArticleAuthor.article_id.in_(ids)).order_by(ArticleAuthor.article_id, ArticleAuthor.position)


def _keywords(ids: Sequence[int]) -> AnySelect:
    query = select(ArticleKeyword.article_id, Keyword.name).join(Keyword, Keyword.id == ArticleKeyword.keyword_id)
    return query.where(ArticleKeyword.article_id.in_(ids)).order_by(ArticleKeyword.article_id, ArticleKeyword.position)


def _images(ids: Sequence[int]) -> AnySelect:
    a = ArticleImage
    return (
        select(
            a.article_id,
            Image.url,
            a.caption,
            a.credit,
            a.alt,
            a.role,
            a.width,
            a.height,
            ImageFile.path,
            ImageFile.sha256,
        )
        .outerjoin(Image, Image.id == a.image_id)
        .outerjoin(ImageFile, ImageFile.id == Image.file_id)
        .where(a.article_id.in_(ids))
        .order_by(a.article_id, a.position)
    )


def _links(ids: Sequence[int]) -> AnySelect:
    link = RelatedLink
    return (
        select(link.article_id, link.url, link.text, link.label, link.kind, link.position, link.target_article_id)
        .where(link.article_id.in_(ids))
        .order_by(link.article_id, link.number)
    )


def _sightings(ids: Sequence[int]) -> AnySelect:
    s = Sighting
    return (
        select(
            s.article_id,
            Source.slug,
            s.url,
            s.rank,
            s.score,
            s.section,
            s.discussion_url,
            s.first_seen_at,
            s.last_seen_at,
        )
        .join(Source, Source.id == s.source_id)
        .where(s.article_id.in_(ids))
        .order_by(s.article_id, s.first_seen_at, s.id)
    )


def _revisions(ids: Sequence[int]) -> AnySelect:
    r = ArticleRevision
    return (
        select(r.article_id, r.number, r.headline, r.description, r.article_body, r.first_seen_at, r.last_seen_at)
        .where(r.article_id.in_(ids))
        .order_by(r.article_id, r.number)
    )


def _aliases(ids: Sequence[int]) -> AnySelect:
    query = select(UrlAlias.article_id, UrlAlias.url, UrlAlias.relation).where(UrlAlias.article_id.in_(ids))
    return query.order_by(UrlAlias.article_id, UrlAlias.first_seen_at, UrlAlias.url)


def _origins(ids: Sequence[int]) -> AnySelect:
    o = Origin
    query = select(o.article_id, o.publisher, o.domain, o.url, o.via, o.rule, o.evidence, o.confidence)
    return query.where(o.article_id.in_(ids)).order_by(o.article_id, o.id)


def _named(build: Any, names: str) -> Callable[[Any], Any]:
    """A builder that gives the columns behind the first to a result class by name."""
    fields = names.split()
    return lambda row: build(**dict(zip(fields, row[1:], strict=True)))


_PARTS: tuple[tuple[str, Callable[[Sequence[int]], AnySelect], Callable[[Any], Any]], ...] = (
    ("authors", _authors, lambda row: row[1]),
    ("keywords", _keywords, lambda row: row[1]),
    ("images", _images, _named(ImageDetail, "url caption credit alt role width height path sha256")),
    ("related_links", _links, _named(LinkDetail, "url text label kind position target_article_id")),
    (
        "sightings",
        _sightings,
        _named(SightingDetail, "source url rank score section discussion_url first_seen_at last_seen_at"),
    ),
    (
        "revisions",
        _revisions,
        _named(RevisionDetail, "number headline description article_body first_seen_at last_seen_at"),
    ),
    ("aliases", _aliases, _named(AliasDetail, "url relation")),
    ("origins", _origins, _named(OriginDetail, "publisher domain url via rule evidence confidence")),
)
