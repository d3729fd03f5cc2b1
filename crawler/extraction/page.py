"""From bytes to one parsed tree, which all readers share."""

import codecs
import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from charset_normalizer import from_bytes
from selectolax.lexbor import LexborHTMLParser

from crawler.extraction.markup_limits import bounded

MAX_CHARACTERS = 4_000_000  # beyond this a page is cut: no article is that long, and the tree is 10 × the text
_META_BYTES = 4096  # browsers look for a declaration in the first 1,024 bytes; real pages put it later
_META = re.compile(rb"""<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w:.-]+)""", re.I)
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# What browsers read instead of the declared name (WHATWG Encoding Standard, §4.2), where Python differs.
_BROWSERS_READ = {
    "ascii": "cp1252",
    "big5": "big5hkscs",
    "euc-kr": "cp949",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "ks_c_5601-1987": "cp949",
    "latin-1": "cp1252",
    "shift_jis": "cp932",
    "tis-620": "cp874",
}
# What the detector may choose from: the encodings browsers know (WHATWG Encoding Standard, §4.2).
_ON_THE_WEB = (
    "big5 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp866 cp874 cp932 cp949 euc_jp gb18030 "
    "iso8859_2 iso8859_5 iso8859_7 koi8_r koi8_u"
).split()
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(slots=True)
class Page:
    """A parsed page."""

    tree: LexborHTMLParser
    html: str
    url: str
    base_url: str  # what relative links are relative to
    encoding: str

    def absolute(self, link: str | None) -> str | None:
        """`link` as an absolute http(s) URL, or None when it is none (mailto:, javascript:, broken)."""
        if not link or not (link := link.strip()):
            return None
        try:
            joined = urljoin(self.base_url, link)
            parts = urlsplit(joined)
            _ = parts.port
        except ValueError:
            return None
        return joined if parts.scheme in {"http", "https"} and parts.hostname else None


def parse_page(body: bytes, *, url: str, encoding: str | None = None) -> Page:
    """Decode and parse `body`, once. `encoding` is what the HTTP header declared."""
    html, used = decode(body, declared=encoding)
    html = bounded(html)
    tree = LexborHTMLParser(html)
    return Page(tree, html, url, _base_url(tree, url), used)


def decode(body: bytes, *, declared: str | None = None) -> tuple[str, str]:
    """Text of `body` and the encoding it was read with; without NUL, control characters and lone surrogates.

    Order: byte order mark, UTF-8 when the bytes are valid UTF-8, the encoding of the HTTP header, the page's own
    declaration, a detector. UTF-8 goes first because text in another encoding is hardly ever valid UTF-8 by chance,
    while headers and templates carry wrong declarations for years, and a one-byte encoding never contradicts.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _clean(body[len(mark) :].decode(name, "replace")), name
    if wide := _wide(body):
        return _clean(body.decode(wide, "replace")), wide
    names = [declared, _declared_in(body)]
    first = [] if any(_is_escaped(_codec(name)) for name in names) else ["utf-8"]
    for declaration in [*first, *names]:
        codec = _codec(declaration)
        if codec is None or codec.startswith(("utf-16", "utf-32")):
            continue  # sixteen bits without a zero byte anywhere: a wrong declaration
        try:
            return _clean(body.decode(codec)), codec
        except (UnicodeDecodeError, ValueError):
            continue
    return _undecided(body, names)


def _wide(body: bytes) -> str | None:
    """UTF-16 without a mark shows by its zero bytes: every second byte of the markup."""
    start = body[:2000]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if odd > 0.6 * (len(start) // 2) and even < 0.1 * odd:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 * (len(start) // 2) and odd < 0.1 * even else None


def _is_escaped(codec: str | None) -> bool:
    """Encodings of Asian scripts in seven bits, which pass for UTF-8."""
    return codec is not None and (codec.startswith("iso2022") or codec == "hz")


def _undecided(body: bytes, names: list[str | None]) -> tuple[str, str]:
    """No strict reading: a few bad bytes in a declared encoding, or no word about it at all."""
    for name in reversed(names):
        codec = _codec(name)
        if codec is not None and codec != "utf-8":
            text = body.decode(codec, "replace")
            if text.count("\ufffd") * 200 < len(text):
                return _clean(text), codec
    text = body.decode("utf-8", "replace")
    if text.count("\ufffd") * 50 < len(text):
        return _clean(text), "utf-8"
    best = from_bytes(_text_sample(body), cp_isolation=_ON_THE_WEB).best()
    codec = (_codec(best.encoding) if best else None) or "cp1252"
    return _clean(body.decode(codec, "replace")), codec


def _text_sample(body: bytes) -> bytes:
    """Up to 60 kB without tags: markup is ASCII and hides the language from the detector."""
    return (
        re.sub(rb"<(script|style)\b.*?</\1\s*>|<[^>]{0,2000}>", b" ", body[:300_000], flags=re.S | re.I)[:60_000]
        or body[:60_000]
    )


def _declared_in(body: bytes) -> str | None:
    found = _META.search(body[:_META_BYTES])
    name = found[1].decode("ascii") if found else None
    # A declaration we can read as ASCII cannot be true when it says UTF-16 (HTML Standard, §13.2.3.2).
    return "utf-8" if name and name.lower().startswith("utf-16") else name


def _codec(name: str | None) -> str | None:
    """The Python name of a text encoding that browsers accept; None for others (UTF-7, `rot13`, nonsense)."""
    if not name:
        return None
    try:
        info = codecs.lookup(name.strip().lower())
    except (LookupError, ValueError):
        return None
    if not getattr(info, "_is_text_encoding", True) or info.name in {
        "utf-7",
        "idna",
        "punycode",
        "unicode_escape",
        "raw_unicode_escape",
        "undefined",
        "mbcs",
        "oem",
    }:
        return None
    return _BROWSERS_READ.get(info.name, info.name)


def _clean(text: str) -> str:
    return _UNSAFE.sub(" ", text[:MAX_CHARACTERS]) if _UNSAFE.search(text) else text[:MAX_CHARACTERS]


def _base_url(tree: LexborHTMLParser, url: str) -> str:
    base = tree.css_first("base[href]")
    href = base.attributes.get("href") if base is not None else None
    if not href:
        return url
    try:
        joined = urljoin(url, href.strip())
        return joined if urlsplit(joined).scheme in {"http", "https"} else url
    except ValueError:
        return url
