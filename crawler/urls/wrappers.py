"""Addresses that carry another address inside: redirectors, consent gates, caches and image proxies.

Facts from the ClearURLs rules (`redirections`), from the services' documentation and from saved pages.
Every table is sorted by host.
"""

from typing import NamedTuple


class Redirector(NamedTuple):
    """The target is the value of the first of these query parameters, on paths that begin so."""

    path: str
    parameters: tuple[str, ...]


# Registrable domain or exact host -> where its target stands.
REDIRECTORS: dict[str, tuple[Redirector, ...]] = {
    "bing.com": (Redirector("/news/apiclick.aspx", ("url",)), Redirector("/news/apiclick", ("url",))),
    "consent.google.com": (Redirector("/", ("continue",)),),
    "consent.youtube.com": (Redirector("/", ("continue",)),),
    "deviantart.com": (Redirector("/users/outgoing", ("",)),),
    "disq.us": (Redirector("/url", ("url",)), Redirector("/", ("url",))),
    "duckduckgo.com": (Redirector("/l/", ("uddg",)), Redirector("/iu/", ("u",))),
    "exit.sc": (Redirector("/", ("url",)),),
    "facebook.com": (Redirector("/l.php", ("u",)), Redirector("/flx/warn/", ("u",)), Redirector("/sharer", ("u",))),
    "gate.sc": (Redirector("/", ("url",)),),
    "getpocket.com": (Redirector("/redirect", ("url",)),),
    "go.skimresources.com": (Redirector("/", ("url",)),),
    "href.li": (Redirector("/", ("",)),),
    "images.weserv.nl": (Redirector("/", ("url",)),),
    "images1-focus-opensocial.googleusercontent.com": (Redirector("/gadgets/proxy", ("url",)),),
    "l.instagram.com": (Redirector("/", ("u",)),),
    "l.messenger.com": (Redirector("/l.php", ("u",)),),
    "linkedin.com": (Redirector("/redir/", ("url",)), Redirector("/safety/go", ("url",))),
    "out.reddit.com": (Redirector("/", ("url",)),),
    "redirect.viglink.com": (Redirector("/", ("u",)),),
    "safelinks.protection.outlook.com": (Redirector("/", ("url",)),),
    "slack-redir.net": (Redirector("/link", ("url",)),),
    "steamcommunity.com": (Redirector("/linkfilter/", ("u", "url")),),
    "t.umblr.com": (Redirector("/redirect", ("z",)),),
    "vk.com": (Redirector("/away.php", ("to",)),),
    "wsrv.nl": (Redirector("/", ("url",)),),
    "youtube.com": (Redirector("/redirect", ("q",)),),
}

# google.com, google.fr, google.co.uk …: the country does not matter.
GOOGLE_REDIRECTORS = (
    Redirector("/imgres", ("imgrefurl",)),
    Redirector("/url", ("url", "q")),
)

# Image proxies that any site may run on its own host; the target may be relative to it.
PATH_PROXIES = (
    Redirector("/_next/image", ("url",)),  # https://nextjs.org/docs/app/api-reference/components/image
    Redirector("/_vercel/image", ("url",)),  # https://vercel.com/docs/image-optimization
)

# Parameters of Photon, https://developer.wordpress.com/docs/photon/api/ ; everything else belongs to the picture.
PHOTON_PARAMETERS = frozenset(
    (
        "brightness",
        "colorize",
        "contrast",
        "crop",
        "crop_offset",
        "filter",
        "fit",
        "h",
        "lb",
        "quality",
        "resize",
        "smooth",
        "ssl",
        "strip",
        "ulb",
        "unfilter",
        "w",
        "zoom",
    )
)

# Wrappers whose target only their own server knows: (host, path prefix), sorted. Kept as they are, marked unresolved.
OPAQUE = (
    ("c.newsnow.co.uk", "/A/"),
    ("feedproxy.google.com", "/~r/"),
    ("feeds.feedburner.com", "/~r/"),
    ("lnkd.in", "/"),
    ("news.google.com", "/articles/"),
    ("news.google.com", "/read/"),
    ("news.google.com", "/rss/articles/"),
    ("t.co", "/"),
    ("www.mediagazer.com", "/r2/"),
    ("www.memeorandum.com", "/r2/"),
    ("www.techmeme.com", "/r2/"),
    ("www.wesmirch.com", "/r2/"),
)
