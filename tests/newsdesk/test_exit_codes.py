from dataclasses import dataclass

import pytest

from newsdesk import exit_codes
from newsdesk.exit_codes import of_crawl


@dataclass
class Result:
    failed: bool = False
    got_something: bool = True


GOOD, BAD = Result(), Result(failed=True, got_something=False)


@pytest.mark.parametrize(
    ("reason", "sources", "code"),
    [
        ("finished", {"a": GOOD, "b": GOOD}, 0),
        ("finished", {}, 0),
        ("finished", {"a": GOOD, "b": BAD}, 1),
        ("max_minutes", {"a": GOOD}, 1),
        ("max_articles", {"a": GOOD}, 1),
        ("memusage_exceeded", {"a": GOOD}, 1),
        ("closespider_timeout", {"a": GOOD}, 1),
        ("start_error", {"a": GOOD}, 1),
        ("guard_bypassed", {"a": BAD}, 2),
        ("finished", {"a": BAD, "b": BAD}, 3),
        ("max_minutes", {"a": BAD}, 3),
        ("storage", {"a": GOOD}, 4),
        ("storage", {"a": BAD}, 4),
        ("interrupted", {"a": GOOD}, 130),
        ("terminated", {"a": BAD}, 143),
    ],
)
def test_the_exit_code_of_a_crawl(reason: str, sources: dict[str, Result], code: int) -> None:
    assert of_crawl(reason, sources) == code


def test_every_code_has_a_meaning() -> None:
    codes = [value for name, value in vars(exit_codes).items() if name.isupper() and isinstance(value, int)]
    assert sorted(codes) == sorted(exit_codes.MEANING) == [0, 1, 2, 3, 4, 75, 130, 143]
