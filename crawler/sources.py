"""`sources.toml`: where to look for news. Read whole and checked whole, before any request."""

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from crawler.errors import NewsdeskError

SourceKind = Literal["feed", "sitemap", "wordpress", "front_page", "links"]
KINDS: tuple[SourceKind, ...] = get_args(SourceKind)

_ID = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,98}[a-z0-9])?")
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_MAX_URL = 2083
_TABLE = re.compile(r"^\s*\[\s*(?:\"([^\"]*)\"|'([^']*)'|([^\]\"']*?))\s*\]\s*(?:#.*)?$", re.M)


class SourcesError(NewsdeskError):
    """`sources.toml` cannot be used. The message has one line a problem: file, table, key and what to write instead."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """One table of `sources.toml`, defaults filled in."""

    id: str
    name: str
    kind: SourceKind
    url: str
    language: str | None = None
    every: timedelta = timedelta(hours=1)  # how often it is due
    enabled: bool = True
    publisher: str | None = None
    images: bool = False  # store the picture files
    remove: tuple[str, ...] = ()  # CSS selectors of what is to be ignored on its pages
    select: str | None = None  # CSS selector of the article links of a front page or link list
    max_articles: int | None = None  # a run
    user_agent: str | None = None
    delay: float | None = None  # seconds between two requests to its host


def load_sources(path: Path) -> list[Source]:
    """The sources of a file, in its order, switched-off ones too.

    Raises:
        SourcesError: the file cannot be read, or anything in it is wrong; all problems are reported together.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise SourcesError(f"{path}: there is no such file; `newsdesk init` writes one to start from") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SourcesError(f"{path}: cannot be read: {error}") from error
    return parse_sources(text, path)


def parse_sources(text: str, path: Path) -> list[Source]:
    """As `load_sources`, of a text; `path` is only named in messages."""
    problems = _doubled_tables(text)
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SourcesError(
            "\n".join(f"{path}: {problem}" for problem in problems) or f"{path}: is not TOML: {error}"
        ) from error
    defaults = tables.pop("defaults", {})
    if not isinstance(defaults, dict):
        problems.append("defaults must be a table: [defaults]")
        defaults = {}
    problems += _problems("defaults", defaults, of_defaults=True)
    sources = []
    for name, table in tables.items():
        if not isinstance(table, dict):
            problems.append(f"{name} = … stands outside a table: put it under [defaults] or under a source")
            continue
        found = _problems(name, table) or _problems(name, {**_only_shared(defaults), **table})
        problems += found
        if not found and not problems:
            sources.append(_source(name, {**_only_shared(defaults), **table}))
    if problems:
        raise SourcesError("\n".join(f"{path}: {problem}" for problem in problems))
    return sources


def parse_duration(text: str) -> timedelta | None:
    """`90s`, `15m`, `1h`, `1d`, `1h 30m` as a duration; None when it is none or not positive."""
    pieces = _DURATION.findall(text)
    if not pieces or _DURATION.sub("", text).strip():
        return None
    seconds = sum(float(number) * _SECONDS[unit] for number, unit in pieces)
    return timedelta(seconds=seconds) if 0 < seconds <= 366 * 86400 else None


# What each key must be. A check returns what is wrong, in words, or None.


def _text(value: Any) -> str | None:
    return None if isinstance(value, str) and value.strip() else "must be a text in quotes"


def _url(value: Any) -> str | None:
    wrong = "must be a full http:// or https:// URL in quotes"
    if not isinstance(value, str) or len(value) > _MAX_URL or any(c.isspace() for c in value):
        return wrong
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        return wrong
    if parts.username or parts.password:
        return "must not carry a user name or password"
    return None if parts.scheme in {"http", "https"} and parts.hostname else wrong


def _flag(value: Any) -> str | None:
    return None if isinstance(value, bool) else "must be true or false"


def _duration(value: Any) -> str | None:
    good = isinstance(value, str) and parse_duration(value) is not None
    return None if good else 'must be a duration in quotes: "15m", "1h", "1d"'


