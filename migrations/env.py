"""How Alembic meets the database: on the connection `storage.schema` hands over, else by DATABASE_URL."""

import os
from pathlib import Path
from typing import Any

from alembic import context
from sqlalchemy import Connection

from storage.engine import default_url, open_engine, writing
from storage.models import Base


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """Leave out the full-text index: each database has its own, and SQLite shows its parts as tables."""
    return not (kind == "table" and (name or "").startswith("article_index"))


def run(connection: Connection) -> None:
    """Run what Alembic was asked for on this connection."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_name=include_name,
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with writing(open_engine(os.environ.get("DATABASE_URL") or default_url(Path("data")))) as opened:
        run(opened)
