"""A date as a page writes it → an aware datetime. Fast paths first, `dateparser` for what none of them knows."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple

from crawler.extraction.month_names import ZONES, month_number

MAX_DATE = 200  # characters of a date string; what is longer is cut
_DATEPARSER_MAX = 60  # characters `dateparser` is asked about: its cost grows with them
_ISO = re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<![\d.])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d.]\d)")
_CJK = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2})?)?\s*(Z|[+-]\d{2}:?\d{2})?$")
_EPOCH = re.compile(r"^\d{10}(?:\d{3})?(?:\.\d+)?$")
_VIETNAMESE = re.compile(r"(\d{1,2})\s+tháng\s+(\d{1,2}),?\s+(?:năm\s+)?(\d{4})", re.I)
_WORD = r"[^\W\d_][\w.'’\u0300-\u036f\u0900-\u0dff\u0e00-\u0e7f\u200c\u200d]*"
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er|re|º|ª|°|\.|-)*[\s,.-]*(?:(?:de|d[’']|of|da|di|na)\s*)?({_WORD})[\s,.-]*({_WORD})?[\s,.-]*(?:(?:de|del|of|od|r)\s+)?(\d{{4}}|\d{{2}})(?!\d)",
    re.I,
)
_MONTH_FIRST = re.compile(rf"({_WORD})[\s.-]*(\d{{1,2}})(?:st|nd|rd|th)?[\s,.-]+(\d{{4}})(?!\d)", re.I)
_YEAR_FIRST = re.compile(rf"(?<!\d)(\d{{4}})[\s.,-]*(?:m\.)?\s*({_WORD})[\s.-]*(\d{{1,2}})(?!\d)", re.I)
_TIME = re.compile(
    r"(?<![\d.:])(\d{1,2})\s?(?:[:hH時点시]|[.](?=\d{2}\b))\s?(\d{2})(?:\s?[:分분.m]\s?(\d{2})(?:[.,]\d{1,9})?)?\s*([ap]\.?\s?m\b\.?)?",
    re.I,
)
_OFFSET = re.compile(r"(?:(?<=[\d\s])|(?:GMT|UTC)\s?)([+-−])(\d{1,2}):?(\d{2})?(?![\d:])", re.I)
_ZONE = re.compile(r"(?<![A-Za-z])([A-Z]{1,4})(?![A-Za-z])")
_EARLIEST = 1800  # a page of this web claims no earlier day; 1-1-1 and 1970-01-01T00:00Z are empty fields


class DateReading(NamedTuple):
    """An aware datetime and how much of it was written."""

    value: datetime
    has_time: bool
    has_zone: bool  # False: the page named none, and UTC is assumed


@lru_cache(maxsize=2048)
def parse_date(raw: str, locale: str | None = None) -> DateReading | None:
    """The first date in `raw`; None when there is none that can exist. Never raises.

    The offset stays as written. `locale` ("en-US", "hr") decides 03/04/2024 and month names that mean two months.
    """
    text = " ".join(raw[:MAX_DATE].split())
    for read in (_iso, _from_number, _compact, _cjk, _wordy, _year_last):
        found = read(text, locale)
        if found is not None:
            return found
    return _by_dateparser(text, locale)


def _build(year: int, month: int, day: int, rest: str) -> DateReading | None:
    """The date with the time and zone that stand in `rest`."""
    if year > 2400:
        year -= 543  # the Buddhist era of Thai pages
    if year < 100:
        year += 2000 if year < 70 else 1900
    hour, minute, second, has_time, after = _time(rest)
    zone = _zone(after) if has_time else None
    try:
        value = datetime(year, month, day, hour, minute, second, tzinfo=zone or UTC)
        utc = value.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    if utc.year < _EARLIEST or utc.timestamp() == 0:
        return None
    return DateReading(value, has_time, zone is not None)


def _time(rest: str) -> tuple[int, int, int, bool, str]:
    match = _TIME.search(rest)
    if not match:
        return 0, 0, 0, False, rest
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    half = (match[4] or "").lower()
    if half.startswith("p") and hour < 12:
        hour += 12
    elif half.startswith("a") and hour == 12:
        hour = 0
    if hour > 23 or minute > 59:
        return (0, 0, 0, False, rest) if hour != 24 else (0, 0, 0, True, rest[match.end() :])
    return hour, minute, min(second, 59), True, rest[match.end() :]  # a leap second counts as :59


def _zone(after: str) -> timezone | None:
    offset = _OFFSET.search(" " + after[:20])
    if offset:
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        if minutes > 18 * 60:
            return None
        return timezone(timedelta(minutes=minutes if offset[1] == "+" else -minutes))
    for name in _ZONE.findall(after[:20]):
        if name.lower() in ZONES:
            return timezone(timedelta(minutes=ZONES[name.lower()]))
    return None


def _around(text: str, start: int, end: int) -> str:
    """What may hold the time: what follows the date, else what stands before it."""
    after = text[end:]
    return after if _TIME.search(after[:60]) else after + " " + text[:start]


def _iso(text: str, _: str | None) -> DateReading | None:
    match = _ISO.search(text)
    if not match:
        return None
    rest = text[match.end() :]
    return _build(int(match[1]), int(match[3]), int(match[4]), rest[1:] if rest[:1] in "Tt" else rest)


def _from_number(text: str, _: str | None) -> DateReading | None:
    if not _EPOCH.match(text):
        return None
    seconds = float(text) / (1000 if len(text.split(".")[0]) == 13 else 1)
    return DateReading(datetime.fromtimestamp(int(seconds), UTC), True, True) if seconds > 0 else None


def _compact(text: str, _: str | None) -> DateReading | None:
    match = _COMPACT.match(text)
    if not match:
        return None
    clock = f"{match[4]}:{match[5]}:{match[6] or '00'}{match[7] or ''}" if match[4] else ""
    return _build(int(match[1]), int(match[2]), int(match[3]), clock)


def _cjk(text: str, _: str | None) -> DateReading | None:
    match = _CJK.search(text)
    return _build(int(match[1]), int(match[2]), int(match[3]), _around(text, *match.span())) if match else None


def _wordy(text: str, locale: str | None) -> DateReading | None:
    """Month by name, in any order, or Vietnamese's by number."""
    vietnamese = _VIETNAMESE.search(text)
    if vietnamese:
        day, month, year = map(int, vietnamese.groups())
        return _build(year, month, day, _around(text, *vietnamese.span()))
    language = (locale or "").replace("_", "-").split("-")[0].lower() or None
    for year, word, following, day, start, end in _word_dates(text):
        number = month_number(word, following, language)
        if number and 1 <= day <= 31:
            found = _build(year, number, day, _around(text, start, end))
            if found:
                return found
    return None


