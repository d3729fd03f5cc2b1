"""Dates as listings write them, in many languages: to aware datetimes, or None.

Formats: RFC 822 and its relatives (RSS), RFC 3339 and W3C-DTF (Atom, sitemaps), Unix time (JSON), and dates with month
names in words. A date without a zone is taken as UTC, a date without a time as midnight.
"""

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from crawler.discovery.months import MONTHS, MONTHS_BY_LANGUAGE, fold

_MAX_LENGTH = 80  # characters; a longer one is no date
_FIRST_YEAR, _LAST_YEAR = 1970, 2100

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?"
    r"(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?\s*([Zz]|[A-Z]{3,4}|[+-]\d{2}:?\d{2}|[+-]\d{2})?",
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?()([Zz]|[+-]\d{2}:?\d{2})?")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[年년./]\s*(\d{1,2})\s*[月월./]\s*(\d{1,2})\s*[日일.]?")
_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
_TIME = re.compile(r"(?<!\d)(\d{1,2})[:h.](\d{2})(?:[:.](\d{2}))?(?:[.,]\d+)?\s*([AaPp]\.?[Mm]\.?)?(?!\d)")
_OFFSET = re.compile(r"(?<![\d-])(?:GMT|UTC|UT|Z)?\s*([+-])(\d{1,2})(?::?(\d{2}))?(?![\d:.-])")
_WORD = re.compile(r"[^\s\d,;:/|()\[\]+\-–—]+")
_NUMBER = re.compile(r"\d+")

# Zone names of RFC 822 and of real feeds, in minutes east of UTC; an ambiguous one as most feeds mean it.
ZONES = {
    "acst": 570,
    "aedt": 660,
    "aest": 600,
    "akdt": -480,
    "akst": -540,
    "art": -180,
    "awst": 480,
    "brt": -180,
    "bst": 60,
    "cat": 120,
    "cdt": -300,
    "cest": 120,
    "cet": 60,
    "cst": -360,
    "eat": 180,
    "edt": -240,
    "eest": 180,
    "eet": 120,
    "est": -300,
    "gmt": 0,
    "gst": 240,
    "hkt": 480,
    "hst": -600,
    "idt": 180,
    "irst": 210,
    "ist": 330,
    "jst": 540,
    "kst": 540,
    "mdt": -360,
    "mesz": 120,
    "mez": 60,
    "msk": 180,
    "mst": -420,
    "myt": 480,
    "npt": 345,
    "nst": -210,
    "nzdt": 780,
    "nzst": 720,
    "pdt": -420,
    "pht": 480,
    "pkt": 300,
    "pst": -480,
    "sast": 120,
    "sgt": 480,
    "trt": 180,
    "ut": 0,
    "utc": 0,
    "wat": 60,
    "west": 60,
    "wet": 0,
    "wib": 420,
    "wit": 540,
    "wita": 480,
    "z": 0,
}


