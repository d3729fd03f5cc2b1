"""first tables

Revision: 0001, the first.
"""

import sqlalchemy as sa
from alembic import op

from migrations import first_views

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # only INTEGER numbers rows by itself on SQLite
INSTANT = sa.DateTime(timezone=True)
NEVER_FETCHED = sa.text("fetched_digest IS NULL AND article_id IS NULL")
CHANGED = sa.text("listing_digest <> fetched_digest")
DUE = sa.text("next_due_at IS NOT NULL")

# Both indexes hold the tokens of storage.text_search. Contentless on SQLite: the text itself is in `articles` already.
FULL_TEXT = {
    "postgresql": (
        "CREATE TABLE article_index (article_id bigint NOT NULL REFERENCES articles (id), part integer NOT NULL, "
        "document tsvector NOT NULL, CONSTRAINT pk_article_index PRIMARY KEY (article_id, part))",
        "CREATE INDEX ix_article_index_document ON article_index USING gin (document)",
    ),
    "sqlite": ("CREATE VIRTUAL TABLE article_index USING fts5(words, content='', tokenize='ascii')",),
}

TABLES = (
    "article_index",
    "story_articles",
    "stories",
    "duplicate_edges",
    "lsh_bands",
    "article_signatures",
    "sightings",
    "fetches",
    "article_images",
    "images",
    "image_files",
    "article_keywords",
    "keywords",
    "article_authors",
    "authors",
    "related_links",
    "field_provenance",
    "origins",
    "url_aliases",
    "article_revisions",
    "articles",
    "fetch_states",
    "run_source_counts",
    "run_counts",
    "crawl_runs",
    "sources",
)  # in the order in which they can go


def upgrade() -> None:
    _create_runs()
    _create_articles()
    _create_names()
    _create_images()
    _create_ledger()
    _create_similarity()
    dialect = op.get_bind().dialect.name
    for statement in (*FULL_TEXT[dialect], *first_views.statements(dialect)):
        op.execute(statement)


def downgrade() -> None:
    for view in first_views.NAMES:
        op.execute(f"DROP VIEW {view}")
    for table in TABLES:
        op.drop_table(table)


