"""Writing an article with all that belongs to it: found by its URLs, compared, revised or new."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from storage import full_text
from storage.ledger import upsert, write_fetch
from storage.models import (
    Article,
    ArticleAuthor,
    ArticleImage,
    ArticleKeyword,
    ArticleRevision,
    Author,
    DuplicateEdge,
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
from storage.records import AliasRecord, ArticleRecord, ImageRecord, WriteResult
from storage.types import NAME_LENGTH, clean

_PLAIN = (
    "url", "canonical_url", "headline", "alternative_headline", "description", "article_body", "date_published",
    "date_modified", "date_published_raw", "date_modified_raw", "in_language", "article_section", "publisher",
    "is_accessible_for_free", "text_digest",
)  # fmt: skip
_INDEXED = frozenset({"in_language", "article_section", "publisher"})


def write_article(
    connection: Connection, run_id: int, source_id: int | None, record: ArticleRecord, result: WriteResult
) -> int:
    """Store one article; returns its id."""
    found = _find(connection, record)
    if found is None:
        article_id, change = _insert(connection, run_id, source_id, record, result)
    else:
        article_id, change = found.id, _update(connection, found, record, result)
    add_aliases(connection, article_id, record.aliases, record.seen_at)
    if record.fetch is not None:
        write_fetch(connection, run_id, source_id, record.fetch, article_id=article_id, change=change)
    result.count(record.source, change)
    return article_id


# Finding.


def _find(connection: Connection, record: ArticleRecord) -> Row[Any] | None:
    """The article a record is a newer reading of.

    A URL that was fetched decides. A canonical URL alone does not: some sites give all their stories one, so headline
    or text must agree too, else a story would be lost under another's name.
    """
    keys = [alias.url_key for alias in record.aliases]
    known = {
        row[0]: row[1]
        for row in connection.execute(select(UrlAlias.url_key, UrlAlias.article_id).where(UrlAlias.url_key.in_(keys)))
    }
    for alias in record.aliases:
        if alias.url_key not in known:
            continue
        row = connection.execute(select(Article).where(Article.id == known[alias.url_key])).one()
        if alias.relation != "canonical" or _agree(row, record):
            return row
    return None


def _agree(row: Row[Any], record: ArticleRecord) -> bool:
    same_text = record.text_digest is not None and row.text_digest == record.text_digest
    return same_text or (record.headline is not None and row.headline == clean(record.headline))


# New.


def _insert(
    connection: Connection, run_id: int, source_id: int | None, record: ArticleRecord, result: WriteResult
) -> tuple[int, str]:
    values = {
        **_values(record),
        "first_seen_at": record.seen_at,
        "last_seen_at": record.seen_at,
        "source_id": source_id,
        "first_run_id": run_id,
    }
    article_id = int(connection.execute(insert(Article).values(values).returning(Article.id)).scalar_one())
    # Without ON CONFLICT: when another writer stored this URL since we looked, the batch fails and is tried again.
    connection.execute(insert(UrlAlias), _alias_rows(article_id, record.aliases[:1], record.seen_at))
    _write_details(connection, article_id, record)
    full_text.add(connection, article_id, _words(record))
    result.new.append(article_id)
    if source_id is not None:
        connection.execute(update(Source).where(Source.id == source_id).values(last_new_at=record.seen_at))
    if _link_to_equal_text(connection, article_id, record):
        result.duplicates.append(article_id)
        return article_id, "duplicate"
    return article_id, "new"


def _link_to_equal_text(connection: Connection, article_id: int, record: ArticleRecord) -> bool:
    """The same text under another URL is linked with the one that was there first, not lost."""
    if record.text_digest is None:
        return False
    same = select(func.min(Article.id)).where(
        Article.text_digest == record.text_digest, Article.id != article_id, Article.duplicate_of.is_(None)
    )
    first = connection.execute(same).scalar_one()
    if first is None:
        return False
    connection.execute(update(Article).where(Article.id == article_id).values(duplicate_of=first))
    edge = {
        "article_id": article_id,
        "other_id": first,
        "kind": "exact",
        "jaccard": 1.0,
        "containment": 1.0,
        "found_at": record.seen_at,
    }
    connection.execute(upsert(connection, DuplicateEdge).values(edge).on_conflict_do_nothing())
    return True


# Known.


def _update(connection: Connection, row: Row[Any], record: ArticleRecord, result: WriteResult) -> str:
    values = _values(record)
    changed = row.content_digest != values["content_digest"]
    if not changed and row.details_digest == values["details_digest"]:
        _touch(connection, row, record, {})
        result.unchanged.append(row.id)
        return "unchanged"
    if changed:
        _keep_revision(connection, row)
        values["changed_at"] = record.seen_at
    before = full_text.words_of(row.headline, row.alternative_headline, row.description, row.article_body)
    after = _words(record)
    if before != after:
        full_text.remove(connection, row.id, before)
        full_text.add(connection, row.id, after)
    _touch(connection, row, record, values)
    for table in (ArticleAuthor, ArticleKeyword, ArticleImage, RelatedLink, Origin, FieldProvenance):
        connection.execute(delete(table).where(table.article_id == row.id))
    _write_details(connection, row.id, record)
    (result.updated if changed else result.unchanged).append(row.id)
    return "updated" if changed else "unchanged"


def _touch(connection: Connection, row: Row[Any], record: ArticleRecord, values: dict[str, Any]) -> None:
    # Two readings may be written out of order; the later one counts as the last.
    seen = max(row.last_seen_at, record.seen_at)
    connection.execute(
        update(Article).where(Article.id == row.id).values({**values, "last_seen_at": seen, "withdrawn_at": None})
    )


def _keep_revision(connection: Connection, row: Row[Any]) -> None:
    """The state that is about to be replaced, with when it was first and last seen."""
    number = connection.execute(
        select(func.coalesce(func.max(ArticleRevision.number), 0)).where(ArticleRevision.article_id == row.id)
    ).scalar_one()
    shown = (
        select(Image.url, ArticleImage.caption)
        .select_from(ArticleImage)
        .outerjoin(Image, Image.id == ArticleImage.image_id)
        .where(ArticleImage.article_id == row.id)
        .order_by(ArticleImage.position)
    )
    connection.execute(
        insert(ArticleRevision).values(
            article_id=row.id,
            number=number + 1,
            digest=row.content_digest,
            first_seen_at=row.changed_at or row.first_seen_at,
            last_seen_at=row.last_seen_at,
            date_modified=row.date_modified,
            headline=row.headline,
            description=row.description,
            article_body=row.article_body,
            images=[{"url": url, "caption": caption} for url, caption in connection.execute(shown)],
        )
    )


# Both.


def _values(record: ArticleRecord) -> dict[str, Any]:
    values = {name: getattr(record, name) for name in _PLAIN}
    for name in _INDEXED:
        values[name] = values[name][:NAME_LENGTH] if values[name] else values[name]
    return {**values, "content_digest": _content_digest(record), "details_digest": _details_digest(record)}


def _digest(data: Any) -> bytes:
    text = json.dumps(data, ensure_ascii=True, default=str, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def _content_digest(record: ArticleRecord) -> bytes:
    """Of what makes a revision. Related links do not: sites draw their boxes anew at every visit."""
    pictures = [(image.url, image.caption) for image in record.images]
    return _digest([record.headline, record.description, record.article_body, pictures])


def _details_digest(record: ArticleRecord) -> bytes:
    plain = [
        getattr(record, name)
        for name in _PLAIN
        if name not in {"headline", "description", "article_body", "text_digest"}
    ]
    pictures = [(i.role, i.credit, i.alt, i.width, i.height, i.sha256) for i in record.images]
    links = [(link.url, link.text, link.label, link.kind, link.position) for link in record.related_links]
    origins = [(o.rule, o.evidence, o.publisher, o.domain, o.url, o.via, o.confidence) for o in record.origins]
    return _digest(
        [plain, list(record.authors), list(record.keywords), pictures, links, origins, dict(record.field_provenance)]
    )


def _words(record: ArticleRecord) -> list[str]:
    texts = (record.headline, record.alternative_headline, record.description, record.article_body)
    return full_text.words_of(*(text and clean(text) for text in texts))


def _write_details(connection: Connection, article_id: int, record: ArticleRecord) -> None:
    _write_names(connection, article_id, record.authors, Author, ArticleAuthor, "author_id")
    _write_names(connection, article_id, record.keywords, Keyword, ArticleKeyword, "keyword_id")
    _insert_all(connection, ArticleImage, list(_images(connection, article_id, record)))
    _insert_all(connection, RelatedLink, list(_links(connection, article_id, record)))
    origins = [
        {
            "article_id": article_id, "publisher": o.publisher, "domain": o.domain, "url": o.url, "via": o.via,
            "rule": o.rule, "evidence": o.evidence, "confidence": o.confidence,
        }
        for o in record.origins
    ]  # fmt: skip
    _insert_all(connection, Origin, origins)
    readers = [
        {"article_id": article_id, "field": name, "reader": reader} for name, reader in record.field_provenance.items()
    ]
    _insert_all(connection, FieldProvenance, readers)


def _insert_all(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _write_names(
    connection: Connection, article_id: int, names: Sequence[str], table: Any, link: Any, column: str
) -> None:
    wanted = list(dict.fromkeys(cut for name in names if (cut := clean(name)[:NAME_LENGTH])))
    if not wanted:
        return
    rows = [{"name": name} for name in sorted(wanted)]  # sorted: two writers then lock in one order
    connection.execute(upsert(connection, table).on_conflict_do_nothing(), rows)
    numbers: dict[str, int] = {
        row[0]: row[1] for row in connection.execute(select(table.name, table.id).where(table.name.in_(wanted)))
    }
    links = [
        {"article_id": article_id, "position": place, column: numbers[name]} for place, name in enumerate(wanted, 1)
    ]
    connection.execute(insert(link), links)


def _images(connection: Connection, article_id: int, record: ArticleRecord) -> Iterable[dict[str, Any]]:
    for place, image in enumerate(record.images, 1):
        yield {
            "article_id": article_id,
            "position": place,
            "image_id": _image_id(connection, image, record) if image.url else None,
            "role": image.role,
            "width": image.width,
            "height": image.height,
            "caption": image.caption,
            "credit": image.credit,
            "alt": image.alt,
        }


def _image_id(connection: Connection, image: ImageRecord, record: ArticleRecord) -> int:
    digest = hashlib.blake2b((image.url or "").encode("utf-8", "replace"), digest_size=16).digest()
    values = {"url": image.url, "url_digest": digest, "first_seen_at": record.seen_at}
    connection.execute(upsert(connection, Image).values(values).on_conflict_do_nothing())
    number = int(connection.execute(select(Image.id).where(Image.url_digest == digest)).scalar_one())
    if image.sha256:
        file = _file_id(connection, image, record)
        connection.execute(update(Image).where(Image.id == number).values(file_id=file))
    return number


def _file_id(connection: Connection, image: ImageRecord, record: ArticleRecord) -> int:
    values = {
        "sha256": image.sha256, "path": image.path, "media_type": image.media_type, "width": image.file_width,
        "height": image.file_height, "size": image.size, "stored_at": record.seen_at,
    }  # fmt: skip
    connection.execute(upsert(connection, ImageFile).values(values).on_conflict_do_nothing())
    return int(connection.execute(select(ImageFile.id).where(ImageFile.sha256 == image.sha256)).scalar_one())


def _links(connection: Connection, article_id: int, record: ArticleRecord) -> Iterable[dict[str, Any]]:
    keys = [link.url_key for link in record.related_links]
    known = {
        row[0]: row[1]
        for row in connection.execute(
            select(UrlAlias.url_key, UrlAlias.article_id).where(UrlAlias.url_key.in_(keys or [b""]))
        )
    }
    for number, link in enumerate(record.related_links, 1):
        yield {
            "article_id": article_id,
            "number": number,
            "kind": link.kind,
            "position": link.position,
            "label": link.label,
            "text": link.text,
            "url": link.url,
            "url_key": link.url_key,
            "target_article_id": known.get(link.url_key),
        }


def add_aliases(connection: Connection, article_id: int, aliases: Iterable[AliasRecord], seen_at: datetime) -> None:
    """More URLs under which an article is known; links and sightings that waited for one of them now point at it."""
    if rows := _alias_rows(article_id, aliases, seen_at):
        connection.execute(upsert(connection, UrlAlias).on_conflict_do_nothing(), rows)
        _connect(connection, article_id)


def _alias_rows(article_id: int, aliases: Iterable[AliasRecord], seen_at: datetime) -> list[dict[str, Any]]:
    return [
        {
            "url_key": alias.url_key,
            "article_id": article_id,
            "relation": alias.relation,
            "url": alias.url,
            "first_seen_at": seen_at,
        }
        for alias in aliases
    ]


def _connect(connection: Connection, article_id: int) -> None:
    keys = select(UrlAlias.url_key).where(UrlAlias.article_id == article_id)
    links = update(RelatedLink).where(RelatedLink.url_key.in_(keys), RelatedLink.target_article_id.is_(None))
    connection.execute(links.values(target_article_id=article_id))
    sightings = update(Sighting).where(Sighting.url_key.in_(keys), Sighting.article_id.is_(None))
    connection.execute(sightings.values(article_id=article_id))