def read_date(value: object, *, language: str | None = None) -> datetime | None:
    """An aware datetime with the offset as written, or None if this is no date between 1970 and 2100.

    `value` may be a string in any of the formats above or Unix time in seconds or milliseconds. `language` (BCP 47)
    decides between readings of a month's name, and is the only language the last resort, dateparser, tries.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _unix(value)
    if isinstance(value, str) and 0 < len(value) <= _MAX_LENGTH * 4:
        return _read(" ".join(value.split()), (language or "").lower().partition("-")[0])
    return None


@lru_cache(maxsize=2_048)
def _read(text: str, language: str) -> datetime | None:
    text = "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in text)
    if not text or len(text) > _MAX_LENGTH:
        return None
    if text.isdigit() and len(text) in (9, 10, 12, 13):
        return _unix(int(text))
    for pattern in (_ISO, _COMPACT):
        found = pattern.fullmatch(text)
        if found:
            return _from_iso(found)
    return _from_words(text, language) or _last_resort(text, language)


def _unix(value: float) -> datetime | None:
    if abs(value) > 1e11:  # milliseconds
        value /= 1000
    try:
        moment = datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment if _FIRST_YEAR <= moment.year <= _LAST_YEAR else None


def _from_iso(found: re.Match[str]) -> datetime | None:
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    return _made(year, month, day or 1, hour, minute, second, _zone(found.groups()[-1]))


def _made(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0, zone: timezone = UTC
) -> datetime | None:
    """None if there is no such moment. 24:00 is the next day's 0:00, a 60th second the next minute's."""
    if not _FIRST_YEAR <= year <= _LAST_YEAR or hour > 24 or minute > 59 or second > 60:
        return None
    try:
        return datetime(year, month, day, tzinfo=zone) + timedelta(hours=hour, minutes=minute, seconds=second)
    except ValueError:
        return None


def _zone(name: str | None) -> timezone:
    if not name:
        return UTC
    if name[0] in "+-":
        digits = name[1:].replace(":", "").ljust(4, "0")
        minutes = int(digits[:2]) * 60 + int(digits[2:4])
        minutes = -minutes if name[0] == "-" else minutes
    else:
        minutes = ZONES.get(name.lower(), 0)
    return timezone(timedelta(minutes=minutes)) if abs(minutes) < 24 * 60 else UTC


def _from_words(text: str, language: str) -> datetime | None:
    """Day, month and year wherever they stand, the month in words or in figures."""
    zone = _zone_in(text)
    hour, minute, second, rest = _time_in(text)
    found = _YEAR_FIRST.search(rest)
    if found:
        return _made(int(found[1]), int(found[2]), int(found[3]), hour, minute, second, zone)
    found = _NUMERIC.search(rest)
    if found:
        day, month = int(found[1]), int(found[3])
        if month > 12:
            day, month = month, day
        return _made(int(found[4]), month, day, hour, minute, second, zone)
    named = _month_in(rest, language)
    numbers = [int(number) for number in _NUMBER.findall(_OFFSET.sub(" ", rest))][:2]
    if not named or len(numbers) < 2:
        return None
    first, second_number = numbers
    day, year = (first, second_number) if first <= 31 else (second_number, first)
    return _made(_full_year(year), named, day, hour, minute, second, zone)


def _full_year(year: int) -> int:
    """RFC 2822, 4.3, for years of two digits; years of the Buddhist era, as Thai sites write them."""
    if year < 50:
        return year + 2000
    if year < 100:
        return year + 1900
    return year - 543 if 2513 <= year <= 2643 else year


def _time_in(text: str) -> tuple[int, int, int, str]:
    """Hour, minute, second, and the text without them; a "." or "h" counts as separator only where no date fits."""
    for found in _TIME.finditer(text):
        hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
        numeric_date = "." in found[0] and ":" not in found[0]
        if hour > 24 or minute > 59 or second > 60 or numeric_date:
            continue
        half = (found[4] or "").lower()
        if half:
            hour = hour % 12 + (12 if half.startswith("p") else 0)
        return hour, minute, second, text[: found.start()] + " " + text[found.end() :]
    return 0, 0, 0, text


def _zone_in(text: str) -> timezone:
    found = _OFFSET.search(text)
    if found and ":" in text[: found.start()]:
        return _zone(f"{found[1]}{found[2]:0>2}{found[3] or '00'}")
    for word in reversed(_WORD.findall(text)):
        if word.lower().rstrip(".") in ZONES and word.isupper():
            return _zone(word.rstrip("."))
    return UTC


def _month_in(text: str, language: str) -> int | None:
    """The last word that names a month: weekdays stand before it, and some are spelled alike ("mar, 08 nov")."""
    own = MONTHS_BY_LANGUAGE.get(language, {})
    for word in reversed(_WORD.findall(fold(text))):
        word = word.strip(".'’")
        month = own.get(word) or MONTHS.get(word) or own.get(word[:3]) or MONTHS.get(word[:3])
        if month:
            return month
    return None


def _last_resort(text: str, language: str) -> datetime | None:
    """dateparser, in the listing's own language only: it is slow, and in all languages at once it guesses."""
    if not language or not any(character.isdigit() for character in text):
        return None
    import dateparser  # imported here: it costs half a second, and hardly any listing needs it

    settings = {
        "RETURN_AS_TIMEZONE_AWARE": True,
        "TIMEZONE": "UTC",
        "STRICT_PARSING": True,
        "PARSERS": ["absolute-time"],
    }
    try:
        moment = dateparser.parse(text, languages=[language], settings=settings)
    except Exception:  # it raises what its regular expressions raise, and ValueError for languages it lacks
        return None
    return moment if moment and _FIRST_YEAR <= moment.year <= _LAST_YEAR else None
