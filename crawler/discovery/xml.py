"""Reading XML of strangers: nothing is expanded, nothing is fetched, and what is broken loses only itself.

Before libxml2 sees a document, its DOCTYPE is cut out, so that no entity is ever declared: neither an expansion bomb
nor an external entity has anything left to say. HTML's named characters (`&nbsp;`) become character references.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator
from html.entities import html5
from io import BytesIO
from typing import Any, TypeAlias
from urllib.parse import urljoin

from lxml import etree

from crawler.discovery.compression import unpacked
from crawler.discovery.encoding import decode
from crawler.discovery.listing import Problem

Element: TypeAlias = Any
"""An lxml element; lxml brings no types."""

_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,300}\?>")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # not in XML 1.0's Char
_CDATA_OR_AMPERSAND = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)"
    r"|&(?!(?:amp|lt|gt|quot|apos);)(?:#(?:(\d{1,7})|[xX]([0-9A-Fa-f]{1,6}));|([A-Za-z][A-Za-z0-9]{0,31});)?",
    re.DOTALL,
)
_FIRST_ELEMENT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_SKIPPED = (("<?", "?>"), ("<!--", "-->"))
_PLAIN_XML = "{http://www.w3.org/XML/1998/namespace}"


class Document:
    """An XML document made safe to parse.

    `root` is the local name of its first element in lower case, "" if there is none. `problems` counts what had to
    be repaired; `complete` is false when the end is missing.
    """

    def __init__(self, body: bytes, *, url: str, content_type: str | None = None) -> None:
        self.problems: Counter[Problem] = Counter()
        self.head: Element | None = None  # the root, once the elements were read: what stood beside them
        self.read = 0  # elements handed out
        data, self.complete = unpacked(body)
        if not self.complete:
            self.problems[Problem.TRUNCATED] += 1
        text = decode(data, url=url, content_type=content_type)
        self.problems[Problem.WRONG_ENCODING] += text.count("\ufffd")
        text = self._mended(text)
        self.root = root_name(text)
        self._data = text.encode("utf-8", "replace")

    def _mended(self, text: str) -> str:
        start = text.find("<")
        text = text[start:] if start > 0 else text
        text = _DECLARATION.sub("", text, count=1)
        text = self._without_doctype(text)
        if "&" in text:
            text = _CDATA_OR_AMPERSAND.sub(self._reference, text)
        return _ILLEGAL.sub(" ", text) if _ILLEGAL.search(text) else text

    def _without_doctype(self, text: str) -> str:
        first = _FIRST_ELEMENT.search(text)
        start = text[: first.start() if first else None].lower().find("<!doctype")
        if start < 0:
            return text
        end = _doctype_end(text, start)
        if "<!ENTITY" in text[start:end]:
            self.problems[Problem.ENTITY_DECLARATIONS] += 1
        return text[:start] + text[end:]

    def _reference(self, found: re.Match[str]) -> str:
        decimal, hexadecimal, name = found.groups()
        whole = found[0]
        if whole.startswith("<"):
            return whole
        if decimal or hexadecimal:
            code = int(decimal) if decimal else int(hexadecimal, 16)
            return whole if _is_character(code) else html.unescape(whole).translate(_UNWANTED)
        if name:
            characters = html5.get(name + ";")
            if characters:
                return "".join(f"&#{ord(character)};" for character in characters)
            self.problems[Problem.UNKNOWN_ENTITY] += 1
        return "&amp;" + whole[1:]

    def elements(self, *names: str) -> Iterator[Element]:
        """Every complete element of these local names, in document order, whatever its namespace.

        An element is emptied when the next one is asked for, so that memory holds one at a time; ancestors and what
        is beside the elements stay readable through `getparent`. Sets `complete` and counts repairs at the end.
        """
        tags = [f"{{*}}{name}" for name in names]
        context = etree.iterparse(
            BytesIO(self._data),
            events=("end",),
            tag=tags,
            recover=True,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            for _, element in context:
                self.read += 1
                yield element
                _forget(element)
        except (etree.XMLSyntaxError, UnicodeDecodeError):
            self.complete = False
        self.head = context.root
        self._judge(context.error_log)

    def _judge(self, errors: Any) -> None:
        kinds = {error.type for error in errors}
        harmless = {etree.ErrorTypes.NS_ERR_UNDEFINED_NAMESPACE, etree.ErrorTypes.WAR_NS_URI_RELATIVE}
        if kinds - harmless:
            self.problems[Problem.MALFORMED] += 1
        cut = {etree.ErrorTypes.ERR_RESOURCE_LIMIT, etree.ErrorTypes.ERR_TAG_NOT_FINISHED}
        if kinds & cut:
            self.complete = False


_UNWANTED = dict.fromkeys((*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF), " ")


def _is_character(code: int) -> bool:
    """XML 1.0's Char, without the C1 controls, which stand for windows-1252 characters in real feeds."""
    return (
        code in (9, 10, 13)
        or 0x20 <= code < 0x80
        or 0xA0 <= code < 0xD800
        or 0xE000 <= code < 0xFFFE
        or (0x10000 <= code < 0x110000)
    )


