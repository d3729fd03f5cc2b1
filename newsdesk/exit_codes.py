"""The exit codes of the commands, and how a crawl comes to its own. Documented in docs/exit-codes.md."""

from collections.abc import Collection, Mapping
from typing import Protocol

DONE = 0
PARTIAL = 1  # done, but some sources failed or a bound was reached
USAGE = 2  # usage or configuration
NOTHING_FETCHED = 3
STORAGE = 4
RUN_ACTIVE = 75  # EX_TEMPFAIL: another run is active
INTERRUPTED = 130  # 128 + SIGINT
TERMINATED = 143  # 128 + SIGTERM

MEANING = {
    DONE: "done",
    PARTIAL: "done, but some sources failed or a bound was reached",
    USAGE: "usage or configuration",
    NOTHING_FETCHED: "nothing could be fetched",
    STORAGE: "storage",
    RUN_ACTIVE: "another run is active",
    INTERRUPTED: "interrupted",
    TERMINATED: "terminated",
}
# Finish reasons that decide alone. Any other that is not "finished" ended the run before it was through.
BY_REASON = {
    "guard_bypassed": USAGE,
    "interrupted": INTERRUPTED,
    "storage": STORAGE,
    "terminated": TERMINATED,
}
FINISHED = "finished"


class SourceResult(Protocol):
    """What the exit code must know of a source (`crawler.spiders.tally.SourceTally`)."""

    @property
    def failed(self) -> bool: ...
    @property
    def got_something(self) -> bool: ...


def of_crawl(finish_reason: str, sources: Mapping[str, SourceResult], *, bounds: Collection[str] = ()) -> int:
    """The exit code of a crawl, from its finish reason, its sources' results and the bounds of the run it met.

    `sources` holds every source that was to be crawled; empty when nothing was due, which is fine.
    """
    if finish_reason in BY_REASON:
        return BY_REASON[finish_reason]
    if sources and not any(source.got_something for source in sources.values()):
        return NOTHING_FETCHED
    if finish_reason != FINISHED or bounds or any(source.failed for source in sources.values()):
        return PARTIAL
    return DONE


MEANING = {
    DONE: "done, also when there was nothing new",
    PARTIAL: "done, but some sources failed or a bound was reached",
    USAGE: "wrong usage or configuration, or an id that does not exist",
    NOTHING_FETCHED: "nothing could be fetched",
    STORAGE: "the database could not be used",
    RUN_ACTIVE: "another run is active",
    INTERRUPTED: "interrupted",
    TERMINATED: "terminated",
}
