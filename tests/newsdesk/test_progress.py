import io
from collections import Counter

import pytest
from rich.console import Console

from crawler.outcomes import Outcome
from crawler.spiders.tally import SourceTally
from newsdesk.progress import NoProgress, PlainProgress, TerminalProgress, in_words, progress_for


def tally(
    listing: Outcome, articles: dict[Outcome, int] | None = None, asked: int = 1, answered: int = 1
) -> SourceTally:
    return SourceTally(Counter({listing: 1}), Counter(articles or {}), asked, answered)


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (tally(Outcome.NOT_MODIFIED), "unchanged"),
        (tally(Outcome.OK), "nothing new"),
        (tally(Outcome.OK, {Outcome.OK: 1}), "1 article"),
        (tally(Outcome.OK, {Outcome.OK: 12, Outcome.NOT_FOUND: 2}), "12 articles, 2 not-found"),
        (tally(Outcome.TIMEOUT), "listing: timeout"),
    ],
)
def test_a_source_in_words(result: SourceTally, words: str) -> None:
    assert in_words(result) == words


def test_plain_progress_is_one_line_for_each_source_when_it_is_through() -> None:
    stream = io.StringIO()
    progress = PlainProgress(stream)
    progress.begin(["a", "b"])
    progress.update("a", tally(Outcome.OK, asked=3, answered=1))
    progress.update("b", tally(Outcome.DNS))
    progress.update("a", tally(Outcome.OK, {Outcome.OK: 2}, asked=3, answered=3))
    progress.update("a", tally(Outcome.OK, {Outcome.OK: 2}, asked=3, answered=3))
    progress.end()
    assert stream.getvalue() == "b: listing: dns\na: 2 articles\n"


def test_terminal_progress_leaves_a_line_for_each_source() -> None:
    stream = io.StringIO()
    progress = TerminalProgress(Console(file=stream, force_terminal=True, width=100))
    progress.begin(["a", "[b]"])
    progress.update("a", tally(Outcome.OK, {Outcome.OK: 1}, asked=3, answered=2))
    progress.update("[b]", tally(Outcome.TIMEOUT))
    progress.update("nobody", tally(Outcome.OK))
    progress.end()
    assert "[b]: listing: timeout" in stream.getvalue()
    assert "2/3" in stream.getvalue()


def test_quiet_says_nothing_and_elsewhere_lines_are_plain() -> None:
    assert isinstance(progress_for(quiet=True), NoProgress)
    assert isinstance(progress_for(quiet=False, stream=io.StringIO()), PlainProgress)
