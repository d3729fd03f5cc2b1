"""Pages that stand in the way of an article: challenges, script shells, empty replies."""

import re

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
_LITTLE_TEXT = 1500  # characters; an article that embeds such a script has more
_NEEDS_SCRIPT = re.compile(
    r"(?:enable|activate|requires?|turn on|activer|aktivieren|habilit\w+|attiva\w*) javascript|javascript (?:is )?(?:required|disabled|deaktiviert)|<noscript>\s*you need",
    re.I,
)


def refuse_non_article(page: Page, text: str, headline: str | None) -> None:
    """Raise NotAnArticle when `page` is none; `text` and `headline` are what the readers found."""
    visible = len(text)
    if visible < _LITTLE_TEXT:
        head = page.html[:200_000]
        for mark in _CHALLENGES:
            if mark in head:
                raise NotAnArticle("challenge", mark)
    if text or (headline and visible):
        return
    shown = _visible(page)
    if not shown:
        raise NotAnArticle("empty", "the page shows no text")
    needs = _NEEDS_SCRIPT.search(page.html[:200_000])
    if needs:
        raise NotAnArticle("script-shell", needs[0])
    raise NotAnArticle("no-text", shown[:200])


def _visible(page: Page) -> str:
    body = page.tree.body
    return " ".join(body.text(separator=" ").split())[:2000] if body is not None else ""