def _count(value: Any) -> str | None:
    return (
        None
        if isinstance(value, int) and not isinstance(value, bool) and value > 0
        else "must be a whole number above 0"
    )


def _seconds(value: Any) -> str | None:
    good = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 3600
    return None if good else "must be a number of seconds from 0 to 3600"


def _language(value: Any) -> str | None:
    return None if isinstance(value, str) and _LANGUAGE.fullmatch(value) else 'must be a language tag: "fr", "pt-BR"'


def _css(value: Any) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return "must be a CSS selector in quotes"
    try:
        LexborHTMLParser("<p>").css_first(value)
    except (SelectolaxError, ValueError) as error:
        return f"is not a CSS selector: {error}"
    return None


def _css_list(value: Any) -> str | None:
    if not isinstance(value, list):
        return 'must be a list of CSS selectors: [".promo", "#newsletter"]'
    return next((f"entry {item!r} {wrong}" for item in value if (wrong := _css(item))), None)


_Check = Callable[[Any], str | None]
_SHARED: dict[str, _Check] = {
    "delay": _seconds,
    "enabled": _flag,
    "every": _duration,
    "images": _flag,
    "language": _language,
    "max_articles": _count,
    "publisher": _text,
    "remove": _css_list,
    "select": _css,
    "user_agent": _text,
}
_OF_A_SOURCE: dict[str, _Check] = {"name": _text, **dict.fromkeys(KINDS, _url), **_SHARED}


def _problems(name: str, table: Mapping[str, Any], *, of_defaults: bool = False) -> list[str]:
    """What is wrong with one table, a line each."""
    keys: Mapping[str, _Check] = _SHARED if of_defaults else _OF_A_SOURCE
    found = (
        []
        if of_defaults or _ID.fullmatch(name)
        else [f"[{name}]: an id is lower-case letters, digits, '.', '_' and '-'"]
    )
    for key, value in table.items():
        if key not in keys:
            found.append(f"[{name}] {key}: there is no such key{_nearest(key, keys)}")
        elif wrong := keys[key](value):
            found.append(f"[{name}] {key} = {value!r}: {wrong}")
    if of_defaults:
        return found
    access = [kind for kind in KINDS if kind in table]
    if not access:
        found.append(f"[{name}]: needs one of {', '.join(KINDS)} = URL")
    elif len(access) > 1:
        found.append(f"[{name}]: has {' and '.join(access)}; one table is one way in: make a table of each")
    return found


def _nearest(key: str, keys: Mapping[str, Any]) -> str:
    close = difflib.get_close_matches(key.lower().replace("-", "_"), keys, n=1, cutoff=0.5)
    return f"; did you mean {close[0]}?" if close else f"; there are {', '.join(sorted(keys))}"


def _doubled_tables(text: str) -> list[str]:
    """Ids that stand twice. TOML refuses them too, but names no table."""
    seen: set[str] = set()
    doubled = []
    for quoted, single, bare in _TABLE.findall(text):
        name = quoted or single or bare
        if name in seen:
            doubled.append(f"[{name}]: stands twice; give one of them another id")
        seen.add(name)
    return doubled


def _only_shared(defaults: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in defaults.items() if key in _SHARED}


def _source(name: str, table: Mapping[str, Any]) -> Source:
    kind = next(kind for kind in KINDS if kind in table)
    return Source(
        id=name,
        name=table.get("name", name),
        kind=kind,
        url=table[kind],
        language=table.get("language"),
        every=parse_duration(table.get("every", "1h")) or timedelta(hours=1),
        enabled=table.get("enabled", True),
        publisher=table.get("publisher"),
        images=table.get("images", False),
        remove=tuple(table.get("remove", ())),
        select=table.get("select"),
        max_articles=table.get("max_articles"),
        user_agent=table.get("user_agent"),
        delay=table.get("delay"),
    )
