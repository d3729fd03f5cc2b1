"""Page objects: the generic reader, with single fields overridden where a site is odd."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar, TypeVar

from crawler.extraction import extract
from crawler.extraction.page import Page, parse_page
from crawler.extraction.plain_text import node_text
from crawler.items import Article
from crawler.urls import host

_REGISTRY: dict[str, type["ArticlePage"]] = {}
_Class = TypeVar("_Class", bound="type[ArticlePage]")


def handle_urls(name: str) -> Callable[[_Class], _Class]:
    """Register a page object for a host and its subdomains."""

    def register(cls: _Class) -> _Class:
        _REGISTRY[name.removeprefix("www.")] = cls
        return cls

    return register


def field(method: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Mark a method as the reader of the Article field it is named after. None leaves the generic value."""
    method.__dict__["is_field"] = True
    return method


class ArticlePage:
    """The article of one page. Subclasses override fields; `remove` names what is no text, in CSS."""

    remove: ClassVar[tuple[str, ...]] = ()

    def __init__(self, body: bytes, url: str, encoding: str | None = None, remove: Sequence[str] = ()) -> None:
        self.body, self.url, self.encoding, self.removed = body, url, encoding, (*self.remove, *remove)

    @cached_property
    def page(self) -> Page:
        """The parsed page, for the overriding fields."""
        return parse_page(self.body, url=self.url, encoding=self.encoding)

    def texts(self, selector: str) -> list[str]:
        """The texts of all elements that match, without empty ones."""
        return [text for node in self.page.tree.css(selector) if (text := node_text(node))]

    def text(self, selector: str) -> str | None:
        """The text of the first element that matches and has one."""
        return next(iter(self.texts(selector)), None)

    def to_article(self) -> Article:
        """Read the page. Raises NotAnArticle like `extract`."""
        article = extract(self.body, url=self.url, encoding=self.encoding, remove=self.removed)
        for name in (name for name in dir(type(self)) if getattr(getattr(type(self), name), "is_field", False)):
            if (value := getattr(self, name)()) is not None:
                setattr(article, name, value)
                article.field_provenance[name] = f"page:{type(self).__name__}.{name}"
        return article


def page_object_for(url: str) -> type[ArticlePage]:
    """The page object of the URL's host or of a parent domain; the generic one where nobody registered."""
    labels = host(url).split(".")
    return next((cls for i in range(len(labels)) if (cls := _REGISTRY.get(".".join(labels[i:])))), ArticlePage)


def registered() -> Mapping[str, type[ArticlePage]]:
    """Every host with a page object of its own."""
    return dict(sorted(_REGISTRY.items()))
