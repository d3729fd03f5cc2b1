"""Views for people, as revision 0001 makes them: `sqlite3`, DuckDB, Datasette and spreadsheets need no manual.

A later revision that changes a view carries its own text; this one stays as it is.
"""

_IN_DIALECT = {
    "postgresql": {"join": "string_agg", "day": "CAST({} AT TIME ZONE 'UTC' AS date)"},
    "sqlite": {"join": "group_concat", "day": "date({})"},
}

_ARTICLES = """
SELECT a.id, a.dated_at, a.headline, a.description, a.publisher, s.slug AS source, a.in_language, a.article_section,
       (SELECT {join}(name, ', ') FROM (
          SELECT n.name FROM article_authors x JOIN authors n ON n.id = x.author_id
          WHERE x.article_id = a.id ORDER BY x.position) AS listed) AS authors,
       (SELECT {join}(name, ', ') FROM (
          SELECT n.name FROM article_keywords x JOIN keywords n ON n.id = x.keyword_id
          WHERE x.article_id = a.id ORDER BY x.position) AS listed) AS keywords,
       a.date_published, a.date_modified, a.date_published_raw, a.first_seen_at, a.last_seen_at, a.changed_at,
       a.withdrawn_at, a.duplicate_of,
       (SELECT count(*) FROM article_revisions r WHERE r.article_id = a.id) AS revisions,
       (SELECT count(*) FROM article_images i WHERE i.article_id = a.id) AS images,
       (SELECT count(*) FROM related_links l WHERE l.article_id = a.id) AS related_links,
       a.url, a.canonical_url, a.alternative_headline, a.article_body
FROM articles a LEFT JOIN sources s ON s.id = a.source_id
"""

_RELATED = """
SELECT l.article_id, a.headline, l.number, l.kind, l.label, l.text, l.url, l.position, l.target_article_id,
       t.headline AS target_headline, t.publisher AS target_publisher
FROM related_links l JOIN articles a ON a.id = l.article_id LEFT JOIN articles t ON t.id = l.target_article_id
"""

_COVERAGE = """
SELECT {day} AS day, s.slug AS source, f.kind, f.outcome, f.change, count(*) AS fetches, sum(f.bytes) AS bytes,
       min(f.fetched_at) AS first_at, max(f.fetched_at) AS last_at
FROM fetches f LEFT JOIN sources s ON s.id = f.source_id
GROUP BY {day}, s.slug, f.kind, f.outcome, f.change
"""

_ORIGINS = """
SELECT o.article_id, a.headline, a.publisher AS seen_at_publisher, o.publisher AS origin, o.domain, o.url, o.via, o.rule,
       o.evidence, o.confidence
FROM origins o JOIN articles a ON a.id = o.article_id
"""

_REVISIONS = """
SELECT r.article_id, r.number, r.first_seen_at, r.last_seen_at, r.headline, r.description, r.article_body, r.images,
       a.headline AS headline_now, a.description AS description_now, a.article_body AS article_body_now, a.url
FROM article_revisions r JOIN articles a ON a.id = r.article_id
"""

NAMES = ("v_articles", "v_coverage", "v_origins", "v_related", "v_revisions")


def statements(dialect: str) -> list[str]:
    """CREATE VIEW for each of them in the dialect of `sqlite` or `postgresql`."""
    spelling = _IN_DIALECT[dialect]
    queries = {
        "v_articles": _ARTICLES.format(join=spelling["join"]),
        "v_coverage": _COVERAGE.format(day=spelling["day"].format("f.fetched_at")),
        "v_origins": _ORIGINS,
        "v_related": _RELATED,
        "v_revisions": _REVISIONS,
    }
    return [f"CREATE VIEW {name} AS {queries[name].strip()}" for name in NAMES]
