"""The guard against requests into places that are not public (server-side request forgery).

Scrapy's HTTP/1.1 handler connects to exactly what `reactor.nameResolver` answers, and asks it for numeric addresses
too. So one resolver that filters after resolution covers pages, redirects, images, sitemaps and robots.txt, with no gap
between check and use. Schemes and ports are checked by the middleware, before any look-up.
"""
# ruff: noqa: N802, N803 (the names of Twisted's interfaces)

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, CloseSpider
from scrapy.settings import BaseSettings
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.network.addresses import AllowList, is_localhost, is_public
from crawler.network.errors import GuardBlocked

if TYPE_CHECKING:
    from twisted.internet.base import ReactorBase

logger = logging.getLogger(__name__)

STANDARD_PORTS = {"http": 80, "https": 443}
GUARD_BYPASSED = "guard_bypassed"  # finish reason
LONGEST_URL = 2_083  # characters; the common denominator of browsers and servers


@implementer(IHostResolution)
class _Resolution:
    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """Nothing to give back: a late answer is ignored."""


@implementer(IResolutionReceiver)
class _Collector:
    """Collects the addresses of one look-up and hands them over once, at the end or at the time limit."""

    def __init__(self) -> None:
        self.addresses: list[Any] = []
        self.done: Deferred[None] = Deferred()

    def resolutionBegan(self, resolution: Any) -> None:
        """Nothing to keep of it."""

    def addressResolved(self, address: Any) -> None:
        self.addresses.append(address)

    def resolutionComplete(self) -> None:
        if not self.done.called:
            self.done.callback(None)


@implementer(IHostnameResolver)
class GuardResolver:
    """The resolver named by TWISTED_DNS_RESOLVER: public addresses only, and what ALLOW_ADDRESSES names.

    The cache lies under the filter, so cached answers are filtered for every request. Look-ups end after DNS_TIMEOUT
    seconds, which the resolver of the reactor does not do by itself.
    """

    def __init__(self, reactor: "ReactorBase", allowed: AllowList, timeout: float) -> None:
        self.reactor: Any = reactor
        self.inner: Any = self.reactor.nameResolver
        self.allowed = allowed
        self.timeout = timeout
        self.cache: dict[str, list[Any]] = {}
        self.refusals: dict[tuple[str, int], str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: "ReactorBase") -> Self:
        """`crawler` is whatever carries settings: Scrapy gives its process object."""
        settings = crawler.settings
        return cls(reactor, AllowList.parse(settings.getlist("ALLOW_ADDRESSES")), settings.getfloat("DNS_TIMEOUT"))

    def install_on_reactor(self) -> None:
        self.reactor.installNameResolver(self)

    def refusal(self, name: str, port: int) -> str | None:
        """What was found behind a name that gave no permitted address; None if the guard refused nothing."""
        return self.refusals.get((name.lower(), port))

    def resolveHostName(
        self,
        resolutionReceiver: Any,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[Any] | None = None,
        transportSemantics: str = "TCP",
    ) -> Any:
        """See `IHostnameResolver.resolveHostName`."""
        resolution = _Resolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)
        if is_localhost(hostName):
            self._answer(resolutionReceiver, hostName, portNumber, [IPv4Address("TCP", "127.0.0.1", portNumber)])
        elif hostName in self.cache:
            self._answer(resolutionReceiver, hostName, portNumber, self.cache[hostName])
        else:
            self._look_up(resolutionReceiver, hostName, portNumber, addressTypes, transportSemantics)
        return resolution

    def _look_up(self, receiver: Any, name: str, port: int, *how: Any) -> None:
        collector = _Collector()
        self.inner.resolveHostName(collector, name, port, *how)
        alarm = self.reactor.callLater(self.timeout, collector.resolutionComplete)

        def finish(_: object) -> None:
            if alarm.active():
                alarm.cancel()
            if collector.addresses:
                self.cache[name] = collector.addresses
            self._answer(receiver, name, port, collector.addresses)

        collector.done.addCallback(finish)

    def _answer(self, receiver: Any, name: str, port: int, addresses: Sequence[Any]) -> None:
        permitted = [
            address for address in addresses if is_public(address.host) or self.allowed.allows(name, address.host, port)
        ]
        if addresses and not permitted:
            found = ", ".join(sorted({address.host for address in addresses})[:4])
            self.refusals[(name.lower(), port)] = f"{found} is not public" + (
                f" (from {name})" if name != found else ""
            )
        for address in permitted:
            kind = IPv6Address if isinstance(address, IPv6Address) else IPv4Address
            receiver.addressResolved(kind("TCP", address.host, port))
        receiver.resolutionComplete()


