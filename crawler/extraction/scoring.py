"""How much each block looks like running text, and which element holds most of it.

The scheme follows the boilerplate literature (Kohlschütter et al., "Boilerplate Detection using Shallow Text
Features", WSDM 2010: text length and link density decide nearly everything) with zones as a damping, never a verdict.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import accumulate

from crawler.extraction.blocks import Block, Segments
from crawler.extraction.labels import BOILERPLATE, FURNITURE_LINE, READ_ALSO_LABEL
from crawler.extraction.zones import Zone, zone_of

_SENTENCE_ENDS = frozenset(".!?…。！？।۔؟:\"”“»')）」』›’")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_DAMPED_HARD = Zone.ASIDE | Zone.FOOTER | Zone.NAV | Zone.FORM | Zone.ROLE | Zone.CAPTION
# Elements that are part of a paragraph's inside rather than a zone of the page.
LIGHT = frozenset("p li ul ol blockquote h1 h2 h3 h4 h5 h6 dl dt dd pre center td tr tbody table thead th".split())
_NOT_CONTAINERS = frozenset("p li ul ol blockquote h1 h2 h3 h4 h5 h6 dl dt dd pre tr tbody table thead".split())
_DIGITS = re.compile(r"\d+")
_NOT_LETTERS = re.compile(r"[\W_]+")

Signature = tuple[str, str, str, str]


@dataclass(slots=True)
class Scored:
    """The segments with their zones and scores; `sums` and `lengths` are prefix sums over the blocks."""

    segments: Segments
    titles: frozenset[str]  # squeezed forms of the headline and the page's title
    own: list[int]
    inherited: list[int]
    scores: list[float]
    sums: list[float]
    lengths: list[float]
    title_block: int  # index of the block that shows the headline; -1 when none does
    teasers: frozenset[int] = frozenset()  # blocks that sum up other articles

    def mass(self, element: int) -> float:
        """Sum of the scores of the blocks inside an element."""
        where = self.segments.elements[element]
        return self.sums[where.end_block] - self.sums[where.first_block]

    def length(self, element: int) -> float:
        """Characters of text inside an element."""
        where = self.segments.elements[element]
        return self.lengths[where.end_block] - self.lengths[where.first_block]


def squeeze(text: str) -> str:
    """A text reduced to its letters and digits, for comparing headlines."""
    return _NOT_LETTERS.sub("", text.casefold())


def score(segments: Segments, titles: frozenset[str]) -> Scored:
    """Zones and scores of every block."""
    lengths = [0.0, *accumulate(block.length for block in segments.blocks)]
    title_block = _title_block(segments, titles)
    own = _neutralised([zone_of(element) for element in segments.elements], segments, lengths, title_block)
    inherited: list[int] = []
    for index, element in enumerate(segments.elements):
        inherited.append(own[index] | (inherited[element.parent] if element.parent >= 0 else Zone.NONE))
    scores = [_block_score(block, inherited[block.element]) for block in segments.blocks]
    scored = Scored(segments, titles, own, inherited, scores, [0.0, *accumulate(scores)], lengths, title_block)
    _damp_teasers(scored)
    return scored


def _damp_teasers(scored: Scored) -> None:
    """Lower the scores of short texts that stand, one a host, beside a linked headline: they sum up other articles.

    Only where the page also has running text, since a list of products has the same shape and is the article.
    """
    members: dict[Signature, list[int]] = defaultdict(list)
    for index, block in enumerate(scored.segments.blocks):
        if scored.scores[index] > 0:
            members[signature(scored, host_of(scored, block))].append(index)
    teasers = [index for family in members.values() if _are_teasers(scored, family) for index in family]
    mass = sum(max(value, 0.0) for value in scored.scores)
    if not teasers or mass - sum(scored.scores[i] for i in teasers) < 600:
        return
    for index in teasers:
        scored.scores[index] *= 0.1
    scored.sums = [0.0, *accumulate(scored.scores)]
    scored.teasers = frozenset(teasers)


def _are_teasers(scored: Scored, family: list[int]) -> bool:
    blocks = scored.segments.blocks
    hosts = {host_of(scored, blocks[index]) for index in family}
    if len(hosts) < 3 or len(family) > 1.5 * len(hosts) or sum(blocks[i].length for i in family) >= 280 * len(family):
        return False
    beside = sum(scored.scores[i] for i in family if beside_linked_line(scored, i, blocks[i]))
    return beside >= 0.6 * sum(scored.scores[i] for i in family)


def beside_linked_line(scored: Scored, index: int, block: Block) -> bool:
    """Whether the host of a block, or what that stands in, also holds a line that is nothing but a link."""
    elements, blocks = scored.segments.elements, scored.segments.blocks
    host = host_of(scored, block)
    for element in (host, elements[host].parent):
        if element < 0 or elements[element].end_block - elements[element].first_block > 6:
            return False
        if any(
            i != index and blocks[i].link_density > 0.8
            for i in range(elements[element].first_block, elements[element].end_block)
        ):
            return True
    return False


def _title_block(segments: Segments, titles: frozenset[str]) -> int:
    """The first heading that says what the page's title says."""
    fallback = -1
    for index, block in enumerate(segments.blocks):
        if block.tag in {"h1", "h2"} and squeeze(block.text) in titles:
            if block.tag == "h1":
                return index
            if fallback < 0:
                fallback = index
    return fallback


