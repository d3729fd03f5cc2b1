"""Text as metadata carries it, made plain: what every reader does to a value before it looks at it."""

import html
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborNode

MAX_VALUE = (
    2_000  # characters a metadata value may have; longer ones are cut (a description of a page is no text of it)
)
_TAGS = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_INVISIBLE = dict.fromkeys(
    [0x00AD, 0x180E, 0x2060, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
# Joiners carry meaning in Indic scripts, Persian and emoji sequences: those two stay.
_INVISIBLE.pop(0x200C)
_INVISIBLE.pop(0x200D)
_UNIFIED = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′´`ʼ", "'"),
        **dict.fromkeys("“”„‟«»″〝〞＂", '"'),
        **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
    }
)
_BREAKS = frozenset(
    "address article aside blockquote br dd div dl dt figure footer header hr li ol p section table td tr ul".split()
)


class Reading(NamedTuple):
    """A value and the reader that gave it, e.g. `meta:og:title`."""

    value: str
    reader: str


def plain(value: object, limit: int = MAX_VALUE) -> str:
    """`value` as one line of clean text; "" for anything that is no string.

    Entities are resolved twice: JSON-LD carries `&quot;` and templates escape what was escaped before.
    """
    if not isinstance(value, str):
        return ""
    text = value[: 4 * limit]
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = _TAGS.sub(" ", text)
    if not text.isascii():
        text = text.translate(_INVISIBLE)
    return unicodedata.normalize("NFC", " ".join(text.split()))[:limit].rstrip()


def node_text(node: LexborNode, limit: int = MAX_VALUE) -> str:
    """Text of an element on one line, with a blank where a `<br>` or a block element parts two words."""
    parts: list[str] = []
    size = 0
    for child in node.traverse(include_text=True):
        if child.is_text_node:
            if child.parent is not None and child.parent.tag in {"script", "style", "noscript", "template"}:
                continue
            text = child.text_content or ""
            parts.append(text)
            size += len(text)
            if size > 4 * limit:
                break
        elif child.tag in _BREAKS:
            parts.append(" ")
    return plain("".join(parts).replace("<", "‹") if "<" in "".join(parts) else "".join(parts), limit)


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """For comparing: NFKC, quotes and dashes unified, case folded, white space collapsed."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_UNIFIED).casefold().split())


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """For comparing names: letters and digits of the folded text only."""
    return "".join(filter(str.isalnum, fold(text)))
