"""The import contracts hold, and a forbidden import is really caught."""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.conftest import REPOSITORY

ROOMS = ("crawler", "pipelines", "storage", "newsdesk", "migrations")


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts of pyproject.toml on the packages in `folder`, not on the installed ones."""
    program = "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command; lint_imports_command(args=['--no-cache'])"
    return subprocess.run(
        [sys.executable, "-P", "-c", program], cwd=folder, capture_output=True, text=True, check=False
    )


def copy_of_the_house(target: Path) -> Path:
    for room in ROOMS:
        shutil.copytree(REPOSITORY / room, target / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "pyproject.toml", target)
    return target


def test_a_planted_import_of_storage_in_the_crawler_is_caught(tmp_path: Path) -> None:
    house = copy_of_the_house(tmp_path)
    clean = lint_imports(house)
    assert clean.returncode == 0, clean.stdout
    (house / "crawler" / "planted.py").write_text("import storage.errors\n", encoding="utf-8")
    planted = lint_imports(house)
    assert planted.returncode == 1
    assert "crawler.planted -> storage.errors" in planted.stdout
