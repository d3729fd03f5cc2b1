"""Installed from a wheel, newsdesk works the same anywhere: the migrations and the shipped sources travel along."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the unpacked wheel, to be put before the checkout on the path."""
    built = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(built), str(REPOSITORY)], check=True
    )
    (wheel,) = built.glob("newsdesk-*.whl")
    target = tmp_path_factory.mktemp("installed")
    subprocess.run([*pip, "install", "--no-deps", "--target", str(target), str(wheel)], check=True)
    return target


def newsdesk(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("NEWSDESK_", "DATABASE_"))}
    environment |= {"PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    return subprocess.run(
        [sys.executable, "-m", "newsdesk", *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_wheel_creates_its_database_and_its_sources_where_it_is_called(installed: Path, tmp_path: Path) -> None:
    made = newsdesk(installed, tmp_path, "init")
    assert made.returncode == 0, made.stderr
    assert "[nouvelles-du-monde]" in (tmp_path / "sources.toml").read_text(encoding="utf-8")
    upgraded = newsdesk(installed, tmp_path, "db", "upgrade")
    assert upgraded.returncode == 0, upgraded.stderr
    assert (tmp_path / "data" / "newsdesk.db").is_file()
    checked = newsdesk(installed, tmp_path, "db", "check")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_wheel_is_what_runs(installed: Path, tmp_path: Path) -> None:
    shown = subprocess.run(
        [sys.executable, "-P", "-c", "import migrations, newsdesk; print(newsdesk.__file__, migrations.__file__)"],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(installed)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert all(path.startswith(str(installed)) for path in shown.stdout.split())
