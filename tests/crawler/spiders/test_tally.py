from collections import Counter

import pytest

from crawler.outcomes import Outcome
from crawler.spiders.tally import SourceTally


def tally(listings: dict[Outcome, int], articles: dict[Outcome, int] | None = None) -> SourceTally:
    return SourceTally(listings=Counter(listings), articles=Counter(articles or {}))


@pytest.mark.parametrize(
    "good",
    [
        tally({Outcome.OK: 1}),
        tally({Outcome.NOT_MODIFIED: 1}),
        tally({Outcome.NOT_FOUND: 1, Outcome.OK: 1}),  # the second door was open
        tally({Outcome.OK: 1}, {Outcome.OK: 3, Outcome.TIMEOUT: 2}),
        tally({Outcome.OK: 1}, {Outcome.NOT_AN_ARTICLE: 2}),
        tally({Outcome.OK: 1}, {Outcome.NOT_FETCHED: 4}),  # the end of the run is not the source's fault
        tally({Outcome.NOT_FETCHED: 1}),
        tally({}),
    ],
)
def test_sources_that_did_not_fail(good: SourceTally) -> None:
    assert not good.failed


@pytest.mark.parametrize(
    "bad",
    [
        tally({Outcome.DNS: 1}),
        tally({Outcome.BAD_LISTING: 1}),
        tally({Outcome.ROBOTS: 1}),
        tally({Outcome.NOT_FOUND: 1, Outcome.BAD_LISTING: 1}),
        tally({Outcome.OK: 1}, {Outcome.BLOCKED: 5}),
        tally({Outcome.OK: 1}, {Outcome.TIMEOUT: 2, Outcome.NOT_FETCHED: 5}),
    ],
)
def test_sources_that_failed(bad: SourceTally) -> None:
    assert bad.failed


def test_something_was_got_when_a_listing_or_an_article_arrived() -> None:
    assert tally({Outcome.NOT_MODIFIED: 1}).got_something
    assert tally({Outcome.TIMEOUT: 1}, {Outcome.OK: 1}).got_something
    assert not tally({Outcome.TIMEOUT: 1}, {Outcome.BLOCKED: 1}).got_something


def test_a_source_is_finished_when_everything_asked_for_is_answered() -> None:
    assert not SourceTally(asked=3, answered=2).finished
    assert SourceTally(asked=3, answered=3).finished
