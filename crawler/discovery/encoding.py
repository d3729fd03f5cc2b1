"""From a listing's bytes to text: which encoding, in which order of trust."""

import codecs
import re

from w3lib.encoding import http_content_type_encoding, resolve_encoding

from crawler.urls import host

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UTF16 = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))  # XML 1.0, appendix F.1
_XML_DECLARATION = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_HTML_DECLARATION = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_LOOKED_AT = 4_096  # bytes
# Pure ASCII bytes that stand for other characters; "valid as UTF-8" proves nothing for them.
_SHIFTED = frozenset(("iso2022_jp", "iso2022_kr", "hz"))
# Never decoded, whatever a page says (WHATWG Encoding standard); Python's text transforms are no encodings either.
_REFUSED = frozenset(("utf-7", "utf_7", "idna", "punycode", "raw_unicode_escape", "unicode_escape", "rot_13", "rot13"))

# What an undeclared page of a country is in, if it is not UTF-8: the browsers' own guess by top-level domain
# (https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding, locale table).
BY_TOP_LEVEL_DOMAIN = {
    "bg": "windows-1251",
    "by": "windows-1251",
    "cn": "gb18030",
    "cz": "windows-1250",
    "gr": "windows-1253",
    "hk": "big5",
    "hu": "windows-1250",
    "il": "windows-1255",
    "ir": "windows-1256",
    "jp": "cp932",
    "kr": "cp949",
    "lt": "windows-1257",
    "lv": "windows-1257",
    "pl": "windows-1250",
    "ru": "windows-1251",
    "sk": "windows-1250",
    "th": "cp874",
    "tr": "windows-1254",
    "tw": "big5",
    "ua": "windows-1251",
}


def decode(body: bytes, *, url: str = "", content_type: str | None = None, encoding: str | None = None) -> str:
    """The text of a listing. Characters that cannot be decoded become U+FFFD.

    Order: byte order mark; valid UTF-8 (no other encoding's text passes for it by chance); what the document
    declares; `encoding` or the charset of `content_type`; the usual encoding of the host's country; windows-1252.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    for start, name in _UTF16:
        if body.startswith(start):
            return body.decode(name, "replace")
    declared = _declared(body)
    if declared not in _SHIFTED:
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError as error:
            if error.reason == "unexpected end of data" and error.end >= len(body):  # cut inside a character
                return body.decode("utf-8", "replace")
    header = _usable(encoding) or _usable(http_content_type_encoding(content_type))
    for said in (declared, header):
        if said and said not in ("utf-8", "ascii"):
            return body.decode(said, "replace")
    if declared or header:  # said UTF-8 and is not quite
        return _mostly_utf8(body)
    return body.decode(BY_TOP_LEVEL_DOMAIN.get(host(url).rpartition(".")[2], "windows-1252"), "replace")


def _mostly_utf8(body: bytes) -> str:
    """UTF-8 with a few foreign bytes stays UTF-8; mostly foreign bytes mean the declaration is wrong."""
    text = body.decode("utf-8", "replace")
    wrong = text.count("�")
    right = sum(1 for character in text[:20_000] if character > "\x7f") - wrong
    return text if right >= wrong else body.decode("windows-1252", "replace")


def _declared(body: bytes) -> str | None:
    head = body[:_LOOKED_AT]
    found = _XML_DECLARATION.search(head) or _HTML_DECLARATION.search(head)
    return _usable(found[1].decode("ascii")) if found else None


def _usable(name: str | None) -> str | None:
    """Python's name of a real text encoding, or None."""
    codec = resolve_encoding(name) if name else None
    return codec if codec and codec not in _REFUSED else None
