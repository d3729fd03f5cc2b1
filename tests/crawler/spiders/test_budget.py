from crawler.sources import Source
from crawler.spiders.budget import Budget


def source(name: str, max_articles: int | None = None) -> Source:
    return Source(id=name, name=name, kind="feed", url="https://a.example/", max_articles=max_articles)


def test_a_source_has_its_own_bound_or_that_of_each() -> None:
    budget = Budget(0, 2, [source("a", 1), source("b")])
    assert [budget.take("a"), budget.take("a")] == [None, "max_articles_of_source"]
    assert [budget.take("b"), budget.take("b"), budget.take("b")] == [None, None, "max_articles_of_source"]


def test_the_bound_of_the_run_is_over_all_sources() -> None:
    budget = Budget(2, 0, [source("a"), source("b")])
    assert [budget.take("a"), budget.take("b"), budget.take("a")] == [None, None, "max_articles_of_run"]


def test_zero_is_no_bound() -> None:
    budget = Budget(0, 0, [source("a")])
    assert {budget.take("a") for _ in range(1_000)} == {None}
