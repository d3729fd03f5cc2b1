"""Cleaning of text: pure functions, safe for any `str`, idempotent.

What readers would call the same text comes out the same; what a writer chose (quotes, dashes, spelling, the marks that
order right-to-left text, the joiners Persian, Indic scripts and emoji need) stays.
"""

import html
import re
import unicodedata
from collections.abc import Callable

from ftfy import fix_encoding_and_explain

# Removed wherever they stand: control characters other than tab and line breaks, byte-order marks, soft hyphens,
# noncharacters. Bidirectional marks (U+200E, U+200F, U+061C, U+202A–E, U+2066–9) stay: they order the text.
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\ufeff\ufdd0-\ufdef\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_C1 = re.compile("[\x80-\x9f]")

# A zero-width space marks where a line may break in scripts without spaces; elsewhere it hides words from a search.
_SEA = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\ua9e0-\ua9ff\uaa60-\uaa7f"  # Thai, Lao, Myanmar, Khmer
_ZERO_WIDTH_SPACE = re.compile(f"(?<![{_SEA}])[\u200b\u2060]+|[\u200b\u2060]+(?![{_SEA}])")
# Joiners decide the letters of Arabic and Indic scripts and bind emoji; between Latin, Greek and Cyrillic letters,
# or at the edge of a word, they are invisible dirt.
_PLAIN = "\x00-\u058f"
_JOINER = re.compile(f"(?:(?<=[{_PLAIN}])|^)[\u200c\u200d]+(?=[{_PLAIN}]|$)")

# Only references that end in a semicolon: "AT&T", "?a=1&copy=2" and "R&D" are what their writer meant.
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")

_BREAK = re.compile("\r\n?|[\x0b\x0c\u2028\u2029]")
_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")
_SPACES = re.compile(r"[^\S\n]+")
_ANY_SPACES = re.compile(r"\s+")
_AROUND_NEWLINE = re.compile(" ?\n ?")

# What can be the trace of a wrong decoding (Latin-1 supplement, the letters of Windows code pages, replacement
# characters); text without any of it needs no look by ftfy.
_MAYBE_MOJIBAKE = re.compile(
    "[\x80-\xff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122\ufffd]"
)
# Encodings ftfy tries that pages do not come in, and under which correct text reads as mojibake.
_NOT_OF_THE_WEB = {"macroman", "cp437"}
# A capital before a closing mark, as in „CAFÉ“, “EL REY MURIÓ” or “ATÉ AMANHÔ, has the form of a two-byte sequence.
_CAPITAL_AND_MARK = re.compile(
    "(?:(?<=[A-ZÀ-ÖØ-Þ])[À-ÖØ-Þ]|(?<![^\\W\\d_])[ÀÁÃ-ÖØ-Þ])[“”„‘’‚…–—«»‹›™®©°•](?![^\\W\\d_])"
)
# What a repair may not consist of: letters hardly any newspaper prints (phonetic, old Cyrillic, Syriac …). Romanian,
# Vietnamese and Azerbaijani letters of these blocks are not among them.
_UNCOMMON = re.compile(
    "[\u0180-\u0191\u0193-\u019f\u01a2-\u01ae\u01b1-\u0217\u021c-\u0258\u025a-\u0385\u0460-\u0490\u0500-\u05cf\u0690-\u06a8"
    "\u0700-\u07ff]|[\u04c0-\u04d4]"
)


def unescape_leftovers(text: str) -> str:
    """Character references that are still in a text after its page was parsed: `Q&amp;A` → `Q&A`.

    A page's own references are gone when it has been parsed, so what is left was escaped twice. References that would
    become `<` or `>` stay: they stand in texts *about* markup, and an escaped tag must never turn into one. Whatever is
    decoded once is decoded for good, so a second call changes nothing.
    """
    if "&" not in text:
        return text
    while (decoded := _REFERENCE.sub(_decode, text)) != text:
        text = decoded  # every round makes it shorter
    return text


def _decode(match: re.Match[str]) -> str:
    character = html.unescape(match[0])
    return match[0] if character in {"<", ">"} else character


def fix_mojibake(text: str) -> str:
    """Text decoded with the wrong encoding put right, by ftfy (https://ftfy.readthedocs.io/en/v6.3.1/heuristic.html).

    Only ftfy's encoding repair: no quotes straightened, no widths changed. Text that reads as correct is not touched.
    """
    if not _MAYBE_MOJIBAKE.search(text):
        return text
    fixed, plan = fix_encoding_and_explain(text)
    if fixed == text or any(step.parameter in _NOT_OF_THE_WEB for step in plan or ()):
        return text
    return fixed if _is_believable(text, fixed) else text


def _is_believable(text: str, fixed: str) -> bool:
    """Whether a repair explains more than capitals before quotation marks would; else the text was right."""
    repaired = len(text) - len(fixed)  # a sequence of two characters became one
    if 0 < repaired <= len(_CAPITAL_AND_MARK.findall(text)):
        return False
    new = [character for character in fixed if character > "\x7f" and character not in text]
    return not new or 2 * sum(1 for character in new if _UNCOMMON.match(character)) < len(new)


def storable(text: str, limit: int | None = None) -> str:
    """`text` as both databases take it: no NUL or other control character, no lone surrogate, at most `limit` long.

    Surrogates that form a pair become the character they stand for; others U+FFFD. Tabs and line breaks stay.
    """
    if limit is not None:
        text = text[:limit]
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _UNWANTED.sub("", text)


def _characters(text: str) -> str:
    if text.isascii() and "&" not in text:
        return _UNWANTED.sub("", text)
    text = fix_mojibake(unescape_leftovers(text))
    text = unicodedata.normalize("NFC", storable(text))
    return _JOINER.sub("", _ZERO_WIDTH_SPACE.sub("", text))


def _settled(text: str, step: Callable[[str], str]) -> str:
    # One repair can reveal another (an entity inside mojibake), so repeat until nothing changes; mostly once.
    for _ in range(5):
        before, text = text, step(text)
        if text == before:
            break
    return text


def clean_line(text: str | None) -> str | None:
    """A headline, name or caption on one line; None when nothing readable is left."""
    return _settled(text, lambda line: _ANY_SPACES.sub(" ", _characters(line)).strip()) or None if text else None


def clean_paragraphs(text: str) -> str:
    """A body: paragraphs separated by one blank line, single line breaks inside them kept, blanks reduced to one."""
    paragraphs = (_settled(part, _paragraph) for part in _PARAGRAPH_BREAK.split(_BREAK.sub("\n", text)))
    return "\n\n".join(part for part in paragraphs if part)


def _paragraph(text: str) -> str:
    text = _SPACES.sub(" ", _BREAK.sub("\n", _characters(text)))
    return re.sub("\n{2,}", "\n", _AROUND_NEWLINE.sub("\n", text)).strip()


def is_readable(text: str | None) -> bool:
    """Whether there is at least one visible character."""
    return any(character.isprintable() and not character.isspace() for character in text or "")
