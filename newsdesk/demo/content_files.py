"""Reads the demo's texts (content/*.toml, own writing) into plain dataclasses."""

import re
import tomllib
from dataclasses import dataclass
from datetime import timedelta
from importlib import resources
from typing import Any

LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")  # [anchor](article id) in a paragraph


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """A picture of an article; its bytes are drawn from its name."""

    name: str  # file name without extension
    caption: str
    credit: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RelatedBox:
    """A "read also" box between two paragraphs."""

    to: str  # article id
    after: int  # number of paragraphs before it
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit:
    """What the newsroom changes on day 2."""

    ago: timedelta  # before the newest moment of day 2
    headline: str | None = None
    description: str | None = None
    replace: tuple[tuple[str, str], ...] = ()
    append: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleText:
    """One article as its file describes it. Paragraphs may hold [anchor](id) links."""

    id: str
    site: str
    slug: str
    headline: str
    description: str
    authors: tuple[str, ...]
    section: str
    keywords: tuple[str, ...]
    ago: timedelta  # age at the newest moment of the day it appears
    paragraphs: tuple[str, ...]
    pictures: tuple[Picture, ...]
    related: tuple[RelatedBox, ...]
    page: str  # the peculiarity of its page, see pages.py; "" for an ordinary one
    day: int  # the day it appears
    story: str | None  # event that several papers report
    copies: str | None  # group of articles with (nearly) the same text
    agency: str | None
    translated_from: str | None  # article id
    canonical: str | None  # article id its canonical link points at: not an article of its own
    edit: Edit | None
    withdrawn: int | None  # status it answers with from day 2 on


def plain(paragraph: str) -> str:
    """The paragraph as a reader sees it: links reduced to their anchors."""
    return LINK.sub(r"\1", paragraph)


def load_articles() -> dict[str, ArticleText]:
    """All articles by id, in the order of the files. Texts given as `text_of` another article are worked out here."""
    raw: dict[str, dict[str, Any]] = {}
    folder = resources.files("newsdesk.demo") / "content"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            for table in tomllib.loads(file.read_text(encoding="utf-8"))["articles"]:
                if table["id"] in raw:
                    raise ValueError(f"{file.name}: the id {table['id']} is used twice")
                raw[table["id"]] = table
    return {name: _article(table, raw) for name, table in raw.items()}


def _article(table: dict[str, Any], raw: dict[str, dict[str, Any]]) -> ArticleText:
    base = raw[table["text_of"]] if "text_of" in table else table
    merged = {**base, **table} if base is not table else table
    pictures = merged.get("pictures") or [merged["picture"]] if merged.get("picture") or merged.get("pictures") else []
    own_pictures = "picture" in table or "pictures" in table or base is table
    return ArticleText(
        id=table["id"],
        site=table["site"],
        slug=table["slug"],
        headline=merged["headline"],
        description=merged["description"],
        authors=tuple(merged.get("authors", [])),
        section=merged["section"],
        keywords=tuple(merged.get("keywords", [])),
        ago=_duration(table["ago"]),
        paragraphs=_paragraphs(base["body"], table),
        pictures=tuple(
            Picture(name=f"{table['id']}-{number}", caption=picture["caption"], credit=picture["credit"])
            for number, picture in enumerate(pictures, 1)
            if own_pictures
        ),
        related=tuple(RelatedBox(**box) for box in table.get("related", [])),
        page=table.get("page", ""),
        day=table.get("day", 1),
        story=merged.get("story"),
        copies=table.get("copies"),
        agency=table.get("agency"),
        translated_from=table.get("translated_from"),
        canonical=table.get("canonical"),
        edit=_edit(edit) if (edit := (merged if "canonical" in table else table).get("edit")) else None,
        withdrawn=table.get("withdrawn"),
    )


def _paragraphs(body: str, table: dict[str, Any]) -> tuple[str, ...]:
    for old, new in table.get("changes", []):
        if old not in body:
            raise ValueError(f"{table['id']}: the text to change is not there: {old!r}")
        body = body.replace(old, new)
    paragraphs = [part.strip() for part in body.strip().split("\n\n")]
    return (*paragraphs, table["append"]) if "append" in table else tuple(paragraphs)


def _edit(table: dict[str, Any]) -> Edit:
    return Edit(
        ago=_duration(table["ago"]),
        headline=table.get("headline"),
        description=table.get("description"),
        replace=tuple((old, new) for old, new in table.get("replace", [])),
        append=table.get("append"),
    )


def _duration(text: str) -> timedelta:
    hours, minutes = text.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))
