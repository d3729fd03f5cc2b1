"""What tells an article's address and anchor from a section's, a service's or an advertisement's: tables and scores.

The words are those of common systems (WordPress, Drupal, Arc, Joomla) and of front pages in the languages named; the
weights were set by looking at the front pages of the shared corpus and at the fixtures beside the tests.
"""

import re
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from crawler.urls import registrable_domain

# First path segments (or any, for the second table) that lead to sections, services and lists. Sorted.
SERVICE_FIRST = frozenset(
    (
        "about",
        "about-us",
        "abo",
        "abonnement",
        "account",
        "ad",
        "ads",
        "advertise",
        "agb",
        "apps",
        "archive",
        "archives",
        "author",
        "authors",
        "autor",
        "autores",
        "careers",
        "cart",
        "checkout",
        "comments",
        "contact",
        "contact-us",
        "contacto",
        "cookie",
        "cookies",
        "data",
        "datenschutz",
        "disclaimer",
        "faq",
        "feed",
        "feeds",
        "feedback",
        "help",
        "horoscope",
        "horoscopes",
        "impressum",
        "imprint",
        "info",
        "jobs",
        "kontakt",
        "legal",
        "live-tv",
        "login",
        "logout",
        "mentions-legales",
        "my-account",
        "newsletter",
        "newsletters",
        "page",
        "podcasts",
        "privacy",
        "privacy-policy",
        "profile",
        "register",
        "registration",
        "rss",
        "schedule",
        "schedules",
        "search",
        "services",
        "shop",
        "signin",
        "signup",
        "sitemap",
        "store",
        "subscribe",
        "subscription",
        "terms",
        "terms-of-service",
        "terms-of-use",
        "tools",
        "user",
        "users",
        "weather",
        "widgets",
        "wp-admin",
        "wp-content",
        "wp-json",
        "wp-login.php",
    )
)
SERVICE_ANYWHERE = frozenset(
    (
        "categorie",
        "category",
        "hashtag",
        "kategorie",
        "keyword",
        "label",
        "mostpopular",
        "rubrique",
        "tag",
        "tagged",
        "tags",
        "thema",
        "theme",
        "topic",
        "topics",
    )
)
ARTICLE_SEGMENTS = frozenset(
    ("actualite", "article", "articles", "artikel", "articulo", "noticia", "news", "post", "story")
)

# Labels of hosts that are services of a portal.
SERVICE_HOSTS = frozenset(
    (
        "account",
        "accounts",
        "ads",
        "answers",
        "auth",
        "help",
        "id",
        "info",
        "jobs",
        "login",
        "mail",
        "search",
        "shop",
        "sso",
    )
)

# Where posts live that are no articles: pictures and films.
MEDIA_DOMAINS = frozenset(
    (
        "dailymotion.com",
        "flickr.com",
        "gfycat.com",
        "giphy.com",
        "imgflip.com",
        "imgur.com",
        "redd.it",
        "redgifs.com",
        "soundcloud.com",
        "spotify.com",
        "streamable.com",
        "tenor.com",
        "twitch.tv",
        "vimeo.com",
        "youtu.be",
        "youtube.com",
    )
)

# Where links of page furniture lead: profiles, sharing, app stores, advertising.
SOCIAL_DOMAINS = frozenset(
    (
        "amazon.com",
        "apple.com",
        "bsky.app",
        "doubleclick.net",
        "facebook.com",
        "google.com",
        "instagram.com",
        "linkedin.com",
        "ok.ru",
        "pinterest.com",
        "t.me",
        "telegram.me",
        "threads.net",
        "tiktok.com",
        "twitter.com",
        "vk.com",
        "wa.me",
        "whatsapp.com",
        "x.com",
    )
)

# Files that are no pages.
FILE = re.compile(
    r"\.(?:7z|apk|atom|avi|css|csv|docx?|epub|exe|gifv?|gz|ico|ics|jpe?g|js|json|m3u8?|m4a|m4v|mov|mp3|mp4|mpe?g|ogg|pdf"
    r"|png|pptx?|rar|rss|svg|tar|tiff?|torrent|txt|wav|webm|webp|wmv|xlsx?|xml|zip)$",
    re.IGNORECASE,
)

