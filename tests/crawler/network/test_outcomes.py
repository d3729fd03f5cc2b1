import pytest
from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
)
from scrapy.http import Response
from twisted.internet.error import ConnectionLost
from twisted.python.failure import Failure
from twisted.web.client import ResponseFailed

from crawler.network.errors import GuardBlocked, HostLeft, RobotsForbidden, RobotsUnavailable, RunEnding
from crawler.network.outcomes import LONGEST_DETAIL, failure_outcome, response_outcome, shortened
from crawler.outcomes import Outcome


def outcome_of(status: int, *, conditional: bool = False, **headers: str) -> Outcome:
    response = Response(
        "http://a.example/", status=status, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )
    return response_outcome(response, conditional=conditional)[0]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome.OK),
        (206, Outcome.OK),
        (301, Outcome.REDIRECT),
        (400, Outcome.HTTP_ERROR),
        (403, Outcome.BLOCKED),
        (404, Outcome.NOT_FOUND),
        (410, Outcome.GONE),
        (429, Outcome.BLOCKED),
        (451, Outcome.BLOCKED),
        (500, Outcome.SERVER_ERROR),
        (530, Outcome.SERVER_ERROR),
        (999, Outcome.SERVER_ERROR),
    ],
)
def test_statuses(status: int, outcome: Outcome) -> None:
    assert outcome_of(status) is outcome


def test_a_304_counts_only_when_asked_for() -> None:
    assert outcome_of(304, conditional=True) is Outcome.NOT_MODIFIED
    assert outcome_of(304) is Outcome.HTTP_ERROR


def test_a_challenge_is_blocked_whatever_its_status() -> None:
    assert outcome_of(200, cf_mitigated="challenge") is Outcome.BLOCKED
    assert outcome_of(503, cf_mitigated="challenge") is Outcome.BLOCKED


@pytest.mark.parametrize(
    ("location", "outcome"),
    [
        ("file:///etc/passwd", Outcome.GUARD),
        ("ftp://a.example/", Outcome.GUARD),
        ("javascript:1", Outcome.GUARD),
        ("http://[", Outcome.REDIRECT),
        ("/a:b", Outcome.REDIRECT),
        ("", Outcome.REDIRECT),
    ],
)
def test_redirects_that_were_not_followed(location: str, outcome: Outcome) -> None:
    assert outcome_of(302, Location=location) is outcome


def tls_failure() -> Exception:
    error = DownloadFailedError("x")
    error.__cause__ = ResponseFailed([Failure(SSL.Error([("SSL routines", "", "certificate verify failed")]))])
    return error


def lost_connection() -> Exception:
    error = DownloadFailedError("x")
    error.__cause__ = ResponseFailed([Failure(ConnectionLost())])
    return error


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (CannotResolveHostError("x"), Outcome.DNS),
        (DownloadTimeoutError("x"), Outcome.TIMEOUT),
        (ResponseDataLossError(), Outcome.TRUNCATED),
        (DownloadCancelledError(), Outcome.TOO_LARGE),
        (IgnoreRequest("its body exceeded DOWNLOAD_MAXSIZE (1 B) during decompression"), Outcome.TOO_LARGE),
        (IgnoreRequest("max redirections reached"), Outcome.REDIRECT),
        (IgnoreRequest("for a reason unknown to us"), Outcome.NOT_FETCHED),
        (NotSupported("scheme"), Outcome.GUARD),
        (DownloadConnectionRefusedError("x"), Outcome.CONNECTION),
        (lost_connection(), Outcome.CONNECTION),
        (tls_failure(), Outcome.TLS),
        (ValueError("invalid hostname"), Outcome.CONNECTION),
        (GuardBlocked("10.0.0.1 is not public"), Outcome.GUARD),
        (RobotsForbidden("closed"), Outcome.ROBOTS),
        (RobotsUnavailable("HTTP 503", Outcome.SERVER_ERROR), Outcome.SERVER_ERROR),
        (HostLeft("a.example failed"), Outcome.NOT_FETCHED),
        (RunEnding("over"), Outcome.NOT_FETCHED),
    ],
)
def test_failures(error: Exception, outcome: Outcome) -> None:
    found, detail = failure_outcome(error)
    assert found is outcome
    assert detail


def test_the_evidence_names_the_innermost_error() -> None:
    assert "ConnectionLost" in failure_outcome(lost_connection())[1]
    assert "certificate verify failed" in failure_outcome(tls_failure())[1]


def test_evidence_is_one_printable_line() -> None:
    assert shortened("a\x1b[31m\n b\x00c") == "a [31m b c"
    assert len(shortened("x" * 5_000)) == LONGEST_DETAIL
