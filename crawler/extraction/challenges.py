"""Pages that stand in the way of an article: challenges, script shells, empty replies."""

import re
import unicodedata

from crawler.extraction.errors import NotAnArticle
from crawler.extraction.page import Page

# What the page says of itself; matched in the first 200,000 characters of pages with little text.
# Sources: the challenge pages of the named services as their documentation and public bug reports quote them.
_CHALLENGES = (
    "_Incapsula_Resource",  # Imperva
    "captcha-delivery.com",  # DataDome
    "cdn-cgi/challenge-platform",  # Cloudflare
    "cf-browser-verification",  # Cloudflare, older
    "cf_chl_opt",  # Cloudflare
    "ddos-guard",  # DDoS-Guard
    "Pardon Our Interruption",  # Imperva
    "px-captcha",  # PerimeterX / HUMAN
    "sucuri_cloudproxy",  # Sucuri
    "Attention Required! | Cloudflare",
    "Checking your browser before accessing",
    "Verify you are human",
)  # fmt: skip
_CONTROLS = bytes([*range(9), *range(14, 27), *range(28, 32)])
_LITTLE_TEXT = 1500  # characters; an article that embeds such a script has more
_NEEDS_SCRIPT = re.compile(
    r"(?:enable|activate|requires?|turn on|activer|aktivieren|habilit\w+|attiva\w*) javascript"
    r"|javascript (?:is )?(?:required|disabled|deaktiviert)|<noscript>\s*you need",
    re.I,
)


def refuse_binary(body: bytes) -> None:
    """Raise NotAnArticle for an empty reply, or a picture or archive served as a page."""
    start = body[:4096]
    if not start.strip():
        raise NotAnArticle("empty", f"{len(body)} bytes without a character")
    wide = start.startswith((b"\xff\xfe", b"\xfe\xff")) or start.count(0) > 0.3 * len(start)
    controls = len(start) - len(start.translate(None, _CONTROLS))
    if controls > 0.05 * len(start) and not wide:
        raise NotAnArticle("no-text", f"bytes that are no text: {start[:16]!r}")


def refuse_non_article(page: Page, text: str, shown: str) -> None:
    """Raise NotAnArticle when `page` is none. `text`: what was found of an article; `shown`: all the page shows."""
    if len(text) < _LITTLE_TEXT:
        head = page.html[:200_000]
        for mark in _CHALLENGES:
            if mark in head:
                raise NotAnArticle("challenge", mark)
    if text:
        _refuse_noise(text)
        return
    if not shown:
        raise NotAnArticle("empty", "the page shows no text")
    needs = _NEEDS_SCRIPT.search(page.html[:200_000])
    if needs:
        raise NotAnArticle("script-shell", needs[0])
    raise NotAnArticle("no-text", shown[:200])


def _refuse_noise(text: str) -> None:
    """A picture or an archive served as a page decodes to characters, but not to words."""
    sample = text[:5000]
    words = sum(
        character.isalnum() or character.isspace() or unicodedata.category(character)[0] in "MP" for character in sample
    )
    if words < 0.7 * len(sample) or sample.count("\ufffd") * 20 > len(sample):
        raise NotAnArticle("no-text", f"bytes that form no words: {sample[:40]!r}")
