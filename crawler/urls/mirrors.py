"""Hosts and paths under which the same article stands a second time: mobile and AMP editions.

Sources: the publishers' own `rel=amphtml` and `rel=canonical` pairs as commonly documented, AMP's guide on URLs
(https://amp.dev/documentation/guides-and-tutorials/learn/spec/amphtml), WordPress AMP plugins (`/amp/`, `?amp`).
"""

import re

# A first label that names an edition of the registered domain behind it.
EDITION_LABELS = ("amp.", "m.", "mobile.")

# host -> (host, path prefix there, path prefix instead); sorted. For editions whose address follows no rule.
EDITIONS: dict[str, tuple[str, str, str]] = {
    "amp.cnn.com": ("www.cnn.com", "/cnn/", "/"),
    "amp.theguardian.com": ("www.theguardian.com", "", ""),
    "edition.cnn.com": ("www.cnn.com", "", ""),
    "i.reddit.com": ("www.reddit.com", "", ""),
    "lite.cnn.com": ("www.cnn.com", "", ""),
    "m.bbc.co.uk": ("www.bbc.co.uk", "", ""),
    "mobile.twitter.com": ("twitter.com", "", ""),
    "new.reddit.com": ("www.reddit.com", "", ""),
    "np.reddit.com": ("www.reddit.com", "", ""),
    "old.reddit.com": ("www.reddit.com", "", ""),
    "us.cnn.com": ("www.cnn.com", "", ""),
}

# Paths with an AMP part in the middle: (registrable domain, pattern, replacement); sorted.
AMP_PATHS: dict[str, tuple[re.Pattern[str], str]] = {
    "bbc.co.uk": (re.compile(r"^/([a-z-]+)/amp/"), r"/\1/"),
    "bbc.com": (re.compile(r"^/([a-z-]+)/amp/"), r"/\1/"),
    "indiatimes.com": (re.compile(r"/amp_(articleshow|liveblog|videoshow)/"), r"/\1/"),
}

_AMP_SUFFIX = re.compile(r"(?<=[^/])(?:/amp/?|\.amp)$|\.amp(?=\.html?$)")
# "/amp/" in front goes only where a story's address follows: a long slug or a number behind it.
_AMP_PREFIX = re.compile(r"^/amp(?=/.*(?:[^/-]+-[^/-]+-[^/-]+|\d{4}))")
_WIKI_MOBILE = re.compile(r"^([a-z-]+)\.m\.((?:wikipedia|wikinews)\.org)$")


def without_edition(host: str, domain: str, path: str) -> tuple[str, str]:
    """Host and path of the main edition; unchanged if this is none of the known others."""
    edition = EDITIONS.get(host)
    if edition:
        host, prefix, instead = edition
        if prefix and path.startswith(prefix):
            path = instead + path[len(prefix) :]
    elif host.startswith(EDITION_LABELS) and host.partition(".")[2] == domain:
        host = domain
    elif ".m." in host:
        host = _WIKI_MOBILE.sub(r"\1.\2", host)
    return host, _without_amp(domain, path) if "amp" in path else path


def _without_amp(domain: str, path: str) -> str:
    rule = AMP_PATHS.get(domain)
    if rule:
        path = rule[0].sub(rule[1], path)
    path = _AMP_PREFIX.sub("", path)
    shorter = _AMP_SUFFIX.sub("", path)
    if shorter != path and path.endswith("/"):
        shorter += "/"
    return shorter
