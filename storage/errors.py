"""What can go wrong with the database, each with a message for people: what, which database, what to do."""

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout


class StorageError(Exception):
    """Base of every error storage raises on purpose; by itself: the database refused a statement or its data."""


class DatabaseUnreachable(StorageError):
    """The database cannot be opened, read or written now: gone, locked, read-only, full or damaged. Not the data's fault."""


class NotOurDatabase(StorageError):
    """The database holds somebody else's tables; raised by `schema.ensure` and `schema.upgrade`, which change nothing."""


class SchemaTooNew(StorageError):
    """The database was made by a newer newsdesk; raised before anything is read or written."""


class SchemaTooOld(StorageError):
    """The database must be upgraded first; raised where nothing may be written (a read-only engine)."""


class RunActive(StorageError):
    """Another run holds the lock of this database; raised by `runs.run_lock`."""


# Each phrase is part of a message of SQLite (https://www.sqlite.org/rescode.html), libpq or PostgreSQL, with what to do.
_REASONS = (
    (
        "attempt to write a readonly database",
        "it may only be read; check the permissions of the file and of its folder",
    ),
    ("connection refused", "no server answers there; check the address, or start it"),
    ("could not translate host name", "the host name is unknown; check DATABASE_URL"),
    ("database disk image is malformed", "the file is damaged; restore a backup (newsdesk db backup makes them)"),
    ("database is locked", "another program has been writing for 30 seconds; try again when it is done"),
    ("database or disk is full", "the disk is full; make room and start again, nothing acknowledged is lost"),
    ("disk i/o error", "the disk fails; check it before anything else"),
    ("does not exist", "check the name of the database and the user in DATABASE_URL"),
    ("file is not a database", "the file is something else; give another --database or move it away"),
    ("no such file or directory", "no server answers there; check the address, or start it"),
    ("password authentication failed", "check user and password in DATABASE_URL"),
    ("too many clients", "the server has no connection to spare; try again, or raise max_connections"),
    ("unable to open database file", "check that its folder exists and may be written"),
)
_UNUSABLE_CODES = ("SQLITE_BUSY", "SQLITE_CANTOPEN", "SQLITE_CORRUPT", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_NOTADB")
_UNUSABLE_STATES = ("08", "28", "3D", "53", "57", "58")  # SQLSTATE classes: connection, login, resources, shutdown, I/O


def _unusable(error: DBAPIError) -> bool:
    origin = error.orig
    code = str(getattr(origin, "sqlite_errorname", ""))
    state = getattr(origin, "sqlstate", None)
    if isinstance(error, IntegrityError):
        return False
    if code:
        return code.startswith((*_UNUSABLE_CODES, "SQLITE_READONLY", "SQLITE_LOCKED"))
    # psycopg gives no SQLSTATE when there was no server to send one.
    return error.connection_invalidated or (
        str(state).startswith(_UNUSABLE_STATES) if state else "OperationalError" in type(origin).__name__
    )


def explain(error: DBAPIError | PoolTimeout, database: str) -> StorageError:
    """The error of this family for one of SQLAlchemy's; `database` is its URL without the password."""
    if not isinstance(error, DBAPIError):
        return DatabaseUnreachable(f"{database} gave no connection in time; is another program holding them all?")
    said = " ".join(str(error.orig).split())[:300]
    if not _unusable(error):
        return StorageError(f"{database} refused a statement: {said}")
    advice = next(
        (advice for phrase, advice in _REASONS if phrase in said.lower()), "check DATABASE_URL and the server"
    )
    return DatabaseUnreachable(f"Cannot use the database {database}: {said}. {advice[0].upper()}{advice[1:]}.")
