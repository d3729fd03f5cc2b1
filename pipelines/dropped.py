"""The way an article leaves the pipelines early: with a named reason, so that its row in the ledger says why."""

from collections.abc import Mapping

from scrapy.exceptions import DropItem

from crawler.outcomes import Outcome


class Dropped(DropItem):
    """An article is not stored. `reason` is counted as `newsdesk/dropped/<reason>`; `detail` is the evidence.

    `outcome` is what the ledger says of its fetch: dropped, or duplicate; then `known_url` is the article it repeats.
    """

    def __init__(
        self, reason: str, detail: str = "", *, outcome: Outcome = Outcome.DROPPED, known_url: str | None = None
    ) -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason, log_level="INFO")
        self.reason = reason
        self.detail = detail
        self.outcome = outcome
        self.known_url = known_url


def count_into(stats: object, counts: Mapping[str, int], prefix: str) -> None:
    """Add `counts` to Scrapy's stats collector under `prefix/name`."""
    for name, number in counts.items():
        stats.inc_value(f"{prefix}/{name}", number)  # type: ignore[attr-defined]
