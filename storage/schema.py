"""The schema of a database: create it, upgrade it, check it, back it up.

A database is known to be ours by SQLite's `application_id`, on PostgreSQL by Alembic's table together with our own.
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from importlib.resources import files
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from storage.consistency import inconsistencies
from storage.engine import APPLICATION_ID, name_of, reading, sqlite_path, writing
from storage.errors import DatabaseUnreachable, NotOurDatabase, SchemaTooNew, SchemaTooOld, StorageError, explain


def head() -> str:
    """The revision this code needs."""
    revision = _scripts().get_current_head()
    if revision is None:
        raise StorageError("This installation has no migrations; install newsdesk again.")
    return revision


def current(engine: Engine) -> str | None:
    """The revision of the database; None when it is empty. Raises NotOurDatabase, DatabaseUnreachable."""
    with reading(engine) as connection:
        return _current(connection, name_of(engine))


def require(engine: Engine) -> None:
    """For commands that only read. Raises SchemaTooOld or SchemaTooNew unless the database is at this code's revision."""
    revision = _refuse_newer(engine)
    if revision != head():
        state = "is empty" if revision is None else f"has schema {revision}, this newsdesk needs {head()}"
        raise SchemaTooOld(f"{name_of(engine)} {state}: run `newsdesk db upgrade` (a crawl does it by itself).")


def ensure(engine: Engine) -> None:
    """Create an empty database, upgrade an older one; nothing when it is up to date.

    Raises SchemaTooNew and NotOurDatabase without changing anything, DatabaseUnreachable when it cannot be used.
    """
    if _refuse_newer(engine) != head():
        upgrade(engine)


def upgrade(engine: Engine) -> None:
    """As `ensure`, always through Alembic: in one transaction, so that a killed upgrade leaves the old schema."""
    _refuse_newer(engine)
    config = _config()
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            # Two first crawls at once: the second waits and finds everything done. SQLite's BEGIN IMMEDIATE does the same.
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": APPLICATION_ID})
        else:
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def check(engine: Engine) -> list[str]:
    """Problems of the database in words, none when it is sound: revision, file, foreign keys, rows that must not exist."""
    try:
        revision = _refuse_newer(engine)
        if revision != head():
            return [f"schema is {revision or 'empty'}, this newsdesk needs {head()}: run `newsdesk db upgrade`"]
        with reading(engine) as connection:
            return _damage(connection) or inconsistencies(connection)
    except DatabaseUnreachable as error:
        return [str(error)]


def backup(engine: Engine, target: Path) -> None:
    """Write a whole copy of the database to the new file `target`, also while a crawl writes.

    SQLite: its online backup. PostgreSQL: `pg_dump --format=custom`, to be read by `pg_restore`.
    Raises StorageError when the file exists, the disk is full, or there is no pg_dump.
    """
    require(engine)
    if target.exists():
        raise StorageError(f"{target} exists already; name another file.")
    unfinished = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        path = sqlite_path(engine)
        if path is not None:
            _copy(path, unfinished)
        else:
            _dump(engine, unfinished)
        unfinished.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise StorageError(f"No backup of {name_of(engine)} was written to {target}: {error}.") from error
    finally:
        unfinished.unlink(missing_ok=True)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("migrations")).replace("%", "%%"))
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _current(connection: Connection, name: str) -> str | None:
    revision = MigrationContext.configure(connection).get_current_revision()
    tables = set(inspect(connection).get_table_names())
    if connection.dialect.name == "sqlite":
        mark = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
        ours = mark == APPLICATION_ID or (mark == 0 and not tables)
    else:
        ours = not tables or {"alembic_version", "articles", "crawl_runs"} <= tables
    if not ours:
        raise NotOurDatabase(f"{name} holds tables that newsdesk did not make; name another one with --database.")
    return revision


def _refuse_newer(engine: Engine) -> str | None:
    revision = current(engine)
    if revision is not None and revision not in {script.revision for script in _scripts().walk_revisions()}:
        raise SchemaTooNew(
            f"{name_of(engine)} was made by a newer newsdesk (schema {revision}, this one knows {head()}): "
            "upgrade newsdesk. Nothing was changed."
        )
    return revision


def _damage(connection: Connection) -> list[str]:
    if connection.dialect.name != "sqlite":
        return []  # PostgreSQL checks its pages when it reads them, and its constraints always
    try:
        rows = connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars().all()
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    except DBAPIError as error:
        return [str(explain(error, name_of(connection.engine)))]
    return [f"file: {row}" for row in rows if row != "ok"] + [
        f"{row[0]}, row {row[1]}, points at nothing in {row[2]}" for row in broken[:20]
    ]


def _copy(path: Path, target: Path) -> None:
    uri = f"{path.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as source, closing(sqlite3.connect(target)) as copy:
        # All pages in one step: a copy in steps starts again whenever the crawl writes.
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it


def _dump(engine: Engine, target: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise StorageError(
            "A backup of PostgreSQL is made by its own program, which is not installed here. Where it is, run: "
            f"pg_dump --format=custom --file={target.with_suffix('')} {engine.url.set(password=None, drivername='postgresql')}"
        )
    # By environment, not on the command line, where every user of the machine could read the password.
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    names = {"dbname": "PGDATABASE", "host": "PGHOST", "password": "PGPASSWORD", "port": "PGPORT", "user": "PGUSER"}
    given = {names[key]: str(value) for key, value in conninfo_to_dict(url).items() if key in names and value}
    dumped = subprocess.run(  # noqa: S603 (a fixed program; the arguments are ours)
        [program, "--format=custom", "--no-password", f"--file={target}"],
        env=os.environ | given, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if dumped.returncode:
        raise StorageError(f"pg_dump failed: {dumped.stderr.strip()}")
