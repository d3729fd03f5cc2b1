from datetime import UTC, datetime, timedelta

import pytest

from crawler.network.hosts import FAILURES_TO_LEAVE, LONGEST_ABSENCE, HostHealth, retry_after
from crawler.network.throttle import LONGEST_CRAWL_DELAY, crawl_delay

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("3", timedelta(seconds=3)),
        (" 120 ", timedelta(minutes=2)),
        ("0", timedelta(0)),
        ("Sat, 21 Nov 2026 12:00:30 GMT", timedelta(seconds=30)),
        ("99999999", LONGEST_ABSENCE),
        ("9" * 400, LONGEST_ABSENCE),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_ABSENCE),
        ("-5", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("1.5", None),
        ("٣", None),
        ("Sat, 21 Nov 2020 12:00:30 GMT", None),
        ("Sat, 99 Nov 2026 12:00:30 GMT", None),
    ],
)
def test_retry_after(value: str | None, wait: timedelta | None) -> None:
    assert retry_after(value, NOW) == wait


def test_a_host_is_left_after_failures_in_a_row() -> None:
    health = HostHealth()
    assert [health.bad("a", "timeout") for _ in range(FAILURES_TO_LEAVE)] == [False] * (FAILURES_TO_LEAVE - 1) + [True]
    assert "timeout" in health.left["a"]
    assert not health.bad("a", "timeout")  # told once


def test_one_good_answer_starts_the_count_again() -> None:
    health = HostHealth()
    for _ in range(FAILURES_TO_LEAVE - 1):
        health.bad("a", "timeout")
    health.good("a")
    assert not health.bad("a", "timeout")
    assert not health.left


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        (None, 0.0),
        (2.5, 2.5),
        (86_400.0, LONGEST_CRAWL_DELAY),
        (-1.0, 0.0),
        (float("nan"), 0.0),
        (float("inf"), LONGEST_CRAWL_DELAY),
    ],
)
def test_crawl_delay_is_cut_to_what_a_run_can_bear(asked: float | None, kept: float) -> None:
    assert crawl_delay(asked) == kept
