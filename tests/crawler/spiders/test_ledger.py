from scrapy import Request
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Response

from crawler.outcomes import Outcome
from crawler.spiders.ledger import failure_row, refused_row, response_row, without_validators

META = {"source": "paper", "kind": "article", "digest": "abc", "download_latency": 0.25}
PASSED = {"redirect_urls": ["http://a.example/1", "http://a.example/2"]}


def test_a_redirected_page_keeps_the_way_it_took() -> None:
    request = Request("https://a.example/3", meta=META | PASSED)
    row = response_row(
        request, Response("https://a.example/3", body=b"four", headers={"ETag": '"x"', "Last-Modified": "y"})
    )
    assert (row.url, row.final_url, row.redirects) == (
        "http://a.example/1",
        "https://a.example/3",
        ["http://a.example/2"],
    )
    assert (row.outcome, row.status, row.bytes, row.milliseconds) == (Outcome.OK, 200, 4, 250)
    assert (row.etag, row.last_modified, row.listing_digest, row.source) == ('"x"', "y", "abc", "paper")
    assert row.fetched_at.tzinfo is not None


def test_a_page_without_redirects_has_no_final_url() -> None:
    row = response_row(Request("http://a.example/", meta=META), Response("http://a.example/"))
    assert (row.final_url, row.redirects) == (None, [])


def test_validators_of_anything_but_a_good_reply_are_not_kept() -> None:
    response = Response("http://a.example/", status=503, headers={"ETag": '"x"'})
    assert response_row(Request("http://a.example/", meta=META), response).etag is None


def test_validators_that_cannot_be_sent_back_are_not_kept() -> None:
    for value in ("ü", "x" * 2_000, "a\tb\x00"):
        response = Response("http://a.example/", headers={"ETag": value.encode("latin-1")})
        assert response_row(Request("http://a.example/", meta=META), response).etag is None


def test_a_failure_names_its_evidence() -> None:
    row = failure_row(Request("http://a.example/", meta=META), DownloadTimeoutError("took longer than 20 seconds"))
    assert (row.outcome, row.detail, row.status) == (Outcome.TIMEOUT, "took longer than 20 seconds", None)


def test_a_page_that_turned_out_to_be_no_article_is_not_asked_for_conditionally() -> None:
    response = Response("http://a.example/", headers={"ETag": '"x"'})
    row = response_row(Request("http://a.example/", meta=META), response)
    without_validators(row, Outcome.NOT_AN_ARTICLE, "empty:\nnothing")
    assert (row.outcome, row.detail, row.etag) == (Outcome.NOT_AN_ARTICLE, "empty: nothing", None)


def test_a_request_that_was_never_sent_has_a_row() -> None:
    row = refused_row(Request("http://a.example/", meta=META), Outcome.NOT_FETCHED, "out of time")
    assert (row.outcome, row.detail, row.kind) == (Outcome.NOT_FETCHED, "out of time", "article")
