import gzip
import sys
import zlib

import brotli  # type: ignore[import-untyped]
import pytest
from scrapy import Request
from scrapy.http import Response

from crawler.network.completeness import ROBOTS_LIMIT, TRUNCATED, CompleteBodyMiddleware, decoded

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TEXT = "".join(f"line {number * 7919 % 10_007}\n" for number in range(20_000)).encode()
ENCODED = {
    "gzip": gzip.compress(TEXT),
    "deflate": zlib.compress(TEXT),
    "br": brotli.compress(TEXT, quality=3),
    "zstd": zstd.compress(TEXT),
}
LIMIT = 10 * 1024 * 1024


def through(body: bytes, encoding: str, **meta: object) -> Response:
    request = Request("http://a.example/", meta=meta)
    response = Response("http://a.example/", headers={"Content-Encoding": encoding}, body=body)
    return CompleteBodyMiddleware(LIMIT).process_response(request, response)


@pytest.mark.parametrize("encoding", ENCODED)
def test_whole_streams_are_whole(encoding: str) -> None:
    assert decoded(ENCODED[encoding], encoding, LIMIT) == (TEXT, True)
    assert through(ENCODED[encoding], encoding).body == ENCODED[encoding]


@pytest.mark.parametrize("encoding", ENCODED)
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.99])
def test_a_cut_stream_is_flagged(encoding: str, kept: float) -> None:
    body = ENCODED[encoding][: int(len(ENCODED[encoding]) * kept)]
    answer = through(body, encoding)
    assert TRUNCATED in answer.flags
    assert answer.body == b""


def test_raw_deflate_is_deflate_too() -> None:
    compressor = zlib.compressobj(wbits=-15)
    assert decoded(compressor.compress(TEXT) + compressor.flush(), "deflate", LIMIT) == (TEXT, True)


@pytest.mark.parametrize("encoding", ENCODED)
def test_a_bomb_costs_no_more_than_the_limit(encoding: str) -> None:
    text, whole = decoded(ENCODED[encoding], encoding, 1_000)
    assert (text, whole) == (TEXT[:1_000], True)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_a_body_that_is_plain_after_all_is_passed_on_as_plain(encoding: str) -> None:
    answer = through(b"<html><p>plain</p></html>", encoding)
    assert answer.body == b"<html><p>plain</p></html>"
    assert "Content-Encoding" not in answer.headers


def test_an_unknown_encoding_is_left_as_it_is() -> None:
    answer = through(b"\x00\x01", "x-secret")
    assert answer.body == b"\x00\x01"
    assert answer.headers["Content-Encoding"] == b"x-secret"


def test_of_a_robots_txt_the_first_half_mebibyte_is_read() -> None:
    long = gzip.compress(b"Disallow: /a\n" * 1_000_000)
    answer = through(long, "gzip", robots=True)
    assert len(answer.body) == ROBOTS_LIMIT
    assert answer.flags == []
