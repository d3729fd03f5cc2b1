"""Opening a database, and the only two ways to use it: `reading(engine)` and `writing(engine)`."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from storage.errors import DatabaseUnreachable, StorageError, explain

APPLICATION_ID = 0x6E777364  # "nwsd": marks a SQLite file as ours
BUSY_SECONDS = 30  # how long a writer waits for another one
CONNECT_SECONDS = 10


def default_url(data_dir: Path) -> str:
    """The database of a data directory when nobody names another."""
    return f"sqlite:///{data_dir / 'newsdesk.db'}"


def open_engine(url: str, *, read_only: bool = False) -> Engine:
    """An engine for `sqlite:///PATH` or `postgresql+psycopg://USER@HOST/NAME`; connects when it is first used.

    SQLite: the parent folder is created, the journal is a WAL, foreign keys are on, writers wait up to 30 s for each other.
    With `read_only` the database itself refuses every write. Raises StorageError for a URL of another kind, DatabaseUnreachable
    when a SQLite file to be read does not exist.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        return _open_sqlite(parsed, read_only)
    return _open_postgresql(parsed, read_only)


def sqlite_path(engine: Engine) -> Path | None:
    """The file of a SQLite database; None for PostgreSQL and for a database in memory."""
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name or name == ":memory:":
        return None
    return Path(name.removeprefix("file:").partition("?")[0])


def name_of(engine: Engine) -> str:
    """The database as messages name it: without the password."""
    path = sqlite_path(engine)
    return str(path) if path else engine.url.render_as_string(hide_password=True)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent view of the database. Raises errors of the StorageError family."""
    try:
        with engine.connect() as connection:
            yield connection
    except (DBAPIError, PoolTimeout) as error:
        raise explain(error, name_of(engine)) from error


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction: all of it or nothing. Raises errors of the StorageError family."""
    try:
        with transaction(engine) as connection:
            yield connection
    except (DBAPIError, PoolTimeout) as error:
        raise explain(error, name_of(engine)) from error


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """As `writing`, with SQLAlchemy's own errors, for a caller who must tell conflicts from faults."""
    with engine.execution_options(writing=True).begin() as connection:
        yield connection


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise StorageError(
            "DATABASE_URL is not a URL; use sqlite:///PATH or postgresql+psycopg://USER@HOST/NAME"
        ) from error
    if parsed.drivername in ("postgres", "postgresql"):  # as hosting services write it
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
        raise StorageError(
            f"DATABASE_URL names {parsed.drivername!r}; newsdesk knows sqlite:///PATH and postgresql+psycopg://USER@HOST/NAME"
        )
    return parsed


def _open_sqlite(url: URL, read_only: bool) -> Engine:
    if url.database and url.database != ":memory:":
        path = Path(url.database)
        if read_only:
            if not path.is_file():
                raise DatabaseUnreachable(f"There is no database {path} yet; the first `newsdesk crawl` creates it.")
            # mode=ro, not immutable=1, which reads a database with an unmerged WAL as malformed.
            uri = path.resolve().as_uri()
            url = url.set(database=f"{uri}?mode=ro").update_query_dict({"uri": "true"})
        else:
            _create_folder(path.parent)
    engine = create_engine(url, json_serializer=_json, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite_reader if read_only else _prepare_sqlite_writer)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _create_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseUnreachable(f"Cannot create the folder {folder} of the database: {error.strerror}.") from error


def _prepare_sqlite(connection: Any, *pragmas: str) -> None:
    # SQLAlchemy's recipe for real transactions: the driver begins none by itself, `_begin_sqlite` does, around DDL too.
    connection.isolation_level = None
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")


def _prepare_sqlite_writer(connection: Any, _record: Any) -> None:
    # NORMAL in WAL mode survives a killed process; only a power cut may cost the last transactions, never the file.
    # Without journal_size_limit a WAL that once grew under a long reader would keep its size for ever.
    _prepare_sqlite(
        connection,
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"journal_size_limit={64 * 1024 * 1024}",
        "cache_size=-32768",
    )


def _prepare_sqlite_reader(connection: Any, _record: Any) -> None:
    _prepare_sqlite(connection, "query_only=ON", "cache_size=-32768")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once when another writer was between: so a writer says so.
    immediate = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _open_postgresql(url: URL, read_only: bool) -> Engine:
    if "connect_timeout" not in url.query:
        url = url.update_query_dict({"connect_timeout": str(CONNECT_SECONDS)})
    engine = create_engine(url, json_serializer=_json, pool_pre_ping=True)

    def prepare(connection: Any, _record: Any) -> None:
        # UTC, because psycopg cannot express 0001-01-01 in a zone west of Greenwich.
        connection.execute("SET TIME ZONE 'UTC'")
        if read_only:
            connection.execute("SET default_transaction_read_only = on")
        connection.commit()

    event.listen(engine, "connect", prepare)
    return engine


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)  # people read it in the database
