"""Related links as data: "read also" boxes, link-only lines between paragraphs, links inside sentences, sources."""

from urllib.parse import urldefrag

from crawler.extraction.blocks import Block
from crawler.extraction.body import Body
from crawler.extraction.labels import READ_ALSO_LABEL, SOURCE_LABEL
from crawler.extraction.page import Page
from crawler.items import LinkKind, RelatedLink

MAX_LINKS = 300  # an article with more is a directory
_SHORTEST_TITLE = 20  # characters of an unlabelled link between paragraphs; shorter ones are tags and buttons
_IN_BOXES = frozenset({"links", "read-also", "promo", "teaser", "zone", "between"})


def read_related(page: Page, body: Body) -> list[RelatedLink]:
    """Links of the article in the order of the page, each with the number of paragraphs before it."""
    kept = [index for index, block in enumerate(body.blocks) if block.kept]
    if not kept:
        return []
    found: dict[tuple[str, str], RelatedLink] = {}
    announced: str | None = None  # a label that stood alone on its line
    for index, block in enumerate(body.blocks):
        label = _label(block)
        if not block.links:
            announced = label if label and not block.kept else (announced if block.reason else None)
            continue
        if block.kept:
            _add(found, page, block, "in_text", None)
            announced = None
        elif block.reason == "credit" or (SOURCE_LABEL.match(block.text) and index > kept[-1]):
            _add(found, page, block, "source", _source_label(block))
        elif label or announced:
            _add(found, page, block, "related", label or announced)
        elif kept[0] < index < kept[-1] and block.reason in _IN_BOXES:
            _add(found, page, block, "related", None)
    return list(found.values())[:MAX_LINKS]


def _label(block: Block) -> str | None:
    found = READ_ALSO_LABEL.match(block.text)
    return found[1] if found and (block.length < 60 or block.linked) else None


def _source_label(block: Block) -> str | None:
    found = SOURCE_LABEL.match(block.text)
    return found[0].strip(" :：") if found else None


def _add(
    found: dict[tuple[str, str], RelatedLink], page: Page, block: Block, kind: LinkKind, label: str | None
) -> None:
    for anchor, href in block.links:
        url = page.absolute(href)
        text = _without_label(anchor) if kind == "related" else anchor
        if url is None or not text or _same_page(url, page.url):
            continue
        if kind == "related" and label is None and len(text) < _SHORTEST_TITLE:
            continue
        known = found.get((kind, url))
        if known is None:
            found[(kind, url)] = RelatedLink(url=url, text=text, label=label, kind=kind, position=block.paragraph)
        elif kind == "related" and len(text) > len(known.text):
            known.text = text  # a picture's link and the headline's link of one box


def _same_page(url: str, page_url: str) -> bool:
    return urldefrag(url)[0] == urldefrag(page_url)[0]


def _without_label(anchor: str) -> str:
    found = READ_ALSO_LABEL.match(anchor)
    rest = anchor[found.end() :].strip() if found else anchor
    return rest or anchor
