"""What every reader of this package returns: the entries of one listing, and what had to be left out of it."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from crawler.items import ListingEntry

MAX_ENTRIES = 5_000
"""Entries kept of one feed, front page or link list. What is over it is counted, never lost in silence."""

MAX_TEXT = 4_000
"""Characters kept of a headline or description; the digest is made of the whole text."""


class Problem(StrEnum):
    """Why something of a listing was left out or is in doubt; the names under which it is counted."""

    MALFORMED = "malformed"  # the parser had to repair the document; what could be read was read
    TRUNCATED = "truncated"  # the document ends before its end, or is longer than we unpack
    WRONG_ENCODING = "wrong-encoding"  # characters that are none in the declared encoding
    ENTITY_DECLARATIONS = "entity-declarations"  # the document declares entities; they are not expanded
    UNKNOWN_ENTITY = "unknown-entity"  # references that stand for nothing we know; kept as text
    LOST_ENTRIES = "lost-entries"  # entries the document has and the parser could not reach
    OVER_THE_CAP = "over-the-cap"
    NO_LINK = "no-link"
    BAD_LINK = "bad-link"  # not http(s), not parseable, too long
    BAD_DATE = "bad-date"  # the entry is kept without the date
    REPEATED = "repeated"  # the same URL twice in one listing
    NOT_AN_ARTICLE = "not-an-article"  # self posts, galleries, media files, section and service pages
    NO_HEADLINE = "no-headline"
    IDLE_LASTMOD = "idle-lastmod"  # one <lastmod> for all: the time of generation, so it says nothing
    BAD_ENTRY = "bad-entry"  # an entry of the wrong shape


@dataclass(kw_only=True, slots=True)
class ListingPage:
    """One listing document, read.

    `unreadable` says in words why the document is no listing at all (an HTML page instead of a feed, zero bytes);
    then there are no entries, and nothing may be concluded from their absence. `complete` is false when a part of
    the document could not be read, so its validators (ETag) must not be kept.
    """

    entries: list[ListingEntry] = field(default_factory=list)
    follow: list[str] = field(default_factory=list)  # further listings that belong to this one, newest first, bounded
    older: str | None = None  # the page with earlier entries, when the document names it; not part of this listing
    title: str | None = None
    language: str | None = None  # BCP 47, as declared, lower case
    problems: dict[str, int] = field(default_factory=dict)  # Problem -> how often
    complete: bool = True
    unreadable: str | None = None

    def count(self, problem: Problem, number: int = 1) -> None:
        """Add to the tally; zero leaves no trace."""
        if number > 0:
            self.problems[problem.value] = self.problems.get(problem.value, 0) + number

    def count_all(self, problems: Counter[Problem]) -> None:
        """Add a whole tally."""
        for problem, number in problems.items():
            self.count(problem, number)


def unreadable(reason: str) -> ListingPage:
    """The result for a document that is no listing."""
    return ListingPage(unreadable=reason, complete=False)


def entry_digest(entry: ListingEntry, content: str | None = None) -> str:
    """32 hex digits over what the listing says of the article: headline, description, date modified, content.

    Rank, score, comment counts, authors and images are left out: they change while the article does not.
    """
    digest = hashlib.blake2b(digest_size=16)
    modified = entry.date_modified.isoformat() if entry.date_modified else ""
    for part in (entry.headline, entry.description, modified, content):
        text = (part or "").encode("utf-8", "replace")
        digest.update(b"%d:" % len(text))  # the length keeps ("ab", "c") apart from ("a", "bc")
        digest.update(text)
    return digest.hexdigest()
