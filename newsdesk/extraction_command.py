"""What `newsdesk extract` does: saved pages in, articles out. No network, no database."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from crawler.extraction import NotAnArticle
from crawler.items import Article
from crawler.pages import page_object_for
from newsdesk.article_json import to_json
from newsdesk.article_text import print_article
from newsdesk.terminal import print_json, say
from pipelines.clean import clean


def read(path: Path, url: str) -> Article:
    """One saved page, read with the page object of its host and cleaned as a crawl would.

    Raises:
        NotAnArticle: the page holds none.
        OSError: the file cannot be read.
    """
    article = page_object_for(url)(path.read_bytes(), url, None, ()).to_article()
    clean(article)
    return article


def pages(paths: Iterable[Path], url: str, *, as_json: bool) -> int:
    """Print the article of each page. Returns how many had none."""
    failed = 0
    for path in paths:
        try:
            article = read(path, url)
        except NotAnArticle as error:
            say(f"{path}: no article: {error}")
            failed += 1
            continue
        if as_json:
            print_json(to_json(article))
        else:
            print_article(article)
    return failed


def lines(stream: Iterable[bytes], write: Callable[[Any], None]) -> int:
    """One Article object for each `{"path", "url"}` line, in order; `{"url", "error"}` where there is none.

    Returns the number of lines without an article.
    """
    failed = 0
    for line in stream:
        if not line.strip():
            continue
        given = None
        try:
            given = json.loads(line)
            article = read(Path(given["path"]), given.get("url") or "")
        except (NotAnArticle, OSError, ValueError, KeyError, TypeError) as error:
            failed += 1
            url = given.get("url") if isinstance(given, dict) else None
            write({"url": url, "error": f"{type(error).__name__}: {error}"})
            continue
        write(to_json(article))
    return failed
