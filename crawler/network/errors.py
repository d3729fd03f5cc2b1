"""Why a request was ended by us. Each carries the outcome that the ledger will show and the evidence for it."""

from scrapy.exceptions import IgnoreRequest

from crawler.outcomes import Outcome


class RequestRefused(IgnoreRequest):
    """A request that is not sent, or not followed any further; raised by the middlewares of this package."""

    outcome = Outcome.NOT_FETCHED

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class GuardBlocked(RequestRefused):
    """The guard forbids the scheme, the port or the address behind the name."""

    outcome = Outcome.GUARD


class RobotsForbidden(RequestRefused):
    """robots.txt closes this URL to us."""

    outcome = Outcome.ROBOTS


class RobotsUnavailable(RequestRefused):
    """robots.txt could not be read, so the host counts as closed for this run. `outcome` is what befell robots.txt."""

    def __init__(self, detail: str, outcome: Outcome) -> None:
        super().__init__(f"robots.txt: {detail}")
        self.outcome = outcome


class HostLeft(RequestRefused):
    """The host failed too often, or asked us to stay away for longer than this run waits."""


class LeadsToKnown(RequestRefused):
    """A redirect led to an article that is known and not due: it is not fetched again, only known under one URL more."""

    outcome = Outcome.DUPLICATE

    def __init__(self, final_url: str) -> None:
        super().__init__(f"leads to {final_url}, which is known and not due")
        self.final_url = final_url


class RunEnding(RequestRefused):
    """A bound of the run was reached, or the run was interrupted, before this was asked for."""


class TruncatedBody(RequestRefused):
    """The body stopped before its end, after the last try."""

    outcome = Outcome.TRUNCATED
