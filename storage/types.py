"""Column types that behave the same on SQLite and PostgreSQL."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, LargeBinary, Select, Text, TypeDecorator
from sqlalchemy.orm import mapped_column

NAME_LENGTH = 500  # characters of a text that is indexed: PostgreSQL refuses index entries above 2,704 bytes
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LARGEST = 2**63 - 1

Integer64 = BigInteger().with_variant(Integer(), "sqlite")  # only INTEGER numbers rows by itself on SQLite


def clean(text: str) -> str:
    """`text` without what a database cannot hold: NUL goes, a lone surrogate becomes U+FFFD.

    PostgreSQL refuses NUL in text, neither driver can encode a lone surrogate; SQLite would keep a NUL, so that the two
    would differ.

    >>> clean("a\\x00b\\ud800")
    'ab\\ufffd'
    """
    return _UNSTORABLE.sub(lambda found: "" if found.group() == "\x00" else "\ufffd", text)


class CleanText(TypeDecorator[str]):
    """Text of any length; what no database can hold never reaches one (see `clean`)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else clean(value)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, in UTC. `timestamptz` on PostgreSQL; on SQLite text like 2022-11-07 20:41:00.000000, always UTC.

    A naive datetime is refused: nobody knows which moment it means.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no time zone")
        moment = in_utc(value)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def in_utc(moment: datetime) -> datetime:
    """An aware datetime in UTC; the first or last moment there is, where the conversion would leave the years 1 to 9999."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        edge = datetime.min if moment.year == 1 else datetime.max  # noqa: DTZ901 (made aware in the next line)
        return edge.replace(tzinfo=UTC)


class Measure(TypeDecorator[int]):
    """A number somebody else claims (a width, a score); one beyond 64 bits means nothing and is stored as unknown."""

    impl = Integer64
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        return None if value is None or abs(value) > _LARGEST else value


Id = Annotated[int, mapped_column(Integer64, primary_key=True)]
Key = Annotated[bytes, mapped_column(LargeBinary)]  # 16 bytes: of a URL (crawler.urls.url_key) or of a text
Claimed = Annotated[int, mapped_column(Measure)]
AnySelect = Select[*tuple[Any, ...]]  # a SELECT whose columns its reader knows
