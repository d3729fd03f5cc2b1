"""The row that every request leaves in the ledger. Pure functions over Scrapy's requests, responses and exceptions."""

from datetime import UTC, datetime

from scrapy import Request
from scrapy.http import Response

from crawler.items import Fetch
from crawler.network.conditional import is_conditional
from crawler.network.outcomes import failure_outcome, response_outcome, shortened
from crawler.outcomes import Outcome

LONGEST_VALIDATOR = 1_000  # characters of an ETag or Last-Modified that are kept and sent back


def response_row(request: Request, response: Response) -> Fetch:
    """What came of a request that was answered, judged by status and headers only."""
    outcome, detail = response_outcome(response, conditional=is_conditional(request))
    row = _row(request, outcome, detail)
    row.final_url = response.url if response.url != row.url else None
    row.status = response.status
    row.bytes = len(response.body)
    row.milliseconds = round(1000 * request.meta.get("download_latency", 0.0))
    if outcome in (Outcome.OK, Outcome.NOT_MODIFIED):
        row.etag, row.last_modified = _validator(response, "ETag"), _validator(response, "Last-Modified")
    return row


def failure_row(request: Request, error: BaseException) -> Fetch:
    """What came of a request without a usable answer."""
    outcome, detail = failure_outcome(error)
    row = _row(request, outcome, detail)
    reached: str = getattr(error, "final_url", request.url)
    row.final_url = reached if reached != row.url else None
    row.milliseconds = round(1000 * request.meta.get("download_latency", 0.0))
    return row


def refused_row(request: Request, outcome: Outcome, detail: str) -> Fetch:
    """A request that was never sent, or not followed to its end."""
    return _row(request, outcome, detail)


def without_validators(row: Fetch, outcome: Outcome, detail: str | None) -> Fetch:
    """The row with another outcome. Its validators go: they would turn the next visit into "nothing new"."""
    row.outcome, row.detail = outcome, shortened(detail) if detail else None
    row.etag = row.last_modified = None
    return row


def _row(request: Request, outcome: Outcome, detail: str | None) -> Fetch:
    passed: list[str] = request.meta.get("redirect_urls", [])
    return Fetch(
        source=request.meta.get("source", ""),
        url=passed[0] if passed else request.url,
        kind=request.meta.get("kind", "article"),
        outcome=outcome,
        fetched_at=datetime.now(UTC),
        redirects=list(passed[1:]),
        detail=detail,
        listing_digest=request.meta.get("digest"),
    )


def _validator(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    text = value.decode("latin-1").strip() if value else ""
    return text if 0 < len(text) <= LONGEST_VALIDATOR and text.isascii() and text.isprintable() else None