class GuardMiddleware:
    """Refuses forbidden schemes, ports and over-long URLs before any look-up, and names what the resolver refused.

    It stands before every other middleware, so neither robots.txt nor anything else of a forbidden place is asked for,
    and every hop of a redirect passes it. Raises `GuardBlocked`, which is never retried.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.allowed = AllowList.parse(crawler.settings.getlist("ALLOW_ADDRESSES"))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        middleware = cls(crawler)
        crawler.signals.connect(middleware.check_installation, signals.spider_opened)
        return middleware

    def process_request(self, request: Request) -> None:
        reason = forbidden(request.url, self.allowed, getattr(self.crawler.spider, "named_ports", frozenset()))
        if reason:
            self._count()
            raise GuardBlocked(reason)

    async def check_installation(self) -> None:
        """Close the spider before its first request when the guard would be bypassed."""
        problem = bypassed(self.crawler.settings) or await _answers_loopback()
        if problem:
            logger.critical("The guard against internal addresses is bypassed (%s). Refusing to crawl.", problem)
            raise CloseSpider(GUARD_BYPASSED)

    def _count(self) -> None:
        self.crawler.stats.inc_value("guard/blocked")


class GuardRefusalMiddleware:
    """Turns "cannot resolve" into `GuardBlocked` where it was the guard that gave no answer, before any retry."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_exception(self, request: Request, exception: Exception) -> None:
        if not isinstance(exception, CannotResolveHostError):
            return
        resolver = _installed_resolver()
        parts = urlparse_cached(request)
        port = parts.port or STANDARD_PORTS.get(parts.scheme, 0)
        reason = resolver.refusal(parts.hostname or "", port) if isinstance(resolver, GuardResolver) else None
        if reason:
            self.crawler.stats.inc_value("guard/blocked")
            raise GuardBlocked(reason) from exception


def forbidden(url: str, allowed: AllowList, named_ports: frozenset[tuple[str, int]]) -> str | None:
    """Why this URL may not even be looked up, or None.

    `named_ports` are the (host, port) pairs that the sources' own URLs name. Beside them and the allow list only the
    standard ports of http and https are open.
    """
    if len(url) > LONGEST_URL:
        return f"URL of {len(url):,} characters"
    try:
        parts = urlsplit(url)
        if parts.scheme not in STANDARD_PORTS:
            return f"scheme {parts.scheme}: is not http or https"
        host, port = (parts.hostname or ""), parts.port or STANDARD_PORTS[parts.scheme]
    except ValueError as error:
        return str(error)
    if not host:
        return "no host"
    if parts.username is not None:
        return "user name in the URL"
    if port in STANDARD_PORTS.values() or (host, port) in named_ports or allowed.names_port(host, port):
        return None
    return f"port {port} is neither standard nor named by a source"


def bypassed(settings: BaseSettings) -> str | None:
    """Which setting would lead requests past the resolver, or None."""
    if not settings.getbool("TWISTED_REACTOR_ENABLED"):
        return "TWISTED_REACTOR_ENABLED is off"
    if settings.getbool("HTTPPROXY_ENABLED"):
        return "HTTPPROXY_ENABLED is on: only the proxy's address would be checked"
    expected = f"{HTTP11DownloadHandler.__module__}.{HTTP11DownloadHandler.__name__}"
    for scheme, handler in settings.getwithbase("DOWNLOAD_HANDLERS").items():
        if handler is None:
            continue
        if scheme not in STANDARD_PORTS or handler != expected:
            return f"DOWNLOAD_HANDLERS gives {scheme}: to {handler}"
    if not isinstance(_installed_resolver(), GuardResolver):
        return "TWISTED_DNS_RESOLVER is not the guard"
    return None


def _installed_resolver() -> object:
    from twisted.internet import reactor  # the reactor is chosen by the settings, after this module is imported

    return getattr(reactor, "nameResolver", None)


async def _answers_loopback() -> str | None:
    """Ask the installed resolver for a forbidden address; an answer means that the filter does not work."""
    collector = _Collector()
    resolver: Any = _installed_resolver()
    resolver.resolveHostName(collector, "127.0.0.1", 1)
    await maybe_deferred_to_future(collector.done)
    return "the installed resolver answers for 127.0.0.1:1" if collector.addresses else None
