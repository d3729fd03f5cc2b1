"""Printing for people: tables that fit, colours only on a terminal, and never a raw control byte of somebody's text."""

import json
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

# C0 (but tab and newline), DEL, C1, and the bidirectional overrides that would turn a whole line around.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
LINE = 80  # columns of running text


def console(*, stderr: bool = False) -> Console:
    """The console for results (stdout) or for messages (stderr). Piped output is not wrapped."""
    stream = sys.stderr if stderr else sys.stdout
    made = Console(file=stream, highlight=False, emoji=False, markup=False, soft_wrap=False)
    if not made.is_terminal:
        made = Console(file=stream, highlight=False, emoji=False, markup=False, width=10_000, no_color=True)
    return made


def safe(text: object) -> str:
    """A stored text without what a terminal would obey: escape sequences, bells, overrides of the writing direction."""
    return _CONTROL.sub("", str(text)).replace("\n", " ").replace("\t", " ")


def when(moment: datetime | None) -> str:
    """A time for a table: UTC, to the minute."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M") if moment else ""


def print_json(data: Any) -> None:
    """One JSON document on stdout; UTF-8 whatever the locale."""
    text = json.dumps(data, ensure_ascii=False, indent=2, default=_plain)
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stdout.flush()


def print_json_line(data: Any) -> None:
    """One JSON object on one line of stdout."""
    sys.stdout.buffer.write(json_line(data))
    sys.stdout.flush()


def json_line(data: Any) -> bytes:
    """One JSON object as one line of UTF-8."""
    return json.dumps(data, ensure_ascii=False, default=_plain).encode("utf-8", "replace") + b"\n"


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def print_table(
    columns: Sequence[str], rows: Iterable[Sequence[object]], *, right: Iterable[int] = (), wide: int | None = None
) -> None:
    """A table: boxed on a terminal, columns separated by two blanks in a pipe.

    `right` numbers the columns of figures; `wide` the one that may be cut when the terminal is narrow.
    """
    out = console()
    table = Table(
        box=box.SIMPLE_HEAD if out.is_terminal else None, header_style="bold", pad_edge=False, show_edge=False
    )
    for number, name in enumerate(columns):
        flexible = number == wide
        table.add_column(
            name,
            justify="right" if number in set(right) else "left",
            no_wrap=not flexible,
            overflow="ellipsis" if not flexible else "fold",
            ratio=None,
        )
    for row in rows:
        table.add_row(*[cell if isinstance(cell, Text) else Text(safe("" if cell is None else cell)) for cell in row])
    out.print(table)


def marked(text: str, ranges: Sequence[tuple[int, int]]) -> Text:
    """A snippet with its hits in bold."""
    line = Text(text.translate(_KEEP_LENGTH))
    for start, end in ranges:
        line.stylize("bold yellow", start, end)
    return line


# As `safe`, but every character stays one character, so that ranges still fit.
_KEEP_LENGTH = dict.fromkeys(
    [*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF], " "
)


def say(message: str) -> None:
    """A message on stderr."""
    console(stderr=True).print(Text(safe_lines(message)))


def safe_lines(text: str) -> str:
    """As `safe`, but line breaks stay."""
    return "\n".join(safe(line) for line in text.splitlines())
