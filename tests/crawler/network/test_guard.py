import pytest
from scrapy.settings import Settings

from crawler.network.addresses import AllowList
from crawler.network.guard import bypassed, forbidden

ALLOWED = AllowList.parse(["127.0.0.1:8123"])
NAMED = frozenset({("paper.example", 8080)})


def real_settings() -> Settings:
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    return settings


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "https://example.org:443/a",
        "http://example.org:443/",
        "http://paper.example:8080/feed",
        "http://news.localhost:8123/",
        "http://127.0.0.1:8123/",
    ],
)
def test_what_may_be_looked_up(url: str) -> None:
    assert forbidden(url, ALLOWED, NAMED) is None


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("file:///etc/passwd", "scheme"),
        ("ftp://example.org/", "scheme"),
        ("data:text/html,x", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("gopher://example.org/", "scheme"),
        ("//example.org/", "scheme"),
        ("", "scheme"),
        ("http:///path", "no host"),
        ("http://[", "Invalid"),
        ("http://example.org:99999/", "range"),
        ("http://example.org:22/", "port 22"),
        ("http://example.org:25/", "port 25"),
        ("http://other.example:8080/", "port 8080"),
        ("http://example.org:8123/", "port 8123"),
        ("http://example.org@127.0.0.1/", "user name"),
        ("http://example.org/" + "a" * 2_100, "2,119 characters"),
    ],
)
def test_what_is_refused_before_any_look_up(url: str, why: str) -> None:
    assert why in (forbidden(url, ALLOWED, NAMED) or "")


def test_the_shipped_settings_open_no_address_and_no_way_round() -> None:
    settings = real_settings()
    assert settings["ALLOW_ADDRESSES"] == []
    assert not settings.getbool("TELNETCONSOLE_ENABLED")
    assert not settings.getbool("REMOTE_CONTROL_ENABLED")
    assert "TWISTED_DNS_RESOLVER" in (bypassed(settings) or "")  # no reactor runs here, so nothing is installed


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TWISTED_REACTOR_ENABLED", False),
        ("HTTPPROXY_ENABLED", True),
        ("DOWNLOAD_HANDLERS", {"http": "scrapy.core.downloader.handlers._aiohttp.AiohttpDownloadHandler"}),
        ("DOWNLOAD_HANDLERS", {"file": "scrapy.core.downloader.handlers.file.FileDownloadHandler"}),
    ],
)
def test_a_setting_that_leads_past_the_resolver_is_named(name: str, value: object) -> None:
    settings = real_settings()
    settings.set(name, value, priority="cmdline")
    assert name in (bypassed(settings) or "")
