"""What came of a request, in the words of the ledger. Pure functions over responses and exceptions."""

from collections.abc import Iterator

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response
from service_identity import VerificationError
from twisted.internet.error import CertificateError
from twisted.python.failure import Failure

from crawler.network.errors import RequestRefused
from crawler.outcomes import Outcome

LONGEST_DETAIL = 300  # characters kept of the evidence

STATUSES: dict[int, Outcome] = {
    304: Outcome.NOT_MODIFIED,
    401: Outcome.BLOCKED,
    402: Outcome.BLOCKED,
    403: Outcome.BLOCKED,
    404: Outcome.NOT_FOUND,
    407: Outcome.BLOCKED,
    410: Outcome.GONE,
    429: Outcome.BLOCKED,
    451: Outcome.BLOCKED,
}
# Headers by which a challenge names itself. Sources: Cloudflare "Detecting a challenge page response" (cf-mitigated),
# AWS WAF developer guide "CAPTCHA and Challenge actions" (x-amzn-waf-action).
CHALLENGE_HEADERS = (
    ("cf-mitigated", "challenge"),
    ("x-amzn-waf-action", "challenge"),
    ("x-amzn-waf-action", "captcha"),
)
EXCEPTIONS: tuple[tuple[type[BaseException], Outcome], ...] = (
    (CannotResolveHostError, Outcome.DNS),
    (DownloadTimeoutError, Outcome.TIMEOUT),
    (ResponseDataLossError, Outcome.TRUNCATED),
    (DownloadCancelledError, Outcome.TOO_LARGE),  # the download handler cancels for the size only
    (UnsupportedURLSchemeError, Outcome.GUARD),
    (NotSupported, Outcome.GUARD),
)
WORDS: dict[type[BaseException], str] = {
    DownloadCancelledError: "longer than DOWNLOAD_MAXSIZE",
    ResponseDataLossError: "the connection was closed before the end of the body",
}
IGNORED = (("exceeded DOWNLOAD_MAXSIZE", Outcome.TOO_LARGE), ("max redirections", Outcome.REDIRECT))
TLS_ERRORS = (SSL.Error, VerificationError, CertificateError)


def response_outcome(response: Response, *, conditional: bool) -> tuple[Outcome, str | None]:
    """The outcome of a reply, and the evidence where it is not plain success.

    `conditional` says whether we sent a validator: a 304 that nobody asked for is an error of the server, not news
    about the page.
    """
    status = response.status
    if challenge := _challenge(response):
        return Outcome.BLOCKED, challenge
    if 200 <= status < 300:
        return Outcome.OK, None
    if status == 304 and not conditional:
        return Outcome.HTTP_ERROR, "304 to a request without a condition"
    if 300 <= status < 400 and status != 304:
        return _dead_end(response)
    default = Outcome.SERVER_ERROR if status >= 500 else Outcome.HTTP_ERROR
    return STATUSES.get(status, default), None if status == 304 else f"HTTP {status}"


def failure_outcome(error: BaseException) -> tuple[Outcome, str]:
    """The outcome of a request that got no usable reply, and the evidence."""
    if isinstance(error, RequestRefused):
        return error.outcome, shortened(error.detail)
    text = shortened(str(error) or WORDS.get(type(error)) or type(error).__name__)
    if isinstance(error, IgnoreRequest):
        return next((outcome for mark, outcome in IGNORED if mark in str(error)), Outcome.NOT_FETCHED), text
    if (tls := tls_error(error)) is not None:
        return Outcome.TLS, shortened(f"{type(tls).__name__}: {tls}")
    for kind, outcome in EXCEPTIONS:
        if isinstance(error, kind):
            return outcome, text
    return Outcome.CONNECTION, shortened(_innermost(error))


def tls_error(error: BaseException) -> BaseException | None:
    """The TLS error at the bottom of a failed download, or None."""
    return next((inner for inner in _chain(error) if isinstance(inner, TLS_ERRORS)), None)


def shortened(text: str) -> str:
    """Evidence on one line, without control characters, at most `LONGEST_DETAIL` characters."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * LONGEST_DETAIL]).split())
    return line if len(line) <= LONGEST_DETAIL else line[: LONGEST_DETAIL - 1] + "…"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, its causes, and the reasons Twisted keeps beside them, outermost first."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        current = waiting.pop(0)
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        waiting.append(current.__cause__)
        reasons = getattr(current, "reasons", None)
        if isinstance(reasons, list):
            waiting.extend(reason.value for reason in reasons if isinstance(reason, Failure))


def _innermost(error: BaseException) -> str:
    inner = list(_chain(error))[-1]
    return f"{type(inner).__name__}: {inner}"


def _dead_end(response: Response) -> tuple[Outcome, str]:
    """A redirect that was not followed: to nowhere, to something unreadable, or out of http and https."""
    target = _header(response, "Location") or ""
    scheme = target.split(":", 1)[0].strip().lower() if ":" in target.split("/", 1)[0] else ""
    outcome = Outcome.REDIRECT if scheme in ("", "http", "https") else Outcome.GUARD
    return outcome, shortened(f"{response.status} to {target or 'nowhere'}")


def _challenge(response: Response) -> str | None:
    for name, value in CHALLENGE_HEADERS:
        if (_header(response, name) or "").lower() == value:
            return f"{name}: {value}"
    return None


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value is not None else None
