"""Times as people write them on a command line."""

import re
from datetime import UTC, datetime, timedelta

from crawler.errors import NewsdeskError

_AGO = re.compile(r"(\d+)\s*([hdwm])")
_HOURS = {"h": 1, "d": 24, "w": 7 * 24, "m": 30 * 24}


class NotATime(NewsdeskError):
    """A `--since` or `--until` that says no time."""


def parse_time(text: str | None, *, now: datetime | None = None, end: bool = False) -> datetime | None:
    """`2026-11-01`, `2026-11-01T08:00+01:00`, `7d`, `24h`, `today`, `yesterday` as an aware time; None for None.

    A day without a time is its first instant, or with `end` its last: `--until 2026-11-01` includes that day.
    """
    if not text:
        return None
    moment = now or datetime.now(UTC)
    today = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    day_end = timedelta(days=1, microseconds=-1) if end else timedelta()
    word = text.strip().lower()
    if word == "now":
        return moment
    if word in {"today", "yesterday"}:
        return today - timedelta(days=word == "yesterday") + day_end
    if ago := _AGO.fullmatch(word):
        return moment - timedelta(hours=int(ago[1]) * _HOURS[ago[2]])
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise NotATime(
            f"{text!r} is no time: write 2026-11-01, 2026-11-01T08:00+01:00, 7d, 24h, today or yesterday"
        ) from None
    whole_day = len(text.strip()) == 10
    return (found if found.tzinfo else found.replace(tzinfo=UTC)) + (day_end if whole_day else timedelta())
