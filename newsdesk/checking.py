"""What `newsdesk sources check` says of a source: its first articles, what they lack, or why there are none."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.text import Text

from crawler.items import Article, Fetch, Listing
from crawler.outcomes import Outcome
from crawler.sources import Source
from newsdesk.article_json import to_json
from newsdesk.look import Look
from newsdesk.terminal import console, safe, when

# What a reader misses when it is missing, in the order of the report.
_WANTED = ("headline", "article_body", "date_published", "authors", "in_language", "publisher", "description", "images")


@dataclass(slots=True)
class Report:
    """A source after a look at it."""

    source: Source
    listings: list[Listing] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)
    failures: list[Fetch] = field(default_factory=list)

    @property
    def entries(self) -> int:
        """How many entries its listings showed."""
        return sum(len(listing.entries) for listing in self.listings)

    @property
    def good(self) -> bool:
        """Whether it gave at least one article."""
        return bool(self.articles)


def report(look: Look, sources: Sequence[Source]) -> list[Report]:
    """Sort what was seen by source."""
    reports = {source.id: Report(source) for source in sources}
    for listing in look.listings:
        reports[listing.source].listings.append(listing)
    for article in look.articles:
        reports[article.source or ""].articles.append(article)
    for fetch in look.fetches:
        reports[fetch.source].failures.append(fetch)
    return list(reports.values())


def missing(article: Article) -> list[str]:
    """Names of the wanted fields that are empty."""
    return [name for name in _WANTED if not getattr(article, name)]


def report_json(one: Report) -> dict[str, Any]:
    """A report as JSON."""
    return {
        "id": one.source.id,
        "entries": one.entries,
        "listings": [
            {"url": listing.fetch.url, "outcome": listing.fetch.outcome, "detail": listing.fetch.detail}
            for listing in one.listings
        ],
        "articles": [{**to_json(article), "missing": missing(article)} for article in one.articles],
        "failures": [{"url": fetch.url, "outcome": fetch.outcome, "detail": fetch.detail} for fetch in one.failures],
    }


def print_check(reports: Sequence[Report]) -> None:
    """Print the reports, one source after the other."""
    out = console()
    for one in reports:
        out.print(Text(f"{one.source.id}: {one.entries} entries at {safe(one.source.url)}", style="bold"))
        for listing in one.listings:
            if listing.fetch.outcome not in {Outcome.OK, Outcome.NOT_MODIFIED}:
                out.print(
                    Text(
                        f"  {listing.fetch.outcome}: {safe(listing.fetch.detail or '')} {safe(listing.fetch.url)}",
                        style="red",
                    )
                )
            for name, number in listing.problems.items():
                out.print(Text(f"  left out: {number} {name}", style="yellow"))
        for article in one.articles:
            _print_article(out, article)
        for fetch in one.failures:
            out.print(Text(f"  {fetch.outcome}: {safe(fetch.url)} {safe(fetch.detail or '')}", style="yellow"))
        out.print()


def _print_article(out: Any, article: Article) -> None:
    out.print(Text(f"  {safe(article.headline or '(no headline)')}"))
    paragraphs = article.article_body.count("\n\n") + bool(article.article_body)
    facts = [
        when(article.date_published) or "undated",
        article.in_language or "no language",
        article.publisher or "no publisher",
        f"{paragraphs} paragraphs",
        f"{len(article.images)} images",
        f"{len(article.related_links)} links",
    ]
    out.print(Text("    " + safe(" · ".join(facts)), style="dim"))
    if lacking := missing(article):
        out.print(Text("    missing: " + ", ".join(lacking), style="yellow"))
