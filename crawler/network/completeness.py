"""Is a compressed body whole? A gzip stream cut in the middle under an honest Content-Length passes for a whole page
in Scrapy, and in every other crawler we tried, so the end of the stream is checked here."""

import sys
import zlib
from typing import Any, Protocol, Self

import brotli  # type: ignore[import-untyped]
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TRUNCATED = "truncated"  # response flag
CHUNK = 65_536  # bytes decoded at a time
ROBOTS_LIMIT = 512 * 1024  # bytes of a robots.txt that are read: RFC 9309 §2.5 asks for at least 500 KiB
GZIP_MAGIC = b"\x1f\x8b"


class _Decoder(Protocol):
    def feed(self, data: bytes) -> bytes: ...
    def ended(self) -> bool: ...


class _Zlib:
    def __init__(self, window: int) -> None:
        self.inner = zlib.decompressobj(window)

    def feed(self, data: bytes) -> bytes:
        return self.inner.decompress(self.inner.unconsumed_tail + data, CHUNK)

    def ended(self) -> bool:
        return self.inner.eof


class _Brotli:
    def __init__(self) -> None:
        self.inner: Any = brotli.Decompressor()

    def feed(self, data: bytes) -> bytes:
        decoded: bytes = self.inner.process(data, output_buffer_limit=CHUNK)
        return decoded

    def ended(self) -> bool:
        return bool(self.inner.is_finished())


class _Zstd:
    def __init__(self) -> None:
        self.inner = zstd.ZstdDecompressor()

    def feed(self, data: bytes) -> bytes:
        return self.inner.decompress(data, CHUNK) if not self.inner.eof else b""

    def ended(self) -> bool:
        return self.inner.eof


def _decoder(encoding: str, body: bytes) -> _Decoder | None:
    if encoding in ("gzip", "x-gzip"):
        return _Zlib(31)
    if encoding == "deflate":
        return _Zlib(15 if body[:1] == b"\x78" else -15)
    if encoding == "br":
        return _Brotli()
    return _Zstd() if encoding == "zstd" else None


def decoded(body: bytes, encoding: str, limit: int) -> tuple[bytes, bool]:
    """The first `limit` bytes of a compressed body, and whether the stream ended as it should, or at the limit.

    An encoding we do not know, or a body that is not of the encoding at all, gives (b"", False).
    """
    decoder = _decoder(encoding, body)
    if decoder is None:
        return b"", False
    parts: list[bytes] = []
    size, data = 0, body
    try:
        while size <= limit and not decoder.ended():
            part = decoder.feed(data)
            if not part and not data:
                return b"".join(parts), False
            data = b""
            size += len(part)
            parts.append(part)
    except (zlib.error, brotli.error, zstd.ZstdError, EOFError):
        return b"".join(parts), False
    return b"".join(parts)[:limit], True


class CompleteBodyMiddleware:
    """Flags cut compressed bodies as `truncated`, for the retry middleware, and reads robots.txt up to its limit.

    Stands between Scrapy's decompression and the downloader. A body that is plain in spite of its Content-Encoding
    is passed on as plain.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_response(self, request: Request, response: Response) -> Response:
        encodings = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1").lower()
        names = [name.strip() for name in encodings.split(",") if name.strip() not in ("", "identity")]
        if not names or not response.body or request.method == "HEAD":
            return response
        if request.meta.get("robots"):
            return _plain(response, decoded(response.body, names[-1], ROBOTS_LIMIT)[0])
        if _is_plain_after_all(names[-1], response.body):
            return _plain(response, response.body)
        if len(names) == 1 and _decoder(names[0], response.body):
            whole = decoded(response.body, names[0], self.limit)[1]
            if not whole:
                flagged = _plain(response, b"")
                flagged.flags.append(TRUNCATED)
                return flagged
        return response


def _is_plain_after_all(encoding: str, body: bytes) -> bool:
    if encoding in ("gzip", "x-gzip"):
        return not body.startswith(GZIP_MAGIC)
    return encoding in ("deflate", "br", "zstd") and body.lstrip()[:1] in (b"<", b"{", b"[")


def _plain(response: Response, body: bytes) -> Response:
    headers = response.headers.copy()
    del headers["Content-Encoding"]
    return response.replace(body=body, headers=headers)
