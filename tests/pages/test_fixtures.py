"""Every folder under fixtures/ is a saved page of our own writing and what its page object must make of it."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.pages import page_object_for, registered

FIXTURES = Path(__file__).parent / "fixtures"
CASES = sorted(FIXTURES.glob("*/*/expected.json"))


def _readable(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list):
        return [_readable(one) for one in value]
    if isinstance(value, dict):
        return {key: _readable(one) for key, one in value.items() if key != "file"}
    return value


@pytest.mark.parametrize("expected", CASES, ids=[str(case.parent.relative_to(FIXTURES)) for case in CASES])
def test_page_is_read_as_expected(expected: Path) -> None:
    wanted = json.loads(expected.read_text("utf-8"))
    url = wanted["url"]
    assert page_object_for(url) is registered()[expected.parent.parent.name], "the folder is named after the host"
    body = (expected.parent / "page.html").read_bytes()
    article = _readable(asdict(page_object_for(url)(body, url).to_article()))
    assert {name: article[name] for name in wanted["article"]} == wanted["article"]


def test_every_page_object_has_a_fixture() -> None:
    assert set(registered()) == {case.parent.parent.name for case in CASES}
