"""The pace at each host: never faster than the configured delay or robots.txt's Crawl-delay, slower when it is slow."""

import math

from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response
from scrapy.settings import BaseSettings

LONGEST_CRAWL_DELAY = 30.0  # seconds; a longer one is cut to this, so that a run ends


def configured_delay(settings: BaseSettings, slot_name: str) -> float:
    """Seconds between two requests to this host as configured: by a source for its own host, else DOWNLOAD_DELAY."""
    own: dict[str, float] = settings.getdict("DOWNLOAD_SLOTS").get(slot_name, {})
    return float(own.get("delay", settings.getfloat("DOWNLOAD_DELAY")))


def crawl_delay(value: float | None) -> float:
    """A Crawl-delay that may be acted upon: junk and negative values are none, long ones are cut."""
    if value is None or math.isnan(value) or value <= 0:
        return 0.0
    return min(value, LONGEST_CRAWL_DELAY)


class HostThrottle(AutoThrottle):
    """AutoThrottle with a floor for each host, where Scrapy's has one floor for all."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.floors: dict[int, float] = {}

    def slow_down(self, slot_name: str, seconds: float) -> None:
        """Raise the floor of a host, as its robots.txt asks."""
        slot = self.crawler.engine.downloader.slots.get(slot_name)
        if slot is not None and seconds > self._floor(slot):
            self.floors[id(slot)] = seconds
            slot.delay = max(slot.delay, seconds)

    def _adjust_delay(self, slot: Slot, latency: float, response: Response) -> None:
        self.mindelay = self._floor(slot)
        super()._adjust_delay(slot, latency, response)

    def _floor(self, slot: Slot) -> float:
        if id(slot) not in self.floors:
            name = next((name for name, other in self.crawler.engine.downloader.slots.items() if other is slot), "")
            self.floors[id(slot)] = configured_delay(self.crawler.settings, name)
        return self.floors[id(slot)]
