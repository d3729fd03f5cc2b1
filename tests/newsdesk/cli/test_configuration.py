"""Usage, configuration and storage errors: the documented exit code, and a message a person can act on."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.newsdesk.cli.conftest import Run

GOOD = '[tide]\nfeed = "https://tide.example/feed"\n'


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nonsense",), "No such command"),
        (("crawl", "--max-minutes", "0"), "max-minutes"),
        (("crawl", "tide", "--all"), "not both"),
        (("crawl", "tied"), "Did you mean tide?"),
        (("crawl", "--allow-address", "localhost"), "HOST:PORT"),
        (("search", "--since", "soon"), "is no time"),
        (("extract",), "name files"),
        (("fetch", "ftp://example.org/"), "is not a full http"),
    ],
)  # fmt: skip
def test_wrong_usage_is_code_2(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sources.toml").write_text(GOOD, encoding="utf-8")
    result = run(*arguments)
    assert result.code == 2, result
    assert said in " ".join(result.err.split())


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('[tide]\nfed = "https://tide.example/feed"\n', "[tide] fed: there is no such key; did you mean feed?"),
        (
            '[tide]\nfeed = "tide.example/feed"\n',
            "[tide] feed = 'tide.example/feed': must be a full http:// or https:// URL",
        ),
        (GOOD + GOOD, "[tide]: stands twice"),
        ('[tide]\nname = "x"\n', "[tide]: needs one of feed, sitemap, wordpress, front_page, links"),
        ('[defaults]\nname = "x"\n' + GOOD, "[defaults] name: there is no such key"),
        (GOOD + 'every = "often"\n', "must be a duration"),
        (GOOD + 'remove = ["p..x("]\n', "is not a CSS selector"),
        (GOOD + "delay = -1\n", "must be a number of seconds"),
        ("[tide\n", "is not TOML"),
    ],
)
def test_a_wrong_sources_file_is_refused_before_anything_happens(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, toml: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sources.toml").write_text(toml, encoding="utf-8")
    result = run("crawl")
    assert result.code == 2
    assert "sources.toml" in result.err
    assert said in " ".join(result.err.split())
    assert not (tmp_path / "data").exists()


def test_no_sources_file_yet(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "newsdesk init" in run("crawl").err
    assert run("init").code == 0
    assert run("init").code == 2
    assert run("init", "--force", "--quiet").err == ""
    listed = json.loads(run("sources", "list", "--json").out)
    assert len(listed) >= 30


@pytest.mark.parametrize(
    "database",
    ["postgresql+psycopg://nobody@127.0.0.1:1/none", "sqlite:////proc/none/newsdesk.db", "mysql://x/y"],
)
def test_an_unreachable_database_is_code_4(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sources.toml").write_text(GOOD, encoding="utf-8")
    for command in (("crawl",), ("search", "x"), ("db", "upgrade")):
        result = run("--database", database, *command)
        assert result.code == 4, (command, result)
        assert len(result.err.splitlines()) <= 4


def test_a_database_that_is_not_there_yet(run: Run, tmp_path: Path) -> None:
    result = run("--data-dir", str(tmp_path / "none"), "search", "x")
    assert result.code == 4
    assert "newsdesk crawl" in result.err


def test_somebody_else_s_database_is_refused(run: Run, tmp_path: Path) -> None:
    import sqlite3

    path = tmp_path / "theirs.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    result = run("--database", f"sqlite:///{path}", "db", "upgrade")
    assert result.code == 4


def test_a_newer_schema_is_refused_and_left_alone(run: Run, desk: str) -> None:
    from sqlalchemy import text

    from storage.engine import open_engine, writing

    engine = open_engine(desk)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    for command in (("search", "x"), ("db", "upgrade"), ("db", "check"), ("stats",)):
        result = run("--database", desk, *command)
        assert result.code == 4, command
        assert "newer" in result.err


def test_db_commands(run: Run, empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    at = ("--database", empty_database_url)
    assert json.loads(run(*at, "--json", "db", "current").out)["database"] is None
    assert "schema none" in run(*at, "db", "upgrade").err
    assert "nothing to do" in run(*at, "db", "upgrade").err
    current = json.loads(run(*at, "db", "current", "--json").out)
    assert current["database"] == current["newsdesk"]
    assert run(*at, "db", "check").code == 0


def test_a_backup_is_a_whole_database(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("db", "upgrade", "--quiet").code == 0
    assert run("db", "backup", "copy.db").code == 0
    assert run("--database", "sqlite:///copy.db", "db", "check").code == 0
    assert run("db", "backup", "copy.db").code == 4  # never written over


def test_reading_commands_start_without_scrapy(tmp_path: Path) -> None:
    program = "import sys; sys.argv = ['newsdesk', '--data-dir', 'none', 'search', 'x']\ntry:\n import newsdesk.cli; newsdesk.cli.main()\nexcept SystemExit: pass\nprint([m for m in ('scrapy', 'twisted', 'lxml', 'PIL') if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_the_help_is_a_table_of_contents(run: Run) -> None:
    text = run("--help").out
    for word in ("Collect", "Read", "Look after", "crawl", "search", "demo"):
        assert word in text
