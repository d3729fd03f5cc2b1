"""Opening the database for a command."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from newsdesk.config import Config
from storage import schema
from storage.engine import open_engine


@contextmanager
def reading_desk(config: Config) -> Iterator[Engine]:
    """A read-only engine on a database with the right schema."""
    engine = open_engine(config.database_url, read_only=True)
    try:
        schema.require(engine)
        yield engine
    finally:
        engine.dispose()


@contextmanager
def writing_desk(config: Config) -> Iterator[Engine]:
    """An engine that may write; the schema is whatever it is."""
    engine = open_engine(config.database_url)
    try:
        yield engine
    finally:
        engine.dispose()
