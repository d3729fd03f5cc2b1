"""The `<meta>` elements of a page, and the microdata of its article."""

from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.extraction.plain_text import Reading, node_text, plain

MAX_TAGS = 2_000
_OTHER_ITEMS = ("comment", "WPSideBar", "WPFooter", "SiteNavigationElement", "Product", "VideoObject")


@dataclass(slots=True)
class MetaTags:
    """Contents by name, property or itemprop in lower case, in document order."""

    values: dict[str, list[str]] = field(default_factory=dict)

    def first(self, *names: str) -> Reading | None:
        """The first of `names` that has a value, as plain text."""
        for name in names:
            for raw in self.values.get(name, ()):
                if text := plain(raw):
                    return Reading(text, f"meta:{name}")
        return None

    def all(self, name: str) -> list[str]:
        """Every value of `name`, as plain text, in order."""
        return [text for raw in self.values.get(name, ()) if (text := plain(raw))]


def read_meta_tags(tree: LexborHTMLParser) -> MetaTags:
    """All `<meta content>` of the page, wherever they stand: templates put them into the body too."""
    values: dict[str, list[str]] = {}
    for node in tree.css("meta[content]")[:MAX_TAGS]:
        attributes = node.attributes
        content = attributes.get("content")
        if not content:
            continue
        for key in {attributes.get("property"), attributes.get("name"), attributes.get("itemprop")}:
            if key:
                values.setdefault(key.strip().lower(), []).append(content)
    return MetaTags(values)


def read_item(tree: LexborHTMLParser, name: str) -> list[tuple[LexborNode, Reading]]:
    """Microdata: the elements with `itemprop=name` and what they say (content, datetime, or their text).

    Elements of other items of the page (comments, products, side bars) are left out.
    """
    found = []
    for node in tree.css(f'[itemprop~="{name}"]')[:20]:
        if node.tag == "meta" or _of_another_item(node):
            continue
        attributes = node.attributes
        text = plain(attributes.get("content") or attributes.get("datetime")) or node_text(node)
        if text:
            found.append((node, Reading(text, f"microdata:{name}")))
    return found


def _of_another_item(node: LexborNode) -> bool:
    parent = node.parent
    for _ in range(8):
        if parent is None or parent.tag in {"body", "article"}:
            return False
        kind = parent.attributes.get("itemtype") or parent.attributes.get("itemprop") or ""
        if any(name in kind for name in _OTHER_ITEMS):
            return True
        parent = parent.parent
    return False
