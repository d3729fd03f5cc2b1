"""What extraction can say instead of an article."""

from crawler.errors import NewsdeskError


class NotAnArticle(NewsdeskError):
    """The page holds no article.

    `reason` is one of: empty, challenge, script-shell, listing, no-text. `evidence` is the very string that showed it.
    """

    def __init__(self, reason: str, evidence: str) -> None:
        super().__init__(f"{reason}: {evidence}")
        self.reason = reason
        self.evidence = evidence

    def __reduce__(self) -> tuple[type["NotAnArticle"], tuple[str, str]]:
        return (type(self), (self.reason, self.evidence))  # it crosses a process boundary
