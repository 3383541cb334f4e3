"""The recipes of CONTRIBUTING.md, followed literally in a copy of the project."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.blocks import follow, section

ROOT = Path(__file__).parents[1]
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv*", "build", "__pycache__", ".*_cache", ".import_linter_cache"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the source tree; commands run in it use it instead of the installed one."""
    return Path(shutil.copytree(ROOT, tmp_path / "project", ignore=LEFT_OUT))


@pytest.mark.parametrize("recipe", ["## Add a control", "## Add a source"])
def test_a_recipe_works_as_it_is_written(recipe: str, project: Path, tmp_path: Path) -> None:
    page = (project / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert follow(section(page, recipe), project, tmp_path / "home") >= 3
    for check in (["check"], ["format", "--check"]):
        ruff = [
            sys.executable,
            "-m",
            "ruff",
            *check,
            "--quiet",
            "--output-format",
            "concise",
            "quietline",
            "tests",
        ]
        done = subprocess.run(ruff, cwd=project, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
