"""Faults of real connections, through the real settings: every URL ends in one outcome, and the good pages arrive.

All URLs are asked for in one crawl; each case has its own host, so that none waits for another.
"""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import REPOSITORY
from tests.site.server import Reply, Server

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
SETTINGS: dict[str, Any] = {
    "DOWNLOAD_DELAY": 0.01,
    "AUTOTHROTTLE_START_DELAY": 0.01,
    "DOWNLOAD_TIMEOUT": 1.5,
    "DOWNLOAD_MAXSIZE": 200_000,
}
BAD_HEADERS = b"".join(b"X-%d: y\r\n" % number for number in range(100_000))

# name: (replies, outcome, what must stand in the evidence, requests that may be made)
CASES: dict[str, tuple[list[Reply], str, str, int]] = {
    "n01-silence": ([Reply(delay=5)], "timeout", "longer than 1.5 seconds", 3),
    "n05-cut-body": ([Reply(body="x" * 5_000, cut=100)], "truncated", "before the end", 3),
    "n06-cut-chunks": ([Reply(raw=HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")], "truncated", "", 3),
    "n07-cut-gzip": (
        [Reply(body=gzip.compress(b"0123456789" * 9_000)[:-20], headers={"Content-Encoding": "gzip"})],
        "truncated",
        "cut",
        3,
    ),
    "n08-second-reply": (
        [Reply(raw=HEAD + b"Content-Length: 4\r\n\r\ngoodEVIL!HTTP/1.1 200 OK\r\n\r\nEVIL!")],
        "ok",
        "",
        1,
    ),
    "n09-negative-length": ([Reply(raw=HEAD + b"Content-Length: -5\r\n\r\nx")], "connection", "", 3),
    "n10-ten-terabytes": ([Reply(raw=HEAD + b"Content-Length: 10000000000000\r\n\r\nx")], "too-large", "", 1),
    "n11-bad-chunk": ([Reply(raw=HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n")], "truncated", "", 3),
    "n12-reset": ([Reply(reset=True)], "connection", "", 4),  # Twisted repeats a request on a kept connection
    "n13-nothing": ([Reply(raw=b"")], "connection", "", 4),
    "n18-third-time-lucky": ([Reply(status=503), Reply(reset=True), Reply(body="third")], "ok", "", 3),
    "n20-come-back-next-year": ([Reply(status=429, headers={"Retry-After": "99999999"})], "blocked", "429", 1),
    "n21-retry-after-junk": ([Reply(status=503, headers={"Retry-After": "-7"}), Reply(body="good")], "ok", "", 2),
    "n22-busy-for-ever": ([Reply(status=503)], "server-error", "503", 3),
    "n23-gone": ([Reply(status=410, body="<p>an article?</p>")], "gone", "410", 1),
    "n24-redirect-loop": ([Reply(status=302, headers={"Location": "/page"})], "redirect", "max redirections", 6),
    "n25-unreadable-location": ([Reply(status=302, headers={"Location": "http://["})], "redirect", "http://[", 1),
    "n25-endless-location": ([Reply(status=302, headers={"Location": "/" + "a" * 9_000})], "guard", "characters", 1),
    "n29-large-page": ([Reply(body="x" * 300_000)], "too-large", "", 1),
    "n30-gzip-bomb": ([Reply(body="0" * 5_000_000, gzip=True)], "too-large", "", 1),
    "n31-gzip-that-is-plain": ([Reply(body="<p>plain</p>", headers={"Content-Encoding": "gzip"})], "ok", "", 1),
    "n34-junk": ([Reply(raw=b"\x00\x01\x02 what is this\r\n\r\n")], "connection", "", 3),
    "n35-many-headers": ([Reply(raw=HEAD + BAD_HEADERS + b"Content-Length: 4\r\n\r\ngood")], "any", "", 3),
    "n36-304-unasked": ([Reply(status=304)], "http-error", "without a condition", 1),
    "good-gzip": ([Reply(body="<p>fine</p>", gzip=True)], "ok", "", 1),
    "known": ([Reply(status=304)], "not-modified", "", 1),
    "s01-redirect-inside": (
        [Reply(status=302, headers={"Location": "http://169.254.169.254/latest/"})],
        "guard",
        "169.254.169.254",
        1,
    ),
    "s01-redirect-other-port": ([Reply(status=302, headers={"Location": "http://127.0.0.1:9/"})], "guard", "port 9", 1),
    "s10-redirect-to-file": (
        [Reply(status=302, headers={"Location": "file:///etc/passwd"})],
        "guard",
        "file:///etc/passwd",
        1,
    ),
}
# Never a connection: the guard answers by itself.
FORBIDDEN = [
    "http://10.1.2.3/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://１２７.0.0.1/",
    "http://localhost./",
    "http://a.localhost/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://100.64.1.1/",
    "http://224.0.0.1/",
    "http://0.0.0.0/",
    "https://192.168.0.1/",
    "http://example.org:25/",
]


def probe(told: dict[str, Any], **environment: str) -> tuple[dict[str, Any], str]:
    program = [sys.executable, "-m", "tests.site.probe", json.dumps(told)]
    done = subprocess.run(
        program,
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, **environment},
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer, done.stderr


@pytest.fixture(scope="module")
def wire() -> Iterator[tuple[Server, dict[str, Any], str]]:
    with Server() as site:
        for name, (replies, *_) in CASES.items():
            site.add(f"{name}.localhost", "/page", *replies)
            site.add(f"{name}.localhost", "/robots.txt", Reply(content_type="text/plain"))
        urls = [site.url(f"{name}.localhost", "/page") for name in CASES]
        told = {
            "urls": urls + FORBIDDEN + ["http://no-such-name.invalid/"],
            "known": [site.url("known.localhost", "/page")],
            "settings": SETTINGS | {"ALLOW_ADDRESSES": [site.address]},
        }
        # A proxy in cron's environment would see every request, and the guard only the proxy's address (faults S12).
        answer, errors = probe(told, http_proxy=f"http://127.0.0.1:{site.port}/proxy", HTTP_PROXY="http://127.0.0.1:9/")
        yield site, answer, errors


def rows(answer: dict[str, Any], url: str) -> list[dict[str, Any]]:
    return [row for row in answer["rows"] if row["url"] == url and row["kind"] == "article"]


@pytest.mark.parametrize("name", CASES)
def test_each_fault_has_its_outcome_and_its_evidence(name: str, wire: tuple[Server, dict[str, Any], str]) -> None:
    site, answer, _ = wire
    _, outcome, evidence, requests = CASES[name]
    found = rows(answer, site.url(f"{name}.localhost", "/page"))
    assert len(found) == 1
    assert outcome in ("any", found[0]["outcome"]), found[0]
    assert evidence in (found[0]["detail"] or "")
    assert len(site.asked(f"{name}.localhost", "/page")) <= requests
    assert "EVIL" not in found[0]["body"]


def test_forbidden_addresses_are_refused_in_every_spelling(wire: tuple[Server, dict[str, Any], str]) -> None:
    _, answer, _ = wire
    refused = [row["url"] for row in answer["rows"] if row["outcome"] == "guard" and not row["final_url"]]
    inside = [url for url in refused if "localhost:" not in url]
    assert len(inside) == len(FORBIDDEN), inside


def test_an_unknown_name_is_a_dns_failure(wire: tuple[Server, dict[str, Any], str]) -> None:
    assert [row["outcome"] for row in rows(wire[1], "http://no-such-name.invalid/")] == ["dns"]


def test_the_good_pages_arrive_decoded(wire: tuple[Server, dict[str, Any], str]) -> None:
    site, answer, _ = wire
    for name, body in (
        ("good-gzip", "<p>fine</p>"),
        ("n18-third-time-lucky", "third"),
        ("n08-second-reply", "good"),
        ("n31-gzip-that-is-plain", "<p>plain</p>"),
    ):
        assert rows(answer, site.url(f"{name}.localhost", "/page"))[0]["body"] == body


def test_conditions_and_honest_names_are_sent(wire: tuple[Server, dict[str, Any], str]) -> None:
    site, _, _ = wire
    (hit,) = site.asked("known.localhost", "/page")
    assert hit.headers["If-None-Match"] == '"known"'
    assert hit.headers["User-Agent"].startswith("newsdesk/")
    assert "+http" in hit.headers["User-Agent"]
    assert "Cookie" not in hit.headers
    assert "If-None-Match" not in site.asked("good-gzip.localhost", "/page")[0].headers


def test_nothing_is_said_on_stderr(wire: tuple[Server, dict[str, Any], str]) -> None:
    assert wire[2] == ""


def test_the_proxy_of_the_environment_is_not_used(wire: tuple[Server, dict[str, Any], str]) -> None:
    assert not [hit for hit in wire[0].hits if "proxy" in hit.path or hit.path.startswith("http")]


ROBOTS: dict[str, tuple[Reply, str]] = {
    "r01-404": (Reply(status=404), "ok"),
    "r01-403": (Reply(status=403), "ok"),
    "r02-500": (Reply(status=500), "server-error"),
    "r02-503": (Reply(status=503), "server-error"),
    "r03-hang": (Reply(delay=30), "timeout"),
    "r03-reset": (Reply(reset=True), "connection"),
    "r04-redirect-to-closed": (Reply(status=302, headers={"Location": "/closed.txt"}), "robots"),
    "r05-redirect-loop": (Reply(status=302, headers={"Location": "/robots.txt"}), "ok"),
    "r06-redirect-inside": (Reply(status=302, headers={"Location": "http://10.0.0.1/robots.txt"}), "guard"),
    "r07-long": (Reply(body="User-agent: *\nDisallow: /page\n" + "# x\n" * 300_000), "robots"),
    "r08-html": (Reply(body="<html><p>Disallow: everything?</p></html>"), "ok"),
    "r08-binary": (Reply(body=bytes(range(256)) * 20), "ok"),
    "r09-all": (Reply(body="User-agent: *\nDisallow: /\n"), "robots"),
    "r09-our-agent": (Reply(body="User-agent: newsdesk\nDisallow: /\n\nUser-agent: *\nAllow: /\n"), "robots"),
    "r09-another-agent": (Reply(body="User-agent: otherbot\nDisallow: /\n"), "ok"),
    "r09-bom-and-cr": (Reply(body=b"\xef\xbb\xbfUser-agent: *\rDisallow: /\r"), "robots"),
    "r10-wildcards": (Reply(body=f"User-agent: *\nDisallow: /{'*a' * 60}$\n" + "Disallow: /x*y*z\n" * 20_000), "ok"),
    "r11-bomb": (Reply(body="User-agent: *\nDisallow: /page\n" + "#" * 20_000_000, gzip=True), "robots"),
    "r12-crawl-delay-junk": (Reply(body="User-agent: *\nCrawl-delay: -1\nCrawl-delay: NaN\n"), "ok"),
}  # fmt: skip


@pytest.fixture(scope="module")
def robots() -> Iterator[tuple[Server, dict[str, Any]]]:
    with Server() as site:
        for name, (reply, _) in ROBOTS.items():
            site.add(f"{name}.localhost", "/robots.txt", reply)
            site.add(f"{name}.localhost", "/closed.txt", Reply(body="User-agent: *\nDisallow: /\n"))
            site.add(f"{name}.localhost", "/page", Reply(body="<p>a page</p>"))
        told = {
            "urls": [site.url(f"{name}.localhost", "/page") for name in ROBOTS],
            "settings": SETTINGS | {"ALLOW_ADDRESSES": [site.address], "ROBOTS_TIMEOUT": 1.5},
        }
        yield site, probe(told)[0]


@pytest.mark.parametrize("name", ROBOTS)
def test_robots_txt_is_obeyed_and_closed_when_in_doubt(name: str, robots: tuple[Server, dict[str, Any]]) -> None:
    site, answer = robots
    expected = ROBOTS[name][1]
    found = rows(answer, site.url(f"{name}.localhost", "/page"))
    assert [row["outcome"] for row in found] == [expected], found
    assert bool(site.asked(f"{name}.localhost", "/page")) == (expected == "ok")
    assert len(site.asked(f"{name}.localhost", "/robots.txt")) <= (6 if "loop" in name else 2)
    assert not site.asked("10.0.0.1")


def test_each_robots_txt_has_one_row_in_the_ledger(robots: tuple[Server, dict[str, Any]]) -> None:
    site, answer = robots
    found = [row["url"] for row in answer["rows"] if row["kind"] == "robots"]
    expected = [site.url(f"{name}.localhost", "/robots.txt") for name in ROBOTS if name != "r06-redirect-inside"]
    assert sorted(found) == sorted(expected)


def test_a_crawl_whose_guard_is_bypassed_sends_nothing() -> None:
    with Server() as site:
        told = {
            "urls": [site.url("a.localhost")],
            "settings": {
                "TWISTED_DNS_RESOLVER": "scrapy.resolver.CachingThreadedResolver",
                "ALLOW_ADDRESSES": [site.address],
            },
        }
        answer, errors = probe(told)
        assert answer["stats"]["finish_reason"] == "guard_bypassed"
        assert "Refusing to crawl" in errors
        assert site.hits == []


def test_a_pause_asked_for_is_kept_for_the_whole_host() -> None:
    with Server() as site:
        site.add("a.localhost", "/one", Reply(status=429, headers={"Retry-After": "1"}), Reply(body="good"))
        site.add("a.localhost", "/two", Reply(body="two"))
        told = {
            "urls": [site.url("a.localhost", "/one"), site.url("a.localhost", "/two")],
            "settings": SETTINGS
            | {"ALLOW_ADDRESSES": [site.address], "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0.05},
        }
        answer, _ = probe(told)
        assert [row["outcome"] for row in answer["rows"] if row["kind"] == "article"] == ["ok", "ok"]
        refused, *later = [hit for hit in site.asked("a.localhost") if hit.path != "/robots.txt"]
        assert refused.path == "/one"
        assert all(hit.at - refused.at >= 1.0 for hit in later)