def _create_runs() -> None:
    op.create_table(
        "sources",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("slug", sa.Text, nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("kind", sa.Text),
        sa.Column("url", sa.Text),
        sa.Column("language", sa.Text),
        sa.Column("publisher", sa.Text),
        sa.Column("every_seconds", INTEGER),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("last_attempt_at", INSTANT),
        sa.Column("last_success_at", INSTANT),
        sa.Column("last_new_at", INSTANT),
        sa.Column("last_outcome", sa.Text),
        sa.Column("failures", INTEGER, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sources"),
        sa.UniqueConstraint("slug", name="uq_sources_slug"),
    )
    op.create_table(
        "crawl_runs",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("arguments", sa.Text, nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT),
        sa.Column("exit_code", INTEGER),
        sa.Column("finish_reason", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_crawl_runs"),
    )
    op.create_table(
        "run_counts",
        sa.Column("run_id", INTEGER, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", INTEGER, nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["crawl_runs.id"], name="fk_run_counts_run_id_crawl_runs"),
        sa.PrimaryKeyConstraint("run_id", "name", name="pk_run_counts"),
    )
    op.create_table(
        "run_source_counts",
        sa.Column("run_id", INTEGER, nullable=False),
        sa.Column("source_id", INTEGER, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", INTEGER, nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["crawl_runs.id"], name="fk_run_source_counts_run_id_crawl_runs"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_run_source_counts_source_id_sources"),
        sa.PrimaryKeyConstraint("run_id", "source_id", "name", name="pk_run_source_counts"),
    )
    op.create_table(
        "fetch_states",
        sa.Column("url_key", sa.LargeBinary, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("last_fetched_at", INSTANT, nullable=False),
        sa.Column("last_outcome", sa.Text, nullable=False),
        sa.Column("last_run_id", INTEGER, nullable=False),
        sa.Column("failures", INTEGER, nullable=False),
        sa.Column("next_due_at", INSTANT),
        sa.ForeignKeyConstraint(["last_run_id"], ["crawl_runs.id"], name="fk_fetch_states_last_run_id_crawl_runs"),
        sa.PrimaryKeyConstraint("url_key", name="pk_fetch_states"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_fetch_states_next_due_at", "fetch_states", ["next_due_at"], sqlite_where=DUE, postgresql_where=DUE
    )


def _create_articles() -> None:
    op.create_table(
        "articles",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column(
            "dated_at", INSTANT, sa.Computed("coalesce(date_published, first_seen_at)", persisted=True), nullable=False
        ),
        sa.Column("date_published", INSTANT),
        sa.Column("date_modified", INSTANT),
        sa.Column("first_seen_at", INSTANT, nullable=False),
        sa.Column("last_seen_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT),
        sa.Column("withdrawn_at", INSTANT),
        sa.Column("source_id", INTEGER),
        sa.Column("duplicate_of", INTEGER),
        sa.Column("first_run_id", INTEGER, nullable=False),
        sa.Column("in_language", sa.Text),
        sa.Column("publisher", sa.Text),
        sa.Column("article_section", sa.Text),
        sa.Column("is_accessible_for_free", sa.Boolean),
        sa.Column("content_digest", sa.LargeBinary, nullable=False),
        sa.Column("details_digest", sa.LargeBinary, nullable=False),
        sa.Column("text_digest", sa.LargeBinary),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("canonical_url", sa.Text),
        sa.Column("date_published_raw", sa.Text),
        sa.Column("date_modified_raw", sa.Text),
        sa.Column("headline", sa.Text),
        sa.Column("alternative_headline", sa.Text),
        sa.Column("description", sa.Text),
        sa.Column("article_body", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["duplicate_of"], ["articles.id"], name="fk_articles_duplicate_of_articles"),
        sa.ForeignKeyConstraint(["first_run_id"], ["crawl_runs.id"], name="fk_articles_first_run_id_crawl_runs"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_articles_source_id_sources"),
        sa.PrimaryKeyConstraint("id", name="pk_articles"),
    )
    op.create_index("ix_articles_dated_at_articles_id", "articles", ["dated_at", "id"])
    op.create_index("ix_articles_duplicate_of", "articles", ["duplicate_of"])
    op.create_index(
        "ix_articles_in_language_articles_dated_at_articles_id", "articles", ["in_language", "dated_at", "id"]
    )
    op.create_index("ix_articles_publisher_articles_dated_at_articles_id", "articles", ["publisher", "dated_at", "id"])
    op.create_index("ix_articles_source_id_articles_dated_at_articles_id", "articles", ["source_id", "dated_at", "id"])
    op.create_index("ix_articles_text_digest", "articles", ["text_digest"])
    op.create_table(
        "article_revisions",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("article_id", INTEGER, nullable=False),
        sa.Column("number", INTEGER, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("first_seen_at", INSTANT, nullable=False),
        sa.Column("last_seen_at", INSTANT, nullable=False),
        sa.Column("date_modified", INSTANT),
        sa.Column("headline", sa.Text),
        sa.Column("description", sa.Text),
        sa.Column("article_body", sa.Text, nullable=False),
        sa.Column("images", sa.JSON, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_article_revisions_article_id_articles"),
        sa.PrimaryKeyConstraint("id", name="pk_article_revisions"),
        sa.UniqueConstraint("article_id", "number", name="uq_article_revisions_article_id_number"),
    )
    op.create_table(
        "url_aliases",
        sa.Column("url_key", sa.LargeBinary, nullable=False),
        sa.Column("article_id", INTEGER, nullable=False),
        sa.Column("relation", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("first_seen_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_url_aliases_article_id_articles"),
        sa.PrimaryKeyConstraint("url_key", name="pk_url_aliases"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_url_aliases_article_id", "url_aliases", ["article_id"])
    op.create_table(
        "origins",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("article_id", INTEGER, nullable=False),
        sa.Column("publisher", sa.Text),
        sa.Column("domain", sa.Text),
        sa.Column("url", sa.Text),
        sa.Column("via", sa.Text),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("confidence", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_origins_article_id_articles"),
        sa.PrimaryKeyConstraint("id", name="pk_origins"),
    )
    op.create_index("ix_origins_article_id", "origins", ["article_id"])
    op.create_table(
        "field_provenance",
        sa.Column("article_id", INTEGER, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("reader", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_field_provenance_article_id_articles"),
        sa.PrimaryKeyConstraint("article_id", "field", name="pk_field_provenance"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "related_links",
        sa.Column("article_id", INTEGER, nullable=False),
        sa.Column("number", INTEGER, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("position", INTEGER, nullable=False),
        sa.Column("label", sa.Text),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("url_key", sa.LargeBinary, nullable=False),
        sa.Column("target_article_id", INTEGER),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_related_links_article_id_articles"),
        sa.ForeignKeyConstraint(
            ["target_article_id"], ["articles.id"], name="fk_related_links_target_article_id_articles"
        ),
        sa.PrimaryKeyConstraint("article_id", "number", name="pk_related_links"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_related_links_target_article_id", "related_links", ["target_article_id"])
    op.create_index("ix_related_links_url_key", "related_links", ["url_key"])


def _create_names() -> None:
    op.create_table(
        "authors",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_authors"),
        sa.UniqueConstraint("name", name="uq_authors_name"),
    )
    op.create_table(
        "article_authors",
        sa.Column("article_id", INTEGER, nullable=False),
        sa.Column("position", INTEGER, nullable=False),
        sa.Column("author_id", INTEGER, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_article_authors_article_id_articles"),
        sa.ForeignKeyConstraint(["author_id"], ["authors.id"], name="fk_article_authors_author_id_authors"),
        sa.PrimaryKeyConstraint("article_id", "position", name="pk_article_authors"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_article_authors_author_id", "article_authors", ["author_id"])
    op.create_table(
        "keywords",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_keywords"),
        sa.UniqueConstraint("name", name="uq_keywords_name"),
    )
    op.create_table(
        "article_keywords",
        sa.Column("article_id", INTEGER, nullable=False),
        sa.Column("position", INTEGER, nullable=False),
        sa.Column("keyword_id", INTEGER, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_article_keywords_article_id_articles"),
        sa.ForeignKeyConstraint(["keyword_id"], ["keywords.id"], name="fk_article_keywords_keyword_id_keywords"),
        sa.PrimaryKeyConstraint("article_id", "position", name="pk_article_keywords"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_article_keywords_keyword_id", "article_keywords", ["keyword_id"])


def _create_images() -> None:
    op.create_table(
        "image_files",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("width", INTEGER, nullable=False),
        sa.Column("height", INTEGER, nullable=False),
        sa.Column("size", INTEGER, nullable=False),
        sa.Column("stored_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_image_files"),
        sa.UniqueConstraint("sha256", name="uq_image_files_sha256"),
    )
    op.create_table(
        "images",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("url_digest", sa.LargeBinary, nullable=False),
        sa.Column("file_id", INTEGER),
        sa.Column("first_seen_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["image_files.id"], name="fk_images_file_id_image_files"),
        sa.PrimaryKeyConstraint("id", name="pk_images"),
        sa.UniqueConstraint("url_digest", name="uq_images_url_digest"),
    )
    op.create_index("ix_images_file_id", "images", ["file_id"])
    op.create_table(
        "article_images",
        sa.Column("article_id", INTEGER, nullable=False),
        sa.Column("position", INTEGER, nullable=False),
        sa.Column("image_id", INTEGER),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("width", INTEGER),
        sa.Column("height", INTEGER),
        sa.Column("caption", sa.Text),
        sa.Column("credit", sa.Text),
        sa.Column("alt", sa.Text),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_article_images_article_id_articles"),
        sa.ForeignKeyConstraint(["image_id"], ["images.id"], name="fk_article_images_image_id_images"),
        sa.PrimaryKeyConstraint("article_id", "position", name="pk_article_images"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_article_images_image_id", "article_images", ["image_id"])


def _create_ledger() -> None:
    op.create_table(
        "fetches",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("run_id", INTEGER, nullable=False),
        sa.Column("source_id", INTEGER),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("status", INTEGER),
        sa.Column("fetched_at", INSTANT, nullable=False),
        sa.Column("milliseconds", INTEGER, nullable=False),
        sa.Column("bytes", INTEGER, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("url_key", sa.LargeBinary, nullable=False),
        sa.Column("final_url", sa.Text),
        sa.Column("article_id", INTEGER),
        sa.Column("change", sa.Text),
        sa.Column("detail", sa.Text),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_fetches_article_id_articles"),
        sa.ForeignKeyConstraint(["run_id"], ["crawl_runs.id"], name="fk_fetches_run_id_crawl_runs"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_fetches_source_id_sources"),
        sa.PrimaryKeyConstraint("id", name="pk_fetches"),
    )
    op.create_index("ix_fetches_article_id", "fetches", ["article_id"])
    op.create_index("ix_fetches_run_id_fetches_source_id", "fetches", ["run_id", "source_id"])
    op.create_index("ix_fetches_source_id_fetches_id", "fetches", ["source_id", "id"])
    op.create_index("ix_fetches_url_key", "fetches", ["url_key"])
    op.create_table(
        "sightings",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("source_id", INTEGER, nullable=False),
        sa.Column("url_key", sa.LargeBinary, nullable=False),
        sa.Column("article_id", INTEGER),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("wrapped_url", sa.Text),
        sa.Column("guid", sa.Text),
        sa.Column("headline", sa.Text),
        sa.Column("description", sa.Text),
        sa.Column("publisher", sa.Text),
        sa.Column("publisher_url", sa.Text),
        sa.Column("section", sa.Text),
        sa.Column("language", sa.Text),
        sa.Column("date_published", INSTANT),
        sa.Column("date_modified", INSTANT),
        sa.Column("rank", INTEGER),
        sa.Column("score", INTEGER),
        sa.Column("cluster", sa.Text),
        sa.Column("discussion_url", sa.Text),
        sa.Column("listing_digest", sa.Text),
        sa.Column("fetched_digest", sa.Text),
        sa.Column("first_seen_at", INSTANT, nullable=False),
        sa.Column("last_seen_at", INSTANT, nullable=False),
        sa.Column("last_run_id", INTEGER, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_sightings_article_id_articles"),
        sa.ForeignKeyConstraint(["last_run_id"], ["crawl_runs.id"], name="fk_sightings_last_run_id_crawl_runs"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_sightings_source_id_sources"),
        sa.PrimaryKeyConstraint("id", name="pk_sightings"),
        sa.UniqueConstraint("source_id", "url_key", name="uq_sightings_source_id_url_key"),
    )
    op.create_index("ix_sightings_article_id", "sightings", ["article_id"])
    op.create_index("ix_sightings_changed", "sightings", ["source_id"], sqlite_where=CHANGED, postgresql_where=CHANGED)
    op.create_index(
        "ix_sightings_never_fetched",
        "sightings",
        ["source_id"],
        sqlite_where=NEVER_FETCHED,
        postgresql_where=NEVER_FETCHED,
    )
    op.create_index("ix_sightings_url_key", "sightings", ["url_key"])


def _create_similarity() -> None:
    op.create_table(
        "article_signatures",
        sa.Column("article_id", INTEGER, autoincrement=False, nullable=False),
        sa.Column("version", INTEGER, nullable=False),
        sa.Column("shingles", INTEGER, nullable=False),
        sa.Column("minhash", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_article_signatures_article_id_articles"),
        sa.PrimaryKeyConstraint("article_id", name="pk_article_signatures"),
    )
    op.create_table(
        "lsh_bands",
        sa.Column("band_key", INTEGER, autoincrement=False, nullable=False),
        sa.Column("article_id", INTEGER, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_lsh_bands_article_id_articles"),
        sa.PrimaryKeyConstraint("band_key", "article_id", name="pk_lsh_bands"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_lsh_bands_article_id", "lsh_bands", ["article_id"])
    op.create_table(
        "duplicate_edges",
        sa.Column("article_id", INTEGER, nullable=False),
        sa.Column("other_id", INTEGER, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("jaccard", sa.Double()),
        sa.Column("containment", sa.Double()),
        sa.Column("found_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_duplicate_edges_article_id_articles"),
        sa.ForeignKeyConstraint(["other_id"], ["articles.id"], name="fk_duplicate_edges_other_id_articles"),
        sa.PrimaryKeyConstraint("article_id", "other_id", name="pk_duplicate_edges"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_duplicate_edges_other_id", "duplicate_edges", ["other_id"])
    op.create_table(
        "stories",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("headline", sa.Text),
        sa.Column("first_dated_at", INSTANT, nullable=False),
        sa.Column("last_dated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_stories"),
    )
    op.create_table(
        "story_articles",
        sa.Column("article_id", INTEGER, autoincrement=False, nullable=False),
        sa.Column("story_id", INTEGER, nullable=False),
        sa.Column("score", sa.Double()),
        sa.Column("reason", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_story_articles_article_id_articles"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_story_articles_story_id_stories"),
        sa.PrimaryKeyConstraint("article_id", name="pk_story_articles"),
    )
    op.create_index("ix_story_articles_story_id", "story_articles", ["story_id"])
