"""What a crawl must know of the past. The protocol lives here, the SQL elsewhere.

The class is named by the setting CRAWL_STATE, as Scrapy names its own DUPEFILTER_CLASS, and made by
`from_settings(settings)`. URLs are compared by `crawler.urls.url_key`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Validators:
    """What makes a request conditional; kept from the last good reply of a URL."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A URL of a listing, reduced to what decides whether it is due."""

    key: bytes
    digest: str  # of the listing entry
    date_modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pending:
    """A URL that is due though the listing did not change: listed before and not fetched yet, or due for a revisit."""

    key: bytes
    url: str
    digest: str | None


class CrawlState(Protocol):
    """The crawl's view of the database. All methods read; what a crawl learns is written by the persist pipeline."""

    def validators(self, key: bytes) -> Validators:
        """Validators of the last good fetch of this URL; empty ones if there was none."""
        ...

    def due(self, source: str, listed: Sequence[Listed]) -> set[bytes]:
        """Those of `listed` that must be fetched: unknown, changed in this source's listing, or due for another try."""
        ...

    def pending(self, source: str, limit: int) -> list[Pending]:
        """URLs this source showed earlier that still wait for a (further) fetch, oldest first."""
        ...

    def vanished(self, source: str, listed: Collection[bytes], oldest: datetime, limit: int) -> list[Pending]:
        """Articles published since `oldest` that this source listed last time and no longer does: maybe withdrawn."""
        ...

    def close(self) -> None:
        """Give back the connection."""
        ...
