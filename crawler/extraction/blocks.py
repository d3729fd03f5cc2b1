"""The text of a page as a flat list of blocks, each knowing the elements it stands in.

One walk over the tree; everything later works on these two lists, so that "all blocks inside this element" is a slice.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from crawler.extraction.page import Page

# Never text of the article. `noscript` is read by the figures' reader, which looks for pictures in it.
_SKIPPED = frozenset(
    (
        "audio button canvas datalist dialog embed head iframe input link map math meta noscript object option "
        "script select style svg template textarea title video"
    ).split()
)
_INLINE = frozenset(
    (
        "a abbr acronym amp-img b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr picture "
        "q rp rt ruby s samp small source span strike strong sub sup time tt u var wbr"
    ).split()
)
MAX_DEPTH = 400  # elements; what is nested deeper is written to break parsers, not to be read
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
# Scripts that write more in fewer characters: one character counts as this many.
_DENSE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_DENSITY = 2.5


@dataclass(slots=True)
class Element:
    """A block-level element: where it stands, and which blocks lie in it."""

    node: LexborNode
    tag: str
    parent: int  # index; -1 for the body
    names: str  # class and id in lower case
    hidden: bool
    depth: int
    first_block: int = 0
    end_block: int = 0  # one past the last
    end_element: int = 0
    pictures: int = 0


@dataclass(slots=True)
class Block:
    """A run of text between two block boundaries."""

    text: str
    element: int  # index of the innermost block-level element
    tag: str
    links: list[tuple[str, str]]  # anchor text, href as written
    linked: int  # characters inside links
    length: float  # characters, dense scripts weighed
    bold: int = 0  # characters in bold
    kept: bool = False
    reason: str | None = None  # why it is not part of the text
    paragraph: int = 0  # kept blocks up to and including this one

    @property
    def link_density(self) -> float:
        """Share of the text inside links, 0 to 1."""
        return self.linked / len(self.text) if self.text else 0.0


@dataclass(slots=True)
class Segments:
    """The page as elements and blocks, both in document order."""

    elements: list[Element] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def ancestors(self, element: int) -> Iterator[int]:
        """The element itself, its parent, and so on up to the body."""
        while element >= 0:
            yield element
            element = self.elements[element].parent


def weigh(text: str) -> float:
    """Length of a text in characters, one character of a dense script counting as 2.5."""
    if text.isascii():
        return float(len(text))
    return len(text) + (_DENSITY - 1) * len(_DENSE.findall(text))


class _Walk:
    """The state of the one walk. Iterative: a page may be nested deeper than Python's stack."""

    def __init__(self, skip: frozenset[int]) -> None:
        self.segments = Segments()
        self.skip = skip  # nodes to leave out (a source's `remove`)
        self.parts: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.linked = 0
        self.bold = 0
        self.link_start: int | None = None

    def flush(self, element: int) -> None:
        """End the current block."""
        if not self.parts:
            return
        text = " ".join("".join(self.parts).split())
        if text:
            where = self.segments.elements[element]
            self.segments.blocks.append(
                Block(
                    text,
                    element,
                    where.tag,
                    self.links,
                    min(self.linked, len(text)),
                    weigh(text),
                    min(self.bold, len(text)),
                )
            )
        self.parts, self.links, self.linked, self.bold = [], [], 0, 0

    def enter(self, node: LexborNode, parent: int, depth: int) -> int:
        """A new block-level element; returns its index."""
        attributes = node.attributes
        names = " ".join(attributes.get(name) or "" for name in ("class", "id", "role", "itemprop"))
        style = attributes.get("style")
        hidden = (
            "hidden" in attributes or attributes.get("aria-hidden") == "true" or bool(style and _HIDDEN.search(style))
        )
        elements = self.segments.elements
        elements.append(
            Element(node, node.tag or "", parent, names.lower()[:1000], hidden, depth, len(self.segments.blocks))
        )
        return len(elements) - 1

    def leave(self, element: int) -> None:
        self.flush(element)
        where = self.segments.elements[element]
        where.end_block = len(self.segments.blocks)
        where.end_element = len(self.segments.elements)


def segment(page: Page, skip: frozenset[int] = frozenset()) -> Segments:
    """Walk the body of `page`. `skip` holds the `mem_id` of nodes to leave out."""
    walk = _Walk(skip)
    body = page.tree.body
    if body is None:
        return walk.segments
    root = walk.enter(body, -1, 0)
    # (node, index of its block-level element or None for an inline one, end action pending)
    stack: list[tuple[LexborNode, int, str]] = [(body, root, "block")]
    node = body.child
    current = root
    while True:
        if node is not None:
            kind = _visit(walk, node, current, len(stack))
            if kind == "block":
                current = len(walk.segments.elements) - 1
            if kind:
                stack.append((node, current, kind))
                node = node.child
            else:
                node = node.next
            continue
        left, element, kind = stack.pop()
        _close(walk, left, element, kind)
        if not stack:
            return walk.segments
        current = stack[-1][1]
        node = left.next


def _visit(walk: _Walk, node: LexborNode, current: int, depth: int) -> str:
    """Take in one node. Returns how its children are to be walked: "block", "inline", "link", "bold" or "" for not."""
    if node.is_text_node:
        text = node.text_content or ""
        walk.parts.append(text)
        return ""
    tag = node.tag
    if tag is None or node.is_comment_node or tag in _SKIPPED or depth > MAX_DEPTH or node.mem_id in walk.skip:
        return ""
    if tag == "br":
        walk.flush(current)
        return ""
    if tag in {"img", "picture", "amp-img"}:
        walk.segments.elements[current].pictures += 1
        return ""
    if tag == "a":
        return _enter_link(walk)
    if tag in _INLINE:
        return "bold" if tag in {"b", "strong"} else "inline"
    walk.flush(current)
    walk.enter(node, current, depth)
    return "block"


def _enter_link(walk: _Walk) -> str:
    walk.link_start = len(walk.parts)
    return "link"


def _close(walk: _Walk, node: LexborNode, element: int, kind: str) -> None:
    if kind == "block":
        walk.leave(element)
    elif kind == "link":
        _leave_link(walk, node)
    elif kind == "bold":
        walk.bold += sum(len(part) for part in walk.parts[-3:])


def _leave_link(walk: _Walk, node: LexborNode) -> None:
    # A link around blocks was cut by their boundaries: what is left of it in this block is its tail.
    start = min(walk.link_start or 0, len(walk.parts))
    text = " ".join("".join(walk.parts[start:]).split())
    href = node.attributes.get("href")
    if text and href:
        walk.links.append((text, href))
        walk.linked += len(text)
    elif href and not text:
        _credit_cut_link(walk, node, href)
    walk.link_start = None


def _credit_cut_link(walk: _Walk, node: LexborNode, href: str) -> None:
    """`<a><div>Title</div></a>`: the blocks inside were flushed before the link ended; they are links all the same."""
    blocks = walk.segments.blocks
    for block in reversed(blocks[-6:]):
        ancestor: LexborNode | None = walk.segments.elements[block.element].node
        for _ in range(8):
            if ancestor is None or ancestor.mem_id == node.mem_id:
                break
            ancestor = ancestor.parent
        if ancestor is None or ancestor.mem_id != node.mem_id:
            break
        if not block.links:
            block.links.append((block.text, href))
            block.linked = len(block.text)
