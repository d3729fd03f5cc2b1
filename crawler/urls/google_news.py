"""Google News article ids: what they hold, read as the protocol buffer they are.

An id is base64url of a message: field 1 (varint) 19, field 4 (bytes) the article's URL, field 26 (bytes) its AMP URL.
Since about 25 July 2024 field 4 holds an opaque token ("AU_yqL…") instead, and only Google can resolve it.
Wire format: https://protobuf.dev/programming-guides/encoding/
"""

import base64
import binascii
import re
from collections.abc import Iterator

_ID_PATH = re.compile(r"/(?:rss/)?(?:articles|read)/([A-Za-z0-9_\-=%]+)/?")
_MAX_ID = 8_192  # characters; a URL of 2,083 bytes makes an id of about 2,800
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_URL_FIELD = 4


def article_id(path: str) -> str | None:
    """The id in the path of a news.google.com URL; None if the path names no article.

    >>> article_id("/rss/articles/CBMiQWh0")
    'CBMiQWh0'
    """
    found = _ID_PATH.fullmatch(path)
    return found[1].replace("%3D", "").replace("%3d", "").rstrip("=") if found else None


def original_url(identifier: str) -> str | None:
    """The URL inside an id of the old kind; None for an opaque or damaged one."""
    if len(identifier) > _MAX_ID:
        return None
    try:
        message = base64.b64decode(identifier + "=" * (-len(identifier) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    for number, value in _fields(message):
        if number == _URL_FIELD and isinstance(value, bytes):
            text = value.decode("utf-8", "replace")
            return text if text.startswith(("http://", "https://")) else None
    return None


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Field numbers with their values; stops without a sound where the message stops making sense."""
    place = 0
    while place < len(message):
        tag, place = _varint(message, place)
        number, kind = tag >> 3, tag & 7
        if kind == _VARINT:
            value, place = _varint(message, place)
            if place > len(message):
                return
            yield number, value
            continue
        if kind == _BYTES:
            length, place = _varint(message, place)
        elif kind in (_FIXED64, _FIXED32):
            length = 8 if kind == _FIXED64 else 4
        else:
            return
        if place + length > len(message):
            return
        yield number, message[place : place + length]
        place += length


def _varint(message: bytes, place: int) -> tuple[int, int]:
    """The varint at `place` and the place after it; a place past the end if it is cut off or over 64 bits."""
    value = 0
    for shift in range(0, 70, 7):
        if place >= len(message):
            break
        byte = message[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, place
    return value, len(message) + 1
