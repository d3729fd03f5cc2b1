"""search, show, export, stats, runs: what people read."""

import csv
import io
import json
from pathlib import Path

import pytest

from newsdesk.article_json import FIELDS
from tests.newsdesk.cli.conftest import Run


def ids(run: Run, desk: str, *arguments: str) -> list[int]:
    result = run("--database", desk, "--json", "search", *arguments)
    assert result.code == 0, result.err
    return [hit["id"] for hit in json.loads(result.out)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ((), 3),
        (("breakwater",), 1),
        (("BREAKWATER", "council"),  1),
        (("breakwater", "nowhere"), 0),
        (('"harbour council"',), 1),
        (('"council harbour"',), 0),
        (("cafe",), 1),
        (("naivete",), 1),
        (("噴火",), 1),
        (("山が",), 1),
        (("火山",), 0),
        (("AND",), 0),
        (("col:x",), 0),
        (("*",), 0),
        (('"',), 0),
        (("';drop table articles--",), 0),
        (("--lang", "ja"), 1),
        (("--publisher", "the tide"), 2),
        (("--source", "tide"), 3),
        (("--since", "2026-11-01"), 3),
        (("--since", "2026-11-02"), 0),
        (("--until", "2026-11-01"), 3),
        (("--until", "2026-10-31"), 0),
        (("--limit", "1"), 1),
    ],
)  # fmt: skip
def test_search_finds_the_same_on_both_databases(run: Run, desk: str, words: tuple[str, ...], found: int) -> None:
    assert len(ids(run, desk, *words)) == found


def test_search_gives_the_newest_first(run: Run, desk: str) -> None:
    assert ids(run, desk)[0] == ids(run, desk, "--lang", "ja")[0]


def test_no_control_byte_reaches_the_terminal(run: Run, desk: str) -> None:
    for command in (("search",), ("show", str(ids(run, desk, "cafe")[0]))):
        result = run("--database", desk, *command)
        assert result.code == 0
        assert "\x1b" not in result.out


def test_show_prints_the_whole_article(run: Run, desk: str) -> None:
    (number,) = ids(run, desk, "breakwater")
    shown = run("--database", desk, "show", str(number)).out
    for piece in (
        "Breakwater: the vote",
        "The Tide",
        "by Marta Lind, Karl Berg",
        "lead: The breakwater  © K. Berg",
        "[Read also] The storm",
        "seen on tide",
        "version 1",
    ):
        assert piece in shown, piece
    assert all(len(line) <= 80 for line in shown.splitlines() if "http" not in line)


def test_show_json_begins_with_the_item_s_names_in_order(run: Run, desk: str) -> None:
    (number,) = ids(run, desk, "breakwater")
    data = json.loads(run("--database", desk, "--json", "show", str(number)).out)
    assert list(data)[: len(FIELDS) + 1] == ["id", *FIELDS]
    assert data["authors"] == ["Marta Lind", "Karl Berg"]


def test_show_of_an_unknown_id(run: Run, desk: str) -> None:
    result = run("--database", desk, "show", "999")
    assert result.code == 2
    assert "there is no article 999" in result.err


def test_export_and_import_give_the_same_articles(run: Run, desk: str, tmp_path: Path) -> None:
    first = tmp_path / "first.jsonl"
    assert run("--database", desk, "export", "-o", str(first)).code == 0
    assert len(first.read_text(encoding="utf-8").splitlines()) == 3
    other = f"sqlite:///{tmp_path / 'other.db'}"
    assert run("--database", other, "import", "jsonl", str(first)).code == 0
    second = tmp_path / "second.jsonl"
    run("--database", other, "export", "-o", str(second))
    before, after = (
        [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] for path in (first, second)
    )
    strip = "\x1b"
    assert [{name: article[name] for name in FIELDS} for article in after] == [
        {name: article[name] if name != "headline" else article[name].replace(strip, "") for name in FIELDS}
        for article in before
    ]
    again = run("--database", other, "--json", "import", "jsonl", str(second))
    assert json.loads(again.out) == {"new": 0, "updated": 0, "unchanged": 3, "duplicates": 0, "refused": 0}


def test_import_tells_what_it_refuses(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "some.jsonl"
    file.write_text('{"url": "ftp://x"}\nnonsense\n{"headline": "x"}\n', encoding="utf-8")
    result = run("--data-dir", str(tmp_path / "data"), "import", "jsonl", str(file))
    assert result.code == 1
    assert [line.split(":")[0] for line in result.err.splitlines()] == ["line 1", "line 2", "line 3"]


def test_csv_neutralises_formulas_and_reads_back(run: Run, desk: str, tmp_path: Path) -> None:
    target = tmp_path / "news.csv"
    assert run("--database", desk, "export", "--format", "csv", "--output", str(target)).code == 0
    rows = list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8"), newline="")))
    assert len(rows) == 3
    assert any(row["headline"].startswith("'=SUM(1)") for row in rows)
    assert any(row["article_body"].startswith("The harbour council") and "\n\n" in row["article_body"] for row in rows)


def test_an_export_that_fails_leaves_no_file(run: Run, desk: str, tmp_path: Path) -> None:
    result = run("--database", desk, "export", "-o", str(tmp_path / "nowhere" / "news.jsonl"))
    assert result.code == 2
    assert not list(tmp_path.glob("**/*.jsonl*"))


def test_stats_and_runs(run: Run, desk: str) -> None:
    counted = json.loads(run("--database", desk, "--json", "stats").out)
    assert (counted["totals"]["articles"], counted["totals"]["revisions"]) == (3, 1)
    assert {row["name"]: row["articles"] for row in counted["by_language"]} == {"en": 2, "ja": 1}
    (only,) = json.loads(run("--database", desk, "--json", "runs").out)
    assert (only["exit_code"], only["new"], only["updated"]) == (0, 3, 1)
    outcomes = json.loads(run("--database", desk, "--json", "runs", str(only["id"])).out)
    assert {(row["kind"], row["outcome"]) for row in outcomes} == {("article", "ok"), ("listing", "ok")}
    assert "articles" in run("--database", desk, "stats").out
    assert run("--database", desk, "runs", "77").code == 2


def test_a_pipe_that_closes_is_no_error(desk: str) -> None:
    import subprocess
    import sys

    command = f"{sys.executable} -m newsdesk --database '{desk}' export | head -c 10"
    result = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)
    assert result.stderr == ""
