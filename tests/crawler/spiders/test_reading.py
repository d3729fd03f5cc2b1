import asyncio
import os
import time
from collections.abc import Sequence

import pytest

from crawler.extraction.errors import NotAnArticle
from crawler.items import Article
from crawler.spiders.reading import PageReader, ReadFailed, ReadFunction


def scripted(body: bytes, url: str, encoding: str | None, remove: Sequence[str]) -> Article:
    """Do what the body says."""
    if body == b"hang":
        time.sleep(60)
    if body == b"die":
        os._exit(1)
    if body == b"eat":
        return Article(url=url, article_body="x" * 8 * 1024**3)
    if body == b"refuse":
        raise NotAnArticle("empty", "nothing in it")
    if body == b"fault":
        raise KeyError("ours")
    return Article(url=url, headline=f"{body.decode()} in {os.getpid()}")


async def results(bodies: Sequence[bytes], workers: int, how: ReadFunction = scripted) -> list[Article | BaseException]:
    reader = PageReader(workers, 2.0, how)
    pages = [reader.read(body, "https://a.example/", None, ()) for body in bodies]
    try:
        return await asyncio.gather(*pages, return_exceptions=True)
    finally:
        reader.close()


@pytest.fixture(scope="module")
def read() -> list[Article | BaseException]:
    return asyncio.run(results([b"a", b"hang", b"b", b"refuse", b"eat", b"fault", b"c", b"d"], workers=2))


def test_pages_are_read_in_other_processes(read: list[Article | BaseException]) -> None:
    good = [one for one in read if isinstance(one, Article)]
    assert [(one.headline or "").split()[0] for one in good] == ["a", "b", "c", "d"]
    assert str(os.getpid()) not in {(one.headline or "").split()[-1] for one in good}


def test_a_page_that_hangs_costs_only_itself(read: list[Article | BaseException]) -> None:
    assert isinstance(read[1], ReadFailed)
    assert "longer than 2 s" in str(read[1])


def test_a_page_without_an_article_says_so_across_processes(read: list[Article | BaseException]) -> None:
    refused = read[3]
    assert isinstance(refused, NotAnArticle)
    assert (refused.reason, refused.evidence) == ("empty", "nothing in it")


def test_a_page_that_takes_all_memory_fails_alone(read: list[Article | BaseException]) -> None:
    assert isinstance(read[4], ReadFailed)


def test_a_fault_of_ours_arrives_as_it_is(read: list[Article | BaseException]) -> None:
    assert isinstance(read[5], KeyError)


def test_a_page_that_kills_its_worker_is_given_up_after_a_second_try() -> None:
    died, good = asyncio.run(results([b"die", b"good"], workers=1))
    assert isinstance(died, ReadFailed)
    assert isinstance(good, Article)


def test_without_workers_pages_are_read_here() -> None:
    (article,) = asyncio.run(results([b"a"], workers=0))
    assert isinstance(article, Article)
    assert str(os.getpid()) in (article.headline or "")
