"""Rows that no constraint forbids and that must not exist all the same."""

from sqlalchemy import Connection, text

# What each query counts, in words for people.
_RULES = {
    "articles are duplicates of themselves": "SELECT count(*) FROM articles WHERE duplicate_of = id",
    "articles are known under no URL": (
        "SELECT count(*) FROM articles a WHERE NOT EXISTS (SELECT 1 FROM url_aliases u WHERE u.article_id = a.id)"
    ),
    "articles have a copy, but no evidence for it": (
        "SELECT count(*) FROM articles a WHERE duplicate_of IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM duplicate_edges e WHERE e.article_id = a.id AND e.other_id = a.duplicate_of)"
    ),
    "articles were seen last before they were seen first": (
        "SELECT count(*) FROM articles WHERE last_seen_at < first_seen_at"
    ),
    "fetches that gave an article name none": (
        "SELECT count(*) FROM fetches WHERE change IS NOT NULL AND article_id IS NULL"
    ),
    "images are said to lie in no file": (
        "SELECT count(*) FROM images i WHERE file_id IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM image_files f WHERE f.id = i.file_id)"
    ),
}
_NOT_INDEXED = {
    "postgresql": (
        "SELECT count(*) FROM articles a WHERE NOT EXISTS (SELECT 1 FROM article_index i WHERE i.article_id = a.id)"
    ),
    "sqlite": (
        "SELECT count(*) FROM articles a WHERE NOT EXISTS (SELECT 1 FROM article_index_docsize d WHERE d.id = a.id)"
    ),
}


def inconsistencies(connection: Connection) -> list[str]:
    """Each broken rule with the number of rows that break it; none when all hold."""
    rules = _RULES | {"articles are missing from the full-text index": _NOT_INDEXED[connection.dialect.name]}
    counts = {words: connection.execute(text(query)).scalar_one() for words, query in rules.items()}
    return [f"{count} {words}" for words, count in counts.items() if count]
