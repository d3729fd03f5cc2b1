"""Exact duplicates: the same article fetched twice in a run, and the same text under two URLs.

An article that comes again under its canonical URL with the same headline and text is dropped, its URLs kept as
aliases of the first. The same text under another address is an article of its own and only marked (`text_digest`):
storage links the two, so that nobody's publication is lost.
"""

import re
import unicodedata
from hashlib import blake2b
from typing import Any, Self

from scrapy.crawler import Crawler

from crawler.items import Article
from crawler.outcomes import Outcome
from crawler.urls import registrable_domain, url_key
from pipelines.dropped import Dropped

FEWEST_WORDS = 30  # a shorter text can be the same by chance ("This live broadcast has ended …")
FEWEST_CHARACTERS = 100  # of a script without spaces between words

_WORD = re.compile(r"[^\W_]+")
# Han, Kana, Thai, Lao, Tibetan, Myanmar, Khmer.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003134f]"
)


class DuplicatesPipeline:
    """Sets `text_digest`; drops the second of two equal articles of one canonical URL (reason `duplicate`)."""

    def __init__(self, stats: Any) -> None:
        self.stats = stats
        self.seen: dict[bytes, tuple[bytes, str]] = {}  # key of a URL → identity of what it said, the URL first seen

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.stats)

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Article):
            item.text_digest = text_digest(item.article_body)
            self._drop_if_known(item)
        return item

    def _drop_if_known(self, article: Article) -> None:
        identity = content_identity(article)
        own, canonical = url_key(article.url), canonical_key(article)
        for key in (own, canonical):
            known = self.seen.get(key) if key is not None else None
            if known is None:
                continue
            if known[0] == identity:
                detail = f"same headline and text as {known[1]}"
                raise Dropped("duplicate", detail, outcome=Outcome.DUPLICATE, known_url=known[1])
            if key == canonical != own:
                # Different stories under one canonical URL: the claim is wrong for at least one of them, and believing
                # it would make one article of all (faults H18).
                self.stats.inc_value("newsdesk/duplicates/contested_canonical")
                note = f"refused: {article.canonical_url} is claimed by {known[1]} too"
                article.field_provenance["canonical_url"] = note[:500]
                article.canonical_url, canonical = None, None
        for key in (own, canonical):
            if key is not None:
                self.seen.setdefault(key, (identity, article.url))


def canonical_key(article: Article) -> bytes | None:
    """The key of the canonical URL, if it is of the article's own registrable domain.

    A page that names another site as its canonical place is a copy, or says so falsely (faults H17): it is never taken
    for that site's article.
    """
    canonical = article.canonical_url
    if canonical is None or registrable_domain(canonical) != registrable_domain(article.url):
        return None
    return url_key(canonical)


def content_identity(article: Article) -> bytes:
    """16 bytes that are equal for equal headline and text, case, spacing and punctuation aside."""
    words = folded_words(article.headline or ""), folded_words(article.article_body)
    return blake2b("\n".join("".join(part) for part in words).encode(), digest_size=16).digest()


def folded_words(text: str) -> list[str]:
    """The words of a text in one case and one Unicode form (NFKC)."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def text_digest(text: str) -> bytes | None:
    """BLAKE2b (16 bytes, RFC 7693) of a text's words, spacing and punctuation aside; None for a text too short to tell.

    Too short: under 30 words, counting a character of a script without spaces as 0.3 of a word (under 100 of them).
    """
    words = folded_words(text)
    unspaced = sum(len(_UNSPACED.findall(word)) for word in words) if not text.isascii() else 0
    spaced = sum(1 for word in words if word.isascii() or not _UNSPACED.match(word))
    if spaced / FEWEST_WORDS + unspaced / FEWEST_CHARACTERS < 1:
        return None
    return blake2b("".join(words).encode("utf-8", "replace"), digest_size=16).digest()
