"""Hosts: reading them out of a URL, and telling the public ones from the others by their name alone."""

import ipaddress
import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

import idna
import tldextract

MAX_URL_LENGTH = 2_083  # what Scrapy's URLLENGTH_LIMIT and the old browsers agree on

_extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)

# RFC 3986 appendix B, for http and https only. A backslash after the authority is refused: browsers and Python's
# urllib disagree about where the host ends (WHATWG URL standard, "authority state").
_SPLIT = re.compile(r"(https?)://([^/?#\\]+)(/[^?#]*)?(\?[^#]*)?(#.*)?", re.IGNORECASE | re.DOTALL)

# Browsers drop tab, CR and LF inside a URL and blanks around it (WHATWG URL standard, "basic URL parser", 1-3).
_DROPPED = re.compile(r"[\t\r\n]+")
_AROUND = "".join(map(chr, range(0x21)))
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

# LDH labels; the underscore is not legal in host names and occurs in real ones.
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")
_PORT = re.compile(r"0*[0-9]{1,5}")

# Names that never lead out of a machine or a house: RFC 6761, RFC 6762, RFC 8375, RFC 9476, ICANN's .internal.
PRIVATE_SUFFIXES = (
    ".alt",
    ".corp",
    ".home",
    ".home.arpa",
    ".internal",
    ".intranet",
    ".invalid",
    ".lan",
    ".local",
    ".localdomain",
    ".localhost",
    ".onion",
)


class Parts(NamedTuple):
    """An http(s) URL in its parts. `host` is lower-case ASCII, IPv6 in brackets; `port` is None for the default."""

    scheme: str
    userinfo: str | None
    host: str
    port: int | None
    path: str
    query: str | None  # without "?"; None when there is none
    fragment: str | None  # without "#"


def split(url: str) -> Parts | None:
    """The parts of an http(s) URL, or None for anything else."""
    url = url.strip(_AROUND)
    if "\t" in url or "\n" in url or "\r" in url:
        url = _DROPPED.sub("", url)
    found = _SPLIT.fullmatch(url)
    if not found:
        return None
    scheme, authority, path, query, fragment = found.groups()
    scheme = scheme.lower()
    userinfo, at, rest = authority.rpartition("@")
    name, port = _host_and_port(rest, 443 if scheme == "https" else 80)
    if not name:
        return None
    return Parts(
        scheme,
        userinfo if at else None,
        name,
        port,
        path or "",
        query[1:] if query is not None else None,
        fragment[1:] if fragment is not None else None,
    )


def _host_and_port(authority: str, default: int) -> tuple[str, int | None]:
    """("", None) when it is no host."""
    if authority.startswith("["):
        name, bracket, tail = authority.partition("]")
        name = name[1:]
        try:
            name = f"[{ipaddress.IPv6Address(name).compressed}]" if bracket and "%" not in name else ""
        except ValueError:
            return "", None
        port = tail[1:] if tail.startswith(":") else tail
    else:
        name, _, port = authority.partition(":")
        name = ascii_host(name)
    if not name or (port and not _PORT.fullmatch(port)):
        return "", None
    number = int(port) if port else default
    if not 0 < number < 65_536:
        return "", None
    return name, None if number == default else number


@lru_cache(maxsize=8_192)
def ascii_host(name: str) -> str:
    """A host name as DNS spells it: lower case, punycode, no trailing dot; "" when it cannot be one."""
    if "%" in name or not name:
        return ""
    name = name.removesuffix(".").lower()
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True, transitional=False).decode("ascii").lower()
        except (idna.IDNAError, UnicodeError, ValueError, IndexError):
            return ""
    if len(name) > 253 or not _HOST.fullmatch(name):
        return ""
    return _ipv4(name)


def _ipv4(name: str) -> str:
    """Spell an IPv4 address in its one usual way; browsers also read 0x7f.1, 2130706433 and 017700000001.

    Follows the WHATWG URL standard, "IPv4 parser". Returns "" for a number that is no address.
    """
    labels = name.split(".")
    if not (labels[-1].isdigit() or re.fullmatch(r"0x[0-9a-f]*", labels[-1])):
        return name
    numbers = []
    for label in labels:
        try:
            numbers.append(_number(label))
        except ValueError:
            return ""
    if len(numbers) > 4 or any(number > 255 for number in numbers[:-1]) or numbers[-1] >= 256 ** (5 - len(numbers)):
        return ""
    value = numbers[-1] + sum(number << (8 * (3 - place)) for place, number in enumerate(numbers[:-1]))
    return str(ipaddress.IPv4Address(value))


def _number(label: str) -> int:
    if len(label) > 16:  # more digits than an address has, in any base
        raise ValueError(label)
    if label.startswith("0x"):
        return int(label[2:] or "0", 16)
    return int(label, 8 if label.startswith("0") and len(label) > 1 else 10)


def host(url: str) -> str:
    """The host of an http(s) URL, lower case, punycode, without port; "" when there is none."""
    parts = split(url)
    return parts.host if parts else ""


def is_fetchable(url: str) -> bool:
    """Whether this is an absolute http(s) URL with a possible host and port, of at most 2,083 characters.

    The length is that of the URL as it goes over the wire, percent-encoded. Says nothing about where the host
    leads; that is the guard's business.
    """
    if len(url) > MAX_URL_LENGTH or url[:1] in _AROUND or url[-1:] in _AROUND or _CONTROL.search(url):
        return False
    if not url.isascii() and len(quote(url, safe=_PRINTABLE, errors="replace")) > MAX_URL_LENGTH:
        return False
    return split(url) is not None


def is_public(url: str) -> bool:
    """Whether the host can be one of the public internet, judged by its name: no address of a private range, no
    name without a dot, none of the suffixes reserved for inside use.
    """
    parts = split(url)
    return parts is not None and is_public_host(parts.host)


@lru_cache(maxsize=8_192)
def is_public_host(name: str) -> bool:
    """`is_public` for a host as `host` returns it."""
    if name.startswith("["):
        return ipaddress.IPv6Address(name[1:-1]).is_global
    if name[-1:].isdigit():
        return _is_global_ipv4(name)
    return "." in name and not name.endswith(PRIVATE_SUFFIXES)


def _is_global_ipv4(name: str) -> bool:
    try:
        address = ipaddress.IPv4Address(name)
    except ValueError:
        return "." in name
    return address.is_global and not address.is_multicast


def registrable_domain(url: str) -> str:
    """The domain somebody registered: "example.co.uk" of "https://news.example.co.uk/a"; an address as it is; "" for
    no URL.

    By the Public Suffix List bundled with tldextract, its private part included: two blogs on one hosting platform
    have two owners. Under an unlisted suffix the list's own default rule "*" applies.
    """
    return domain_of_host(host(url))


@lru_cache(maxsize=8_192)
def domain_of_host(name: str) -> str:
    """`registrable_domain` for a host as `host` returns it."""
    if not name or name.startswith("[") or name.rpartition(".")[2].isdigit():
        return name
    found = _extract.extract_str(name)
    if found.suffix:
        return found.top_domain_under_public_suffix or name
    return ".".join(name.split(".")[-2:])
