"""Markup written to break parsers, made harmless before the parser sees it.

The rules of HTML 5 make some constructs quadratic in any parser that follows them: each start tag looks through the
open elements, each attribute through those before it, and open formatting elements are repeated in every paragraph
(HTML Standard, §13.2.4.3 "the list of active formatting elements"). Measured with lexbor: 100,000 nested `<div>`
12 s, 200,000 attributes on one tag 90 s, 1,000 open `<i>` before 2,000 paragraphs 735 MiB. Pages of real sites stay
two orders of magnitude below these limits; text is never removed.
"""

import re
from itertools import accumulate

MAX_OPEN_FORMATTING = 100
MAX_OPEN_ELEMENTS = 5_000
MAX_TAG = 20_000  # characters of a tag before its attributes are counted
MAX_ATTRIBUTES = 2_000
_MANY_TAGS = 10_000  # fewer cannot be nested deeply enough to hurt
_FORMATTING_NAMES = "b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u"
_FORMATTING = re.compile(rf"<(/?)(?:{_FORMATTING_NAMES})(?=[\s/>])", re.I)
_FORMATTING_TAG = re.compile(rf"</?(?:{_FORMATTING_NAMES})(?=[\s/>])[^>]*>", re.I)
# Elements that stay open until they are closed; void ones and those that a sibling closes do not nest by themselves.
_NOT_NESTING = (
    "area|base|br|col|dd|dt|embed|hr|img|input|li|link|meta|option|p|param|source|tbody|td|th|thead|tr|track|wbr"
)
_NESTING = re.compile(rf"<(/?)(?!(?:{_NOT_NESTING})[\s/>])[a-z]", re.I)
_NESTING_TAG = re.compile(rf"</?(?!(?:{_NOT_NESTING}|script|style|textarea|title)[\s/>])[a-z][^>]*>", re.I)
_ATTRIBUTE = re.compile(r"\s[^\s=<>\"']+")


def bounded(html: str) -> str:
    """`html` with excessive nesting taken out and excessive attributes cut off; usually `html` itself."""
    if _deepest(_FORMATTING, html) > MAX_OPEN_FORMATTING:
        html = _FORMATTING_TAG.sub("", html)
    if html.count("<") > _MANY_TAGS and _deepest(_NESTING, html) > MAX_OPEN_ELEMENTS:
        html = _NESTING_TAG.sub("<br>", html)
    return _without_attribute_floods(html)


def _deepest(tags: re.Pattern[str], html: str) -> int:
    """How many start tags are open at once at most, as the tags' balance has it."""
    return max(accumulate(-1 if slash else 1 for slash in tags.findall(html)), default=0)


def _without_attribute_floods(html: str) -> str:
    pieces = html.split(">")
    if max(map(len, pieces)) <= MAX_TAG:
        return html
    return ">".join(piece if len(piece) <= MAX_TAG else _cut(piece) for piece in pieces)


def _cut(piece: str) -> str:
    """`piece` ends where a tag does: if that tag carries a flood of attributes, keep its first ones."""
    start = piece.rfind("<")
    if start < 0 or len(piece) - start <= MAX_TAG:
        return piece
    for number, attribute in enumerate(_ATTRIBUTE.finditer(piece, start)):
        if number >= MAX_ATTRIBUTES:
            return piece[: attribute.start()]
    return piece
