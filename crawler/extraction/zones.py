"""What the names of an element say about it. A name alone never removes text: it lowers a score or asks for a look inside."""

from collections import defaultdict
from functools import lru_cache

from crawler.extraction.blocks import Element


class Zone:
    """What an element claims to be: bits of a plain int (an `IntFlag` made the whole engine 40 % slower)."""

    NONE = 0
    NAV = 1 << 0
    FOOTER = 1 << 1
    ASIDE = 1 << 2
    FORM = 1 << 3
    FIGURE = 1 << 4
    CAPTION = 1 << 5
    HEADER = 1 << 6
    COMMENT = 1 << 7
    HIDDEN = 1 << 8
    PROMO = 1 << 9
    BODY = 1 << 10
    PICTURE = 1 << 11
    LEAD = 1 << 12
    PULL_QUOTE = 1 << 13
    ROLE = 1 << 14
    TWEET = 1 << 15
    CONSENT = 1 << 16


_TAGS = {
    "aside": Zone.ASIDE,
    "figcaption": Zone.CAPTION,
    "figure": Zone.FIGURE,
    "footer": Zone.FOOTER,
    "form": Zone.FORM,
    "header": Zone.HEADER,
    "nav": Zone.NAV,
}
# Parts of class names and ids, looked for inside each token. Sources: the classes of WordPress themes and plugins
# (JNews, tagDiv, Soledad, GeneratePress, Jetpack, YARPP, AddToAny, Inline Related Posts …) and of news sites' systems.
_WORDS: dict[int, tuple[str, ...]] = {
    Zone.BODY: ("article-body", "article-content", "article-text", "article__body", "article__content", "article_body", "articlebody", "articlecontent", "articletext", "body-content", "caas-body", "content-body", "entry-content", "entry__content", "news-content", "newstext", "paragraphs", "post-body", "post-content", "post_content", "postcontent", "single-content", "story-body", "story-content", "story__body", "story-text", "storybody", "td-post-content", "text-content"),
    Zone.CAPTION: ("caption", "copyright", "image-credit", "img-credit", "legende", "legend", "photo-credit", "photocredit", "picture-credit"),
    Zone.COMMENT: ("comment", "disqus", "respond"),
    Zone.CONSENT: ("consent", "cookie", "didomi", "gdpr", "onetrust", "privacy-", "qc-cmp", "tcf-"),
    Zone.HIDDEN: ("a11y-hidden", "offscreen", "screen-reader", "sr-only", "visually-hidden", "visuallyhidden"),
    Zone.LEAD: ("abstract", "article-intro", "article-lead", "article__intro", "article__lead", "bajada", "chapeau", "chapo", "deck", "entradilla", "excerpt", "headline-sub", "ingress", "intro", "kicker-text", "lead", "lede", "manchet", "preamble", "sapo", "sommario", "standfirst", "strapline", "sub-headline", "sub-title", "subhead", "subline", "subtitle", "summary", "synopsis", "teaser-text", "vorspann"),
    Zone.PICTURE: ("gallery", "image", "img", "media", "photo", "picture", "slide"),
    Zone.PROMO: ("about-author", "addtoany", "addthis", "ads-", "adsense", "advert", "affiliate", "also-read", "author", "banner", "bio", "bottom-bar", "breadcrumb", "byline", "card", "catcher", "code-block", "crp_", "cta", "dateline", "disclaimer", "donat", "dpsp", "embed", "essb", "fact-box", "factbox", "follow", "furthermore", "heateor", "ilrelated", "infobox", "inline-related", "jeg_share", "jp-relatedposts", "keywords", "lee-tambien", "link-box", "linkbox", "login", "meta", "modal", "more-", "most-", "mostread", "nav", "newsletter", "notice", "outbrain", "pager", "pagination", "partner", "paywall", "popular", "popup", "post-info", "print", "promo", "rating", "read-also", "read-more", "readmore", "recirc", "recommend", "register", "related", "share", "sharedaddy", "sharing", "sidebar", "signup", "social", "sponsor", "subscri", "taboola", "tag-", "tags", "tags-", "teaser", "timestamp", "toolbar", "topics", "trending", "widget", "yarpp"),
    Zone.PULL_QUOTE: ("pull-quote", "pullquote", "pull_quote", "quote-box"),
    Zone.ROLE: ("role-navigation", "role-complementary", "role-contentinfo", "role-banner", "role-search", "role-dialog"),
    Zone.TWEET: ("twitter-tweet", "instagram-media", "tiktok-embed", "bluesky-embed"),
}  # fmt: skip
_ROLES = frozenset({"navigation", "complementary", "contentinfo", "banner", "search", "dialog"})
# A class on one of these is about that line, not about a zone of the page.
_NOT_A_ZONE = frozenset(
    "article blockquote body dd dt h1 h2 h3 h4 h5 h6 html li main p pre table tbody td th tr".split()
)

_ON_LINES = Zone.BODY | Zone.LEAD | Zone.CAPTION | Zone.HIDDEN | Zone.PULL_QUOTE | Zone.TWEET
# Words by their first three letters: a token is looked through once, instead of once for each word.
_BY_START: dict[str, list[tuple[str, int]]] = defaultdict(list)
for _zone, _words in _WORDS.items():
    for _word in _words:
        _BY_START[_word[:3]].append((_word, _zone))


@lru_cache(maxsize=20_000)
def _of_token(token: str) -> int:
    if token in _ROLES:
        return Zone.ROLE
    zone = Zone.NONE
    for i in range(len(token) - 2):
        for word, kind in _BY_START.get(token[i : i + 3], ()):
            if token.startswith(word, i):
                zone |= kind
    return zone


@lru_cache(maxsize=20_000)
def _of_names(names: str) -> int:
    zone = Zone.NONE
    for token in names.split():
        zone |= _of_token(token)
    return zone


def zone_of(element: Element) -> int:
    """What tag, class, id and role of an element claim."""
    zone = _of_names(element.names)
    if element.tag in _NOT_A_ZONE:
        zone &= _ON_LINES if element.tag == "p" else _ON_LINES & ~Zone.CAPTION
    return zone | _TAGS.get(element.tag, Zone.NONE)
