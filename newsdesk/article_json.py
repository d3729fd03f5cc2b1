"""An article as JSON: the item's names in one order everywhere, whether it was just read or comes from the database."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Protocol, get_args

from crawler.items import Article, Image, ImageRole, LinkKind, RelatedLink

# In this order. What follows them in an export (id, first_seen_at …) is the database's own.
FIELDS = (
    "url",
    "canonical_url",
    "headline",
    "alternative_headline",
    "description",
    "article_body",
    "authors",
    "date_published",
    "date_modified",
    "in_language",
    "article_section",
    "keywords",
    "publisher",
    "source",
    "images",
    "related_links",
)
IMAGE_FIELDS = ("url", "caption", "credit", "alt", "role", "width", "height")
LINK_FIELDS = ("url", "text", "label", "kind", "position")


class ArticleLike(Protocol):
    """An item, or an article of the database: both have the fields above."""

    @property
    def url(self) -> str:
        """Where it was fetched."""
        ...


class NotAnArticleObject(ValueError):
    """A JSON object is no article: says which field is wrong."""


def to_json(article: ArticleLike) -> dict[str, Any]:
    """The JSON object of an article."""
    return {name: _value(name, getattr(article, name)) for name in FIELDS}


def _value(name: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if name == "images":
        return [{field: getattr(image, field) for field in IMAGE_FIELDS} for image in value]
    if name == "related_links":
        return [{field: getattr(link, field) for field in LINK_FIELDS} for link in value]
    return list(value) if isinstance(value, list | tuple) else value


_ROLES: dict[str, ImageRole] = {role: role for role in get_args(ImageRole)}
_KINDS: dict[str, LinkKind] = {kind: kind for kind in get_args(LinkKind)}
_TEXTS = (
    "canonical_url",
    "headline",
    "alternative_headline",
    "description",
    "in_language",
    "article_section",
    "publisher",
    "source",
)


def from_json(data: Any) -> Article:
    """An item from a JSON object as `to_json` writes it; unknown keys are ignored.

    Raises:
        NotAnArticleObject: it is no object, has no URL, or a field has the wrong type.
    """
    if not isinstance(data, Mapping):
        raise NotAnArticleObject("is not a JSON object")
    url = data.get("url")
    if not isinstance(url, str) or not url:
        raise NotAnArticleObject('has no "url"')
    article = Article(
        url=url,
        article_body=_optional_text(data, "article_body") or "",
        authors=_texts(data, "authors"),
        keywords=_texts(data, "keywords"),
        date_published=_date(data, "date_published"),
        date_modified=_date(data, "date_modified"),
        date_published_raw=_optional_text(data, "date_published_raw") or _raw(data, "date_published"),
        date_modified_raw=_optional_text(data, "date_modified_raw") or _raw(data, "date_modified"),
        images=[_image(item) for item in _objects(data, "images")],
        related_links=[_link(item) for item in _objects(data, "related_links")],
    )
    for name in _TEXTS:
        setattr(article, name, _optional_text(data, name))
    return article


def _optional_text(data: Mapping[str, Any], name: str) -> str | None:
    value = data.get(name)
    if value is not None and not isinstance(value, str):
        raise NotAnArticleObject(f'"{name}" must be a text or null')
    return value


def _raw(data: Mapping[str, Any], name: str) -> str | None:
    value = data.get(name)
    return value if isinstance(value, str) else None


def _texts(data: Mapping[str, Any], name: str) -> list[str]:
    value = data.get(name) or []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise NotAnArticleObject(f'"{name}" must be a list of texts')
    return list(value)


def _objects(data: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = data.get(name) or []
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        raise NotAnArticleObject(f'"{name}" must be a list of objects')
    return value


def _date(data: Mapping[str, Any], name: str) -> datetime | None:
    value = _optional_text(data, name)
    if not value:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise NotAnArticleObject(f'"{name}" must be an ISO date and time, not {value!r}') from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _number(data: Mapping[str, Any], name: str) -> int | None:
    value = data.get(name)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise NotAnArticleObject(f'"{name}" must be a whole number or null')
    return value


def _image(data: Mapping[str, Any]) -> Image:
    role = _ROLES.get(str(data.get("role") or "inline"))
    if role is None:
        raise NotAnArticleObject(f'"role" of an image must be lead, inline or gallery, not {role!r}')
    return Image(
        url=_optional_text(data, "url"),
        caption=_optional_text(data, "caption"),
        credit=_optional_text(data, "credit"),
        alt=_optional_text(data, "alt"),
        role=role,
        width=_number(data, "width"),
        height=_number(data, "height"),
    )


def _link(data: Mapping[str, Any]) -> RelatedLink:
    kind = _KINDS.get(str(data.get("kind") or "related"))
    if kind is None:
        raise NotAnArticleObject(f'"kind" of a related link must be related, in_text, source or gallery, not {kind!r}')
    url = _optional_text(data, "url")
    if not url:
        raise NotAnArticleObject("a related link has no url")
    return RelatedLink(
        url=url,
        text=_optional_text(data, "text") or "",
        label=_optional_text(data, "label"),
        kind=kind,
        position=_number(data, "position") or 0,
    )
