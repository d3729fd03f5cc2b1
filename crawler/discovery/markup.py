"""Plain text of what listings carry as markup, escaped markup or text, nobody knows which."""

import html
import re

from selectolax.lexbor import LexborHTMLParser

from crawler.discovery.listing import MAX_TEXT

_TAG = re.compile(r"<[A-Za-z!/?]")
_BLOCK = re.compile(
    r"<(?=/?(?:address|article|blockquote|br|dd|div|dl|dt|h[1-6]|hr|li|ol|p|section|table|td|tr|ul)\b)", re.I
)
_NO_TEXT = ["script", "style", "noscript", "template", "iframe", "object", "svg"]
_SPACE = re.compile(r"\s+")
_MAX_MARKUP = 2_000_000  # characters of one field that are looked at


def plain_text(markup: str | None) -> str:
    """One line of text: tags and scripts gone, character references decoded once, white space collapsed.

    >>> plain_text("<p>AT&amp;T &#8217;tis</p><script>x</script>")
    'AT&T ’tis'
    """
    if not markup:
        return ""
    markup = markup[:_MAX_MARKUP]
    if _TAG.search(markup):
        tree = parsed(markup)
        body = tree.body
        markup = body.text() if body else ""
    elif "&" in markup:
        markup = html.unescape(markup)
    return one_line(markup)


def parsed(markup: str) -> LexborHTMLParser:
    """A fragment as a tree, without what is no text, with a blank before every block."""
    tree = LexborHTMLParser(_BLOCK.sub(" <", markup))
    tree.strip_tags(_NO_TEXT)
    return tree


def one_line(text: str) -> str:
    """White space collapsed, ends trimmed; zero-width marks that belong to a script stay."""
    return _SPACE.sub(" ", text.replace("\x00", "").replace("\ufeff", "")).strip()


def shortened(text: str, limit: int = MAX_TEXT) -> str | None:
    """At most `limit` characters; None for an empty text."""
    return text[:limit] or None


def first_image(markup: str | None) -> str | None:
    """The address of the first picture in a piece of markup, as written."""
    if not markup or "<img" not in markup.lower():
        return None
    node = LexborHTMLParser(markup[:_MAX_MARKUP]).css_first("img[src]")
    return (node.attributes.get("src") or None) if node else None
