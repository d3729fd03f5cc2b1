"""Which blocks inside the container are the text. Every dropped block gets the reason why.

What the measurements on 207 pages showed to matter most: paragraphs of one text hang in hosts of one signature, so
blocks of other signatures before the first and after the last paragraph go; in between they stay unless they are
links, labels or furniture. No rule may take more than a share of the text's mass.
"""

import re
from collections import Counter, defaultdict

from crawler.extraction.blocks import Block
from crawler.extraction.labels import (
    ABOUT_AUTHOR,
    AGENCY_ONLY,
    BOILERPLATE,
    BYLINE,
    CREDIT_LINE,
    FURNITURE_LINE,
    PHOTO_LINE,
    READ_ALSO_LABEL,
)
from crawler.extraction.scoring import LIGHT, Scored, Signature, beside_linked_line, host_of, signature, squeeze
from crawler.extraction.zones import Zone

_WORD = re.compile(r"\w")
_URL = re.compile(r"^(?:https?://|www\.)\S+$")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LISTS = frozenset({"ul", "ol", "div", "section", "table", "nav", "aside", "center", "p"})
_SUBTREE_SHARE = 0.4  # of the container's mass: more than this is never dropped at once
_DIGITS = re.compile(r"\d+")


class Pruning:
    """The container's blocks on their way to being text."""

    def __init__(self, scored: Scored, root: int) -> None:
        self.scored = scored
        self.root = root
        self.elements = scored.segments.elements
        where = self.elements[root]
        self.first, self.end = where.first_block, where.end_block
        self.blocks = scored.segments.blocks
        self.mass = max(scored.mass(root), 1.0)
        self.reasons: dict[int, str] = {}
        self.hosts = {i: host_of(scored, self.blocks[i]) for i in range(self.first, self.end)}
        self.signatures = {i: signature(scored, host) for i, host in self.hosts.items()}
        self.main, self.top = self._main_signatures()
        self.family = self._paragraph_kinds()
        self.span = (self.first, self.end)

    # Which signatures and kinds of paragraph carry the text.

    def _main_signatures(self) -> tuple[set[Signature], Signature | None]:
        mass: dict[Signature, float] = defaultdict(float)
        for i, sig in self.signatures.items():
            mass[sig] += max(self.scored.scores[i], 0.0)
        if not mass:
            return set(), None
        top = max(mass, key=lambda sig: mass[sig])
        return {sig for sig, value in mass.items() if value >= 0.15 * self.mass}, top

    def kind(self, block: Block) -> tuple[str, str]:
        """Tag and class of the innermost element, digits aside."""
        return block.tag, _DIGITS.sub("", self.elements[block.element].names)

    def _paragraph_kinds(self) -> set[tuple[str, str]]:
        mass: dict[tuple[str, str], float] = defaultdict(float)
        for i in range(self.first, self.end):
            mass[self.kind(self.blocks[i])] += max(self.scored.scores[i], 0.0)
        return {kind for kind, value in mass.items() if value >= 0.15 * self.mass}

    # The steps.

    def run(self) -> None:
        """Apply every rule; `reasons` then holds the dropped blocks."""
        self._drop_subtrees()
        self._drop_teaser_families()
        self._drop_blocks()
        self._drop_edges()
        self._drop_after_labels()
        self._drop_tail()
        self._drop_pull_quotes()

    def kept(self) -> list[int]:
        """Indices of the blocks that are text."""
        return [i for i in range(self.first, self.end) if i not in self.reasons]

    def drop(self, index: int, reason: str) -> None:
        """Leave a block out; the first reason stays."""
        self.reasons.setdefault(index, reason)

    # Subtrees: zones, captions, lists of links.

    def _drop_subtrees(self) -> None:
        index = self.root + 1
        class_mass: Counter[str] = Counter()
        for i in range(self.root + 1, self.elements[self.root].end_element):
            if self.scored.own[i] & Zone.PROMO:
                class_mass[self.elements[i].names] += int(max(self.scored.mass(i), 0.0))
        while index < self.elements[self.root].end_element:
            reason = self._subtree_reason(index, class_mass)
            if reason is None:
                index += 1
                continue
            element = self.elements[index]
            for i in range(element.first_block, element.end_block):
                if not self._is_tweet(i):
                    self.drop(i, reason)
            index = element.end_element

    def _is_tweet(self, block: int) -> bool:
        return any(self.scored.own[e] & Zone.TWEET for e in self.scored.segments.ancestors(self.blocks[block].element))

    def _subtree_reason(self, index: int, class_mass: Counter[str]) -> str | None:
        element, zone = self.elements[index], self.scored.own[index]
        if element.first_block == element.end_block:
            return None
        share = max(self.scored.mass(index), 0.0) / self.mass
        if share >= _SUBTREE_SHARE:
            return None
        if element.hidden:
            return "hidden"
        if zone & (Zone.NAV | Zone.FOOTER | Zone.FORM | Zone.ROLE) or (
            zone & Zone.ASIDE and not zone & Zone.PULL_QUOTE
        ):
            return "zone"
        if zone & (Zone.COMMENT | Zone.CONSENT | Zone.HIDDEN):
            return "comments" if zone & Zone.COMMENT else "hidden"
        if share < 0.15 and self._is_caption(index, zone):
            return "caption"
        if zone & Zone.PROMO and self._is_promo(index, share, class_mass):
            return "promo"
        return "links" if self._is_link_list(index) else None

    def _is_caption(self, index: int, zone: int) -> bool:
        element = self.elements[index]
        if zone & Zone.CAPTION:
            return True
        if zone & Zone.FIGURE:
            return not any(self.elements[i].tag == "blockquote" for i in range(index, element.end_element))
        blocks = element.end_block - element.first_block
        pictures = sum(self.elements[i].pictures for i in range(index, element.end_element))
        if zone & Zone.PICTURE and pictures and blocks <= 2 and self.scored.length(index) < 400:
            return not zone & Zone.BODY
        return False

    def _is_promo(self, index: int, share: float, class_mass: Counter[str]) -> bool:
        element = self.elements[index]
        if zone_holds_text(self, index):
            return False
        if class_mass[element.names] / self.mass < 0.15:
            return True
        top = sum(
            max(self.scored.scores[i], 0.0)
            for i in range(element.first_block, element.end_block)
            if self.signatures[i] == self.top
        )
        return share < 0.05 and top < 0.05 * self.mass

    def _is_link_list(self, index: int) -> bool:
        element = self.elements[index]
        if element.tag not in _LISTS:
            return False
        blocks = self.blocks[element.first_block : element.end_block]
        text = sum(len(block.text) for block in blocks)
        linked = sum(block.linked for block in blocks)
        if linked <= 0.6 * text:
            return False
        if len(blocks) == 1:
            return not _is_linked_sentence(blocks[0])
        short_items = element.tag in {"ul", "ol"} and text / len(blocks) < 40
        return not (short_items and self.signatures[element.first_block] == self.top)

    # Teasers: short texts beside a linked headline, all of one signature.

    def _drop_teaser_families(self) -> None:
        for i in self.scored.teasers:
            if self.first <= i < self.end:
                self.drop(i, "teaser")
        by_signature: dict[Signature, list[int]] = defaultdict(list)
        for i in range(self.first, self.end):
            if i not in self.reasons and self.signatures[i] != self.top and self.scored.scores[i] > 0:
                by_signature[self.signatures[i]].append(i)
        for members in by_signature.values():
            mass = sum(self.scored.scores[i] for i in members)
            hosts = {self.hosts[i] for i in members}
            average = sum(self.blocks[i].length for i in members) / len(members)
            if mass > 0.35 * self.mass or average >= 280 or len(members) > 1.5 * len(hosts):
                continue
            beside = sum(self.scored.scores[i] for i in members if beside_linked_line(self.scored, i, self.blocks[i]))
            if beside >= 0.5 * mass:
                for i in members:
                    self.drop(i, "teaser")

    # Single blocks.

    def _drop_blocks(self) -> None:
        for i in range(self.first, self.end):
            if i not in self.reasons and (reason := self._block_reason(i)):
                self.drop(i, reason)

    def _block_reason(self, i: int) -> str | None:
        block = self.blocks[i]
        if not _WORD.search(block.text):
            return "no-words"
        if i <= self.scored.title_block + 1 or block.tag == "h1":
            if squeeze(block.text) in self.scored.titles:
                return "headline"
        elif block.tag in _HEADINGS and squeeze(block.text) in self.scored.titles:
            return "headline"
        if block.link_density > 0.8 and not self._may_be_all_link(i):
            return "links"
        if (
            block.length < 160
            and (block.link_density > 0.3 or block.length < 100)
            and READ_ALSO_LABEL.match(block.text)
        ):
            return "read-also"
        if FURNITURE_LINE.match(block.text):
            return "furniture"
        if block.length < 160 and PHOTO_LINE.match(block.text):
            return "caption"
        if block.length < 240 and BOILERPLATE.search(block.text):
            return "boilerplate"
        return None

    def _may_be_all_link(self, i: int) -> bool:
        block = self.blocks[i]
        if _URL.match(block.text) or _is_linked_sentence(block):
            return True
        if block.tag == "p" and block.length < 36 and not block.text.isupper() and self.signatures[i] in self.main:
            return bool(block.text[-1] in ".,;:")
        return block.tag in {"li", "td"} and block.length < 40 and self.signatures[i] == self.top

    # Edges: what stands before the first and after the last paragraph of the main signatures.

    def _drop_edges(self) -> None:
        anchors = [i for i in self.kept() if self.signatures[i] in self.main and self.scored.scores[i] >= 35]
        if not anchors:
            return
        self.span = (anchors[0], anchors[-1])
        hosts = {self.hosts[i] for i in anchors}
        for i in self.kept():
            block = self.blocks[i]
            if self.signatures[i] in self.main:
                self._edge_of_main(i, block, hosts)
            elif self.kind(block) in self.family and self.scored.scores[i] >= 35:
                continue
            elif i < self.span[0] and self.scored.scores[i] < 250:
                self.drop(i, "before")
            elif i > self.span[1]:
                self.drop(i, "after")
            elif self.scored.scores[i] < 20 and block.tag not in LIGHT:
                self.drop(i, "between")
        self._drop_bylines()

    def _edge_of_main(self, i: int, block: Block, hosts: set[int]) -> None:
        if i < self.span[0] and not (self.hosts[i] in hosts and (block.length > 25 or block.tag in _HEADINGS)):
            self.drop(i, "before")
        elif i > self.span[1] and not (self.hosts[i] in hosts and block.length >= 15):
            self.drop(i, "after")

    def _drop_bylines(self) -> None:
        for i in self.kept():
            if (
                (i < self.span[0] or i > self.span[1])
                and self.blocks[i].length < 140
                and BYLINE.match(self.blocks[i].text)
            ):
                self.drop(i, "byline")

    # Runs behind a label, the tail, repetitions.

    def _drop_after_labels(self) -> None:
        """A label alone on its line announces the links behind it."""
        for i in range(self.first, self.end):
            block = self.blocks[i]
            if self.reasons.get(i) != "read-also" or block.length >= 60 or block.linked:
                continue
            for j in range(i + 1, min(i + 12, self.end)):
                following = self.blocks[j]
                if following.link_density > 0.5 or (following.tag == "li" and following.link_density > 0.2):
                    self.drop(j, "read-also")
                else:
                    break

    def _drop_tail(self) -> None:
        """Credits, notes about the author and dangling sub-headings behind the last paragraph."""
        for i in reversed(self.kept()[-4:]):
            block = self.blocks[i]
            if block.tag in _HEADINGS or (block.text.endswith(":") and block.length < 60):
                self.drop(i, "tail")
            elif self._is_credit(block):
                self.drop(i, "credit")
            elif block.length < 400 and ABOUT_AUTHOR.search(block.text) and block.length < 0.2 * self.mass:
                self.drop(i, "about-author")
            else:
                break

    def _is_credit(self, block: Block) -> bool:
        if block.length > 160:
            return False
        return bool(
            (CREDIT_LINE.match(block.text) and len(block.text.split()) <= 12)
            or AGENCY_ONLY.match(block.text)
            or BYLINE.match(block.text)
        )

    def _drop_pull_quotes(self) -> None:
        """A quotation set large that also stands in the text."""
        kept = self.kept()
        whole = squeeze(
            " ".join(self.blocks[i].text for i in kept if self.blocks[i].tag not in {"blockquote", "aside"})
        )
        for i in kept:
            block = self.blocks[i]
            marked = block.tag in {"blockquote", "q", "aside"} or self.scored.inherited[block.element] & Zone.PULL_QUOTE
            if (
                marked
                and 30 <= block.length < 300
                and whole.count(squeeze(block.text)) > (block.tag not in {"blockquote", "aside"})
            ):
                self.drop(i, "pull-quote")


def _is_linked_sentence(block: Block) -> bool:
    """A sentence of which most is a link, rather than a headline that is one."""
    return block.link_density < 0.93 and block.length > 60 and block.text[-1] in ".!?…。！？"


def zone_holds_text(pruning: Pruning, index: int) -> bool:
    """Whether a "promo" element mostly holds paragraphs like those of the text."""
    element = pruning.elements[index]
    mass = linked = characters = like = 0.0
    for i in range(element.first_block, element.end_block):
        block, value = pruning.blocks[i], max(pruning.scored.scores[i], 0.0)
        mass += value
        linked += block.linked
        characters += len(block.text)
        if pruning.signatures[i] == pruning.top or (pruning.kind(block) in pruning.family and block.tag == "p"):
            like += value
    return bool(mass) and like > 0.5 * mass and linked < 0.12 * max(characters, 1.0)
