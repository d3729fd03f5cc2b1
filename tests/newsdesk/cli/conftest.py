"""A database with a few articles in it, and the command as a function."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from newsdesk.cli import main
from storage import runs
from storage.engine import open_engine
from storage.records import SourceRecord
from storage.unit_of_work import UnitOfWork
from tests.storage.records import NOON, article, listing


class Result(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def desk(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database with three articles: two in English, one of them revised, one in Japanese."""
    monkeypatch.chdir(tmp_path)
    engine = open_engine(database_url)
    runs.sync_sources(engine, [SourceRecord(id="tide", name="The Tide", kind="feed", url="https://tide.example/feed")])
    run_id = runs.open_run(engine, arguments="tide", now=NOON)
    unit = UnitOfWork(engine, run_id)
    url = "https://tide.example/breakwater"
    unit.write([listing(url), article(url)])
    unit.write([article(url, at=NOON + timedelta(hours=1), headline="Breakwater: the vote")])
    unit.write(
        [
            article(
                "https://tide.example/storm", headline="=SUM(1) \x1b[31mred", article_body="Café naïveté.", authors=[]
            )
        ]
    )
    unit.write([article("https://minato.example/1", headline="香倉山が噴火", article_body="香倉山が26年ぶりに噴火した。", in_language="ja", publisher="汐見港新聞", date_published=NOON)])  # fmt: skip
    runs.close_run(engine, run_id, exit_code=0, finish_reason="finished", counts={"articles/new": 3}, now=NOON)
    engine.dispose()
    return database_url


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Call the command in this process."""

    def call(*arguments: str) -> Result:
        capfdbinary.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        out, err = capfdbinary.readouterr()
        code = ended.value.code
        assert isinstance(code, int)
        return Result(code, out.decode(), err.decode())

    return call
