"""How many articles a run may still ask for, in all and of each source."""

from collections import Counter
from collections.abc import Iterable

from crawler.sources import Source


class Budget:
    """Counts down. 0 for the run means no bound; a source without a bound of its own has `each`."""

    def __init__(self, run: int, each: int, sources: Iterable[Source]) -> None:
        self.run = run
        self.of_source = {source.id: source.max_articles or each for source in sources}
        self.taken: Counter[str] = Counter()

    def take(self, source_id: str) -> str | None:
        """Take one article; None if it was granted, else the name of the bound that forbids it."""
        if self.run and self.taken.total() >= self.run:
            return "max_articles_of_run"
        own = self.of_source.get(source_id, 0)
        if own and self.taken[source_id] >= own:
            return "max_articles_of_source"
        self.taken[source_id] += 1
        return None
