"""A crawler without a network: the parts of Scrapy's that pipelines talk to."""

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager

Answer = Response | Exception | Callable[[Request], Response]


class Stats:
    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def inc_value(self, name: str, number: int = 1) -> None:
        self.values[name] = self.values.get(name, 0) + number

    def set_value(self, name: str, value: Any) -> None:
        self.values[name] = value

    def get_value(self, name: str, default: Any = None) -> Any:
        return self.values.get(name, default)


class Scraper:
    """Collects the items that components send through the pipelines by themselves."""

    def __init__(self) -> None:
        self.items: list[Any] = []

    async def start_itemproc_async(self, item: Any, *, response: Response | None) -> None:
        self.items.append(item)


class Engine:
    """Answers from a table of URLs; remembers what was asked for and why it was closed."""

    def __init__(self) -> None:
        self._slot = SimpleNamespace(closing=None)
        self.spider = SimpleNamespace(name="news")
        self.scraper = Scraper()
        self.answers: dict[str, Answer] = {}
        self.requests: list[Request] = []
        self.closed: list[str] = []

    async def download_async(self, request: Request) -> Response:
        self.requests.append(request)
        await asyncio.sleep(0)
        answer = self.answers.get(request.url, Response(request.url, status=404))
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, Response) else answer(request)

    async def close_spider_async(self, *, reason: str) -> None:
        self.closed.append(reason)


class Crawler:
    def __init__(self, **settings: Any) -> None:
        self.settings = Settings(settings)
        self.stats = Stats()
        self.signals = SignalManager(self)
        self.engine = Engine()
        self.spider = SimpleNamespace(name="news", sources={})


@pytest.fixture
def make_crawler() -> Callable[..., Any]:
    return Crawler