def _forget(element: Element) -> None:
    parent = element.getparent()
    element.clear(keep_tail=False)
    if parent is not None:
        parent.remove(element)


def _doctype_end(text: str, start: int) -> int:
    """The place after the DOCTYPE that begins at `start`: quotes, comments and the internal subset are stepped over."""
    place, inside = start + 9, False
    while place < len(text):
        character = text[place]
        if character in "\"'":
            place = _after(text, character, place + 1)
        elif text.startswith("<!--", place):
            place = _after(text, "-->", place + 4)
        elif character == ">" and not inside:
            return place + 1
        else:
            inside = True if character == "[" else False if character == "]" else inside
            place += 1
    return len(text)


def _after(text: str, mark: str, place: int) -> int:
    found = text.find(mark, place)
    return found + len(mark) if found >= 0 else len(text)


def root_name(text: str) -> str:
    """Local name of the first element, lower case; "html" for an HTML document type; "" if there is no markup.

    >>> root_name('<?xml version="1.0"?><!-- x --><rdf:RDF xmlns:rdf="…">')
    'rdf'
    """
    place = 0
    while True:
        place = text.find("<", place)
        if place < 0:
            return ""
        for opening, closing in _SKIPPED:
            if text.startswith(opening, place):
                place = _after(text, closing, place + len(opening))
                break
        else:
            if text.startswith("<!", place):
                if text[place : place + 14].lower() == "<!doctype html":
                    return "html"
                place = _doctype_end(text, place)
                continue
            found = _FIRST_ELEMENT.match(text, place)
            if found:
                return found[1].lower()
            place += 1


def local(element: Element) -> str:
    """The name of an element without namespace or prefix, lower case; "" for comments and the like."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def text_of(element: Element | None) -> str:
    """All text inside, without surrounding white space."""
    if element is None:
        return ""
    return "".join(element.itertext()).strip() if len(element) else (element.text or "").strip()


def base_of(element: Element, default: str) -> str:
    """The base URL in force at an element: its own and its ancestors' `xml:base`, outermost first."""
    bases = []
    node: Element | None = element
    while node is not None:
        base = node.get(_PLAIN_XML + "base")
        if base:
            bases.append(base.strip())
        node = node.getparent()
    for base in reversed(bases):
        try:
            default = urljoin(default, base)
        except ValueError:
            continue
    return default


def language_of(element: Element) -> str | None:
    """The `xml:lang` of an element or its nearest ancestor, lower case."""
    node: Element | None = element
    while node is not None:
        language = node.get(_PLAIN_XML + "lang")
        if language:
            return str(language).strip().lower()
        node = node.getparent()
    return None
