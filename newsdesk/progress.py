"""What a person sees while a crawl runs: live lines on a terminal, plain ones elsewhere, nothing when quiet."""

import sys
from collections.abc import Iterable
from typing import Protocol, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn

from crawler.outcomes import Outcome
from crawler.spiders.tally import SourceTally


class CrawlProgress(Protocol):
    """Told of a crawl as it goes. `update` may come many times for a source; `end` once, also after a failure."""

    def begin(self, source_ids: Iterable[str]) -> None: ...
    def update(self, source_id: str, tally: SourceTally) -> None: ...
    def end(self) -> None: ...


def in_words(tally: SourceTally) -> str:
    """What a source has come to: "unchanged", "12 articles, 2 not-found", "listing: timeout"."""
    parts = []
    if not tally.listing_was_read and tally.listings:
        parts.append("listing: " + ", ".join(sorted(tally.listings)))
    read = tally.articles[Outcome.OK]
    if read:
        parts.append(f"{read} article{'s' if read != 1 else ''}")
    parts += [f"{n} {name}" for name, n in sorted(tally.articles.items()) if name is not Outcome.OK and n]
    if parts:
        return ", ".join(parts)
    return "unchanged" if tally.listings[Outcome.NOT_MODIFIED] else "nothing new"


class NoProgress:
    """Says nothing."""

    def begin(self, source_ids: Iterable[str]) -> None:
        pass

    def update(self, source_id: str, tally: SourceTally) -> None:
        pass

    def end(self) -> None:
        pass


class PlainProgress:
    """One line for each source when it is through."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.waiting: set[str] = set()

    def begin(self, source_ids: Iterable[str]) -> None:
        self.waiting = set(source_ids)

    def update(self, source_id: str, tally: SourceTally) -> None:
        if tally.finished and source_id in self.waiting:
            self.waiting.discard(source_id)
            print(f"{source_id}: {in_words(tally)}", file=self.stream, flush=True)

    def end(self) -> None:
        self.stream.flush()


class TerminalProgress:
    """A live line with a bar for each source under way; sources that are through scroll up as plain lines."""

    def __init__(self, console: Console) -> None:
        self.display = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("{task.fields[words]}"),
            console=console,
            transient=True,
            refresh_per_second=5,
        )
        self.tasks: dict[str, TaskID] = {}

    def begin(self, source_ids: Iterable[str]) -> None:
        self.display.start()
        for source_id in source_ids:
            self.tasks[source_id] = self.display.add_task(source_id, total=None, words="waiting")

    def update(self, source_id: str, tally: SourceTally) -> None:
        if (task := self.tasks.get(source_id)) is None:
            return
        words = in_words(tally)
        if tally.finished:
            self.display.remove_task(self.tasks.pop(source_id))
            self.display.console.print(f"{source_id}: {words}", markup=False, highlight=False)
        else:
            self.display.update(task, completed=tally.answered, total=tally.asked, words=words)

    def end(self) -> None:
        self.display.stop()


def progress_for(*, quiet: bool, stream: TextIO | None = None) -> CrawlProgress:
    """The right one for where the output goes (stderr, so that stdout holds results only)."""
    stream = stream or sys.stderr
    if quiet:
        return NoProgress()
    console = Console(file=stream)
    return TerminalProgress(console) if console.is_terminal else PlainProgress(stream)