def _word_dates(text: str) -> Iterator[tuple[int, str, str, int, int, int]]:
    for match in _DAY_FIRST.finditer(text):
        yield int(match[4]), match[2], match[3] or "", int(match[1]), *match.span()
    for match in _MONTH_FIRST.finditer(text):
        yield int(match[3]), match[1], "", int(match[2]), *match.span()
    for match in _YEAR_FIRST.finditer(text):
        yield int(match[1]), match[2], "", int(match[3]), *match.span()


def _year_last(text: str, locale: str | None) -> DateReading | None:
    """03.04.2024: the day comes first, except in American English; a number above 12 settles it."""
    match = _YEAR_LAST.search(text)
    if not match:
        return None
    day, month = int(match[1]), int(match[3])
    american = (locale or "").replace("_", "-").lower() == "en-us" and match[2] == "/"
    if (american and day <= 12) or month > 12:
        day, month = month, day
    return _build(int(match[4]), month, day, _around(text, *match.span()))


@lru_cache(maxsize=512)
def _by_dateparser(text: str, locale: str | None) -> DateReading | None:
    """Other calendars and rarer languages. Only short texts with a day and a year in them: it takes milliseconds."""
    if len(text) > _DATEPARSER_MAX or not re.search(r"\d{1,2}\D+\d{4}|\d{4}\D+\d{1,2}", text):
        return None
    import dateparser  # 0.3 s to import, and hardly ever needed

    language = (locale or "").replace("_", "-").split("-")[0].lower()
    settings = {
        "REQUIRE_PARTS": ["day", "month", "year"],
        "PARSERS": ["absolute-time"],
        "RETURN_AS_TIMEZONE_AWARE": True,
        "TIMEZONE": "UTC",
    }
    try:
        value = dateparser.parse(text, languages=[language] if language else None, settings=settings)
        if value is None or value.astimezone(UTC).year < _EARLIEST:
            return None
    except (ValueError, OverflowError, RecursionError):
        return None
    return DateReading(value, bool(_TIME.search(text)), False)
