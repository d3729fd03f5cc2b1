"""How the hosts of this run are doing: who asked us to wait, and whom we leave alone for the rest of the run."""

import logging
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Any

from scrapy.crawler import Crawler
from twisted.python.failure import Failure

from crawler.network.errors import HostLeft, RequestRefused

logger = logging.getLogger(__name__)

LONGEST_WAIT = timedelta(seconds=60)  # a longer Retry-After ends the host's part in this run
LONGEST_ABSENCE = timedelta(hours=24)
FAILURES_TO_LEAVE = 5  # requests in a row that a host answered with nothing usable, after their retries


@dataclass(slots=True)
class HostHealth:
    """Failures in a row and departures, per host name. One for each crawl."""

    failures: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    left: dict[str, str] = field(default_factory=dict)

    def good(self, host: str) -> None:
        """The host answered sensibly."""
        self.failures.pop(host, None)

    def bad(self, host: str, reason: str) -> bool:
        """The host failed a request for good; True if it is now left for this run."""
        self.failures[host] += 1
        if self.failures[host] < FAILURES_TO_LEAVE or host in self.left:
            return False
        self.left[host] = f"{host} failed {self.failures[host]} requests in a row, the last one: {reason}"
        return True


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """The wait a Retry-After header asks for (seconds or an HTTP date, RFC 9110 §10.2.3), at most `LONGEST_ABSENCE`.

    None for junk, a negative number or a moment in the past: then the default pause applies.
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=min(int(text[:12]), 10**9)), LONGEST_ABSENCE)
    try:
        moment = parsedate_to_datetime(text)
        wait = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
    except (TypeError, ValueError, OverflowError):
        return None
    return min(wait, LONGEST_ABSENCE) if wait > timedelta(0) else None


def hold(crawler: Crawler, slot_name: str, seconds: float) -> None:
    """Send nothing more to this host for `seconds`. What is in flight is not touched; other hosts go on."""
    slot = crawler.engine.downloader.slots.get(slot_name)
    if slot is not None:
        slot.delay = max(slot.delay, 0.001)  # a slot without delay does not look at `lastseen`
        slot.lastseen = max(slot.lastseen, monotonic() + seconds)


def empty_queue(crawler: Crawler, error: RequestRefused, slot_name: str | None = None) -> int:
    """End the requests that wait for their turn at one host (or at all) with `error`; returns how many."""
    slots: dict[str, Any] = crawler.engine.downloader.slots
    ended = 0
    for name, slot in slots.items():
        if slot_name in (None, name):
            while slot.queue:
                _, waiting = slot.queue.popleft()
                waiting.errback(Failure(error))  # type: ignore[no-untyped-call]
                ended += 1
    return ended


def leave(crawler: Crawler, health: HostHealth, host: str, reason: str) -> None:
    """Ask this host for nothing more in this run."""
    health.left.setdefault(host, reason)
    crawler.stats.inc_value("hosts/left")
    logger.info("Leaving %s for this run: %s", host, reason)
    empty_queue(crawler, HostLeft(health.left[host]), host)
