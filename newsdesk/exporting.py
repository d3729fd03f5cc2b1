"""Articles out of the database: JSON Lines with everything, CSV with a row an article."""

import csv
import io
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from newsdesk.article_json import FIELDS, to_json
from newsdesk.terminal import json_line

# What the database knows beyond the item, behind its fields.
KNOWN = (
    "date_published_raw",
    "date_modified_raw",
    "is_accessible_for_free",
    "first_seen_at",
    "last_seen_at",
    "withdrawn_at",
    "duplicate_of",
)
CSV_FIELDS = (
    "id",
    *(name for name in FIELDS if name not in {"images", "related_links"}),
    "image_urls",
    "image_captions",
    "related_urls",
    *KNOWN,
)
# A spreadsheet takes a cell that begins so for a formula (https://owasp.org/www-community/attacks/CSV_Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def detail_json(article: Any) -> dict[str, Any]:
    """An article of the database as JSON: the item's fields first, then what the database knows."""
    return {"id": article.id, **to_json(article), **{name: _plain(getattr(article, name)) for name in KNOWN}}


def export_articles(articles: Iterable[Any], output_format: str, output: Path | None) -> int:
    """Write `articles` and return their number. A file appears whole or not at all."""
    with _destination(output) as stream:
        return _csv(articles, stream) if output_format == "csv" else _jsonl(articles, stream)


def _jsonl(articles: Iterable[Any], stream: BinaryIO) -> int:
    number = 0
    for article in articles:
        stream.write(json_line(detail_json(article)))
        number += 1
    return number


def _csv(articles: Iterable[Any], stream: BinaryIO) -> int:
    text = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(CSV_FIELDS)
    number = 0
    for article in articles:
        writer.writerow([_cell(value) for value in _row(article)])
        number += 1
    text.detach()
    return number


def _row(article: Any) -> Iterator[Any]:
    data = detail_json(article)
    data["image_urls"] = [image["url"] for image in data["images"] if image["url"]]
    data["image_captions"] = [image["caption"] for image in data["images"] if image["caption"]]
    data["related_urls"] = [link["url"] for link in data["related_links"]]
    for name in CSV_FIELDS:
        yield data[name]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    return "'" + text if text.startswith(_FORMULA) and not isinstance(value, int | float) else text


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


@contextmanager
def _destination(output: Path | None) -> Iterator[BinaryIO]:
    """stdout, or a file that takes its name only when it is complete."""
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    handle, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        unfinished.chmod(0o644)
        unfinished.replace(output)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