def _neutralised(own: list[int], segments: Segments, lengths: list[float], title_block: int) -> list[int]:
    """Take back what a name claims of an element that holds the page's text.

    A `<form>` wraps whole pages of some systems, and "sidebar" may be half of "has-sidebar". Navigation, asides and
    footers are believed unless the headline stands in them.
    """
    total = lengths[-1] or 1.0
    for index, zone in enumerate(own):
        if not zone & (
            _DAMPED_HARD | Zone.PROMO | Zone.COMMENT | Zone.CONSENT | Zone.HIDDEN | Zone.FIGURE | Zone.PICTURE
        ):
            continue
        element = segments.elements[index]
        share = (lengths[element.end_block] - lengths[element.first_block]) / total
        has_title = element.first_block <= title_block < element.end_block
        if has_title and share > 0.3:
            own[index] = zone & (Zone.BODY | Zone.HEADER)
        elif share > 0.5:
            own[index] = zone & ~(Zone.FORM | Zone.PROMO | Zone.CAPTION | Zone.FIGURE | Zone.PICTURE)
    return own


def _block_score(block: Block, zone: int) -> float:
    length, density = block.length, block.link_density
    if density > 0.5:
        value = -12.0 if length < 150 else -24.0
    elif length >= 80 and density < 0.4:
        value = min(length, 700.0) * (1 - density)
    elif length >= 35 and block.text[-1] in _SENTENCE_ENDS:
        value = 0.6 * length * (1 - density)
    else:
        value = -3.0 if density > 0.2 else -1.0
    if value <= 0:
        return value
    if block.tag in _HEADINGS:
        value *= 0.3
    if length < 200 and (
        FURNITURE_LINE.match(block.text) or BOILERPLATE.search(block.text) or READ_ALSO_LABEL.match(block.text)
    ):
        value *= 0.1
    if zone & (Zone.COMMENT | Zone.CONSENT | Zone.HIDDEN):
        return -5.0
    if zone & _DAMPED_HARD:
        return value * 0.1
    return value * 0.5 if zone & Zone.PROMO else value


def host_of(scored: Scored, block: Block) -> int:
    """The element a paragraph hangs in: its nearest ancestor that is not itself part of running text."""
    elements = scored.segments.elements
    index = block.element
    while elements[index].tag in LIGHT and elements[index].parent >= 0:
        index = elements[index].parent
    return index


def signature(scored: Scored, host: int) -> Signature:
    """Tag and classes of a host and its parent, without digits: equal for the paragraphs of one text."""
    elements = scored.segments.elements
    element = elements[host]
    above = elements[element.parent] if element.parent >= 0 else element
    return (element.tag, _DIGITS.sub("", element.names), above.tag, _DIGITS.sub("", above.names))


def container(scored: Scored) -> int:
    """Index of the element with the greatest sum of scores; the deeper one of equals.

    Link-only lines cost, so the sum stops growing where navigation and teasers begin.
    """
    elements = scored.segments.elements
    best, best_mass = 0, float("-inf")
    page = max(scored.mass(0), 0.0)
    outermost_body = next((i for i in range(len(elements)) if scored.own[i] & Zone.BODY and scored.mass(i) > 0), -1)
    for index, element in enumerate(elements):
        if element.hidden and index:
            continue
        mass = scored.mass(index)
        if index == outermost_body:
            mass += max(40.0, 0.05 * page)
        if mass > best_mass or (mass == best_mass and element.parent == best):
            best, best_mass = index, mass
    while elements[best].tag in _NOT_CONTAINERS and elements[best].parent >= 0:
        best = elements[best].parent
    return best
