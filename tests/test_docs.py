"""The documentation names everything there is: commands, options, keys, outcomes, exit codes, fields."""

import re
from typing import Any

import pytest
import typer

from crawler.outcomes import Outcome
from crawler.sources import _OF_A_SOURCE, load_sources
from newsdesk import exit_codes
from newsdesk.article_json import FIELDS, IMAGE_FIELDS, LINK_FIELDS
from newsdesk.cli import app
from tests.conftest import REPOSITORY

DOCS = REPOSITORY / "docs"


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def commands(group: Any, path: str = "newsdesk") -> dict[str, list[str]]:
    """Every command by its full name, with its long options."""
    found: dict[str, list[str]] = {}
    for name, command in group.commands.items():
        full = f"{path} {name}"
        if hasattr(command, "commands"):
            found |= commands(command, full)
        else:
            options = [opt for parameter in command.params for opt in parameter.opts if opt.startswith("--")]
            found[full] = [opt for opt in options if opt != "--help"]
    return found


COMMANDS = commands(typer.main.get_command(app))


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_and_option_is_documented(command: str) -> None:
    text = read("commands.md")
    assert command.removeprefix("newsdesk ") in text
    for option in COMMANDS[command]:
        assert f"`{option}`" in text or f"`{option} " in text, option


def test_every_shared_option_is_documented() -> None:
    shared = [opt for parameter in typer.main.get_command(app).params for opt in parameter.opts]
    for option in shared:
        assert f"`{option}" in read("commands.md"), option


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_has_an_example_in_its_help(command: str) -> None:
    group: Any = typer.main.get_command(app)
    for name in command.split()[1:]:
        group = group.commands[name]
    assert re.search(r"\[dim\]newsdesk ", group.help or ""), command


def test_every_key_of_a_source_is_documented() -> None:
    for key in _OF_A_SOURCE:
        assert f"| `{key}` |" in read("sources.md"), key


def test_every_outcome_is_documented_once() -> None:
    assert re.findall(r"^\| `([a-z-]+)` \|", read("outcomes.md"), re.M) == [outcome.value for outcome in Outcome]


def test_every_exit_code_is_documented() -> None:
    documented = dict(re.findall(r"^\| (\d+) \| ([^|]+) \|", read("exit-codes.md"), re.M))
    assert {int(code) for code in documented} == set(exit_codes.MEANING)


def test_every_field_of_the_article_json_is_documented() -> None:
    text = read("commands.md")
    for field in (*FIELDS, *IMAGE_FIELDS, *LINK_FIELDS):
        assert f"`{field}`" in text, field


def test_the_shipped_sources_are_many_and_of_every_kind() -> None:
    sources = load_sources(REPOSITORY / "newsdesk" / "sources.toml")
    assert len(sources) >= 30
    assert len({source.language for source in sources}) >= 12
    assert {source.kind for source in sources} == {"feed", "sitemap", "wordpress", "front_page", "links"}
    assert "www.nouvelles-du-monde.com" in {source.url.split("/")[2] for source in sources}


def test_links_between_documents_lead_somewhere() -> None:
    for page in [*DOCS.glob("*.md"), REPOSITORY / "README.md", REPOSITORY / "CONTRIBUTING.md"]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} → {target}"
