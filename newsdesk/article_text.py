"""A whole article on a terminal: headline, where it stands, the text in a narrow measure, what belongs to it."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from newsdesk.terminal import LINE, console, safe, when

_KINDS = {
    "related": "Related on the page",
    "in_text": "Links in the text",
    "source": "Sources named",
    "gallery": "Galleries",
}


def print_article(article: Any) -> None:
    """Print an item, or an article of the database with what the database knows beside it."""
    out = console()
    width = min(LINE, out.width) if out.is_terminal else LINE
    _head(out, article, width)
    for line in _body(article.article_body, width):
        out.print(Text(line))
    _images(out, article.images, width)
    _links(out, article.related_links, width)
    _known(out, article)


def _head(out: Console, article: Any, width: int) -> None:
    for line in textwrap.wrap(safe(article.headline or "(no headline)"), width):
        out.print(Text(line, style="bold"))
    if article.alternative_headline:
        out.print(Text(safe(article.alternative_headline), style="italic"))
    dates = [f"published {when(article.date_published)} UTC" if article.date_published else _undated(article)]
    if article.date_modified and article.date_modified != article.date_published:
        dates.append(f"modified {when(article.date_modified)} UTC")
    facts = [article.publisher, article.article_section, article.in_language, *dates]
    out.print(Text(safe(" · ".join(part for part in facts if part)), style="dim"))
    if article.authors:
        out.print(Text(safe("by " + ", ".join(article.authors)), style="dim"))
    out.print(Text(safe(article.url), style="dim"))
    if getattr(article, "withdrawn_at", None):
        out.print(Text(f"withdrawn by its publisher, noticed {when(article.withdrawn_at)} UTC", style="red"))
    if getattr(article, "duplicate_of", None):
        out.print(Text(f"the same text as article {article.duplicate_of}", style="yellow"))
    if article.description:
        out.print()
        for wrapped in textwrap.wrap(safe(article.description), width):
            out.print(Text(wrapped, style="italic"))
    out.print()


def _undated(article: Any) -> str:
    return f"date as written: {article.date_published_raw}" if article.date_published_raw else "undated"


def _body(text: str, width: int) -> Iterator[str]:
    for paragraph in text.split("\n\n"):
        yield from textwrap.wrap(safe(paragraph), width) or [""]
        yield ""


def _section(out: Console, title: str, number: int) -> None:
    out.print(Text(f"{title} ({number})", style="bold"))


def _images(out: Console, images: Sequence[Any], width: int) -> None:
    if not images:
        return
    _section(out, "Images", len(images))
    for image in images:
        words = safe(image.caption or image.alt or "(no caption)")
        credit = f"  © {safe(image.credit)}" if image.credit else ""
        for line in textwrap.wrap(
            f"{image.role}: {words}{credit}", width, initial_indent="  ", subsequent_indent="    "
        ):
            out.print(Text(line))
        out.print(Text(f"    {safe(image.url or 'its address is damaged on the page')}", style="dim"))
    out.print()


def _links(out: Console, links: Sequence[Any], width: int) -> None:
    for kind, title in _KINDS.items():
        chosen = [link for link in links if link.kind == kind]
        if not chosen:
            continue
        _section(out, title, len(chosen))
        for link in chosen:
            label = f"[{safe(link.label)}] " if link.label else ""
            target = getattr(link, "target_article_id", None)
            known = f"  → article {target}" if target else ""
            line = f"after paragraph {link.position}: {label}{safe(link.text)}{known}"
            for wrapped in textwrap.wrap(line, width, initial_indent="  ", subsequent_indent="    "):
                out.print(Text(wrapped))
            out.print(Text(f"    {safe(link.url)}", style="dim"))
        out.print()


def _known(out: Console, article: Any) -> None:
    """What only the database knows: where it was seen, what it said before, under which URLs it is known."""
    for line in _known_lines(article):
        out.print(Text(safe(line), style="dim"))


def _known_lines(article: Any) -> Iterator[str]:
    for sighting in getattr(article, "sightings", ()):
        place = "".join(f", {name} {value}" for name in ("rank", "score") if (value := getattr(sighting, name, None)))
        yield f"seen on {sighting.source} {when(sighting.first_seen_at)} – {when(sighting.last_seen_at)} UTC{place}"
    for revision in getattr(article, "revisions", ()):
        yield f"version {revision.number}, {when(revision.first_seen_at)} UTC: {revision.headline}"
    for alias in getattr(article, "aliases", ()):
        if alias.url != article.url:
            yield f"also at {alias.url} ({alias.relation})"
