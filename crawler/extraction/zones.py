"""What the names of an element say about it. A name alone never removes text: it lowers a score or asks for a look inside."""

from enum import IntFlag, auto
from functools import lru_cache

from crawler.extraction.blocks import Element


class Zone(IntFlag):
    """What an element claims to be."""

    NONE = 0
    NAV = auto()
    FOOTER = auto()
    ASIDE = auto()
    FORM = auto()
    FIGURE = auto()
    CAPTION = auto()
    HEADER = auto()
    COMMENT = auto()
    HIDDEN = auto()
    PROMO = auto()
    BODY = auto()
    PICTURE = auto()
    LEAD = auto()
    PULL_QUOTE = auto()
    ROLE = auto()
    TWEET = auto()
    CONSENT = auto()


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
_WORDS: dict[Zone, tuple[str, ...]] = {
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


@lru_cache(maxsize=20_000)
def _of_token(token: str) -> Zone:
    if token in _ROLES:
        return Zone.ROLE
    zone = Zone.NONE
    for kind, words in _WORDS.items():
        if any(word in token for word in words):
            zone |= kind
    return zone


@lru_cache(maxsize=20_000)
def _of_names(names: str) -> Zone:
    zone = Zone.NONE
    for token in names.split():
        zone |= _of_token(token)
    return zone


def zone_of(element: Element) -> Zone:
    """What tag, class, id and role of an element claim."""
    zone = _of_names(element.names)
    if element.tag in _NOT_A_ZONE:
        zone &= Zone.BODY | Zone.LEAD | Zone.CAPTION | Zone.HIDDEN | Zone.PULL_QUOTE | Zone.TWEET
        if element.tag != "p":
            zone &= ~Zone.CAPTION
    return zone | _TAGS.get(element.tag, Zone.NONE)
