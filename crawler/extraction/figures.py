"""The pictures of an article, in the order of the page, with their captions and credits.

Pictures are read in the scope of the article: the container of its text and what stands between it and the headline.
Left out: icons, pixels, logos, portraits of authors, and cards, i.e. pictures inside a link to another page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from crawler.extraction.body import Body
from crawler.extraction.captions import (
    EMPTY,
    MAX_CAPTION,
    Caption,
    is_credit,
    read_caption,
    repair_swallowed,
    split_caption,
    tidy_credit,
)
from crawler.extraction.image_urls import best_url, identity, is_furniture, is_picture_link
from crawler.extraction.json_ld import types
from crawler.extraction.lead_image import choose_lead
from crawler.extraction.metadata import Metadata
from crawler.extraction.page import Page
from crawler.extraction.plain_text import fold, node_text, plain
from crawler.items import Image

MAX_IMAGES = 200
MAX_ALT = 1_000
_PICTURES = "img,amp-img"
_REACH = 9  # levels a caption may stand above its picture
_OUT_TAGS = frozenset({"aside", "footer", "nav"})
_CARD = re.compile(
    r"related|recommend|recirc|most-?read|most-?popular|outbrain|taboola|more-from|also-like|read-?more|newsletter|\bauthor|byline|avatar|paywall|advert|\blogo|comment|promo|podcast|app-download|share-|social-|"
    r"read-also|latest-|trending|suggest|breadcrumb|emoji|profile|\bbio\b|weather|donat",
    re.I,
)
_GALLERY = re.compile(r"galler|slide|carousel|swiper|diaporama|lightbox|flickity|slick|splide", re.I)
_CAPTION_CLASSES = '[class*="aption"],[class*="escription"],[itemprop~="caption"]'
_CAPTION_WORD = re.compile(
    r"image-?caption|photo-?caption|picture-?caption|wp-caption-text|media-?caption|figcaption|caption-?text", re.I
)
_NO_PICTURE = "video,iframe,audio,table,pre,code"


@dataclass(slots=True)
class Picture:
    """One picture on its way to becoming an `Image`."""

    node: LexborNode | None
    url: str | None
    alt: str | None
    order: int = 0
    width: int | None = None
    height: int | None = None
    caption: str | None = None
    credit: str | None = None
    figure: LexborNode | None = None
    before_text: bool = False  # stands before the first paragraph
    after_text: bool = False  # stands after the last one
    card: bool = False
    gallery: bool = False
    explicit: bool = False  # its caption is an element that says so
    ancestors: list[int] = field(default_factory=list)

    def keys(self) -> frozenset[str]:
        """See `image_urls.identity`; empty without a URL."""
        return identity(self.url) if self.url else frozenset()


def read_figures(page: Page, metadata: Metadata, body: Body) -> list[Image]:
    """All pictures of the article in page order; at most one has the role "lead"."""
    scope = _Scope(page, metadata, body)
    scope.find_pictures()
    scope.read_figcaptions()
    scope.read_caption_classes()
    for picture in scope.pictures:
        if not picture.caption and not picture.explicit and not picture.card and picture.node is not None:
            scope.read_box(picture)
    pictures = _merged([one for one in scope.pictures if _belongs(one)])
    _read_json_ld(metadata, pictures)
    lead = choose_lead(page, metadata, pictures)
    if lead is not None and lead not in pictures:
        pictures.insert(0, lead)
    return [_image(one, one is lead) for one in pictures[:MAX_IMAGES]]


def _belongs(picture: Picture) -> bool:
    if picture.card or picture.after_text:
        return bool(picture.caption and picture.explicit)
    return bool(picture.url or picture.caption)


def _image(picture: Picture, lead: bool) -> Image:
    return Image(
        url=picture.url,
        caption=picture.caption,
        credit=picture.credit,
        alt=picture.alt,
        role="lead" if lead else "gallery" if picture.gallery else "inline",
        width=picture.width,
        height=picture.height,
    )


class _Scope:
    """The part of the page that belongs to the article, and the pictures in it."""

    def __init__(self, page: Page, metadata: Metadata, body: Body) -> None:
        self.page = page
        self.headline = fold(metadata.headline or "")
        self.root = _root(page, metadata, body)
        kept = [body.node_of(block) for block in body.blocks if block.kept]
        self.texts = {node.mem_id for node in kept}
        self.first = kept[0].mem_id if kept else None
        self.last = kept[-1].mem_id if kept else None
        self.pictures: list[Picture] = []
        self.holding: dict[int, list[Picture]] = {}  # element → pictures in it
        self._context: dict[int, tuple[bool, bool]] = {}  # element → (out of the article, card)
        self.skipped: set[int] = set()

    def find_pictures(self) -> None:
        """Every picture of the scope that is no furniture, with its address and its place."""
        if self.root is None:
            return
        order = self._orders()
        for node in self.root.css(_PICTURES)[:2_000]:
            out, card = self.context(node)
            if out:
                continue
            picture = self._picture(node, card)
            if picture is None:
                continue
            position = order.get(node.mem_id, 0)
            picture.order = position
            picture.before_text = position < order.get(self.first or -1, 0)
            picture.after_text = self.last is not None and position > order.get(self.last, 1 << 30)
            self._place(picture, node)
            self.pictures.append(picture)
            if len(self.pictures) >= 3 * MAX_IMAGES:
                break

    def _orders(self) -> dict[int, int]:
        """Document order of the pictures and of the first and last paragraph."""
        assert self.root is not None
        wanted = {"img", "amp-img"}
        ends = {self.first, self.last}
        orders: dict[int, int] = {}
        for position, node in enumerate(self.root.traverse()):
            if node.tag in wanted or node.mem_id in ends:
                orders[node.mem_id] = position
        return orders

    def _picture(self, node: LexborNode, card: bool) -> Picture | None:
        attributes = node.attributes
        for name in ("alt", "title", "data-caption"):
            repaired = repair_swallowed(attributes.get(name))
            if repaired is not None:
                (caption, credit), url = repaired
                return Picture(node, url, None, caption=caption, credit=credit, card=card, explicit=True)
        width, height = _pixels(attributes.get("width")), _pixels(attributes.get("height"))
        if _too_small(width, height):
            return None
        url = best_url(self.page, node)
        if url is None or is_furniture(url):
            return None
        alt = plain(attributes.get("alt"), MAX_ALT) or None
        return Picture(node, url, alt, width=width, height=height, card=card)

    def _place(self, picture: Picture, node: LexborNode) -> None:
        parent = node.parent
        for level in range(_REACH):
            if parent is None or self.root is None or parent.mem_id == self.root.mem_id:
                break
            picture.ancestors.append(parent.mem_id)
            self.holding.setdefault(parent.mem_id, []).append(picture)
            if parent.tag == "figure" and picture.figure is None:
                picture.figure = parent
            if level < 7 and not picture.gallery and _GALLERY.search(parent.attributes.get("class") or ""):
                picture.gallery = True
            parent = parent.parent

    def context(self, node: LexborNode) -> tuple[bool, bool]:
        """Whether an element is out of the article, and whether it stands in a card. Remembered for every ancestor."""
        chain: list[LexborNode] = []
        found = (False, False)
        current: LexborNode | None = node
        while current is not None and self.root is not None and current.mem_id != self.root.mem_id:
            known = self._context.get(current.mem_id)
            if known is not None:
                found = known
                break
            chain.append(current)
            current = current.parent
        for one in reversed(chain):
            found = (found[0] or one.tag in _OUT_TAGS, found[1] or self._is_card(one))
            self._context[one.mem_id] = found
        return found

    def _is_card(self, node: LexborNode) -> bool:
        attributes = node.attributes
        if node.tag == "a":
            href = attributes.get("href") or ""
            return _leads_away(self.page, href)
        if node.tag == "article":
            return True
        names = attributes.get("class")
        return bool(names and node.tag not in {"img", "figure"} and _CARD.search(names))

    def read_figcaptions(self) -> None:
        """Captions that say so."""
        if self.root is None:
            return
        for node in self.root.css("figcaption")[:500]:
            out, card = self.context(node)
            if out or _is_quote(node):
                continue
            caption = read_caption(node)
            if caption == EMPTY:
                continue
            pictures = self._in_reach(node)
            if pictures:
                self._give(pictures, node, caption)
            elif not card and caption.caption and self._figure_without_picture(node):
                self.pictures.append(
                    Picture(node, None, None, caption=caption.caption, credit=caption.credit, explicit=True)
                )

    def _figure_without_picture(self, node: LexborNode) -> bool:
        """A custom element may hold the picture; a video, a frame or a table is none."""
        parent = node.parent
        while parent is not None and parent.tag != "figure":
            parent = parent.parent
        return parent is not None and not parent.css(_NO_PICTURE) and not parent.css(_PICTURES)

    def _in_reach(self, node: LexborNode, levels: int = _REACH) -> list[Picture]:
        parent = node.parent
        for _ in range(levels):
            if parent is None:
                return []
            if found := self.holding.get(parent.mem_id):
                return found
            if parent.tag == "figure":
                return []
            parent = parent.parent
        return []

    def _give(self, pictures: list[Picture], node: LexborNode, caption: Caption) -> None:
        """To the first picture that has none yet; a credit in the rest of its box completes it."""
        picture = next((one for one in pictures if not one.caption and not one.explicit), None)
        if picture is None:
            return
        picture.caption, picture.credit, picture.explicit = caption.caption, caption.credit, True
        if not picture.credit and picture.figure is not None and len(self.holding.get(picture.figure.mem_id, ())) == 1:
            picture.credit = _other_credit(picture.figure, node)

    def read_caption_classes(self) -> None:
        """Elements whose class says caption, beside exactly one picture that has none yet."""
        if self.root is None or not self.pictures:
            return
        for node in self.root.css(_CAPTION_CLASSES)[:200]:
            if (
                node.tag in {"figcaption", "meta", "img", "button", "figure"}
                or node.mem_id in self.holding
                or node.mem_id in self.texts
                or self.context(node)[0]
            ):
                continue
            pictures = self._in_reach(node, 3)
            if len(pictures) != 1 or pictures[0].caption or pictures[0].explicit:
                continue
            caption = read_caption(node)
            if caption.caption or caption.credit:
                pictures[0].caption = caption.caption
                pictures[0].credit = caption.credit or pictures[0].credit
                pictures[0].explicit = bool(
                    caption.caption and _CAPTION_WORD.search(node.attributes.get("class") or "")
                )

    def read_box(self, picture: Picture) -> None:
        """Words in the smallest box around a picture that holds nothing else: captions of sites without captions."""
        assert picture.node is not None
        box = picture.node.parent
        for _ in range(7):
            if (
                box is None
                or self.root is None
                or box.mem_id == self.root.mem_id
                or len(self.holding.get(box.mem_id, ())) != 1
            ):
                return
            text = box.text().strip() if box.tag != "picture" else ""
            if len(text) > 4_000 or box.css_first("h1,h2,h3,h4,h5,blockquote") is not None:
                return
            if len(text) > 12:
                self._read_box_text(picture, box)
                return
            box = box.parent

    def _read_box_text(self, picture: Picture, box: LexborNode) -> None:
        if len(box.css("p")) > 3 or any(node.mem_id in self.texts for node in box.traverse()):
            return
        text = node_text(box, MAX_CAPTION)
        if not 12 < len(text) <= 420 or fold(text) == self.headline:
            return
        for link in box.css("a[href]")[:10]:
            if _leads_away(self.page, link.attributes.get("href") or "") and len(link.text().strip()) >= 0.6 * len(
                text
            ):
                return
        caption = read_caption(box)
        if caption.caption and fold(caption.caption) != self.headline:
            picture.caption = caption.caption
        picture.credit = picture.credit or caption.credit


def _root(page: Page, metadata: Metadata, body: Body) -> LexborNode | None:
    """The lowest element that holds the text and the headline; an `<article>` just above counts as well."""
    container = body.container
    if container is None:
        return page.tree.body
    above = {container.mem_id: container}
    parent = container.parent
    while parent is not None and parent.tag != "html":
        above[parent.mem_id] = parent
        parent = parent.parent
    root, node = container, metadata.heading
    while node is not None:
        if node.mem_id in above:
            root = above[node.mem_id]
            break
        node = node.parent
    parent = root
    for _ in range(4):
        if parent is None:
            break
        if parent.tag == "article":
            return parent
        parent = parent.parent
    return root


def _leads_away(page: Page, href: str) -> bool:
    """Whether a link opens another page than this one and is not the picture itself."""
    if not href or href.startswith(("#", "javascript:", "mailto:")):
        return False
    url = page.absolute(href)
    if url is None or is_picture_link(url):
        return False
    return url.split("#")[0].rstrip("/") != page.url.split("#")[0].rstrip("/")


def _is_quote(node: LexborNode) -> bool:
    parent = node.parent
    return parent is not None and (parent.tag == "blockquote" or parent.css_first("blockquote") is not None)


def _other_credit(figure: LexborNode, caption: LexborNode) -> str | None:
    """A credit elsewhere in the figure, outside its caption."""
    parts: list[str] = []
    for node in _outside(figure, caption):
        text = node_text(node, 200)
        if 2 < len(text) <= 120 and is_credit(text):
            parts.append(text)
    return tidy_credit(parts[0]) if parts else None


def _outside(figure: LexborNode, caption: LexborNode) -> Iterator[LexborNode]:
    for node in figure.css("span,div,p,small,footer,cite,em")[:20]:
        inside, parent = False, node
        while parent is not None and parent.mem_id != figure.mem_id:
            inside = inside or parent.mem_id == caption.mem_id
            parent = parent.parent  # type: ignore[assignment]
        if not inside and node.css_first("figcaption") is None:
            yield node


def _merged(pictures: list[Picture]) -> list[Picture]:
    """Versions of one picture become one, unless both have captions of their own: slides share file names."""
    result: list[Picture] = []
    by_key: dict[str, Picture] = {}
    for picture in pictures:
        keys = picture.keys()
        twin = next((by_key[key] for key in keys if key in by_key), None)
        if twin is None or (picture.caption and twin.caption and fold(picture.caption) != fold(twin.caption)):
            result.append(picture)
            for key in keys:
                by_key.setdefault(key, picture)
            continue
        twin.caption = twin.caption or picture.caption
        twin.credit = twin.credit or picture.credit
        twin.alt = twin.alt or picture.alt
        twin.figure = twin.figure or picture.figure
    return result


def _read_json_ld(metadata: Metadata, pictures: list[Picture]) -> None:
    """Captions and credits that only JSON-LD has."""
    lacking = [one for one in pictures if one.url and not (one.caption and one.credit)]
    if not lacking:
        return
    for node in metadata.graph.nodes:
        if "ImageObject" not in types(node):
            continue
        url = node.get("contentUrl") or node.get("url")
        caption = plain(node.get("caption") or node.get("description"), MAX_CAPTION)
        holder = node.get("copyrightHolder") or node.get("creator") or node.get("author")
        credit = plain(node.get("creditText") or (holder.get("name") if isinstance(holder, dict) else holder), 200)
        if not isinstance(url, str) or not (caption or credit):
            continue
        for picture in lacking:
            if picture.keys() & identity(url):
                found = split_caption(caption)
                if fold(found.caption or "") != fold(metadata.headline or ""):
                    picture.caption = picture.caption or found.caption
                picture.credit = picture.credit or tidy_credit(credit) or found.credit


def _pixels(value: str | None) -> int | None:
    digits = (value or "").strip().removesuffix("px")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 5 else None


def _too_small(width: int | None, height: int | None) -> bool:
    """Icons and pixels. Sizes up to 20 are often an aspect ratio ("16" × "9"), unless they say 1 × 1."""
    if (width is not None and width <= 2) or (height is not None and height <= 2):
        return True
    return (width is not None and 20 < width < 100) or (height is not None and 20 < height < 60)
