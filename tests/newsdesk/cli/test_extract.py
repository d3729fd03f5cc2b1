"""`newsdesk extract`: saved pages in, articles out."""

import json
import subprocess
import sys
from pathlib import Path

from newsdesk.article_json import FIELDS, IMAGE_FIELDS, LINK_FIELDS, from_json, to_json
from tests.newsdesk.cli.conftest import Run

TEXT = "".join(
    f"<p>Paragraph {n} of the story about the harbour wall, which the council wants to rebuild soon.</p>"
    for n in range(4)
)
PAGE = f"<html lang='en'><head><title>The wall - Tide</title></head><body><article><h1>The wall</h1>{TEXT}</article></body></html>"
URL = "https://tide.example/wall"


def test_a_page_as_json_has_the_names_in_order(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    result = run("extract", str(tmp_path / "page.html"), "--url", URL, "--json")
    data = json.loads(result.out)
    assert list(data) == list(FIELDS)
    assert data["headline"] == "The wall"
    assert data["article_body"].count("\n\n") == 3


def test_lines_give_articles_in_order_and_errors_in_their_place(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "empty.html").write_text("", encoding="utf-8")
    lines = [
        {"path": "page.html", "url": URL},
        {"path": "empty.html", "url": "https://tide.example/2"},
        {"path": "none.html", "url": URL},
    ]
    given = "\n".join(json.dumps(line) for line in lines) + "\nnot json\n"
    result = subprocess.run(
        [sys.executable, "-m", "newsdesk", "extract", "--jsonl"],
        cwd=tmp_path,
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.returncode == 1
    assert answers[0]["headline"] == "The wall"
    assert answers[1]["url"] == "https://tide.example/2"
    assert "empty" in answers[1]["error"]
    assert [bool(answer.get("error")) for answer in answers] == [False, True, True, True]


def test_json_and_back(tmp_path: Path) -> None:
    from crawler.extraction import extract

    article = extract(PAGE.encode(), url=URL)
    assert to_json(from_json(json.loads(json.dumps(to_json(article))))) == to_json(article)
    assert IMAGE_FIELDS[0] == LINK_FIELDS[0] == "url"
