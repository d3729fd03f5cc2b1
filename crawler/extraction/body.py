"""The text of an article: the container, what of it is text, and a check by independent candidates."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from selectolax.lexbor import LexborNode, SelectolaxError

from crawler.extraction.blocks import Block, Segments, segment
from crawler.extraction.page import Page
from crawler.extraction.pruning import Pruning
from crawler.extraction.scoring import Scored, container, score, squeeze
from crawler.extraction.zones import Zone

_TITLE_PARTS = re.compile(r"\s+[|–—·•»:-]+\s+|\s*\|\s*")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SHORTEST_TITLE = 3  # letters; below that a heading of the text may look like it by chance
_ENOUGH = 1200  # characters; a shorter text makes hidden blocks and script data worth a look


class Described(Protocol):
    """What the body's reader wants to know from the page's metadata."""

    @property
    def headline(self) -> str | None:
        """The headline as the metadata has it."""
        ...

    @property
    def description(self) -> str | None:
        """The description as the metadata has it."""
        ...

    @property
    def article_text(self) -> str | None:
        """JSON-LD `articleBody`, if the page carries one."""
        ...


@dataclass(slots=True)
class Body:
    """The text and where it was found."""

    paragraphs: list[str] = field(default_factory=list)
    standfirst: str | None = None  # shown above the text and no part of it
    blocks: list[Block] = field(default_factory=list)  # the container's, in order, kept or dropped with a reason
    segments: Segments = field(default_factory=Segments)
    container: LexborNode | None = None
    confidence: float = 0.0  # 0 to 1: how far independent candidates agree
    reader: str = ""  # which candidate won: rules, cluster, json-ld

    @property
    def text(self) -> str:
        """The paragraphs with a blank line between them."""
        return "\n\n".join(self.paragraphs)

    def node_of(self, block: Block) -> LexborNode:
        """The innermost block-level element a block stands in."""
        return self.segments.elements[block.element].node


def read_body(page: Page, described: Described, remove: Sequence[str] = ()) -> Body:
    """Find the text of `page`. `remove`: CSS selectors of what is to be ignored (a source's own knowledge)."""
    segments = segment(page, _removed(page, remove))
    if not segments.blocks:
        return _from_script_data(described, Body(segments=segments))
    scored = score(segments, titles_of(page, described))
    pruning = _pruned(scored)
    kept = pruning.kept()
    if sum(segments.blocks[i].length for i in kept) < _ENOUGH and any(element.hidden for element in segments.elements):
        pruning, kept = _with_hidden_text(segments, scored, pruning, kept)
    body = _finished(pruning, kept)
    body.standfirst = _standfirst(pruning, kept, described)
    body.confidence = _agreement(scored, body)
    return _from_script_data(described, body)


def _removed(page: Page, selectors: Sequence[str]) -> frozenset[int]:
    found: set[int] = set()
    for selector in selectors:
        try:
            found.update(node.mem_id for node in page.tree.css(selector))
        except SelectolaxError:
            continue  # refused when sources.toml is read; a page must not fail for it
    return frozenset(found)


def titles_of(page: Page, described: Described) -> frozenset[str]:
    """Squeezed forms under which the headline may stand above the text."""
    texts: set[str] = set()
    if described.headline:
        texts.add(described.headline)
    for selector, attribute in (
        ("title", None),
        ('meta[property="og:title"]', "content"),
        ('meta[name="twitter:title"]', "content"),
    ):
        node = page.tree.css_first(selector)
        text = node and (node.attributes.get(attribute) if attribute else node.text())
        if text:
            texts.add(text)
            texts.update(part for part in _TITLE_PARTS.split(text) if len(part) >= 20)
    heading = page.tree.css_first("h1")
    if heading is not None:
        texts.add(heading.text())
    return frozenset(squeezed for text in texts if len(squeezed := squeeze(text)) >= _SHORTEST_TITLE)


def _pruned(scored: Scored) -> Pruning:
    pruning = Pruning(scored, container(scored))
    pruning.run()
    return pruning


def _with_hidden_text(
    segments: Segments, scored: Scored, pruning: Pruning, kept: list[int]
) -> tuple[Pruning, list[int]]:
    """Some sites hide the text until a script has run: look again, and believe it only if there is far more."""
    for element in segments.elements:
        element.hidden = False
    again = _pruned(score(segments, scored.titles))
    found = again.kept()
    before = sum(segments.blocks[i].length for i in kept)
    after = sum(segments.blocks[i].length for i in found)
    return (again, found) if after > 3 * max(before, 130.0) else (pruning, kept)


def _finished(pruning: Pruning, kept: list[int]) -> Body:
    segments = pruning.scored.segments
    text = set(kept)
    number = 0
    for i in range(pruning.first, pruning.end):
        block = segments.blocks[i]
        block.kept = i in text
        block.reason = pruning.reasons.get(i)
        number += block.kept
        block.paragraph = number
    return Body(
        paragraphs=[segments.blocks[i].text for i in kept],
        blocks=segments.blocks[pruning.first : pruning.end],
        segments=segments,
        container=segments.elements[pruning.root].node,
        reader="rules",
    )


def _standfirst(pruning: Pruning, kept: list[int], described: Described) -> str | None:
    """The lines between the headline and the text that sum it up, if the page shows any apart from the text."""
    scored, blocks = pruning.scored, pruning.scored.segments.blocks
    first = kept[0] if kept else pruning.end
    lines: list[str] = []
    for i in range(max(scored.title_block + 1, first - 25, 0), first):
        block = blocks[i]
        if block.length < 30 or block.link_density > 0.5 or block.tag in {"li", "h1", "figcaption"}:
            continue
        zone = scored.inherited[block.element]
        if (
            zone & (Zone.NAV | Zone.CAPTION | Zone.COMMENT | Zone.FIGURE | Zone.HIDDEN | Zone.FOOTER)
            or scored.segments.elements[block.element].hidden
        ):
            continue
        if _sums_up(block, described) or (scored.title_block >= 0 and _names_lead(scored, block)):
            lines.append(block.text)
    return "\n".join(dict.fromkeys(lines)) or None


def _sums_up(block: Block, described: Described) -> bool:
    mine, theirs = squeeze(block.text), squeeze(described.description or "")
    return len(theirs) >= 30 and (mine.startswith(theirs[:60]) or (len(mine) >= 30 and mine in theirs))


def _names_lead(scored: Scored, block: Block) -> bool:
    for depth, element in enumerate(scored.segments.ancestors(block.element)):
        if scored.own[element] & Zone.LEAD:
            return not scored.own[element] & Zone.PICTURE
        if depth >= 2:
            break
    return False


def _agreement(scored: Scored, body: Body) -> float:
    """Overlap of the text with what a second, independent principle finds: long unlinked paragraphs of the page."""
    mine = {block.text for block in body.blocks if block.kept and block.length >= 80}
    other = {
        block.text
        for block in scored.segments.blocks
        if block.length >= 80 and block.link_density < 0.3 and block.tag in {"p", "div", "span", "blockquote", "td"}
    }
    together = sum(map(len, mine | other))
    return round(sum(map(len, mine & other)) / together, 3) if together else 0.0


def _from_script_data(described: Described, body: Body) -> Body:
    """JSON-LD's own text, when the page shows far less of it (paywalls that only hide, pages drawn by scripts)."""
    text = (described.article_text or "").strip()
    shown = len(body.text)
    if len(text) > 400 and len(text) > 2 * shown:
        paragraphs = [part for line in re.split(r"\n+|(?<=[.!?])\s{2,}", text) if (part := " ".join(line.split()))]
        for block in body.blocks:
            block.kept, block.reason, block.paragraph = False, "script-data", 0
        body.paragraphs, body.reader = paragraphs, "json-ld"
    return body
