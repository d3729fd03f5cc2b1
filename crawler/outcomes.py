"""The one list of what can come of a fetch. Kept in the ledger, shown by `newsdesk runs`, explained in docs/outcomes.md."""

from enum import StrEnum


class Outcome(StrEnum):
    """How a fetch ended. `PERMANENT` outcomes are not tried again until something changes."""

    OK = "ok"
    NOT_MODIFIED = "not-modified"
    NOT_FOUND = "not-found"
    GONE = "gone"
    BLOCKED = "blocked"
    SERVER_ERROR = "server-error"
    HTTP_ERROR = "http-error"
    REDIRECT = "redirect"
    ROBOTS = "robots"
    GUARD = "guard"
    DNS = "dns"
    TLS = "tls"
    TIMEOUT = "timeout"
    CONNECTION = "connection"
    TRUNCATED = "truncated"
    TOO_LARGE = "too-large"
    BAD_LISTING = "bad-listing"
    NOT_AN_ARTICLE = "not-an-article"
    PARSE_FAILED = "parse-failed"
    DUPLICATE = "duplicate"
    DROPPED = "dropped"
    NOT_FETCHED = "not-fetched"  # a bound of the run was reached before it was asked for


PERMANENT = frozenset(
    {
        Outcome.OK,
        Outcome.NOT_MODIFIED,
        Outcome.NOT_FOUND,
        Outcome.GONE,
        Outcome.ROBOTS,
        Outcome.NOT_AN_ARTICLE,
        Outcome.DUPLICATE,
        Outcome.DROPPED,
    }
)
