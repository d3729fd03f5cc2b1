"""A scripted HTTP server with virtual hosts on one loopback port. Standard library only; one thread a connection."""

import contextlib
import gzip
import hashlib
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


@dataclass(kw_only=True)
class Reply:
    """One scripted answer. `raw` is sent as it is, headers and all; `delay` in seconds before the first byte."""

    body: bytes | str = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    raw: bytes | None = None
    reset: bool = False  # close with RST, without a byte
    cut: int | None = None  # send only so many bytes of the body under the whole Content-Length
    gzip: bool = False
    validators: bool = False  # send ETag and Last-Modified, honour If-None-Match and If-Modified-Since

    def payload(self) -> bytes:
        data = self.body.encode() if isinstance(self.body, str) else self.body
        return gzip.compress(data, mtime=0) if self.gzip else data


@dataclass
class Hit:
    """One request as it came in."""

    host: str
    path: str
    headers: dict[str, str]
    at: float  # time.monotonic()
    status: int


class Server:
    """`with Server() as site: site.add("paper.localhost", "/a", Reply(body="…"))`. Unknown paths are 404s."""

    def __init__(self) -> None:
        self.replies: dict[tuple[str, str], list[Reply]] = {}
        self.hits: list[Hit] = []
        self.lock = threading.Lock()
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.http.daemon_threads = True
        self.port: int = self.http.server_address[1]

    def add(self, host: str, path: str, *replies: Reply) -> None:
        """Answer this path with the replies in turn; the last one stays."""
        self.replies[(host, path)] = list(replies)

    def url(self, host: str, path: str = "/") -> str:
        return f"http://{host}:{self.port}{path}"

    @property
    def address(self) -> str:
        """What --allow-address must name."""
        return f"127.0.0.1:{self.port}"

    def asked(self, host: str, path: str | None = None) -> list[Hit]:
        """The requests for a host, or for one path of it, in order."""
        with self.lock:
            return [hit for hit in self.hits if hit.host == host and path in (None, hit.path)]

    def paths(self, host: str) -> list[str]:
        return [hit.path for hit in self.asked(host)]

    def take(self, host: str, path: str) -> Reply:
        with self.lock:
            waiting = self.replies.get((host, path), [Reply(status=404, body="no such page")])
            return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    def __enter__(self) -> Self:
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.http.shutdown()
        self.http.server_close()


def _handler(  # noqa: C901 (one small class)
    site: Server,
) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host = self.headers.get("Host", "").split(":")[0]
            reply = site.take(host, self.path)
            status = 304 if reply.validators and self._unchanged(reply) else reply.status
            with site.lock:
                site.hits.append(Hit(host, self.path, dict(self.headers.items()), time.monotonic(), status))
            time.sleep(reply.delay)
            if reply.reset:
                self._reset()
            elif reply.raw is not None:
                self.wfile.write(reply.raw)
                self.close_connection = True
            else:
                self._send(reply, status)

        def _unchanged(self, reply: Reply) -> bool:
            asked = self.headers.get("If-None-Match")
            return asked == etag(reply) if asked else self.headers.get("If-Modified-Since") == LAST_MODIFIED

        def _send(self, reply: Reply, status: int) -> None:
            data = b"" if status == 304 else reply.payload()
            self.send_response(status)
            self.send_header("Content-Type", reply.content_type)
            if status != 304:
                self.send_header("Content-Length", str(len(data)))
            if reply.gzip:
                self.send_header("Content-Encoding", "gzip")
            if reply.validators:
                self.send_header("ETag", etag(reply))
                self.send_header("Last-Modified", LAST_MODIFIED)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data[: reply.cut] if reply.cut is not None else data)
            if reply.cut is not None:
                self.close_connection = True

        def _reset(self) -> None:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
            self.close_connection = True

        def log_message(self, *_: Any) -> None:
            """The log is `hits`."""

        def handle(self) -> None:
            with contextlib.suppress(ConnectionError):  # the client went away, as some tests want it to
                super().handle()

    return Handler


LAST_MODIFIED = "Sat, 21 Nov 2026 06:00:00 GMT"


def etag(reply: Reply) -> str:
    return f'"{hashlib.sha256(reply.payload()).hexdigest()[:16]}"'


def article(headline: str, paragraphs: Sequence[str] = (), **meta: str) -> str:
    """A plain, whole article page."""
    body = paragraphs or (f"{headline}: what happened, in a sentence that is long enough to be read as one.",) * 3
    tags = "".join(f'<meta property="{name}" content="{value}">' for name, value in meta.items())
    text = "".join(f"<p>{paragraph}</p>" for paragraph in body)
    return (
        f'<!doctype html><html lang="en"><head><title>{headline}</title>'
        f'<meta property="og:title" content="{headline}">{tags}</head><body>'
        f"<main><article><h1>{headline}</h1>{text}</article></main></body></html>"
    )


def feed(site: str, items: Sequence[tuple[str, str]], published: str = "Sat, 21 Nov 2026 06:00:00 GMT") -> str:
    """An RSS 2.0 feed of (headline, absolute URL)."""
    entries = "".join(
        f"<item><title>{headline}</title><link>{url}</link><guid>{url}</guid><pubDate>{published}</pubDate></item>"
        for headline, url in items
    )
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>{site}</title><link>/</link>{entries}</channel></rss>'
    )