# Anchor texts that say "go on reading" in place of a headline; compared without case and closing marks.
GO_ON = frozenset(
    (
        "a lire aussi",
        "baca selengkapnya",
        "comments",
        "continue reading",
        "czytaj więcej",
        "daha fazla",
        "en savoir plus",
        "full story",
        "leer más",
        "leggi tutto",
        "leia mais",
        "lees meer",
        "lees verder",
        "les mer",
        "lire la suite",
        "lire plus",
        "lue lisää",
        "läs mer",
        "læs mere",
        "mehr",
        "mehr lesen",
        "more",
        "read more",
        "saiba mais",
        "ver más",
        "video",
        "weiterlesen",
        "xem thêm",
        "zum artikel",
        "читать далее",
        "читать дальше",
        "читати далі",
        "подробнее",
        "اقرأ المزيد",
        "बाकी पढ़ें",
        "और पढ़ें",
        "もっと見る",
        "続きを読む",
        "阅读全文",
        "閱讀更多",
        "더보기",
    )
)

_DATE = re.compile(
    r"/(?:19|20)\d\d[/_-](?:0?[1-9]|1[0-2]|[a-z]{3})(?:[/_-](?:[0-2]?\d|3[01]))?(?=[/_.-]|$)|[/_-]20\d{6}(?!\d)"
)
_LONG_NUMBER = re.compile(r"(?<!\d)\d{5,}(?!\d)")
_TOKEN = re.compile(r"(?=.*\d)(?=.*[a-zA-Z])[A-Za-z0-9]{8,}")
_EXTENSION = re.compile(r"\.(?:s?html?|php\d?|aspx?|jsp|ece|cms|story|article|do)$", re.IGNORECASE)
_WORDS_OF_SLUG = re.compile(r"[^\W_]{2,}")
_ID_PARAMETERS = frozenset(
    (
        "a",
        "aid",
        "article",
        "articleid",
        "art_id",
        "id",
        "idarticle",
        "idnews",
        "newsid",
        "nid",
        "p",
        "sid",
        "story",
        "storyid",
    )
)
_WIDE = re.compile("[\u1100-\u11ff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

NEVER = -100.0


@lru_cache(maxsize=16_384)
def address_score(url: str) -> float:
    """How much the address looks like an article's: about 3 and more is yes, below 0 is no, NEVER is certainly no."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    segments = [segment for segment in path.split("/") if segment]
    parameters = dict(parse_qsl(parts.query))
    with_id = any(name.lower() in _ID_PARAMETERS and value.isdigit() for name, value in parameters.items())
    if FILE.search(path) or (not segments and not with_id):
        return NEVER
    if SERVICE_HOSTS.intersection((parts.hostname or "").split(".")[:-2]):
        return NEVER
    lower = [segment.lower() for segment in segments]
    score = 3.0 if with_id else 0.0
    if lower and (lower[0] in SERVICE_FIRST or SERVICE_ANYWHERE.intersection(lower)):
        score -= 6
    if _DATE.search(path):
        score += 4 if len(segments) > 3 or any(map(_is_slug, lower[-2:])) else 1
    return score + _segment_score(lower)


def _is_slug(segment: str) -> bool:
    return len(_WORDS_OF_SLUG.findall(segment)) >= 2


def _segment_score(segments: list[str]) -> float:
    if not segments:
        return 0.0
    last = segments[-1]
    if last.startswith("index.") and len(segments) > 1:
        last = segments[-2]
    name = _EXTENSION.sub("", last)
    words = len(_WORDS_OF_SLUG.findall(name))
    score = 1.0 if name != last else 0.0
    score += 4 if words >= 5 else 3 if words >= 4 else 2 if words == 3 else 0.5 if words == 2 else -1
    opaque = ARTICLE_SEGMENTS.intersection(segments[:-1]) and _TOKEN.search(name)
    if opaque or _LONG_NUMBER.search("/".join(segments[-2:])):
        score += 3
    if len(segments) == 1 and words <= 1:
        score -= 2
    return score


def text_score(text: str) -> float:
    """How much an anchor's text looks like a headline, by its length; wide letters count 2½-fold."""
    length = len(text) + 1.5 * len(_WIDE.findall(text))
    if not text:
        return -1.0
    if length < 12:
        return -2.0
    return 3.0 if length >= 30 else 2.0 if length >= 22 else 0.5


def is_media(url: str) -> bool:
    """Whether a link leads to a picture, a film or another file."""
    return registrable_domain(url) in MEDIA_DOMAINS or FILE.search(urlsplit(url).path) is not None


def is_social(url: str) -> bool:
    """Whether a link leads to a profile, a sharing button, a store or an advertiser."""
    return registrable_domain(url) in SOCIAL_DOMAINS


def is_go_on(text: str) -> bool:
    """Whether an anchor only says "read more"."""
    return text.strip(" .…»›→>:[]()").lower() in GO_ON
