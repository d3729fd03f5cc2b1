"""Serves the demo's world on one loopback port: virtual hosts, conditional requests, a request log."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from newsdesk.demo.sites import SITES
from newsdesk.demo.world import Reply, Request, World


@contextmanager
def serve(world: World, port: int = 0) -> Iterator[int]:
    """Serve the world on 127.0.0.1 as long as the context lasts; gives the port (a free one unless named)."""
    server = _Server(("127.0.0.1", port), _handler(world))
    world.serve_on(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield world.port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def allow_addresses(port: int) -> list[str]:
    """What `--allow-address` must name for this world."""
    return [f"{site.host}:{port}" for site in SITES.values()]


def sources_toml(port: int) -> str:
    """The world's sources.toml. The hosts are ours, so they may be asked without a pause."""
    tables = [
        f'[{site.id}]\nname = "{site.name}"\n{site.kind} = "http://{site.host}:{port}{site.listing}"\n'
        + (f'language = "{site.language}"\n' if site.kind != "links" else "")
        for site in SITES.values()
        if site.kind
    ]
    return "# The demo's fictional papers.\n[defaults]\ndelay = 0\nimages = true\n\n" + "\n".join(tables)


def etag(reply: Reply) -> str:
    """A strong validator of the body."""
    return f'"{hashlib.sha256(reply.body).hexdigest()[:20]}"'


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


def _handler(world: World) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        server_version = "demo"
        sys_version = ""

        def do_GET(self) -> None:
            host = self.headers.get("Host", "").split(":")[0].lower()
            reply = world.respond(host, self.path)
            if reply.status == 200 and self._unchanged(reply):
                reply = reply._replace(status=304)
            world.log.append(Request(host, self.path, reply.status))
            self._send(reply)

        do_HEAD = do_GET  # noqa: N815 - the name in http.server

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in http.server
            """The world keeps its own log."""

        def _unchanged(self, reply: Reply) -> bool:
            """RFC 9110 §13.2.2: If-None-Match decides where it is given, else If-Modified-Since."""
            tags = self.headers.get("If-None-Match")
            if tags is not None:
                return etag(reply) in tags or tags.strip() == "*"
            since = self.headers.get("If-Modified-Since")
            return bool(since and reply.modified and reply.modified <= _http_date(since))

        def _send(self, reply: Reply) -> None:
            body = b"" if reply.status == 304 else reply.body
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.status in (200, 304):
                self.send_header("ETag", etag(reply))
                if reply.modified:
                    self.send_header("Last-Modified", format_datetime(reply.modified.astimezone(UTC), usegmt=True))
            if reply.status != 304:
                self.send_header("Content-Type", reply.content_type)
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

    return Handler


def _http_date(text: str) -> datetime:
    moment = parsedate_to_datetime(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
