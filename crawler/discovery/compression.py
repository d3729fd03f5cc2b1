"""Unpacking what comes packed as a file: told by its first bytes, never by its name or declared type."""

import zlib

MAX_UNPACKED = 64 * 1024 * 1024
"""Bytes. The sitemap protocol allows 50 MB unpacked (https://www.sitemaps.org/protocol.html)."""

_GZIP_MAGIC = b"\x1f\x8b"
_MAX_LAYERS = 2  # files packed once more by a server that packs everything


def unpacked(body: bytes, limit: int = MAX_UNPACKED) -> tuple[bytes, bool]:
    """The content of a gzip file, or the bytes themselves; and whether all of it is there.

    At most `limit` bytes are unpacked, whatever the file claims; a damaged file gives what stands before the damage.
    """
    whole = True
    for _ in range(_MAX_LAYERS):
        if not body.startswith(_GZIP_MAGIC):
            break
        body, all_of_it = _gunzipped(body, limit)
        whole = whole and all_of_it
    return body[:limit], whole and len(body) <= limit


def _gunzipped(body: bytes, limit: int) -> tuple[bytes, bool]:
    """All members of a gzip file one after the other (RFC 1952, 2.2)."""
    parts: list[bytes] = []
    room = limit + 1
    while body.startswith(_GZIP_MAGIC) and room > 0:
        member = zlib.decompressobj(wbits=31)
        try:
            piece = member.decompress(body, room)
        except zlib.error:
            return b"".join(parts), False
        parts.append(piece)
        room -= len(piece)
        if not member.eof:
            return b"".join(parts)[:limit], False
        body = member.unused_data
    whole = b"".join(parts)
    return whole[:limit], len(whole) <= limit
